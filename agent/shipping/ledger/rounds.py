"""What is to happen once in a while, and at one station only: the history remembers when it last began."""

from datetime import timedelta

from sqlalchemy import func, select, text

from . import history
from .database import Database
from .history import Entry
from .rows import Station, timestamp
from .tables import history as rows

_LOCK = 47616
"""Any number but the schema's: two stations must not both find that nobody began."""


async def begin_round(database: Database, own: Station, what: str, every: timedelta, account_id: str | None = None) -> bool:
    """Begins it here unless any station did so within `every`, for this account if one is named; whether it is begun.

    Raises LedgerUnavailable.
    """
    async with database.writing() as connection:
        if database.shared:
            await connection.execute(text(f"SELECT pg_advisory_xact_lock({_LOCK})"))
        now = await database.now(connection)
        began = select(func.count()).select_from(rows).where(rows.c.what == what, rows.c.at > timestamp(now - every))
        if account_id is not None:
            began = began.where(rows.c.account_id == account_id)
        if (await connection.execute(began)).scalar_one():
            return False
        begun = Entry(timestamp(now), own.name, None, what, None, None, None, account_id, None, None, None, None)
        await history.write(connection, [begun])
        return True
