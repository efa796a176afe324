"""Live news between stations: PostgreSQL tells every station of each other's changes. SQLite has one station and no news."""

import asyncio
import json
from collections.abc import AsyncIterator
from dataclasses import dataclass

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from .database import Database, LedgerUnavailable

CHANNEL = "nadajnik"
KEPT = 10_000
"""News nobody reads are dropped beyond this: they are an optimisation, the rows are the truth."""


@dataclass(frozen=True, slots=True)
class News:
    """An attempt was changed by another station; `seq` is the change's number within its job."""

    station_id: str
    attempt_id: int
    seq: int


async def tell(database: Database, connection: AsyncConnection, news: News) -> None:
    """Sends the news with the transaction: they arrive when it is committed, or not at all."""
    if database.shared:
        payload = json.dumps([news.station_id, news.attempt_id, news.seq])
        await connection.execute(text("SELECT pg_notify(:channel, :payload)"), {"channel": CHANNEL, "payload": payload})


async def listen(database: Database, own_id: str) -> AsyncIterator[News]:
    """The other stations' changes as they happen, on a connection of its own. Raises LedgerUnavailable when it is lost.

    Waits for ever where nobody else can be.
    """
    if not database.shared:
        await asyncio.Event().wait()
    queue: asyncio.Queue[News | None] = asyncio.Queue(KEPT)

    def heard(_: object, __: int, ___: str, payload: str) -> None:
        news = News(*json.loads(payload))
        if news.station_id != own_id and not queue.full():
            queue.put_nowait(news)

    def ended(_: object) -> None:
        if queue.full():
            queue.get_nowait()
        queue.put_nowait(None)

    async with database.reading() as connection:
        driver = (await connection.get_raw_connection()).driver_connection
        assert driver is not None  # noqa: S101 - the connection is open
        driver.add_termination_listener(ended)
        await driver.add_listener(CHANNEL, heard)
        try:
            while (news := await queue.get()) is not None:
                yield news
        finally:
            driver.remove_termination_listener(ended)
            if not driver.is_closed():
                await driver.remove_listener(CHANNEL, heard)
    raise LedgerUnavailable("the connection for news was lost")
