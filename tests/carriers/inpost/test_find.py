"""Looking for a parcel whose answer was lost: found, surely not there, or not to be said."""

from datetime import timedelta
from email.utils import format_datetime

import pytest

from agent.carriers.inpost.account import InpostAccount
from agent.shipping.model.failure import ShippingError
from agent.shipping.model.shipment import Created
from shared_schema.codes import ErrorCode, NoteCode

from .scripted import NOW, PATH, Responder, ScriptedShipx, StillClock, hangs_up, says, shipment

SENT = NOW - timedelta(minutes=1)
FROM = str(int((SENT - timedelta(minutes=15)).timestamp()))


def page(count: int, *references: str, start: int = 1, filtered: bool = True, ahead: timedelta = timedelta(0)) -> Responder:
    items = [shipment(id=start + number, reference=reference) for number, reference in enumerate(references)]
    query = f"created_at_gteq={FROM}&owner_id=1&page=1" if filtered else "owner_id=1&page=1"
    body = {"href": f"http://x{PATH}?{query}", "count": count, "page": 1, "per_page": 100, "items": items}
    return says(200, body, Date=format_datetime(NOW + ahead, usegmt=True))


async def unsure(account: InpostAccount) -> ErrorCode:
    with pytest.raises(ShippingError) as raised:
        await account.find({"NAD-1": SENT})
    assert raised.value.failure.outcome == "unknown"
    return raised.value.failure.code


async def test_finds_by_the_exact_reference(account: InpostAccount, shipx: ScriptedShipx) -> None:
    shipx.answers = [page(3, "NAD-11", "nad-1", "NAD-1")]
    assert await account.find({"NAD-1": SENT}) == {"NAD-1": Created("3", "inpost_locker_allegro")}
    (seen,) = shipx.seen
    assert (seen.method, seen.path) == ("GET", PATH)
    assert seen.query == [
        ("created_at_gteq", FROM),
        ("sort_by", "created_at"),
        ("sort_order", "asc"),
        ("per_page", "100"),
        ("page", "1"),
    ]


async def test_finds_several_in_one_look(account: InpostAccount, shipx: ScriptedShipx) -> None:
    shipx.answers = [page(2, "NAD-1", "NAD-3")]
    found = await account.find({"NAD-3": NOW, "NAD-1": SENT, "NAD-2": NOW})
    assert {reference: created.shipment_id for reference, created in found.items()} == {"NAD-1": "1", "NAD-3": "2"}
    assert shipx.seen[0].query[0] == ("created_at_gteq", FROM)


async def test_says_nothing_found_only_after_the_last_page(account: InpostAccount, shipx: ScriptedShipx) -> None:
    others = [f"OTHER-{number}" for number in range(100)]
    shipx.answers = [page(102, *others), page(102, "OTHER-100", "OTHER-101", start=101)]
    assert await account.find({"NAD-1": SENT}) == {}
    assert [dict(seen.query)["page"] for seen in shipx.seen] == ["1", "2"]


async def test_finds_on_the_second_page(account: InpostAccount, shipx: ScriptedShipx) -> None:
    others = [f"OTHER-{number}" for number in range(100)]
    shipx.answers = [page(101, *others), page(101, "NAD-1", start=101)]
    assert (await account.find({"NAD-1": SENT}))["NAD-1"].shipment_id == "101"


async def test_an_empty_list_is_an_answer(account: InpostAccount, shipx: ScriptedShipx) -> None:
    shipx.answers = [page(0)]
    assert await account.find({"NAD-1": SENT}) == {}


@pytest.mark.parametrize(
    "answers",
    [
        [page(1, "OTHER", filtered=False)],
        [page(2, "OTHER"), page(2)],
        [page(3, "OTHER"), page(2, "OTHER-2")],
        [says(200, "<html>")],
        [says(200, {"items": []})],
    ],
    ids=["filter dropped", "ends early", "shrank", "html", "no count"],
)
async def test_a_list_that_cannot_be_trusted_is_no_answer(
    account: InpostAccount, shipx: ScriptedShipx, answers: list[Responder]
) -> None:
    shipx.answers = answers
    assert await unsure(account) is ErrorCode.CARRIER_ANSWER_UNREADABLE


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        (says(500, b""), ErrorCode.CARRIER_UNAVAILABLE),
        (says(429, b"", Retry_After="1"), ErrorCode.CARRIER_UNAVAILABLE),
        (says(401, {"error": "token_invalid"}), ErrorCode.CREDENTIALS_REFUSED),
        (hangs_up, ErrorCode.CARRIER_UNAVAILABLE),
    ],
)
async def test_a_look_that_failed_leaves_the_outcome_unknown(
    account: InpostAccount, shipx: ScriptedShipx, answer: Responder, code: ErrorCode
) -> None:
    shipx.answers = [answer]
    assert await unsure(account) is code


async def test_an_unfiltered_list_may_still_hold_it(account: InpostAccount, shipx: ScriptedShipx) -> None:
    shipx.answers = [page(1, "NAD-1", filtered=False)]
    assert "NAD-1" in await account.find({"NAD-1": SENT})


async def test_a_clock_of_theirs_that_is_behind_widens_the_window(
    account: InpostAccount, shipx: ScriptedShipx, caplog: pytest.LogCaptureFixture
) -> None:
    behind = timedelta(minutes=-40)
    shipx.answers = [page(0, ahead=behind), page(1, "NAD-1", ahead=behind)]
    created = (await account.find({"NAD-1": SENT}))["NAD-1"]
    assert dict(shipx.seen[1].query)["created_at_gteq"] == str(int(FROM) - 40 * 60)
    assert [(note.code, note.data) for note in created.warnings] == [(NoteCode.CLOCK_DIFFERS, {"seconds": -2400})]
    assert "2400 seconds apart" in caplog.text


async def test_a_clock_of_theirs_that_is_ahead_needs_no_wider_window(account: InpostAccount, shipx: ScriptedShipx) -> None:
    shipx.answers = [page(1, "NAD-1", ahead=timedelta(minutes=40))]
    created = (await account.find({"NAD-1": SENT}))["NAD-1"]
    assert len(shipx.seen) == 1
    assert [note.code for note in created.warnings] == [NoteCode.CLOCK_DIFFERS]


async def test_looking_for_nothing_asks_nothing(account: InpostAccount, shipx: ScriptedShipx, clock: StillClock) -> None:
    assert await account.find({}) == {}
    assert shipx.seen == []
