"""Packing stations on one ledger: who is there, and who takes over what a station that died was working on."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Select, and_, or_, select, update

from . import history
from .database import Database
from .rows import Attempt, Station, attempt_of, timestamp
from .states import UNDER_WAY, State
from .tables import attempts, stations
from .upsert import insert

DEAD_AFTER = timedelta(seconds=60)
"""A station not seen for so long has lost what it was working on; it stops acting well before (see `work.lease`)."""


@dataclass(frozen=True, slots=True)
class SeenStation:
    """A station as the others see it; times by the database's clock."""

    id: str
    name: str
    seen_at: datetime
    alive: bool


def open_work() -> ColumnElement[bool]:
    """The attempts that are under way, or created and still owed a number at Allegro or a label."""
    owed = or_(attempts.c.on_allegro == "waiting", attempts.c.label == "waiting")
    return or_(attempts.c.state.in_([each.value for each in UNDER_WAY]), and_(attempts.c.state == State.CREATED.value, owed))


class Stations:
    """The ledger's view of all stations, from the one station `own`."""

    def __init__(self, database: Database, own: Station, version: str) -> None:
        self._database = database
        self.own = own
        self._version = version
        self.last_seen: dict[str, SeenStation] = {}
        """The other stations as `others` found them last."""

    async def beat(self) -> bool:
        """Says that this station is there. False when it had been silent so long that others may have taken its work."""
        async with self._database.writing() as connection:
            # The lock first, the clock second: whoever takes this station's work over holds the same lock.
            own = select(stations.c.seen_at).where(stations.c.id == self.own.id).with_for_update()
            seen = (await connection.execute(own)).scalar()
            now = await self._database.now(connection)
            row = {"id": self.own.id, "name": self.own.name, "version": self._version, "seen_at": timestamp(now)}
            statement = insert(connection.dialect, stations).values(row)
            await connection.execute(statement.on_conflict_do_update(index_elements=["id"], set_=row))
        return seen is not None and now - datetime.fromisoformat(seen) < DEAD_AFTER

    async def seen(self) -> list[SeenStation]:
        """All stations, the most recently seen first."""
        async with self._database.reading() as connection:
            now = await self._database.now(connection)
            rows = list(await connection.execute(select(stations).order_by(stations.c.seen_at.desc())))
        times = [datetime.fromisoformat(row.seen_at) for row in rows]
        return [
            SeenStation(row.id, row.name, seen_at, alive=now - seen_at < DEAD_AFTER)
            for row, seen_at in zip(rows, times, strict=True)
        ]

    async def others(self) -> dict[str, SeenStation]:
        """The other stations, by id; without any question where nobody else can be."""
        if self._database.shared:
            self.last_seen = {each.id: each for each in await self.seen() if each.id != self.own.id}
        return self.last_seen

    async def take_over(self, seller_ids: Collection[str], account_ids: Collection[str]) -> list[Attempt]:
        """Makes this station the holder of the open work of stations that died, as far as it has the accounts for it.

        Each attempt goes to one station only. What was being sent is still to be looked up, never to be sent again.
        """
        async with self._database.writing() as connection:
            now = await self._database.now(connection)
            silent = and_(stations.c.seen_at < timestamp(now - DEAD_AFTER), stations.c.id != self.own.id)
            # What they hold locked is let go; one that wakes up in this moment connects again.
            asleep = await connection.execute(select(stations.c.id).where(silent))
            await self._database.end_sessions(connection, list(asleep.scalars()))
            # Locked, so that a station that comes back in this moment either keeps its work or finds it taken, never both.
            found = await connection.execute(select(stations.c.id).where(silent).order_by(stations.c.id).with_for_update())
            dead = list(found.scalars())
            if not dead:
                return []
            ours = or_(attempts.c.account_id.is_(None), attempts.c.account_id.in_(account_ids))
            held = and_(attempts.c.holder.in_(dead), attempts.c.seller_id.in_(seller_ids), ours, open_work())
            statement = update(attempts).where(held).values(holder=self.own.id).returning(attempts)
            taken = [attempt_of(row) for row in await connection.execute(statement)]
            told = [history.entry("taken_over", each, timestamp(now), self.own.name) for each in taken]
            await history.write(connection, told)
        return taken

    def own_open(self) -> Select[tuple[object, ...]]:
        """The open attempts this station holds, and those of a ledger from before there were stations."""
        mine = or_(attempts.c.holder == self.own.id, attempts.c.holder.is_(None))
        return select(attempts).where(mine, open_work()).order_by(attempts.c.id)
