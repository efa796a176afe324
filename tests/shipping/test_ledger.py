"""The ledger on disk: durable, migrated, and one live attempt per order by the database itself."""

import sqlite3
from datetime import UTC, datetime
from pathlib import Path

import pytest
from alembic.script import ScriptDirectory

from agent.shipping.ledger import schema
from agent.shipping.ledger.rows import NewItem, Station
from agent.shipping.ledger.states import Event, State
from agent.shipping.ledger.store import Ledger
from agent.shipping.model.failure import Failure, Note, Words
from shared_schema.codes import ErrorCode, NoteCode
from tests.shipping.fakes import order_id

NOW = datetime(2026, 11, 24, 8, 0, tzinfo=UTC)
JOB = "11111111-7f6a-41e8-ac45-09db60ede9d6"
OTHER_JOB = "22222222-7f6a-41e8-ac45-09db60ede9d6"


def item(number: int, confirmation: str | None = None) -> NewItem:
    return NewItem(order_id(number), "0" * 16, None, accepted=False, confirmation=confirmation)


async def opened(path: Path, station: str = "s1") -> Ledger:
    return await Ledger.open(f"sqlite+aiosqlite:///{path}", Station(station, station))


async def test_the_ledger_is_made_durable_and_opened_again(tmp_path: Path) -> None:
    path = tmp_path / "ledger.sqlite"
    ledger = await opened(path)
    await ledger.add_job(JOB, "browser", "1", [item(1)], NOW)
    await ledger.close()
    with sqlite3.connect(path) as connection:
        assert connection.execute("PRAGMA journal_mode").fetchone() == ("wal",)
        assert connection.execute("SELECT version_num FROM alembic_version").fetchone() == (schema.CURRENT,)
    ledger = await opened(path)
    assert [each.order_id for each in await ledger.items(JOB)] == [order_id(1)]
    await ledger.close()


def test_the_current_version_is_the_newest_step() -> None:
    steps = ScriptDirectory(str(Path(schema.__file__).parent / "migrations"))
    assert steps.get_current_head() == schema.CURRENT


async def test_two_stations_on_one_ledger_ship_an_order_once(tmp_path: Path) -> None:
    path = tmp_path / "ledger.sqlite"
    first, second = await opened(path), await opened(path, "s2")
    await first.add_job(JOB, "a", "1", [item(1), item(2)], NOW)
    await second.add_job(OTHER_JOB, "b", "1", [item(2), item(3)], NOW)
    states = {each.order_id: each for each in await second.items(OTHER_JOB)}
    assert states[order_id(2)].state is State.REFUSED
    error = states[order_id(2)].error
    assert error is not None
    assert (error.code, error.data["station"]) == (ErrorCode.ALREADY_SHIPPED, "s1")
    assert states[order_id(3)].state is State.QUEUED
    await first.close()
    await second.close()


async def test_the_constraint_holds_without_any_look_before(tmp_path: Path) -> None:
    path = tmp_path / "ledger.sqlite"
    ledger = await opened(path)
    await ledger.add_job(JOB, "a", "1", [item(1)], NOW)
    await ledger.close()
    with sqlite3.connect(path) as connection:
        columns = [row[1] for row in connection.execute("PRAGMA table_info(attempts)")]
        names = ", ".join(each for each in columns if each not in ("id", "reference", "position"))
        with pytest.raises(sqlite3.IntegrityError):
            connection.execute(f"INSERT INTO attempts (reference, position, {names}) SELECT 'other', 9, {names} FROM attempts")


async def test_an_order_that_comes_twice_in_one_job_is_shipped_once_and_told_once(tmp_path: Path) -> None:
    # No look before could find the first: the database's constraint alone keeps the second from being queued.
    ledger = await opened(tmp_path / "ledger.sqlite")
    await ledger.add_job(JOB, "a", "1", [item(1), item(1)], NOW)
    first, second = await ledger.items(JOB)
    assert (first.state, second.state) == (State.QUEUED, State.REFUSED)
    assert second.error is not None
    assert second.error.code is ErrorCode.ALREADY_SHIPPED
    await ledger.close()


async def test_an_event_the_table_does_not_allow_changes_nothing(tmp_path: Path) -> None:
    ledger = await opened(tmp_path / "ledger.sqlite")
    await ledger.add_job(JOB, "a", "1", [item(1)], NOW)
    attempt = (await ledger.items(JOB))[0]
    assert await ledger.apply(attempt.id, Event.NUMBER, NOW, tracking_number="1") is None
    assert await ledger.apply(attempt.id, Event.INTEND, NOW) is not None
    assert await ledger.apply(attempt.id, Event.INTEND, NOW) is None
    assert await ledger.apply(attempt.id, Event.CANCEL, NOW) is None
    assert (await ledger.items(JOB))[0].state is State.SENDING
    await ledger.close()


async def test_a_refused_order_may_be_shipped_anew(tmp_path: Path) -> None:
    ledger = await opened(tmp_path / "ledger.sqlite")
    await ledger.add_job(JOB, "a", "1", [item(1)], NOW)
    attempt = (await ledger.items(JOB))[0]
    await ledger.apply(attempt.id, Event.REFUSE, NOW, error=Failure(ErrorCode.CARRIER_REFUSED, "refused", "no"))
    await ledger.add_job(OTHER_JOB, "a", "1", [item(1)], NOW)
    assert (await ledger.items(OTHER_JOB))[0].state is State.QUEUED
    await ledger.close()


async def test_failures_and_notes_come_back_as_they_were(tmp_path: Path) -> None:
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
    ledger = await opened(tmp_path / "ledger.sqlite")
    await ledger.add_job(JOB, "a", "1", [item(1)], NOW)
    attempt = (await ledger.items(JOB))[0]
    await ledger.note(attempt.id, NOW, error=failure, label_error=failure, warnings=notes)
    stored = (await ledger.items(JOB))[0]
    assert (stored.error, stored.number_error, stored.label_error, stored.warnings) == (failure, None, failure, notes)
    await ledger.close()


async def test_jobs_are_counted_as_the_attempts_say(tmp_path: Path) -> None:
    ledger = await opened(tmp_path / "ledger.sqlite")
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
    await ledger.close()
