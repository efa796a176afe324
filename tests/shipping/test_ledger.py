"""The ledger on disk, of either kind: durable, and one live attempt per order by the database itself."""

import asyncio
import contextlib
import sqlite3
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import cast

import asyncpg  # type: ignore[import-untyped] # ships no types
import pytest
from sqlalchemy import URL, Executable, delete, insert, select, text, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection

from agent.shipping.ledger import database, schema
from agent.shipping.ledger.changes import Facts, Move
from agent.shipping.ledger.database import LedgerUnavailable
from agent.shipping.ledger.history import read as read_history
from agent.shipping.ledger.rows import Attempt, NewItem, Station, timestamp
from agent.shipping.ledger.states import Event, State
from agent.shipping.ledger.stations import DEAD_AFTER
from agent.shipping.ledger.store import Ledger
from agent.shipping.ledger.tables import attempts, history, stations
from agent.shipping.model.failure import Failure, Note, Words
from agent.shipping.model.plan import Choices
from shared_schema.codes import ErrorCode, NoteCode
from tests.postgres import PostgresDatabase
from tests.shipping.fakes import order_id

NOW = datetime(2026, 11, 24, 8, 0, tzinfo=UTC)
JOB = "11111111-7f6a-41e8-ac45-09db60ede9d6"
OTHER_JOB = "22222222-7f6a-41e8-ac45-09db60ede9d6"


def item(number: int, confirmation: str | None = None) -> NewItem:
    return NewItem(order_id(number), "0" * 16, None, accepted=False, confirmation=confirmation)


async def opened(path: Path, station: str = "s1") -> Ledger:
    """A ledger in a file."""
    return await Ledger.open(f"sqlite+aiosqlite:///{path}", Station(station, station))


Open = Callable[..., Awaitable[Ledger]]


@pytest.fixture
async def open_as(ledger_url: str | URL) -> AsyncIterator[Open]:
    """Opens the ledger, as the station named; closed at the end of the test."""
    ledgers: list[Ledger] = []

    async def as_station(station: str = "s1") -> Ledger:
        ledgers.append(await Ledger.open(ledger_url, Station(station, station)))
        return ledgers[-1]

    yield as_station
    for each in ledgers:
        await each.close()


async def test_a_ledger_in_a_file_is_durable(tmp_path: Path) -> None:
    path = tmp_path / "ledger.sqlite"
    ledger = await opened(path)
    async with ledger.database.reading() as connection:
        assert (await connection.exec_driver_sql("PRAGMA synchronous")).scalar() == 2
    await ledger.close()
    with sqlite3.connect(path) as file:
        assert file.execute("PRAGMA journal_mode").fetchone() == ("wal",)


async def test_the_ledger_is_opened_again(open_as: Open) -> None:
    ledger = await open_as()
    await ledger.add_job(JOB, "browser", "1", [item(1)], NOW)
    await ledger.close()
    ledger = await open_as()
    assert await ledger.database.version() == schema.CURRENT
    assert [each.order_id for each in await ledger.items(JOB)] == [order_id(1)]


async def test_what_a_person_chose_is_kept_with_the_attempt(open_as: Open) -> None:
    chosen = Choices("medium", "inpost_courier_c2c", "inpost", 75050)
    wanted = replace(
        item(1), size=chosen.size, chosen_service=chosen.service, chosen_account="inpost", chosen_insurance_grosze=75050
    )
    ledger = await open_as()
    await ledger.add_job(JOB, "browser", "1", [wanted, item(2)], NOW)
    assert [each.choices for each in await ledger.items(JOB)] == [chosen, Choices()]


async def test_two_stations_on_one_ledger_ship_an_order_once(open_as: Open) -> None:
    first, second = await open_as(), await open_as("s2")
    await first.add_job(JOB, "a", "1", [item(1), item(2)], NOW)
    await second.add_job(OTHER_JOB, "b", "1", [item(2), item(3)], NOW)
    states = {each.order_id: each for each in await second.items(OTHER_JOB)}
    assert states[order_id(2)].state is State.REFUSED
    error = states[order_id(2)].error
    assert error is not None
    assert (error.code, error.data["station"]) == (ErrorCode.ALREADY_SHIPPED, "s1")
    assert states[order_id(3)].state is State.QUEUED


async def test_the_constraint_holds_without_any_look_before(open_as: Open) -> None:
    ledger = await open_as()
    await ledger.add_job(JOB, "a", "1", [item(1)], NOW)
    async with ledger.database.reading() as connection:
        row = dict((await connection.execute(select(attempts))).one()._mapping)
    del row["id"]
    with pytest.raises(IntegrityError):
        async with ledger.database.writing() as connection:
            await connection.execute(insert(attempts).values({**row, "reference": "other", "position": 9}))


async def test_an_order_that_comes_twice_in_one_job_is_shipped_once_and_told_once(open_as: Open) -> None:
    # No look before could find the first: the database's constraint alone keeps the second from being queued.
    ledger = await open_as()
    await ledger.add_job(JOB, "a", "1", [item(1), item(1)], NOW)
    items = await ledger.items(JOB)
    assert sorted(each.state for each in items) == [State.QUEUED, State.REFUSED]
    assert [each.error.code for each in items if each.error] == [ErrorCode.ALREADY_SHIPPED]


async def test_moves_made_together_are_told_one_by_one_and_leave_out_what_is_not_allowed(open_as: Open) -> None:
    ledger = await open_as()
    await ledger.add_job(JOB, "a", "1", [item(1), item(2), item(3)], NOW)
    await ledger.add_job(OTHER_JOB, "a", "1", [item(4)], NOW)
    wanted = [*await ledger.items(OTHER_JOB), *reversed(await ledger.items(JOB))]
    await ledger.apply(wanted[2].id, Event.CANCEL, NOW)
    changes = await ledger.apply_all([Move(each.id, Event.INTEND, {"intent_at": "2026"}, each) for each in wanted], NOW)
    assert [change and (change.attempt.order_id, change.seq) for change in changes] == [
        (order_id(4), 1),
        (order_id(3), 2),
        None,
        (order_id(1), 3),
    ]
    assert [each.state for each in await ledger.items(JOB)] == [State.SENDING, State.CANCELLED, State.SENDING]
    told = [(entry.what, entry.order_id) for _, entry in await read_history(ledger.database)]
    assert told[-3:] == [("intend", order_id(4)), ("intend", order_id(3)), ("intend", order_id(1))]


async def test_of_moves_made_together_all_are_stored_or_none(open_as: Open) -> None:
    ledger = await open_as()
    await ledger.add_job(JOB, "a", "1", [item(1), item(2)], NOW)
    first, second = await ledger.items(JOB)
    broken = cast(Facts, {"looks": None})  # the column refuses it
    with pytest.raises(IntegrityError):
        await ledger.apply_all([Move(first.id, Event.INTEND, {}), Move(second.id, Event.INTEND, broken)], NOW)
    assert [each.state for each in await ledger.items(JOB)] == [State.QUEUED, State.QUEUED]
    assert [entry.what for _, entry in await read_history(ledger.database)] == ["asked", "asked"]


async def test_stations_that_move_the_same_attempts_crosswise_do_not_wait_for_each_other_for_ever(open_as: Open) -> None:
    ledgers = [await open_as("s1"), await open_as("s2")]
    await ledgers[0].add_job(JOB, "a", "1", [item(each) for each in range(20)], NOW)
    await ledgers[0].add_job(OTHER_JOB, "a", "1", [item(each) for each in range(20, 40)], NOW)
    wanted = [each for pair in zip(await ledgers[0].items(JOB), await ledgers[0].items(OTHER_JOB), strict=True) for each in pair]
    moves = [Move(each.id, Event.INTEND, {}) for each in wanted]
    both = await asyncio.gather(ledgers[0].apply_all(moves, NOW), ledgers[1].apply_all(moves[::-1], NOW))
    assert sorted(sum(change is not None for change in changes) for changes in both) == [0, 40]


async def test_an_event_the_table_does_not_allow_changes_nothing(open_as: Open) -> None:
    ledger = await open_as()
    await ledger.add_job(JOB, "a", "1", [item(1)], NOW)
    attempt = (await ledger.items(JOB))[0]
    assert await ledger.apply(attempt.id, Event.NUMBER, NOW, tracking_number="1") is None
    assert await ledger.apply(attempt.id, Event.INTEND, NOW) is not None
    assert await ledger.apply(attempt.id, Event.INTEND, NOW) is None
    assert await ledger.apply(attempt.id, Event.CANCEL, NOW) is None
    assert (await ledger.items(JOB))[0].state is State.SENDING


async def test_a_refused_order_may_be_shipped_anew(open_as: Open) -> None:
    ledger = await open_as()
    await ledger.add_job(JOB, "a", "1", [item(1)], NOW)
    attempt = (await ledger.items(JOB))[0]
    await ledger.apply(attempt.id, Event.REFUSE, NOW, error=Failure(ErrorCode.CARRIER_REFUSED, "refused", "no"))
    await ledger.add_job(OTHER_JOB, "a", "1", [item(1)], NOW)
    assert (await ledger.items(OTHER_JOB))[0].state is State.QUEUED


async def test_failures_and_notes_come_back_as_they_were(open_as: Open) -> None:
    failure = Failure(
        ErrorCode.CARRIER_REFUSED,
        "refused",
        "no",
        Words("InPost", "validation_failed", "Błąd"),
        (Note(NoteCode.PHONE_INVALID, "recipient.phone", {"length": 8}),),
        1.5,
        {"account": "inpost"},
    )
    notes = (Note(NoteCode.SERVICE_CHANGED_BY_CARRIER, None, {"service": "x"}),)
    ledger = await open_as()
    await ledger.add_job(JOB, "a", "1", [item(1)], NOW)
    attempt = (await ledger.items(JOB))[0]
    await ledger.note(attempt.id, NOW, error=failure, label_error=failure, warnings=notes)
    stored = (await ledger.items(JOB))[0]
    assert (stored.error, stored.number_error, stored.label_error, stored.warnings) == (failure, None, failure, notes)


async def test_jobs_are_counted_as_the_attempts_say(open_as: Open) -> None:
    ledger = await open_as()
    await ledger.add_job(JOB, "a", "1", [item(each) for each in range(6)], NOW)
    items = await ledger.items(JOB)
    refusal = Failure(ErrorCode.CARRIER_REFUSED, "refused", "no")
    for each in items[1:5]:
        await ledger.apply(each.id, Event.INTEND, NOW)
    await ledger.apply(items[1].id, Event.NUMBER, NOW, tracking_number="1", on_allegro="yes", label="ready")
    await ledger.apply(items[2].id, Event.NUMBER, NOW, tracking_number="2", on_allegro="waiting", label="ready")
    await ledger.apply(items[3].id, Event.ACCEPT, NOW, error=refusal)
    await ledger.apply(items[4].id, Event.REFUSE, NOW, error=refusal)
    await ledger.cancel(JOB, NOW, refusal, "a")
    job = await ledger.job(JOB)
    assert job is not None
    assert (job.total, job.created, job.to_fix, job.working, job.on_allegro, job.labels) == (6, 2, 2, 1, 1, 2)
    assert job.working == sum(each.working for each in await ledger.items(JOB))


async def test_200_orders_asked_for_in_opposite_order_at_two_stations_are_each_shipped_once(open_as: Open) -> None:
    first, second = await open_as(), await open_as("s2")
    items = [item(each) for each in range(200)]
    async with asyncio.timeout(30):
        await asyncio.gather(
            first.add_job(JOB, "a", "1", items, NOW), second.add_job(OTHER_JOB, "b", "1", list(reversed(items)), NOW)
        )
    found = [*await first.items(JOB), *await first.items(OTHER_JOB)]
    assert sorted(each.order_id for each in found if each.state is State.QUEUED) == [order_id(each) for each in range(200)]
    assert sum(each.state is State.REFUSED for each in found) == 200


async def test_the_history_takes_no_change_and_no_deletion(open_as: Open) -> None:
    ledger = await open_as()
    await ledger.add_job(JOB, "a", "1", [item(1)], NOW)
    statements: list[Executable] = [update(history).values(what="nothing"), delete(history)]
    if ledger.database.shared:
        statements.append(text("TRUNCATE history"))
    for statement in statements:
        with pytest.raises((IntegrityError, LedgerUnavailable)) as refused:
            async with ledger.database.writing() as connection:
                await connection.execute(statement)
        assert "append-only" in str(refused.value.__cause__)
    async with ledger.database.reading() as connection:
        assert (await connection.execute(select(history.c.what))).scalars().all() == ["asked"]


async def silence(ledger: Ledger, station: str) -> None:
    """Makes the station look dead: seen last so long ago by the database's clock."""
    async with ledger.database.writing() as connection:
        long_ago = timestamp(await ledger.database.now(connection) - DEAD_AFTER - timedelta(seconds=1))
        await connection.execute(update(stations).where(stations.c.id == station).values(seen_at=long_ago))


async def test_the_work_of_a_station_that_died_goes_to_one_other(open_as: Open) -> None:
    dead, second, third = await open_as(), await open_as("s2"), await open_as("s3")
    for each in (dead, second, third):
        assert not await each.stations.beat()
    await dead.add_job(JOB, "a", "1", [item(each) for each in range(20)], NOW)
    assert await second.stations.take_over(["1"], []) == []
    await silence(second, "s1")
    taken = await asyncio.gather(*(each.stations.take_over(["1"], []) for each in (second, third)))
    assert sorted(len(each) for each in taken) == [0, 20]
    assert not await dead.stations.beat(), "it must learn that it has lost its work"
    assert await dead.open_attempts() == []


async def test_a_station_that_comes_back_while_its_work_is_taken_finds_it_taken(
    postgres: PostgresDatabase, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Both would have it otherwise: the one reads what it holds before the other's taking over is committed."""
    back, other = [await Ledger.open(postgres.url, Station(each, each)) for each in ("s1", "s2")]
    await back.add_job(JOB, "a", "1", [item(1)], NOW)
    await back.stations.beat()
    await silence(other, "s1")
    taking, go_on, clock_read = asyncio.Event(), asyncio.Event(), asyncio.Event()

    async def write(*_: object) -> None:
        taking.set()
        await go_on.wait()

    async def now(_: AsyncConnection) -> datetime:
        clock_read.set()
        return NOW + timedelta(days=365)

    monkeypatch.setattr("agent.shipping.ledger.history.write", write)
    monkeypatch.setattr(back.database, "now", now)
    take_over = asyncio.create_task(other.stations.take_over(["1"], []))
    await taking.wait()
    beat = asyncio.create_task(back.stations.beat())
    async with asyncio.timeout(30):
        while not beat.done() and postgres.sql("SELECT count(*) FROM pg_locks WHERE NOT granted") == "0":  # noqa: ASYNC110 # no news
            await asyncio.sleep(0.01)
    assert not clock_read.is_set(), "the clock is read only when nobody can take over any more"
    held_too_early = beat.done() and await back.open_attempts()
    go_on.set()
    assert len(await take_over) == 1
    assert not await beat
    assert not held_too_early
    assert await back.open_attempts() == []
    for each in (back, other):
        await each.close()


async def test_what_a_station_believed_before_it_was_away_undoes_nothing(open_as: Open) -> None:
    """Its stale "wait" must not free an order that another station is sending right now: that would ship it twice."""
    away, other = await open_as(), await open_as("s2")
    await away.stations.beat()
    await away.add_job(JOB, "a", "1", [item(1)], NOW)
    [believed] = await away.items(JOB)
    await silence(other, "s1")
    [taken] = await other.stations.take_over(["1"], [])
    assert await away.apply(believed.id, Event.WAIT, NOW, seen=believed) is None
    assert await away.apply(believed.id, Event.INTEND, NOW, seen=believed, intent_at="1") is None
    sending = await other.apply(taken.id, Event.INTEND, NOW, seen=taken, intent_at="2")
    assert sending is not None
    for event in (Event.WAIT, Event.REFUSE):
        assert await away.apply(believed.id, event, NOW, seen=believed) is None
    of_another_intent = replace(believed, state=State.SENDING, intent_at="1")
    assert await away.apply(believed.id, Event.WAIT, NOW, seen=of_another_intent) is None
    assert await other.apply(taken.id, Event.NUMBER, NOW, tracking_number="1") is not None
    [stored] = await other.items(JOB)
    assert (stored.state, stored.holder) == (State.CREATED, "s2")


async def test_an_answer_that_comes_late_is_written_all_the_same_and_its_station_goes_on(open_as: Open) -> None:
    late, other = await open_as(), await open_as("s2")
    await late.stations.beat()
    await late.add_job(JOB, "a", "1", [item(1)], NOW)
    [queued] = await late.items(JOB)
    await late.apply(queued.id, Event.INTEND, NOW, account_id="fake")
    await silence(other, "s1")
    [taken] = await other.stations.take_over(["1"], ["fake"])
    assert await other.apply(taken.id, Event.LOSE, NOW, seen=taken) is not None
    change = await late.apply(queued.id, Event.NUMBER, NOW, tracking_number="1")
    assert change is not None
    assert (change.attempt.state, change.attempt.holder) == (State.CREATED, "s1")
    lost = replace(taken, state=State.UNKNOWN)
    assert await other.note(taken.id, NOW, seen=lost, looks=1) is None, "the other must not call a created parcel lost"


async def test_a_station_that_falls_asleep_within_a_transaction_does_not_hold_up_the_others(
    postgres: PostgresDatabase, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(database, "IDLE_S", 1)
    asleep, other = [await Ledger.open(postgres.url, Station(each, each)) for each in ("s1", "s2")]
    await asleep.add_job(JOB, "a", "1", [item(1)], NOW)
    [attempt] = await other.items(JOB)
    went_on = []

    async def falls_asleep() -> None:
        async with asleep.database.writing() as connection:
            await connection.execute(update(attempts).values(looks=5))
            went_on.append(await other.apply(attempt.id, Event.INTEND, NOW))

    with pytest.raises(LedgerUnavailable):
        await falls_asleep()
    assert [change.attempt.state for change in went_on if change] == [State.SENDING]
    assert (await other.items(JOB))[0].looks == 0
    for each in (asleep, other):
        await each.close()


async def test_a_station_asleep_in_the_middle_of_a_statement_loses_its_hold_with_its_work(
    postgres: PostgresDatabase,
) -> None:
    asleep, other = [await Ledger.open(postgres.url, Station(each, each)) for each in ("s1", "s2")]
    await asleep.stations.beat()
    await asleep.add_job(JOB, "a", "1", [item(1)], NOW)
    await silence(other, "s1")
    taken: list[Attempt] = []

    async def falls_asleep() -> None:
        async with asleep.database.writing() as connection:
            await connection.execute(update(attempts).values(looks=5))
            driver = (await connection.get_raw_connection()).driver_connection
            assert isinstance(driver, asyncpg.Connection)
            # The server has read half of a statement and waits for the rest: it counts as busy, not as idle.
            await driver.prepare("SELECT looks FROM attempts")
            taken.extend(await other.stations.take_over(["1"], ["fake"]))

    with pytest.raises(LedgerUnavailable):
        await falls_asleep()
    assert [(each.holder, each.looks) for each in taken] == [("s2", 0)]
    assert not await asleep.stations.beat(), "it comes back, and is told that its work was taken"
    for each in (asleep, other):
        await each.close()


async def test_a_write_cancelled_at_any_moment_leaves_nobody_locked_out(tmp_path: Path) -> None:
    kept = []
    for moment in range(60):
        path = tmp_path / f"{moment}.sqlite"
        ledger = await opened(path)

        async def write(ledger: Ledger) -> None:
            while True:
                async with ledger.database.writing() as connection:
                    await connection.execute(select(stations))

        async with ledger.database.writing() as connection:
            row = {"name": "s", "version": "1", "seen_at": timestamp(NOW)}
            await connection.execute(insert(stations), [{"id": str(each), **row} for each in range(5)])
        writing = [asyncio.create_task(write(ledger)) for _ in range(3)]
        await asyncio.sleep(moment / 3000)  # nothing is waited for: each round ends at another moment of a write
        for each in writing:
            each.cancel()
        # What their tracebacks hold on to must not hold the lock.
        kept.append(await asyncio.gather(*writing, return_exceptions=True))
        await ledger.close()
        with contextlib.closing(sqlite3.connect(path, timeout=0, isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
    assert len(kept) == 60
