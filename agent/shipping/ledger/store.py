"""The ledger: every intent and outcome, on disk before anything is done about it. SQLite or PostgreSQL, the same code."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TypedDict, Unpack

from sqlalchemy import Row, Select, insert, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from agent.shipping.model.failure import Failure, Note

from .engine import open_engine
from .job_rows import counted_jobs, insert_if_absent, new_row, next_seq, refused_row
from .rows import Attempt, Job, NewItem, attempt_of, dump_failure, dump_notes, job_of, timestamp
from .states import LIVE, UNDER_WAY, Event, State, sources, target
from .tables import attempts, jobs

CHUNK = 500
"""Ids in one IN list."""


class Facts(TypedDict, total=False):
    """What may be written beside a state; a column left out stays as it is."""

    account_id: str
    carrier: str
    service: str
    cod_grosze: int | None
    intent_at: str
    shipment_id: str
    tracking_number: str
    looks: int
    on_allegro: str
    label: str
    label_pages: int
    error: Failure | None
    number_error: Failure | None
    label_error: Failure | None
    warnings: tuple[Note, ...]


@dataclass(frozen=True, slots=True)
class Change:
    """An attempt after a change, and the number of that change within its job."""

    attempt: Attempt
    seq: int


class Ledger:
    """Opened with `Ledger.open`; every method is one transaction, committed when it returns."""

    def __init__(self, engine: AsyncEngine, station: str) -> None:
        self._engine = engine
        self._station = station

    @classmethod
    async def open(cls, url: str, station: str) -> "Ledger":
        """Connects, checks a SQLite file's integrity and brings the schema up to date. `station` signs new rows."""
        return cls(await open_engine(url), station)

    async def close(self) -> None:
        """Releases the database."""
        await self._engine.dispose()

    async def add_job(self, job_id: str, client: str, seller_id: str, items: Sequence[NewItem], now: datetime) -> bool:
        """Stores the job with one attempt per item; False when this job is there already.

        An item whose order has a live attempt, and which does not confirm it, becomes an attempt that is refused with
        `already_shipped` and names the earlier one: the database's constraint decides, not a look before.
        """
        async with self._engine.begin() as connection:
            stamp = timestamp(now)
            row = {"id": job_id, "created_at": stamp, "station": self._station, "client": client, "seq": 0}
            if not await insert_if_absent(connection, jobs, [row], jobs.c.id):
                return False
            await self._add_items(connection, job_id, seller_id, items, stamp)
            return True

    async def _add_items(
        self, connection: AsyncConnection, job_id: str, seller_id: str, items: Sequence[NewItem], stamp: str
    ) -> None:
        ids = [item.order_id for item in items]
        live = _by_order(await self._select_in(connection, _live_of_seller(seller_id), ids))
        rows = [
            new_row(job_id, position, seller_id, item, live.get(item.order_id, []), self._station, stamp)
            for position, item in enumerate(items)
        ]
        wanted = [row for row in rows if row["state"] == State.QUEUED]
        inserted = await insert_if_absent(connection, attempts, wanted, attempts.c.position)
        lost = [row for row in wanted if row["position"] not in inserted]
        live = _by_order(await self._select_in(connection, _live_of_seller(seller_id), [str(row["order_id"]) for row in lost]))
        refused = [row for row in rows if row["state"] == State.REFUSED]
        refused += [refused_row(row, live.get(str(row["order_id"]), [])) for row in lost]
        if refused:
            await connection.execute(insert(attempts), refused)

    async def apply(self, attempt_id: int, event: Event, now: datetime, **facts: Unpack[Facts]) -> Change | None:
        """Moves the attempt by the event and writes the facts; None when the table of states does not allow it now."""
        states = [state.value for state in sources(event)]
        return await self._update(attempt_id, now, {"state": target(event).value}, facts, states)

    async def note(self, attempt_id: int, now: datetime, **facts: Unpack[Facts]) -> Change | None:
        """Writes facts without moving the attempt."""
        return await self._update(attempt_id, now, {}, facts, None)

    async def _update(
        self, attempt_id: int, now: datetime, values: dict[str, object], facts: Facts, states: list[str] | None
    ) -> Change | None:
        values = {**values, **facts, "updated_at": timestamp(now)}
        if "error" in facts:
            values["error"] = dump_failure(facts["error"])
        if "number_error" in facts:
            values["number_error"] = dump_failure(facts["number_error"])
        if "label_error" in facts:
            values["label_error"] = dump_failure(facts["label_error"])
        if "warnings" in facts:
            values["warnings"] = dump_notes(facts["warnings"])
        statement = update(attempts).where(attempts.c.id == attempt_id).values(values).returning(attempts)
        if states is not None:
            statement = statement.where(attempts.c.state.in_(states))
        async with self._engine.begin() as connection:
            row = (await connection.execute(statement)).one_or_none()
            if row is None:
                return None
            attempt = attempt_of(row)
            return Change(attempt, await next_seq(connection, attempt.job_id))

    async def cancel(self, job_id: str, now: datetime, error: Failure) -> list[Change]:
        """Stops the job's queued attempts."""
        statement = select(attempts.c.id).where(attempts.c.job_id == job_id, attempts.c.state == State.QUEUED)
        async with self._engine.connect() as connection:
            ids = (await connection.execute(statement)).scalars().all()
        changes = [await self.apply(each, Event.CANCEL, now, error=error) for each in ids]
        return [change for change in changes if change is not None]

    async def open_attempts(self) -> list[Attempt]:
        """What is under way or still owed: to be taken up again after a start."""
        unfinished = attempts.c.state.in_([state.value for state in UNDER_WAY])
        owed = (attempts.c.state == State.CREATED) & or_(attempts.c.on_allegro == "waiting", attempts.c.label == "waiting")
        return await self._attempts(select(attempts).where(or_(unfinished, owed)).order_by(attempts.c.id))

    async def attempt(self, attempt_id: int) -> Attempt | None:
        """One attempt."""
        found = await self._attempts(select(attempts).where(attempts.c.id == attempt_id))
        return found[0] if found else None

    async def live(self, seller_id: str, order_ids: Sequence[str]) -> dict[str, list[Attempt]]:
        """The attempts that hold the orders' places, by order, oldest first."""
        async with self._engine.connect() as connection:
            return _by_order(await self._select_in(connection, _live_of_seller(seller_id), order_ids))

    async def latest(self, order_ids: Sequence[str]) -> dict[str, list[Attempt]]:
        """All attempts of the orders, by order, oldest first."""
        async with self._engine.connect() as connection:
            return _by_order(await self._select_in(connection, select(attempts), order_ids))

    async def items(self, job_id: str, offset: int = 0, limit: int | None = None) -> list[Attempt]:
        """A job's attempts in the order they were asked for."""
        statement = select(attempts).where(attempts.c.job_id == job_id).order_by(attempts.c.position)
        return await self._attempts(statement.offset(offset).limit(limit))

    async def jobs(self, limit: int = 20) -> list[Job]:
        """The newest jobs with their counts, newest first."""
        return await self._jobs(counted_jobs().order_by(jobs.c.created_at.desc(), jobs.c.id).limit(limit))

    async def job(self, job_id: str) -> Job | None:
        """One job with its counts."""
        found = await self._jobs(counted_jobs().where(jobs.c.id == job_id))
        return found[0] if found else None

    async def _jobs(self, statement: Select[tuple[object, ...]]) -> list[Job]:
        async with self._engine.connect() as connection:
            return [job_of(row) for row in await connection.execute(statement)]

    async def _attempts(self, statement: Select[tuple[object, ...]]) -> list[Attempt]:
        async with self._engine.connect() as connection:
            return [attempt_of(row) for row in await connection.execute(statement)]

    async def _select_in(
        self, connection: AsyncConnection, statement: Select[tuple[object, ...]], order_ids: Sequence[str]
    ) -> list[Row[tuple[object, ...]]]:
        rows: list[Row[tuple[object, ...]]] = []
        for start in range(0, len(order_ids), CHUNK):
            chunk = statement.where(attempts.c.order_id.in_(order_ids[start : start + CHUNK])).order_by(attempts.c.id)
            rows += (await connection.execute(chunk)).all()
        return rows


def _live_of_seller(seller_id: str) -> Select[tuple[object, ...]]:
    return select(attempts).where(attempts.c.seller_id == seller_id, attempts.c.state.in_([state.value for state in LIVE]))


def _by_order(rows: Sequence[Row[tuple[object, ...]]]) -> dict[str, list[Attempt]]:
    grouped: dict[str, list[Attempt]] = {}
    for attempt in map(attempt_of, rows):
        grouped.setdefault(attempt.order_id, []).append(attempt)
    return grouped
