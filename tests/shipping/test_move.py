"""From a station's own file to the shared server: nothing lost, nothing changed, nothing twice."""

import sqlite3
import time
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from agent.shipping.ledger import database, history, move
from agent.shipping.ledger.move import CopyDiffers, Moved, renumbered_rows
from agent.shipping.ledger.rows import Attempt, NewItem, Station
from agent.shipping.ledger.states import Event, State
from agent.shipping.ledger.store import Ledger
from agent.shipping.ledger.tables import attempts
from agent.shipping.model.failure import Failure
from shared_schema.codes import ErrorCode
from tests.postgres import PostgresDatabase
from tests.shipping.fakes import order_id

NOW = datetime(2026, 11, 24, 8, 0, tzinfo=UTC)
OWN = Station("s1", "stanowisko 1")
SELLER = "1"
JOBS = [f"{each}1111111-7f6a-41e8-ac45-09db60ede9d6" for each in range(1, 6)]


def items(*numbers: int) -> list[NewItem]:
    return [NewItem(order_id(each), "0" * 16, None, accepted=True, confirmation=None) for each in numbers]


async def ship(ledger: Ledger, attempt: Attempt, number: str) -> None:
    await ledger.apply(attempt.id, Event.INTEND, NOW, intent_at="2026", account_id="fake", carrier="fake")
    await ledger.apply(attempt.id, Event.NUMBER, NOW, tracking_number=number, on_allegro="yes", label="ready")


@pytest.fixture
async def own(tmp_path: Path) -> AsyncIterator[Ledger]:
    """A station's own ledger: a parcel, a refused order, one being sent, one in the queue; and a stopped account."""
    ledger = await Ledger.open(f"sqlite+aiosqlite:///{tmp_path / 'ledger.sqlite'}", OWN)
    await ledger.add_job(JOBS[0], "browser", SELLER, items(1, 2, 3, 4), NOW)
    created, refused, sending, _ = await ledger.items(JOBS[0])
    await ship(ledger, created, "6001")
    await ledger.apply(refused.id, Event.REFUSE, NOW, error=Failure(ErrorCode.CARRIER_REFUSED, "refused", "nie"))
    await ledger.apply(sending.id, Event.INTEND, NOW, intent_at="2026", account_id="fake")
    await ledger.stops.stop("fake", Failure(ErrorCode.CREDENTIALS_REFUSED, "refused", "nie"))
    yield ledger
    await ledger.close()


@pytest.fixture
async def shared(postgres: PostgresDatabase) -> AsyncIterator[Ledger]:
    """The server's ledger, seen from this station."""
    ledger = await Ledger.open(postgres.url, OWN)
    yield ledger
    await ledger.close()


@pytest.fixture
async def other(postgres: PostgresDatabase, shared: Ledger) -> AsyncIterator[Ledger]:
    """The same ledger, seen from another station that has been working on it."""
    ledger = await Ledger.open(postgres.url, Station("s2", "stanowisko 2"))
    await ledger.stations.beat()
    await ledger.add_job(JOBS[1], "browser", SELLER, items(7, 1), NOW)
    for number, attempt in enumerate(await ledger.items(JOBS[1])):
        await ship(ledger, attempt, f"700{number}")
    yield ledger
    await ledger.close()


async def moved(own: Ledger, shared: Ledger) -> Moved:
    steps: list[tuple[int, int]] = []
    result = await move.move(own.database, shared.database, OWN, lambda done, total: steps.append((done, total)))
    assert steps[-1][0] == steps[-1][1]
    return result


def told(each: Attempt) -> Attempt:
    """Without what the copy may change."""
    return replace(each, id=0, holder=None)


async def test_an_empty_server_gets_everything_as_it_was(own: Ledger, shared: Ledger) -> None:
    before, events = await own.items(JOBS[0]), [each for _, each in await history.read(own.database)]
    assert await moved(own, shared) == Moved(jobs=1, attempts=4, renumbered=0, history=len(events))
    after = await shared.items(JOBS[0])
    assert [told(each) for each in after] == [told(each) for each in before]
    assert [each for _, each in await history.read(shared.database)] == events
    assert (await shared.job(JOBS[0])) == (await own.job(JOBS[0]))
    assert [each.state for each in await shared.open_attempts()] == [State.SENDING, State.QUEUED]
    assert (await shared.stops.all()).keys() == {"fake"}


async def test_an_order_shipped_from_both_has_two_parcels_there(own: Ledger, shared: Ledger, other: Ledger) -> None:
    assert (await moved(own, shared)).renumbered == 1
    live = (await shared.named([SELLER], [order_id(1)]))[order_id(1)]
    assert [(each.tracking_number, each.parcel_number) for each in live] == [("7001", 1), ("6001", 2)]
    assert len({each.id for job in JOBS[:2] for each in await shared.items(job)}) == 6


async def test_moving_twice_changes_nothing(own: Ledger, shared: Ledger, other: Ledger) -> None:
    await moved(own, shared)
    before = [await shared.items(each) for each in JOBS], await history.read(shared.database)
    assert await moved(own, shared) == Moved(0, 0, 0, 0)
    assert ([await shared.items(each) for each in JOBS], await history.read(shared.database)) == before


async def test_what_went_on_there_is_not_set_back_by_a_second_move(own: Ledger, shared: Ledger) -> None:
    await moved(own, shared)
    sending = (await shared.open_attempts())[0]
    await shared.apply(sending.id, Event.NUMBER, NOW + timedelta(hours=1), tracking_number="6003")
    await moved(own, shared)
    assert (await shared.items(JOBS[0]))[2].tracking_number == "6003"


async def test_what_went_on_here_after_a_move_that_was_interrupted_arrives_with_the_second(own: Ledger, shared: Ledger) -> None:
    """Otherwise the queued copy would be sent once more."""
    await moved(own, shared)
    queued = (await own.items(JOBS[0]))[3]
    await own.apply(queued.id, Event.INTEND, NOW + timedelta(hours=1), intent_at="2027", account_id="fake")
    await own.apply(queued.id, Event.NUMBER, NOW + timedelta(hours=1), tracking_number="6004")
    assert (await moved(own, shared)).attempts == 0
    assert (await shared.items(JOBS[0]))[3].tracking_number == "6004"
    assert (await shared.job(JOBS[0])) == (await own.job(JOBS[0]))


async def test_a_copy_that_differs_is_undone(own: Ledger, shared: Ledger, postgres: PostgresDatabase) -> None:
    postgres.sql(
        "CREATE FUNCTION lossy() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN NEW.tracking_number := NULL; RETURN NEW; END $$;"
        "CREATE TRIGGER lossy BEFORE INSERT ON attempts FOR EACH ROW EXECUTE FUNCTION lossy()"
    )
    with pytest.raises(CopyDiffers, match="attempts"):
        await moved(own, shared)
    assert await shared.jobs() == []
    assert await history.read(shared.database) == []


async def test_a_slow_computer_may_take_its_time_between_two_statements(
    own: Ledger, postgres: PostgresDatabase, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(database, "IDLE_S", 1)
    shared = await Ledger.open(postgres.url, OWN)
    # The time itself is what is tested: longer than the server waits for a station that fell asleep.
    await move.move(own.database, shared.database, OWN, lambda *_: time.sleep(1.2))
    assert len(await shared.items(JOBS[0])) == 4
    await shared.close()


async def test_ten_thousand_rows_arrive(own: Ledger, shared: Ledger, tmp_path: Path) -> None:
    with sqlite3.connect(tmp_path / "ledger.sqlite") as file:
        columns = [column.name for column in attempts.columns if column.name not in ("id", "reference", "position", "order_id")]
        file.execute(
            f"WITH RECURSIVE n(i) AS (SELECT 10 UNION ALL SELECT i + 1 FROM n WHERE i < 10009) "
            f"INSERT INTO attempts (reference, position, order_id, {', '.join(columns)}) "
            f"SELECT 'r' || i, i, 'order-' || i, {', '.join(columns)} FROM n, (SELECT * FROM attempts WHERE position = 0)"
        )
    assert (await moved(own, shared)).attempts == 10_004
    async with shared.database.reading() as connection:
        assert len((await connection.execute(select(attempts.c.id))).all()) == 10_004


def test_parcel_numbers_stay_apart() -> None:
    rows: list[dict[str, object]] = [
        {"seller_id": "1", "order_id": "a", "parcel_number": number, "state": state}
        for number, state in ((1, "created"), (1, "refused"), (2, "unknown"), (3, "created"))
    ]
    placed = renumbered_rows(rows, {("1", "a"): {1, 3}})
    assert [each["parcel_number"] for each in placed] == [4, 1, 2, 5]
    assert [each["parcel_number"] for each in renumbered_rows(rows, {("2", "a"): {1, 3}})] == [1, 1, 2, 3]
