"""The ledger: every intent and outcome, on disk before anything is done about it. SQLite or PostgreSQL, the same code."""

from collections.abc import AsyncIterator, Collection, Sequence
from datetime import datetime
from typing import Unpack

from sqlalchemy import URL, ColumnElement, Row, Select, delete, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from agent.shipping.model.failure import Failure

from . import history
from .changes import Change, Facts, Move, Step, as_seen, write
from .database import Database
from .job_rows import Values, counted_jobs, insert_if_absent, new_rows, refused_row
from .news import News, listen, tell
from .rows import Attempt, Job, NewItem, Station, attempt_of, dump_failure, job_of, timestamp
from .states import ANSWERS, DECISIONS, NAMED, UNSENT, Event, State, sources, target
from .stations import Stations
from .stops import Stops
from .tables import attempts, jobs

CHUNK = 500
"""Ids in one IN list."""


class Ledger:
    """Opened with `Ledger.open`; every method is one transaction, committed when it returns.

    Every method may raise LedgerUnavailable; then it cannot be told from the exception whether a change was stored.
    """

    def __init__(self, database: Database, own: Station, version: str) -> None:
        self.database = database
        self.own = own
        self.stations = Stations(database, own, version)
        self.stops = Stops(database, own)

    @classmethod
    def at(cls, url: str | URL, own: Station, version: str = "") -> "Ledger":
        """Like `open`, but connects when it is first used."""
        return cls(Database.at(url, own.id), own, version)

    @classmethod
    async def open(cls, url: str | URL, own: Station, version: str = "") -> "Ledger":
        """Connects and brings the schema up to date. New rows are signed by the station `own`, running this `version`."""
        return cls(await Database.open(url, own.id), own, version)

    async def close(self) -> None:
        """Releases the database."""
        await self.database.close()

    async def add_job(self, job_id: str, client: str, seller_id: str, items: Sequence[NewItem], now: datetime) -> bool:
        """Stores the job with one attempt per parcel; False when this job is there already.

        An item whose order has an attempt to be named, and which does not confirm it, becomes attempts that are refused with
        `already_shipped` and name the earlier one: the database's constraint decides, not a look before. When one parcel of an
        item loses its place, all of them are refused.
        """
        async with self.database.writing() as connection:
            stamp = timestamp(now)
            row = {"id": job_id, "created_at": stamp, "station": self.own.name, "client": client, "seq": 0}
            if not await insert_if_absent(connection, jobs, [row], jobs.c.id):
                return False
            await self._add_items(connection, job_id, seller_id, items, stamp)
            added = await connection.execute(select(attempts).where(attempts.c.job_id == job_id).order_by(attempts.c.position))
            told = [attempt_of(each) for each in added]
            asked = []
            for each in told:
                what = "asked" if each.confirmation is None else "asked_again"
                asked.append(history.entry(what, each, stamp, self.own.name, client, each.error))
            await history.write(connection, asked)
            for each in told:
                await tell(self.database, connection, News(self.own.id, each.id, 0))
            return True

    async def _add_items(
        self, connection: AsyncConnection, job_id: str, seller_id: str, items: Sequence[NewItem], stamp: str
    ) -> None:
        ids = [item.order_id for item in items]
        sellers = {item.seller_id or seller_id for item in items}
        earlier = _by_order(await self._select_in(connection, _named_of(sellers), ids))
        of_items: list[list[Values]] = []
        position = 0
        for item in items:
            named = earlier.get(item.order_id, [])
            of_items.append(new_rows(job_id, position, seller_id, item, named, self.own, stamp))
            position += item.parcels
        wanted = [rows for rows in of_items if rows[0]["state"] == State.QUEUED]
        # In one order everywhere: two stations that insert the same orders must not wait for each other crosswise.
        wanted.sort(key=lambda rows: str(rows[0]["order_id"]))
        inserted = await insert_if_absent(connection, attempts, [row for rows in wanted for row in rows], attempts.c.position)
        lost = [rows for rows in wanted if any(row["position"] not in inserted for row in rows)]
        torn = [row["position"] for rows in lost for row in rows if row["position"] in inserted]
        for chunk in (torn[start : start + CHUNK] for start in range(0, len(torn), CHUNK)):
            await connection.execute(delete(attempts).where(attempts.c.job_id == job_id, attempts.c.position.in_(chunk)))
        earlier = _by_order(await self._select_in(connection, _named_of(sellers), [str(rows[0]["order_id"]) for rows in lost]))
        refused = [row for rows in of_items for row in rows if row["state"] == State.REFUSED]
        refused += [refused_row(row, earlier.get(str(row["order_id"]), [])) for rows in lost for row in rows]
        if refused:
            await connection.execute(insert(attempts), refused)

    async def apply(
        self,
        attempt_id: int,
        event: Event,
        now: datetime,
        client: str | None = None,
        seen: Attempt | None = None,
        **facts: Unpack[Facts],
    ) -> Change | None:
        """Moves the attempt by the event and writes the facts; None when the table of states does not allow it now.

        `client` is the pairing through which a person caused it. With `seen` the attempt is moved only from where it was seen:
        None when somebody else has moved it, sent it or taken it over since. Who sends it, or learns that the carrier has it,
        goes on with it: intent and answer make this station its holder. What a person decides counts once the looks are over.
        """
        [change] = await self._write([self._step(Move(attempt_id, event, facts, seen), client)], now)
        return change

    async def apply_all(self, moves: Sequence[Move], now: datetime) -> list[Change | None]:
        """Like `apply` for each, in one transaction: all of them are stored, or none. No attempt may be in it twice."""
        return await self._write([self._step(move) for move in moves], now)

    def _step(self, move: Move, client: str | None = None) -> Step:
        values: dict[str, object] = {"state": target(move.event).value}
        if move.event in (Event.INTEND, Event.AFFIRM, *ANSWERS):
            values["holder"] = self.own.id
        if move.event is not Event.WAIT:
            values["next_try_at"] = None
        allowed = [attempts.c.state.in_([state.value for state in sources(move.event)]), *as_seen(move.seen)]
        if move.event in DECISIONS:
            allowed.append(attempts.c.error.is_not(None))
        return Step(move.attempt_id, move.event.value, values, move.facts, allowed, client)

    async def note(
        self, attempt_id: int, now: datetime, what: str | None = None, seen: Attempt | None = None, **facts: Unpack[Facts]
    ) -> Change | None:
        """Writes facts without moving the attempt; with `what`, the history tells of it. `seen` as in `apply`.

        Looks for a lost parcel are counted by its holder alone: one that slept through a take-over has nothing to say about them.
        """
        same = as_seen(seen)
        if seen is not None and "looks" in facts:
            same.append(attempts.c.holder.is_not_distinct_from(seen.holder))
        return await self._update(attempt_id, now, what, {}, facts, same, None)

    async def note_all(self, noted: Sequence[tuple[Attempt, Facts]], now: datetime, what: str) -> list[Change | None]:
        """Like `note` for each attempt as it was seen, in one transaction. No attempt may be in it twice."""
        return await self._write([Step(seen.id, what, {}, facts, as_seen(seen), None) for seen, facts in noted], now)

    async def owe_number(self, attempt_id: int, now: datetime, client: str | None = None) -> Change | None:
        """Makes this station report the number of a created parcel once more; None when it is being reported already."""
        allowed = [attempts.c.state == State.CREATED.value, attempts.c.on_allegro.in_(("yes", "failed"))]
        facts: Facts = {"on_allegro": "waiting", "number_error": None}
        return await self._update(attempt_id, now, "number_owed", {"holder": self.own.id}, facts, allowed, client)

    async def look_again(self, attempt_id: int, now: datetime, client: str | None = None) -> Change | None:
        """Makes this station look again for a parcel that was given up; None when it is being looked for, or found."""
        allowed = [attempts.c.state == State.UNKNOWN.value, attempts.c.error.is_not(None)]
        facts: Facts = {"looks": 0, "error": None}
        return await self._update(attempt_id, now, "look_again", {"holder": self.own.id}, facts, allowed, client)

    async def ask_withdrawal(self, attempt: Attempt, now: datetime, doubt: Failure, client: str) -> Change | None:
        """Writes that a person wants a created parcel back, to be committed before the carrier is asked.

        Until the answer is written the `doubt` stands beside the parcel, so that a crash leaves no parcel for certain. None when
        the parcel is not there any more, or something else is said of it than in `attempt`: another one asked for it too.
        """
        values: dict[str, object] = {"error": dump_failure(doubt)}
        return await self._update(attempt.id, now, "withdraw_asked", values, {}, _created_as_told(attempt), client)

    async def end_withdrawal(self, asked: Attempt, now: datetime, error: Failure | None) -> Change | None:
        """Takes back the doubt of a withdrawal that certainly did nothing, and no other one's; `error` was there before it."""
        values: dict[str, object] = {"error": dump_failure(error)}
        return await self._update(asked.id, now, "withdraw_refused", values, {}, _created_as_told(asked), None)

    async def _update(
        self,
        attempt_id: int,
        now: datetime,
        what: str | None,
        values: dict[str, object],
        facts: Facts,
        allowed: Sequence[ColumnElement[bool]],
        client: str | None,
    ) -> Change | None:
        [change] = await self._write([Step(attempt_id, what, values, facts, allowed, client)], now)
        return change

    async def _write(self, steps: Sequence[Step], now: datetime) -> list[Change | None]:
        if not steps:
            return []
        async with self.database.writing() as connection:
            changes = await write(connection, steps, timestamp(now), self.own.name)
            for change in changes:
                if change is not None:
                    await tell(self.database, connection, News(self.own.id, change.attempt.id, change.seq))
            return changes

    async def record(self, what: str, done_with: Sequence[Attempt], now: datetime, client: str | None) -> None:
        """Adds to the history what was done with these attempts that does not change them, by a person if there is a client."""
        told = [history.entry(what, each, timestamp(now), self.own.name, client) for each in done_with]
        async with self.database.writing() as connection:
            await history.write(connection, told)

    async def cancel(
        self,
        job_id: str,
        now: datetime,
        error: Failure,
        client: str,
        order_ids: Collection[str] | None = None,
        parcel: int | None = None,
    ) -> list[Change]:
        """Stops the job's attempts of which nothing was sent; with `order_ids` only those, with `parcel` only that of each."""
        unsent = attempts.c.state.in_([each.value for each in UNSENT])
        statement = select(attempts.c.id, attempts.c.order_id).where(attempts.c.job_id == job_id, unsent)
        if parcel is not None:
            statement = statement.where(attempts.c.parcel == parcel)
        async with self.database.reading() as connection:
            rows = list(await connection.execute(statement))
        wanted = [row.id for row in rows if order_ids is None or row.order_id in order_ids]
        changes = [await self.apply(each, Event.CANCEL, now, client, error=error) for each in wanted]
        return [change for change in changes if change is not None]

    async def news(self) -> AsyncIterator[Change]:
        """Changes made by other stations, as they happen; endless."""
        async for news in listen(self.database, self.own.id):
            attempt = await self.attempt(news.attempt_id)
            if attempt is not None:
                yield Change(attempt, news.seq)

    async def open_attempts(self) -> list[Attempt]:
        """What this station has under way or still owes: to be taken up again after a start."""
        return await self._attempts(self.stations.own_open())

    async def attempt(self, attempt_id: int) -> Attempt | None:
        """One attempt."""
        found = await self._attempts(select(attempts).where(attempts.c.id == attempt_id))
        return found[0] if found else None

    async def named(self, seller_ids: Collection[str], order_ids: Sequence[str]) -> dict[str, list[Attempt]]:
        """The attempts to be named when the orders are shipped again, by order, oldest first: live ones and withdrawn ones."""
        async with self.database.reading() as connection:
            return _by_order(await self._select_in(connection, _named_of(seller_ids), order_ids))

    async def latest(self, order_ids: Sequence[str]) -> dict[str, list[Attempt]]:
        """All attempts of the orders, by order, oldest first."""
        async with self.database.reading() as connection:
            return _by_order(await self._select_in(connection, select(attempts), order_ids))

    async def changed_since(self, moment: datetime) -> list[Attempt]:
        """All attempts, of every seller and station, to which something happened since then, oldest first."""
        return await self._attempts(select(attempts).where(attempts.c.updated_at >= timestamp(moment)).order_by(attempts.c.id))

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
        async with self.database.reading() as connection:
            return [job_of(row) for row in await connection.execute(statement)]

    async def _attempts(self, statement: Select[tuple[object, ...]]) -> list[Attempt]:
        async with self.database.reading() as connection:
            return [attempt_of(row) for row in await connection.execute(statement)]

    async def _select_in(
        self, connection: AsyncConnection, statement: Select[tuple[object, ...]], order_ids: Sequence[str]
    ) -> list[Row[tuple[object, ...]]]:
        rows: list[Row[tuple[object, ...]]] = []
        for start in range(0, len(order_ids), CHUNK):
            chunk = statement.where(attempts.c.order_id.in_(order_ids[start : start + CHUNK])).order_by(attempts.c.id)
            rows += (await connection.execute(chunk)).all()
        return rows


def _created_as_told(attempt: Attempt) -> list[ColumnElement[bool]]:
    error = attempts.c.error.is_not_distinct_from(dump_failure(attempt.error))
    return [attempts.c.state == State.CREATED.value, error]


def _named_of(seller_ids: Collection[str]) -> Select[tuple[object, ...]]:
    named = attempts.c.state.in_([state.value for state in NAMED])
    return select(attempts).where(attempts.c.seller_id.in_(seller_ids), named)


def _by_order(rows: Sequence[Row[tuple[object, ...]]]) -> dict[str, list[Attempt]]:
    grouped: dict[str, list[Attempt]] = {}
    for attempt in map(attempt_of, rows):
        grouped.setdefault(attempt.order_id, []).append(attempt)
    return grouped
