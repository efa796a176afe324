"""Opens the database behind the ledger: SQLite that does not forget, or a PostgreSQL several stations share."""

from sqlalchemy import event
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine
from sqlalchemy.pool import ConnectionPoolEntry

from .schema import upgrade


async def open_engine(url: str) -> AsyncEngine:
    """Connects and brings the schema up to date.

    SQLite runs in WAL with `synchronous=FULL`: a commit survives a power cut. One connection is enough there, since
    SQLite has one writer, and it keeps the order of commits.
    """
    if not url.startswith("sqlite"):
        engine = create_async_engine(url, pool_size=4)
    else:
        engine = create_async_engine(url, pool_size=1, max_overflow=0)
        event.listen(engine.sync_engine, "connect", _durable)
    try:
        async with engine.begin() as connection:
            await connection.run_sync(upgrade)
    except BaseException:
        await engine.dispose()
        raise
    return engine


def _durable(connection: DBAPIConnection, _: ConnectionPoolEntry) -> None:
    cursor = connection.cursor()
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "busy_timeout=10000"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()
