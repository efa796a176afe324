"""The list of everything made since a moment: whole, or no answer at all."""

from datetime import timedelta
from email.utils import format_datetime

import pytest

from agent.carriers.inpost.account import InpostAccount
from agent.shipping.model.failure import ShippingError
from agent.shipping.model.shipment import ListedShipment
from shared_schema.codes import ErrorCode

from .scripted import NOW, PATH, Responder, ScriptedShipx, hangs_up, says, shipment

SINCE = NOW - timedelta(days=7)
MADE = NOW - timedelta(hours=3)


def page(count: int, *items: dict[str, object], filtered: bool = True, ahead: timedelta = timedelta(0)) -> Responder:
    query = f"created_at_gteq={int(SINCE.timestamp())}&page=1" if filtered else "page=1"
    body = {"href": f"http://x{PATH}?{query}", "count": count, "page": 1, "per_page": 100, "items": list(items)}
    return says(200, body, Date=format_datetime(NOW + ahead, usegmt=True))


def made(number: int, **changes: object) -> dict[str, object]:
    return {**shipment(id=number, reference=f"NAD-{number}"), "created_at": MADE.isoformat(), **changes}


async def test_everything_in_the_list_with_what_is_known_of_it(account: InpostAccount, shipx: ScriptedShipx) -> None:
    items = [
        made(1, tracking_number="6" * 24, status="confirmed"),
        made(2, reference=None, tracking_number=None, created_at="2026-11-24T10:00:00.000+01:00"),
        made(3, tracking_number=None, status="canceled"),
    ]
    shipx.answers = [page(3, *items)]
    assert await account.listed(SINCE) == [
        ListedShipment("1", "NAD-1", "6" * 24, MADE, live=True),
        ListedShipment("2", "", None, MADE, live=True),
        ListedShipment("3", "NAD-3", None, MADE, live=False),
    ]
    assert shipx.seen[0].query[0] == ("created_at_gteq", str(int(SINCE.timestamp())))


async def test_all_pages_are_read(account: InpostAccount, shipx: ScriptedShipx) -> None:
    shipx.answers = [page(150, *map(made, range(1, 101))), page(150, *map(made, range(101, 151)))]
    assert [each.shipment_id for each in await account.listed(SINCE)] == [str(number) for number in range(1, 151)]


async def test_times_are_by_our_clock(account: InpostAccount, shipx: ScriptedShipx) -> None:
    ahead = timedelta(minutes=40)
    shipx.answers = [page(1, made(1), ahead=ahead)]
    assert [each.created_at for each in await account.listed(SINCE)] == [MADE - ahead]


@pytest.mark.parametrize(
    "answers",
    [
        [page(1, made(1), filtered=False)],
        [page(2, made(1)), page(2)],
        [page(102, *map(made, range(1, 101))), page(101, made(101))],
        [page(1, made(1, id=None))],
        [page(1, made(1, created_at="yesterday"))],
        [page(1, made(1, created_at="2026-11-24T10:00:00"))],
        [says(200, "<html>")],
    ],
    ids=["filter dropped", "ends early", "shrank", "no id", "no time", "time of nowhere", "html"],
)
async def test_a_list_that_may_not_be_whole_is_no_answer(
    account: InpostAccount, shipx: ScriptedShipx, answers: list[Responder]
) -> None:
    shipx.answers = answers
    with pytest.raises(ShippingError) as raised:
        await account.listed(SINCE)
    assert raised.value.failure.code is ErrorCode.CARRIER_ANSWER_UNREADABLE
    assert raised.value.failure.outcome == "not_sent"


async def test_a_carrier_out_of_reach_is_told_as_that(account: InpostAccount, shipx: ScriptedShipx) -> None:
    shipx.answers = [hangs_up]
    with pytest.raises(ShippingError) as raised:
        await account.listed(SINCE)
    assert raised.value.failure.code is ErrorCode.CARRIER_UNAVAILABLE
