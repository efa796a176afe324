import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.demo.pwr.operations import OPERATIONS
from agent.demo.pwr.options import PwrOptions
from agent.demo.pwr.server import _HANDLERS, PRODUCTION_PATH, PwrServer
from agent.demo.pwr.soap import SoapFault, read_message
from tests.demo.pwr_wire import SOAP11, SOAP12, TYPES, Answer, PwrCaller, Value, body, parcel

STATUS = "GivePartnerStatus"
CREATE = "GenerateLabelBusinessPackListTwo"


@pytest.mark.parametrize("version", [SOAP11, SOAP12])
async def test_both_versions_are_answered_in_kind(pwr: PwrCaller, version: str) -> None:
    answer = await pwr.send("Ping", {}, version)
    assert answer.text("PingResult") == "true"
    assert answer.root.tag == f"{{{version}}}Envelope"
    assert answer.response.headers["Content-Type"] == f"{TYPES[version]}; charset=utf-8"
    answer = await pwr.send(STATUS, pwr.partner, version)
    assert answer.codes == [0]
    answer = await pwr.send("GiveMeTheMoon", {}, version)
    assert answer.response.status_code == 500
    assert "GiveMeTheMoon" in (answer.fault or "")
    assert answer.root.tag == f"{{{version}}}Envelope"


async def test_the_production_path_is_served_too(pwr: PwrCaller) -> None:
    url = pwr.server.site_url("pwr") + PRODUCTION_PATH
    assert Answer(await pwr.post(body("Ping", {}), "Ping", url=url)).text("PingResult") == "true"
    assert pwr.server.count("POST", f"^{PRODUCTION_PATH}/Ping$") == 1


async def test_calls_are_known_by_their_operation(pwr: PwrCaller) -> None:
    await pwr.send("Ping", {})
    await pwr.create(parcel())
    assert [each.path for each in pwr.server.calls] == [
        "/WebServicePwR/WebServicePwR.asmx/Ping",
        "/WebServicePwR/WebServicePwR.asmx/GenerateLabelBusinessPackListTwo",
    ]
    assert pwr.server.count("POST", "asmx/GenerateLabelBusinessPackListTwo$", status=200) == 1
    assert pwr.server.count("POST", "asmx/GenerateLabelBusinessPackList$") == 0
    assert pwr.server.options.partner_key not in repr(pwr.server.calls)


@pytest.mark.parametrize(
    ("content", "status"),
    [
        (b"", 400),
        (b"{}", 400),
        (body("Ping", {})[:-5], 400),
        (b'<!DOCTYPE a [<!ENTITY x "y">]>' + body("Ping", {}).split(b"?>")[1], 400),
        (body("Ping", {}, "http://example.com/envelope"), 500),
        (f'<e:Envelope xmlns:e="{SOAP11}"><e:Body/></e:Envelope>'.encode(), 500),
        (f'<e:Envelope xmlns:e="{SOAP11}"/>'.encode(), 500),
        (f'<e:Envelope xmlns:e="{SOAP11}"><e:Body><Ping xmlns="http://x"/></e:Body></e:Envelope>'.encode(), 500),
    ],
)
async def test_what_is_no_message_of_the_service_is_a_fault(pwr: PwrCaller, content: bytes, status: int) -> None:
    answer = Answer(await pwr.post(content, "Ping"))
    assert answer.response.status_code == status
    assert answer.fault
    assert pwr.server.calls[0].path.endswith(".asmx"), "a call without an operation has the bare path"


async def test_wrong_media_type_action_and_method(pwr: PwrCaller) -> None:
    ping = body("Ping", {})
    assert (await pwr.post(ping, "Ping", content_type="application/json")).status_code == 415
    assert (await pwr.post(ping, "Ping", content_type="application/soap+xml")).status_code == 415
    for action in (None, STATUS):
        answer = Answer(await pwr.post(ping, action))
        assert answer.response.status_code == 500
        assert "SOAPAction" in (answer.fault or "")
    key = {"PartnerKey": "x"}
    assert (await pwr.http.get(f"{pwr.server.url}/{STATUS}", params=key)).status_code == 404
    assert Answer(await pwr.http.get(pwr.server.url)).response.status_code == 405


@pytest.mark.parametrize(
    "parameters",
    [
        {"PartnerKey": "demo-pwr-key", "PartnerID": "TEST000001"},
        {"PartnerID": "TEST000001", "PartnerKey": "demo-pwr-key", "Colour": "red"},
    ],
)
async def test_parameters_must_be_the_contract_s(pwr: PwrCaller, http: httpx.AsyncClient, parameters: dict[str, str]) -> None:
    answer = await pwr.send(STATUS, parameters)
    assert answer.response.status_code == 500
    assert answer.fault
    async with PwrServer(PwrOptions(strict=False)) as server:
        caller = PwrCaller(server, http)
        lenient = Answer(await caller.post(body(STATUS, parameters), None))
        assert lenient.codes == [0]


async def test_a_list_holds_nothing_else(pwr: PwrCaller, http: httpx.AsyncClient) -> None:
    good: dict[str, Value] = {**pwr.partner, "AutoDestinationChange": "T", "Format": "PDF", "BusinessPackList": [parcel()]}
    odd = body(CREATE, good).replace(b"BusinessPack>", b"Pack>")
    answer = Answer(await pwr.post(odd, CREATE))
    assert answer.root.findtext(".//faultcode") == "soap:Client"
    async with PwrServer(PwrOptions(strict=False)) as server:
        lenient = Answer(await PwrCaller(server, http).post(odd, CREATE))
        assert (lenient.fault, lenient.rows) == (None, []), "passed over without a word, and no parcel is made"


@pytest.mark.parametrize(
    ("operation", "parameters"),
    [
        (CREATE, {"AutoDestinationChange": "T", "Format": "A6", "BusinessPackList": [parcel()]}),
        (CREATE, {"AutoDestinationChange": "T", "BusinessPackList": [parcel()]}),
        ("GenerateLabelBusinessPackList", {"Format": "ZPL", "BusinessPackList": [parcel()]}),
        ("LabelPrintDuplicateTwo", {"PackCode": "2101066592589", "Format": "pdf"}),
        ("GetGeneratedParcels", {"dateFrom": "yesterday", "dateTo": "2026-01-05T00:00:00"}),
        ("GetGeneratedParcels", {"dateFrom": "2026-01-05T00:00:00"}),
        ("GenerateProtocol", {"parcels": ["21010665925x9"]}),
        ("GenerateProtocol", {"parcels": [str(2**64)]}),
    ],
)
async def test_values_of_a_wrong_type_are_faults_and_nothing_is_made(
    pwr: PwrCaller, operation: str, parameters: dict[str, str]
) -> None:
    answer = await pwr.call(operation, **parameters)
    assert answer.response.status_code == 500
    assert answer.fault
    assert pwr.server.parcels == []


def test_every_operation_has_a_handler() -> None:
    assert set(_HANDLERS) == set(OPERATIONS)


@given(st.one_of(st.binary(), st.text().map(str.encode), st.text().map(lambda text: body("Ping", {"a": text}))))
def test_no_bytes_break_the_reader(raw: bytes) -> None:
    try:
        operation = read_message(raw).operation
    except SoapFault:
        return
    assert operation == "Ping"


@given(st.text(st.characters(exclude_categories=["Cs", "Cc"])))
def test_texts_arrive_as_they_were_sent(text: str) -> None:
    [parameter] = read_message(body("Ping", {"a": text})).body
    assert (parameter.text or "") == text
