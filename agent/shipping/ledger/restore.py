"""Puts a copy in the ledger's place. What happened after the copy is not in it, so nothing it calls unsent is sent by itself."""

import asyncio
import sqlite3
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy import func, select, union_all, update
from sqlalchemy.ext.asyncio import AsyncConnection

from agent.shipping.model.failure import Failure
from shared_schema.codes import ErrorCode

from . import history
from .backup import copy_database, remove_database, to_disk
from .database import Database
from .history import Entry
from .integrity import LedgerDamaged, check
from .rows import Station, attempt_of, dump_failure, timestamp
from .states import UNSENT, State
from .tables import attempts, jobs, stations

_DOUBT = Failure(ErrorCode.LEDGER_RESTORED, "unknown", "the ledger was restored from a copy in which this was not sent yet")
_SIDES = ("-wal", "-shm", "-journal")


@dataclass(frozen=True, slots=True)
class Restored:
    """What was done: until when the copy knows, what was put aside (if there was a ledger), and how many orders are doubtful."""

    known_until: datetime | None
    aside: Path | None
    doubtful: int


async def restore(copy: Path, ledger: Path, own: Station, client: str | None, now: datetime) -> Restored:
    """Checks the copy and puts it in the ledger's place; the present file is kept beside it, under another name.

    No agent may run. Attempts that were queued or waiting in the copy may have been sent since: they become `unknown`, which
    only a person's word ships. The history tells of it, in the name of `own` and `client`.
    Raises LedgerDamaged, LedgerTooNew, LedgerUnavailable, OSError; then the ledger is as it was.
    """
    new = ledger.with_name(".restoring.sqlite")
    remove_database(new)
    try:
        await asyncio.to_thread(_copied, copy, new)
        database = await Database.open(f"sqlite+aiosqlite:///{new}")
        try:
            async with database.writing() as connection:
                known_until = await _known_until(connection)
                doubtful = await _distrust(connection, copy.name, own, client, timestamp(now))
        finally:
            await database.close()
        await asyncio.to_thread(_settle, new)
        aside = _put_aside(ledger, now)
        new.replace(ledger)
        to_disk(ledger.parent)
    finally:
        remove_database(new)
    return Restored(known_until, aside, doubtful)


def _copied(copy: Path, new: Path) -> None:
    if check(copy) is None:
        raise LedgerDamaged(copy, "it holds no ledger")
    copy_database(copy, new)


async def _known_until(connection: AsyncConnection) -> datetime | None:
    """The latest moment the copy tells of: a running agent leaves one every few seconds, whatever the file is called now."""
    moments = union_all(select(attempts.c.updated_at), select(jobs.c.created_at), select(stations.c.seen_at)).subquery()
    found = (await connection.execute(select(func.max(moments.c[0])))).scalar()
    return datetime.fromisoformat(found) if found else None


async def _distrust(connection: AsyncConnection, name: str, own: Station, client: str | None, at: str) -> int:
    doubt = {"state": State.UNKNOWN.value, "error": dump_failure(_DOUBT), "next_try_at": None, "updated_at": at}
    unsent = attempts.c.state.in_([each.value for each in UNSENT])
    rows = await connection.execute(update(attempts).where(unsent).values(doubt).returning(attempts))
    doubted = [history.entry("doubted", attempt_of(row), at, own.name, client, _DOUBT) for row in rows]
    restored = Entry(at, own.name, client, "ledger_restored", None, name[:100], None, None, None, None, None, None)
    await history.write(connection, [restored, *doubted])
    return len(doubted)


def _settle(path: Path) -> None:
    """Leaves one file that holds everything."""
    connection = sqlite3.connect(path)
    try:
        connection.execute("PRAGMA journal_mode=DELETE")
    finally:
        connection.close()
    to_disk(path)


def _put_aside(ledger: Path, now: datetime) -> Path | None:
    """The file first: should the program die in between, a ledger without its latest pages must not be taken for whole."""
    aside = ledger.with_name(f"{ledger.stem}.before-restore-{now:%Y-%m-%dT%H-%M-%SZ}{ledger.suffix}")
    there = ledger.exists()
    for suffix in ("", *_SIDES):
        side = ledger.with_name(ledger.name + suffix)
        if side.exists():
            side.replace(aside.with_name(aside.name + suffix))
    return aside if there else None
