"""Couriers: Polish local time on the wire, whatever zone this computer has, over both changes of the clock."""

from datetime import UTC, datetime

import pytest

from agent.carriers.paczka_w_ruchu.account import PaczkaWRuchuAccount
from agent.carriers.paczka_w_ruchu.pickup import slot_of
from agent.shipping.model.failure import ShippingError
from agent.shipping.model.handover import PickupSlot
from shared_schema.codes import ErrorCode

from .scripted import Scripted, envelope

CODE = "2101066592589"


def day(date: str, interval: str = "120", zone: str = "") -> dict[str, str]:
    return {"MinReadyDate": f"{date}T08:00:00{zone}", "MaxPickupDate": f"{date}T18:00:00{zone}", "MinimumInterval": interval}


@pytest.mark.parametrize(
    ("row", "ready_utc", "latest_utc"),
    [
        (day("2026-11-26"), datetime(2026, 11, 26, 7, tzinfo=UTC), datetime(2026, 11, 26, 15, tzinfo=UTC)),
        (day("2026-07-01"), datetime(2026, 7, 1, 6, tzinfo=UTC), datetime(2026, 7, 1, 14, tzinfo=UTC)),
        (day("2026-11-26", zone="Z"), datetime(2026, 11, 26, 7, tzinfo=UTC), datetime(2026, 11, 26, 15, tzinfo=UTC)),
        (day("2026-11-26", interval=""), datetime(2026, 11, 26, 7, tzinfo=UTC), datetime(2026, 11, 26, 17, tzinfo=UTC)),
    ],
)
def test_times_are_polish(row: dict[str, str], ready_utc: datetime, latest_utc: datetime) -> None:
    slot = slot_of(row)
    assert slot is not None
    assert (slot.ready, slot.latest) == (ready_utc, latest_utc)


@pytest.mark.parametrize("row", [{}, day("jutro"), {**day("2026-11-26"), "MaxPickupDate": "2026-11-26T08:00:00"}])
def test_what_is_no_stretch_of_time_is_not_offered(row: dict[str, str]) -> None:
    assert slot_of(row) is None


async def test_the_order_is_written_in_polish_time_once(account: PaczkaWRuchuAccount, script: Scripted) -> None:
    script.answers["CallPickupNew"] = envelope(
        "CallPickupNew", "<CallPickupNewResult><Err>000</Err><Data>ZO0000007</Data></CallPickupNewResult>"
    )
    slot = PickupSlot(*(datetime(2026, 11, 26, hour, tzinfo=UTC) for hour in (7, 17, 15)))
    assert await account.order_pickup(slot, [CODE, CODE, "none of theirs"]) == "ZO0000007"
    [body] = script.bodies
    sent = {each.tag.rsplit("}")[-1]: each.text for each in body}
    assert (sent["ReadyDate"], sent["PickupDate"]) == ("2026-11-26T08:00:00", "2026-11-26T18:00:00")
    assert [each.text for each in body.iterfind(".//{*}string")] == [CODE]


@pytest.mark.parametrize(
    ("result", "code", "outcome"),
    [
        ("<Err>138</Err><ErrDes>kod</ErrDes>", ErrorCode.PICKUP_REFUSED, "refused"),
        ("<Err>200</Err>", ErrorCode.CREDENTIALS_REFUSED, "refused"),
        ("<Err>0</Err>", ErrorCode.PICKUP_UNKNOWN, "unknown"),
        ("<Data>ZO1</Data>", ErrorCode.PICKUP_UNKNOWN, "unknown"),
    ],
)
async def test_what_is_not_a_number_of_an_order(
    account: PaczkaWRuchuAccount, script: Scripted, result: str, code: ErrorCode, outcome: str
) -> None:
    script.answers["CallPickupNew"] = envelope("CallPickupNew", f"<CallPickupNewResult>{result}</CallPickupNewResult>")
    slot = PickupSlot(*(datetime(2026, 11, 26, hour, tzinfo=UTC) for hour in (7, 17, 15)))
    with pytest.raises(ShippingError) as caught:
        await account.order_pickup(slot, [CODE])
    assert (caught.value.failure.code, caught.value.failure.outcome) == (code, outcome)
