"""What was asked of a carrier is on disk, on either kind of ledger, and nobody asks twice without knowing."""

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest

from agent.shipping.ledger import handovers
from agent.shipping.ledger.handovers import HandOverRow, Kind, Progress
from agent.shipping.ledger.rounds import begin_round
from agent.shipping.ledger.rows import timestamp
from agent.shipping.ledger.states import Event
from agent.shipping.ledger.store import Ledger
from agent.shipping.model.failure import Failure, Words
from agent.shipping.model.handover import SetError
from shared_schema.codes import ErrorCode
from tests.shipping.test_ledger import JOB, NOW, Open, item, open_as

__all__ = ["open_as"]

LOST = Failure(ErrorCode.PICKUP_UNKNOWN, "unknown", "lost")


def row(key: str, kind: Kind, minutes: int = 0, set_id: str = "2026-11-24", account: str = "orlen") -> HandOverRow:
    asked_at = timestamp(NOW + timedelta(minutes=minutes))
    return HandOverRow(key, kind, account, set_id, set_id, 0, False, "s1", asked_at)


async def begun(ledger: Ledger, wanted: HandOverRow, again: bool = False) -> str | None:
    earlier = await handovers.begin(ledger.database, wanted, again)
    return earlier.key if earlier else None


async def end(ledger: Ledger, wanted: HandOverRow, state: Progress, *parcels: str) -> None:
    error = None if state == "done" else LOST
    await handovers.finish(ledger.database, ledger.own, replace(wanted, state=state, error=error), NOW, parcels)


@pytest.mark.parametrize(
    ("kind", "state", "in_the_way"),
    [
        ("pickup", "begun", True),
        ("pickup", "unknown", True),
        ("pickup", "done", True),
        ("pickup", "refused", False),
        ("protocol", "begun", True),
        ("protocol", "unknown", True),
        ("protocol", "done", False),
        ("protocol", "refused", False),
        ("set", "begun", False),
        ("set", "unknown", False),
        ("set", "refused", False),
    ],
)
async def test_what_stands_in_the_way_of_a_second_wish(open_as: Open, kind: Kind, state: Progress, in_the_way: bool) -> None:
    ledger = await open_as()
    first = row("first", kind)
    assert await begun(ledger, first) is None
    if state != "begun":
        await end(ledger, first, state)
    assert await begun(ledger, row("first", kind, 1), again=True) == "first", "one key is one wish"
    assert await begun(ledger, row("second", kind, 1)) == ("first" if in_the_way else None)
    assert await begun(ledger, row("third", kind, 2), again=True) is None
    assert await begun(ledger, row("other day", kind, 3, "2026-11-25")) is None
    assert await begun(ledger, row("other account", kind, 3, account="other")) is None


async def test_a_courier_ordered_before_a_refused_second_one_still_stands_in_the_way(open_as: Open) -> None:
    ledger = await open_as()
    await begun(ledger, row("first", "pickup"))
    await end(ledger, row("first", "pickup"), "done")
    await begun(ledger, row("second", "pickup", 1), again=True)
    await end(ledger, row("second", "pickup", 1), "refused")
    assert await begun(ledger, row("third", "pickup", 2)) == "first"


async def test_of_two_stations_one_asks(open_as: Open) -> None:
    one, two = await open_as("s1"), await open_as("s2")
    answers = await asyncio.gather(begun(one, row("one", "pickup")), begun(two, row("two", "pickup")))
    assert sorted(each is None for each in answers) == [False, True]


async def test_what_came_of_it_is_read_again_whole(open_as: Open) -> None:
    ledger = await open_as()
    wanted = row("key", "protocol")
    await begun(ledger, wanted)
    errors = (SetError("order", "number", Words("ORLEN Paczka", "201", "wycofana")),)
    done = replace(wanted, state="done", number="n1", parcels=2, status="accepted", errors=errors)
    await handovers.finish(ledger.database, ledger.own, done, NOW, ["a", "b"])
    assert await handovers.by_number(ledger.database, "orlen", "n1") == done
    assert await handovers.recent(ledger.database, NOW) == [done]
    assert await handovers.recent(ledger.database, NOW + timedelta(seconds=1)) == []


async def test_created_parcels_wait_until_they_are_settled_by_kind_and_account(open_as: Open) -> None:
    ledger = await open_as()
    await ledger.add_job(JOB, "c", "1", [item(1), item(2), item(3)], NOW)
    attempts = await ledger.items(JOB)
    assert await handovers.being_created(ledger.database, "orlen")
    for attempt, account in zip(attempts, ("orlen", "orlen", "other"), strict=True):
        await ledger.apply(attempt.id, Event.INTEND, NOW, account_id=account, carrier="c", intent_at=timestamp(NOW))
    assert await handovers.being_created(ledger.database, "orlen")
    for attempt in attempts[:2]:
        await ledger.apply(
            attempt.id, Event.NUMBER, NOW, shipment_id=f"n{attempt.position}", tracking_number=f"n{attempt.position}"
        )
    assert not await handovers.being_created(ledger.database, "orlen")
    assert await handovers.being_created(ledger.database, "other")

    async def waiting(kind: Kind) -> list[str]:
        found = await handovers.unsettled(ledger.database, "orlen", kind, NOW - timedelta(days=1))
        return [each.shipment_id for each in found]

    assert await waiting("protocol") == ["n0", "n1"]
    await begun(ledger, row("key", "protocol"))
    await end(ledger, row("key", "protocol"), "done", "n0")
    assert (await waiting("protocol"), await waiting("pickup")) == (["n1"], ["n0", "n1"])
    await ledger.apply(attempts[2].id, Event.LOSE, NOW)
    assert await handovers.being_created(ledger.database, "other")
    await ledger.note(attempts[2].id, NOW, error=LOST)
    assert not await handovers.being_created(ledger.database, "other"), "a person decides, and that may take days"


async def test_a_round_is_begun_once_for_each_account_at_one_station(open_as: Open) -> None:
    one, two = await open_as("s1"), await open_as("s2")

    async def round_of(ledger: Ledger, account: str) -> bool:
        return await begin_round(ledger.database, ledger.own, "handover_daily", timedelta(hours=12), account)

    assert sorted(await asyncio.gather(round_of(one, "orlen"), round_of(two, "orlen"))) == [False, True]
    assert await round_of(two, "poczta")
    assert not await round_of(one, "poczta")
