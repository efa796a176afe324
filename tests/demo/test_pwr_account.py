import httpx
import pytest

from agent.demo.pwr.operations import OPERATIONS, Kind, Result
from agent.demo.pwr.options import PwrOptions
from agent.demo.pwr.server import PwrServer
from tests.demo.pwr_wire import Answer, PwrCaller, Value, parcel

GUARDED = [name for name, each in OPERATIONS.items() if each.credentials]


def parameters(operation: str, partner_id: str, partner_key: str) -> dict[str, Value]:
    values: dict[Kind, Value] = {
        Kind.TEXT: "",
        Kind.TIME: "2026-01-05T00:00:00",
        Kind.FORMATS: "PDF",
        Kind.THREE_FORMATS: "PDF",
        Kind.PARCELS: [parcel()],
        Kind.STRINGS: ["2101066592589"],
        Kind.NUMBERS: ["2101066592589"],
    }
    facts = OPERATIONS[operation]
    pair = dict(zip(facts.credentials or (), (partner_id, partner_key), strict=True))
    return {name: pair.get(name, values[kind]) for name, kind in facts.parameters.items()}


def code(answer: Answer, operation: str) -> int:
    if OPERATIONS[operation].result is Result.DATASET:
        [found] = answer.codes
        return found
    return int(answer.text("Err") or "-1")


@pytest.mark.parametrize("operation", GUARDED)
async def test_a_wrong_partner_is_refused_everywhere_with_200_and_a_code(pwr: PwrCaller, operation: str) -> None:
    good_id, good_key = pwr.partner.values()
    for partner_id, partner_key, expected in (
        ("", good_key, 100),
        (good_id, "", 101),
        (good_id, "wrong", 200),
        ("OTHER", good_key, 200),
        (good_id, f"{good_key} ", 200),
    ):
        answer = await pwr.send(operation, parameters(operation, partner_id, partner_key))
        assert answer.response.status_code == 200
        assert code(answer, operation) == expected
        assert answer.file() is None
    assert pwr.server.parcels == []
    assert pwr.server.pickups == []


async def test_points_and_ping_need_no_partner(pwr: PwrCaller) -> None:
    assert set(OPERATIONS) - set(GUARDED) == {
        "Ping",
        "GiveMeAllLocationWithAllData",
        "GiveMeAllLocationWithAllDataWithZipCode",
    }
    assert (await pwr.send("Ping", {})).text("PingResult") == "true"


@pytest.mark.parametrize(("prepaid", "payment", "paid"), [(False, "POSTPAID", "true"), (True, "PREPAID", "false")])
async def test_the_partner_s_status_and_what_prepaid_means(
    http: httpx.AsyncClient, prepaid: bool, payment: str, paid: str
) -> None:
    async with PwrServer(PwrOptions(prepaid=prepaid)) as server:
        caller = PwrCaller(server, http)
        row = (await caller.call("GivePartnerStatus")).row
        assert (row["Err"], row["PaymentType"], row["CompanyName"]) == ("000", payment, "Sklep Żuraw")
        assert (await caller.create(parcel())).row["PackPaid"] == paid


async def test_codes_may_come_unpadded(http: httpx.AsyncClient) -> None:
    async with PwrServer(PwrOptions(padded_codes=False)) as server:
        caller = PwrCaller(server, http)
        assert (await caller.call("GivePartnerStatus")).row["Err"] == "0"
        assert (await caller.create(parcel(DestinationCode="XX-100001-00-00"))).row["Err"] == "6"
