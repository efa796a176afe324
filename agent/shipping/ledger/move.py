"""Copies the ledger of one station into one that several share, and compares the copy before it counts."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

from sqlalchemy import Table, insert, select, text, update
from sqlalchemy.ext.asyncio import AsyncConnection

from .database import Database
from .job_rows import Values, insert_if_absent
from .rows import Station
from .states import LIVE
from .tables import attempts, handed_parcels, handovers, history, jobs, stops

CHUNK = 500
"""Rows in one statement."""

T = TypeVar("T")
Place = tuple[object, object]
"""A seller and an order."""

_LIVE = [state.value for state in LIVE]
_OF_THE_TARGET = ("id", "holder", "parcel_number")
"""Columns of an attempt that may differ between the two: the number of the row, who works on it, and the parcel's number."""


class CopyDiffers(Exception):
    """What was read back is not what was written; the copy was undone."""


@dataclass(frozen=True, slots=True)
class Moved:
    """How many rows were new to the shared ledger, and how many parcels had to take another number of their order there."""

    jobs: int
    attempts: int
    renumbered: int
    history: int


async def move(source: Database, target: Database, own: Station, told: Callable[[int, int], None]) -> Moved:
    """Copies everything in one transaction, compared before it is committed; `told` hears of rows done and rows in all.

    Open work is held by the station `own` afterwards. What was copied before stays as it is, unless the station went on with it
    in the old ledger since. The other stations' writing waits meanwhile. Raises LedgerUnavailable and CopyDiffers.
    """
    async with source.reading() as connection:
        wanted = {table: await _all(connection, table) for table in (jobs, attempts, history)}
        handed = {table: await _all(connection, table) for table in (handovers, handed_parcels)}
        own_stops = [each for each in await _all(connection, stops) if each["station_id"] == own.id]
    steps = _Steps(2 * sum(map(len, wanted.values())), told)
    async with target.writing() as connection:
        if target.shared:
            # A slow computer works for longer between two statements than the others would wait for one that fell asleep.
            await connection.execute(text("SET LOCAL idle_in_transaction_session_timeout = 0"))
            await connection.execute(text("LOCK TABLE attempts IN SHARE ROW EXCLUSIVE MODE"))
        await insert_if_absent(connection, stops, own_stops, stops.c.account_id)
        new_jobs = await _copy_jobs(connection, wanted[jobs], steps)
        rows, new, renumbered = await _copy_attempts(connection, wanted[attempts], own, steps)
        for table, of_table in handed.items():
            await insert_if_absent(connection, table, of_table, table.c.key)
        new_history = await _copy_history(connection, wanted[history], steps)
        await _compare(connection, wanted[jobs], rows, wanted[history])
        steps.went(sum(map(len, wanted.values())))
    return Moved(new_jobs, new, renumbered, new_history)


def renumbered_rows(rows: Sequence[Values], taken: Mapping[Place, set[int]]) -> list[Values]:
    """The attempts as they can stand beside those whose parcel numbers, by order, are taken. Decides; no I/O.

    Both parcels of an order really exist when it was shipped from both ledgers; what is only queued is refused when its turn
    comes, because its order has a shipment then.
    """
    numbers = {place: set(each) for place, each in taken.items()}
    placed: list[Values] = []
    for row in rows:
        if row["state"] in _LIVE:
            known = numbers.setdefault((row["seller_id"], row["order_id"]), set())
            number = row["parcel_number"] if row["parcel_number"] not in known else max(known) + 1
            assert isinstance(number, int)  # noqa: S101 - the column's type
            known.add(number)
            row = {**row, "parcel_number": number}
        placed.append(row)
    return placed


class _Steps:
    def __init__(self, total: int, told: Callable[[int, int], None]) -> None:
        self._done, self._total, self._told = 0, total, told

    def went(self, count: int) -> None:
        self._done += count
        self._told(self._done, self._total)


async def _all(connection: AsyncConnection, table: Table) -> list[Values]:
    found = await connection.execute(select(table).order_by(*table.primary_key.columns))
    return [dict(row._mapping) for row in found]


async def _found(connection: AsyncConnection, table: Table, column: str, values: Iterable[object]) -> dict[object, Values]:
    """The table's rows with one of the values in the column, by that value."""
    found: dict[object, Values] = {}
    for chunk in _chunks(list(values)):
        rows = await connection.execute(select(table).where(table.c[column].in_(chunk)))
        found.update({row._mapping[column]: dict(row._mapping) for row in rows})
    return found


async def _copy_jobs(connection: AsyncConnection, rows: Sequence[Values], steps: _Steps) -> int:
    there = await _found(connection, jobs, "id", (row["id"] for row in rows))
    for row in rows:
        if row["id"] in there:
            behind = update(jobs).where(jobs.c.id == row["id"], jobs.c.seq < row["seq"])
            await connection.execute(behind.values(seq=row["seq"]))
    new = [row for row in rows if row["id"] not in there]
    await _insert(connection, jobs, new)
    steps.went(len(rows))
    return len(new)


async def _copy_attempts(
    connection: AsyncConnection, rows: Sequence[Values], own: Station, steps: _Steps
) -> tuple[list[Values], int, int]:
    """The rows as they have to stand in the target now, how many are new there, and how many got another parcel number."""
    there = await _found(connection, attempts, "reference", (row["reference"] for row in rows))
    new = [_without(row, ("id",)) | {"holder": own.id} for row in rows if row["reference"] not in there]
    placed = renumbered_rows(new, await _taken(connection, new))
    await _insert(connection, attempts, placed)
    expected = list(placed)
    for row in rows:
        if row["reference"] in there:
            went_on = _without(row, _OF_THE_TARGET)
            behind = update(attempts).where(attempts.c.reference == row["reference"], attempts.c.updated_at < row["updated_at"])
            mended = await connection.execute(behind.where(attempts.c.holder == own.id).values(went_on).returning(attempts.c.id))
            expected += [went_on for _ in mended]
    steps.went(len(rows))
    before = {row["reference"]: row["parcel_number"] for row in new}
    return expected, len(placed), sum(row["parcel_number"] != before[row["reference"]] for row in placed)


async def _taken(connection: AsyncConnection, rows: Sequence[Values]) -> dict[Place, set[int]]:
    taken: dict[Place, set[int]] = {}
    columns = (attempts.c.seller_id, attempts.c.order_id, attempts.c.parcel_number)
    for chunk in _chunks(sorted({str(row["order_id"]) for row in rows})):
        live = select(*columns).where(attempts.c.order_id.in_(chunk), attempts.c.state.in_(_LIVE))
        for seller_id, order_id, number in await connection.execute(live):
            taken.setdefault((seller_id, order_id), set()).add(number)
    return taken


async def _copy_history(connection: AsyncConnection, rows: Sequence[Values], steps: _Steps) -> int:
    missing = Counter(map(_event, rows)) - await _events(connection, rows)
    names = [column.name for column in history.columns if column.name != "id"]
    new: list[Values] = []
    for row in rows:
        event = _event(row)
        if missing[event] > 0:
            missing[event] -= 1
            new.append(dict(zip(names, event, strict=True)))
    await _insert(connection, history, new)
    steps.went(len(rows))
    return len(new)


async def _events(connection: AsyncConnection, rows: Sequence[Values]) -> Counter[tuple[object, ...]]:
    """What the history tells already, as far as it may be the same."""
    if not rows:
        return Counter()
    stations = {str(row["station"]) for row in rows}
    since = min(str(row["at"]) for row in rows)
    found = await connection.execute(select(history).where(history.c.station.in_(stations), history.c.at >= since))
    return Counter(_event(dict(row._mapping)) for row in found)


async def _compare(
    connection: AsyncConnection, job_rows: Sequence[Values], rows: Sequence[Values], events: Sequence[Values]
) -> None:
    """Reads everything back, field by field. Raises CopyDiffers."""
    there = await _found(connection, jobs, "id", (row["id"] for row in job_rows))
    if any(_without(row, ("seq",)) != _without(there.get(row["id"], {}), ("seq",)) for row in job_rows):
        raise CopyDiffers("jobs")
    there = await _found(connection, attempts, "reference", (row["reference"] for row in rows))
    for row in rows:
        copy = there.get(row["reference"], {})
        if {name: copy.get(name) for name in row} != row:
            raise CopyDiffers("attempts")
    if Counter(map(_event, events)) - await _events(connection, events):
        raise CopyDiffers("history")


async def _insert(connection: AsyncConnection, table: Table, rows: Sequence[Values]) -> None:
    for chunk in _chunks(rows):
        await connection.execute(insert(table), chunk)


def _chunks(rows: Sequence[T]) -> list[Sequence[T]]:
    return [rows[start : start + CHUNK] for start in range(0, len(rows), CHUNK)]


def _event(row: Values) -> tuple[object, ...]:
    return tuple(value for name, value in row.items() if name != "id")


def _without(row: Values, names: Sequence[str]) -> Values:
    return {name: value for name, value in row.items() if name not in names}
