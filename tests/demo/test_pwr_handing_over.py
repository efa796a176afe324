import io
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pypdf
import pytest

from tests.demo.pwr_wire import PwrCaller, Row

ADDRESS = {
    "PostCode": "30-624",
    "City": "Kraków",
    "Street": "Malborska",
    "BuildingNo": "130",
    "Email": "sklep@example.com",
    "PartnerName": "Sklep Żuraw",
    "PersonName": "Żaneta",
    "PersonSurname": "Żuraw",
    "Telephone": "500600700",
}


async def slots(pwr: PwrCaller, **more: str) -> list[Row]:
    answer = await pwr.call("GetAvailablePickups", **ADDRESS, **more)
    assert answer.text("Err") == "0"
    return answer.records("AvailablePickupDay")


async def test_a_protocol_lists_what_waits(pwr: PwrCaller) -> None:
    first, cancelled, posted, second = [await pwr.created() for _ in range(4)]
    pwr.server.set_status(cancelled, 201)
    pwr.server.set_status(posted, 210)
    answer = await pwr.call("GenerateProtocol", parcels=[first, cancelled, posted, "2199999999999", second])
    assert set(answer.tables) == {"Table"}
    assert answer.codes == [0, 201, 213, 205, 0]
    text = "".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(answer.file() or b"")).pages)
    assert first in text
    assert second in text
    assert cancelled not in text
    [protocol] = pwr.server.protocols
    assert protocol.pack_codes == (first, second)
    assert protocol.code in text


async def test_a_protocol_of_nothing_has_no_file(pwr: PwrCaller) -> None:
    answer = await pwr.call("GenerateProtocol", parcels=["2199999999999"])
    assert (answer.codes, answer.file()) == ([205], None)
    assert pwr.server.protocols == []


async def test_a_long_protocol_has_more_pages(pwr: PwrCaller) -> None:
    codes = [await pwr.created() for _ in range(60)]
    answer = await pwr.call("GenerateProtocol", parcels=codes)
    pages = pypdf.PdfReader(io.BytesIO(answer.file() or b"")).pages
    assert len(pages) == 2
    text = "".join(page.extract_text() for page in pages)
    assert all(code in text for code in codes)


async def test_pickups_are_offered_in_polish_time_on_working_days(pwr: PwrCaller) -> None:
    days = await slots(pwr)
    assert len(days) == 5
    now = datetime.now(ZoneInfo("Europe/Warsaw")).replace(tzinfo=None)
    for day in days:
        ready, until = (datetime.fromisoformat(day[name]) for name in ("MinReadyDate", "MaxPickupDate"))
        assert ready.tzinfo is None
        assert ready.weekday() < 5
        assert until >= now + timedelta(minutes=int(day["MinimumInterval"]))
    later = await slots(pwr, ReadyDate=days[2]["MinReadyDate"])
    assert later[0] == days[2]


async def test_a_courier_is_called_and_called_again(pwr: PwrCaller) -> None:
    code = await pwr.created()
    day = (await slots(pwr))[1]
    order = {"PackList": [code], "ReadyDate": day["MinReadyDate"], "PickupDate": day["MaxPickupDate"], **ADDRESS}
    numbers = [(await pwr.call("CallPickupNew", **order)).text("Data") for _ in range(2)]
    assert len(set(numbers)) == 2
    old = {"packList": [code], "readyDate": day["MinReadyDate"], "pickupDate": day["MaxPickupDate"]}
    partner_id, partner_key = pwr.partner.values()
    answer = await pwr.send("CallPickup", {"partnerId": partner_id, "partnerKey": partner_key, **old})
    assert (answer.text("Err"), answer.text("Data")) == ("0", pwr.server.pickups[2].number)
    assert [each.pack_codes for each in pwr.server.pickups] == [(code,)] * 3


async def test_what_a_courier_is_not_called_for(pwr: PwrCaller) -> None:
    code, cancelled, posted = [await pwr.created() for _ in range(3)]
    pwr.server.set_status(cancelled, 201)
    pwr.server.set_status(posted, 210)
    day = (await slots(pwr))[1]
    ready, until = day["MinReadyDate"], day["MaxPickupDate"]

    async def call(codes: list[str], ready: str, until: str, **changes: str) -> str | None:
        times = {"ReadyDate": ready, "PickupDate": until}
        answer = await pwr.call("CallPickupNew", PackList=codes, **times, **{**ADDRESS, **changes})
        assert answer.text("Data") is None
        return answer.text("Err")

    assert await call([], ready, until) == "106"
    assert await call([cancelled], ready, until) == "201"
    assert await call([code, posted], ready, until) == "213"
    assert await call(["2199999999999"], ready, until) == "205"
    assert await call([code], ready, ready) == "999"
    assert await call([code], until, ready) == "999"
    assert await call([code], ready, ready.replace("08:00", "09:00")) == "999"
    assert await call([code], ready.replace("08:00", "07:00"), until) == "999"
    assert await call([code], "2026-01-06T08:00:00", "2026-01-06T18:00:00") == "999"
    monday = datetime.fromisoformat(ready) - timedelta(days=datetime.fromisoformat(ready).weekday())
    saturday = (monday + timedelta(days=12)).date()
    assert await call([code], f"{saturday}T08:00:00", f"{saturday}T18:00:00") == "999"
    assert await call([code], ready, until, PostCode="30624") == "138"
    assert await call([code], ready, until, Telephone="") == "999"
    assert pwr.server.pickups == []


@pytest.mark.parametrize("operation", ["GiveMeAllRUCHWithFilled", "GiveMeAllRUCHWithFilledD1"])
async def test_points_have_states_and_neighbours(pwr: PwrCaller, operation: str) -> None:
    answer = await pwr.call(operation)
    points = {each["PSD"]: each for each in answer.records("PointPwR")}
    assert points["100001"]["Available"] == "true"
    assert (points["204417"]["Available"], points["204417"]["Filled"]) == ("false", "false")
    assert (points["310220"]["Available"], points["310220"]["Filled"]) == ("true", "true")
    assert points["420007"]["CashOnDelivery"] == "false"
    assert {each["PSD"] for each in answer.records("PointPwRSuggestion")} == {"204418", "310221"}


@pytest.mark.parametrize(
    ("operation", "has_zip_code"),
    [("GiveMeAllLocationWithAllData", False), ("GiveMeAllLocationWithAllDataWithZipCode", True)],
)
async def test_the_open_list_of_points(pwr: PwrCaller, operation: str, has_zip_code: bool) -> None:
    answer = await pwr.send(operation, {})
    assert set(answer.tables) == {"LocationWithAllData2"}
    assert len(answer.rows) > 5
    assert all(("ZipCode" in each) is has_zip_code for each in answer.rows)
