"""The stand-in against the contract's own files: operations, sample requests, recorded and hand-made answers."""

import re
from collections.abc import AsyncIterator
from pathlib import Path
from xml.etree import ElementTree

import httpx
import pytest

from agent.demo.pwr.locations import LOCATIONS
from agent.demo.pwr.operations import OPERATIONS, PARCEL_FIELDS, Kind, Result
from agent.demo.pwr.options import PwrOptions
from agent.demo.pwr.server import PwrServer
from tests.demo.pwr_wire import SOAP11, SOAP12, Answer, PwrCaller

FOLDER = Path(__file__).parents[3] / "shared" / "contracts" / "paczka-w-ruchu"
SAMPLES = sorted(path.name for path in FOLDER.glob("*.request.xml"))
NEWER_THAN_THE_WSDL = {"GiveMeAllLocationWithAllDataWithZipCode"}
KEY = "example-key"

pytestmark = [
    pytest.mark.contract,
    pytest.mark.skipif(not FOLDER.is_dir(), reason="../shared/contracts is not there"),
]


@pytest.fixture
async def account(http: httpx.AsyncClient) -> AsyncIterator[PwrCaller]:
    """The account of the samples."""
    options = PwrOptions(partner_key=KEY, cash_on_delivery=True, list_lag_s=0)
    async with PwrServer(options) as server:
        yield PwrCaller(server, http)


def sample(name: str) -> bytes:
    return (FOLDER / name).read_bytes()


async def ask(caller: PwrCaller, name: str, version: str = SOAP11, **replaced: str) -> Answer:
    """Send a sample request, with texts replaced if wanted."""
    content = sample(name).replace(SOAP11.encode(), version.encode())
    for old, new in replaced.items():
        content = content.replace(old.encode(), new.encode())
    return Answer(await caller.post(content, name.partition(".")[0], version))


def shape(node: ElementTree.Element) -> object:
    """Return names, attributes and nesting; texts count only where they are part of the schema, so not at all."""
    return node.tag, sorted(node.attrib.items()), [shape(each) for each in node]


def shape_of_sample(name: str) -> object:
    return shape(ElementTree.fromstring(sample(name)))


def canonical(xml: bytes) -> str:
    return ElementTree.canonicalize(xml.decode(), strip_text=True)


def test_operations_are_the_contract_s() -> None:
    found = {}
    for name, parameters, results in re.findall(r"^(\w+)\((.*)\)\n    -> (.*)$", sample("operations.txt").decode(), re.M):
        kinds = [(each.partition(" : ")[0], each.partition(" : ")[2]) for each in parameters.split(", ") if each]
        found[name] = kinds, results
    types = {
        Kind.TEXT: "",
        Kind.TIME: "dateTime",
        Kind.STRINGS: "ArrayOfString",
        Kind.NUMBERS: "ArrayOfUnsignedLong",
        Kind.PARCELS: "ArrayOfBusinessPack",
        Kind.FORMATS: "FormatPliku3",
        Kind.THREE_FORMATS: "FormatPliku",
    }
    for name, operation in OPERATIONS.items():
        if name in NEWER_THAN_THE_WSDL:
            continue
        ours = [(each, types[kind]) for each, kind in operation.parameters.items() if each not in operation.optional]
        kinds, results = found[name]
        assert ours == kinds, name
        assert f" : {operation.result.value}" in results, name
        assert (operation.result is Result.DATASET) == (": DataSet" in results), name


def test_a_parcel_has_the_contract_s_fields_in_its_order() -> None:
    wsdl = sample("WebServicePwR.reconstructed.wsdl").decode()
    [block] = re.findall(r'<s:complexType name="BusinessPack">(.*?)</s:complexType>', wsdl, re.S)
    assert re.findall(r'name="(\w+)"', block) == list(PARCEL_FIELDS)


@pytest.mark.parametrize("version", [SOAP11, SOAP12])
@pytest.mark.parametrize("name", SAMPLES)
async def test_every_sample_request_is_understood(account: PwrCaller, name: str, version: str) -> None:
    answer = await ask(account, name, version)
    assert answer.fault is None
    assert answer.response.status_code == 200
    assert (await ask(account, "Ping.request.xml", version)).text("PingResult") == "true"


async def test_a_saved_parcel_is_the_recorded_answer_to_the_letter(account: PwrCaller) -> None:
    answer = await ask(account, "GenerateBusinessPack.request.xml", SOAP12, **{"WS-100001-27-26": "BD-158471-NN-14"})
    assert "158471" in LOCATIONS
    recorded = sample("GenerateBusinessPack.response-saved.recorded.soap12.xml")
    assert canonical(answer.response.content) == canonical(recorded)


async def test_answers_have_the_shape_of_the_samples(account: PwrCaller) -> None:
    def same(answer: Answer, name: str) -> bool:
        assert shape(answer.root) == shape_of_sample(name)
        return True

    one, two = "GenerateLabelBusinessPackTwo", "GenerateLabelBusinessPackListTwo"
    wrong = {KEY: "wrong-key"}
    assert same(
        await ask(account, "GenerateBusinessPack.request.xml", **{"WS-100001-27-26": "WS-999999-27-26"}),
        "GenerateBusinessPack.response-unknown-point.synthetic.xml",
    )
    answer = await ask(account, f"{two}.two-one-cod.request.xml")
    assert same(answer, f"{two}.response-two-saved.synthetic.xml")
    assert answer.codes == [0, 6]
    assert same(await ask(account, f"{one}.request.xml"), f"{one}.response-saved.synthetic.xml")
    assert same(await ask(account, f"{two}.one.request.xml", **wrong), f"{two}.response-wrong-key.synthetic.xml")
    assert same(await ask(account, "GiveMePackStatus.request.xml"), "GiveMePackStatus.response.synthetic.xml")
    again = "LabelPrintDuplicateTwo"
    assert same(await ask(account, f"{again}.request.xml"), f"{again}.response-ok.synthetic.xml")
    assert same(await ask(account, f"{again}.request.xml", **wrong), f"{again}.response-wrong-key.synthetic.xml")
    account.server.set_status("2101066592589", 210)
    late = await ask(account, "PutCustomerPackCanceled.request.xml")
    assert late.codes == [202]
    assert same(late, "PutCustomerPackCanceled.response-too-late.synthetic.xml")


@pytest.mark.parametrize(("ready_after_s", "name"), [(0, "response-ok"), (None, "response-too-early")])
async def test_labels_again_have_the_shape_of_the_samples(
    http: httpx.AsyncClient, ready_after_s: float | None, name: str
) -> None:
    async with PwrServer(PwrOptions(partner_key=KEY, label_ready_after_s=ready_after_s)) as server:
        caller = PwrCaller(server, http)
        await ask(caller, "GenerateBusinessPack.request.xml")
        second = "<ns0:string>2101066592596</ns0:string>"
        answer = await ask(caller, "LabelPrintDuplicateListTwo.request.xml", **{second: ""})
        assert shape(answer.root) == shape_of_sample(f"LabelPrintDuplicateListTwo.{name}.synthetic.xml")
