from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import httpx
import pytest

from agent.demo.pwr.options import PwrOptions
from agent.demo.pwr.server import PwrServer
from tests.demo.pwr_wire import PwrCaller

WARSAW = ZoneInfo("Europe/Warsaw")


def local_now() -> datetime:
    return datetime.now(WARSAW).replace(tzinfo=None)


def around(hours: float = 1) -> dict[str, str]:
    now = local_now()
    return {"dateFrom": (now - timedelta(hours=hours)).isoformat(), "dateTo": (now + timedelta(hours=hours)).isoformat()}


async def test_a_status_has_polish_time_with_a_false_z(pwr: PwrCaller) -> None:
    code = await pwr.created()
    answer = await pwr.call_last("GiveMePackStatus", PhoneNumber="", PackCode=code)
    assert answer.tables == ["PackStatus"]
    row = answer.row
    assert (row["PackCode"], row["Trans"], row["Destination"]) == (code, "200", "WS-100001-27-26")
    assert row["Data"].endswith("Z")
    assert abs(datetime.fromisoformat(row["Data"][:26]) - local_now()) < timedelta(minutes=1)


async def test_statuses_by_phone_and_without_anything(pwr: PwrCaller) -> None:
    first, second = await pwr.created(), await pwr.created()
    await pwr.created(PhoneNumber="600000000")
    answer = await pwr.call_last("GiveMePackStatus", PhoneNumber="511222333", PackCode="")
    assert [each["PackCode"] for each in answer.rows] == [first, second]
    assert (await pwr.call_last("GiveMePackStatus", PhoneNumber="", PackCode="")).codes == [163]
    assert (await pwr.call_last("GiveMePackStatus", PhoneNumber="", PackCode="2199999999999")).codes == [205]


async def test_history(pwr: PwrCaller) -> None:
    moved, still = await pwr.created(), await pwr.created()
    for status in (210, 12345):
        pwr.server.set_status(moved, status)
    one = await pwr.call_last("GiveMePackStatusFullHistory", PackCode=moved)
    assert [each["Trans"] for each in one.rows] == ["200", "210", "12345"]
    newest = await pwr.call_last("GiveMePackStatusList", PackCodes=[moved, still])
    assert [(each["PackCode"], each["Trans"]) for each in newest.rows] == [(moved, "12345"), (still, "200")]
    full = await pwr.call_last("GiveMePackStatusFullHistoryList", PackCodes=[moved, "2199999999999", still])
    assert [each.get("Trans", each.get("Err")) for each in full.rows] == ["200", "210", "12345", "205", "200"]


@pytest.mark.parametrize("operation", ["GiveMePackStatusList", "GiveMePackStatusFullHistoryList"])
async def test_at_most_a_thousand_codes(pwr: PwrCaller, operation: str) -> None:
    code = await pwr.created()
    assert len((await pwr.call_last(operation, PackCodes=[code] * 1000)).rows) == 1000
    assert (await pwr.call_last(operation, PackCodes=[code] * 1001)).codes == [150]


async def test_a_new_parcel_may_be_unknown_and_a_column_misspelt(http: httpx.AsyncClient) -> None:
    async with PwrServer(PwrOptions(status_lag_s=3600, destination_misspelt=True)) as server:
        caller = PwrCaller(server, http)
        code = await caller.created()
        assert (await caller.call_last("GiveMePackStatus", PhoneNumber="", PackCode=code)).codes == [205]
        server.parcel(code).known_at = 0  # the hour has passed
        row = (await caller.call_last("GiveMePackStatus", PhoneNumber="", PackCode=code)).row
        assert row["Destinstion"] == "WS-100001-27-26"


async def test_cancelling(pwr: PwrCaller) -> None:
    async def cancel(code: str) -> int:
        answer = await pwr.call_last("PutCustomerPackCanceled", PackCode=code)
        # The order of the parameters is the contract's: PackCode first.
        assert answer.tables == ["CustomerPackCanceled"]
        return answer.codes[0]

    code, posted = await pwr.created(), await pwr.created()
    assert await cancel(code) == 0
    assert pwr.server.parcel(code).status == 201
    assert await cancel(code) == 201
    pwr.server.set_status(posted, 210)
    assert await cancel(posted) == 202
    assert pwr.server.parcel(posted).status == 210
    assert [await cancel(each) for each in ("", "12", "2199999999999")] == [106, 209, 205]


async def test_what_was_made_in_a_period(pwr: PwrCaller) -> None:
    first, second = await pwr.created(), await pwr.created()
    answer = await pwr.call("GetGeneratedParcels", **around())
    assert [each["PackCode"] for each in answer.rows] == [first, second]
    assert all("SenderOrders" not in each for each in answer.rows)
    period = {"dateFrom": "2020-01-01T00:00:00", "dateTo": "2020-01-02T00:00:00"}
    assert (await pwr.call("GetGeneratedParcels", **period)).rows == []
    # Times with a zone are turned into Polish ones.
    now = datetime.now(ZoneInfo("UTC"))
    zoned = {"dateFrom": (now - timedelta(minutes=5)).isoformat(), "dateTo": (now + timedelta(minutes=5)).isoformat()}
    assert len((await pwr.call("GetGeneratedParcels", **zoned)).rows) == 2


async def test_the_list_lags_behind(http: httpx.AsyncClient) -> None:
    async with PwrServer(PwrOptions(list_lag_s=3600, list_shows_sender_orders=True)) as server:
        caller = PwrCaller(server, http)
        code = await caller.created()
        assert (await caller.call("GetGeneratedParcels", **around())).rows == []
        server.parcel(code).listed_at = 0  # the hour has passed
        assert (await caller.call("GetGeneratedParcels", **around())).row["SenderOrders"] == "N-0001"
