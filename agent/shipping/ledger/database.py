"""The database behind the ledger: SQLite that does not forget, or a PostgreSQL that several stations share."""

import asyncio
import contextlib
import sqlite3
from collections.abc import AsyncIterator, Collection, Iterator
from contextlib import asynccontextmanager, contextmanager
from datetime import UTC, datetime
from typing import Literal

from sqlalchemy import URL, Connection, event, make_url, text
from sqlalchemy.engine.interfaces import DBAPIConnection, DBAPICursor
from sqlalchemy.exc import DataError, DBAPIError, IntegrityError, ProgrammingError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine
from sqlalchemy.pool import ConnectionPoolEntry
from tenacity import retry, retry_if_exception, stop_after_delay, wait_fixed

from .schema import NewerThanProgram, upgrade, version

BUSY_S = 10
CONNECT_S = 5
STATEMENT_S = 15
IDLE_S = 5
"""A computer that falls asleep within a transaction holds rows that the others wait for; the server ends it after so long."""
_DEFECTS = (IntegrityError, ProgrammingError, DataError)
"""Failures of a statement, not of the database: asking again would not help."""
_WRITING = "nadajnik_writing"

Reason = Literal["unavailable", "password", "database", "rights", "newer"]
_REASONS: dict[str, Reason] = {"28P01": "password", "28000": "password", "3D000": "database", "42501": "rights"}
"""By PostgreSQL's codes: what a person has to mend before the ledger can be used."""


class LedgerUnavailable(Exception):
    """The database cannot be read or written now: away, locked, disk full. Its text holds no address and no password.

    `reason` tells what a person may have to mend: `unavailable` may pass by itself, `password` was refused, there is no such
    `database`, the user lacks `rights` in it, or its ledger is of a `newer` program.
    """

    def __init__(self, message: str, reason: Reason = "unavailable") -> None:
        super().__init__(message)
        self.reason = reason


class Database:
    """Connected to when first used, or at once with `open`. Every failure to reach or write it is a `LedgerUnavailable`."""

    def __init__(self, engine: AsyncEngine) -> None:
        self.engine = engine
        self._prepared = False
        self._preparing = asyncio.Lock()

    @classmethod
    def at(cls, url: str | URL, session: str = "nadajnik") -> "Database":
        """The database at this address, without connecting to it yet. A server shows its connections under the name `session`.

        SQLite runs in WAL with `synchronous=FULL`: a commit survives a power cut. One connection is enough there, since
        SQLite has one writer, and it keeps the order of commits.
        """
        if make_url(url).get_backend_name() == "sqlite":
            engine = create_async_engine(url, pool_size=1, max_overflow=0)
            event.listen(engine.sync_engine, "connect", _durable)
            event.listen(engine.sync_engine, "begin", _begin)
            event.listen(engine.sync_engine, "invalidate", _roll_back)
        else:
            server = {"application_name": session, "idle_in_transaction_session_timeout": f"{IDLE_S}s"}
            limits = {"timeout": CONNECT_S, "command_timeout": STATEMENT_S, "server_settings": server}
            engine = create_async_engine(url, pool_size=5, pool_pre_ping=True, connect_args=limits)
        return cls(engine)

    @classmethod
    async def open(cls, url: str | URL, session: str = "nadajnik") -> "Database":
        """Like `at`, but connects and brings the schema up to date. Raises LedgerUnavailable."""
        database = cls.at(url, session)
        try:
            await database.prepare()
        except BaseException:
            await database.close()
            raise
        return database

    async def prepare(self) -> None:
        """Brings the schema up to date, once. Raises LedgerUnavailable."""
        async with self._preparing:
            if not self._prepared:
                with _told():
                    async with self.engine.execution_options(**{_WRITING: True}).begin() as connection:
                        await connection.run_sync(upgrade)
                self._prepared = True

    async def version(self) -> str | None:
        """The ledger's version as it is, None where there is no ledger yet. Raises LedgerUnavailable."""
        with _told():
            async with self.engine.connect() as connection:
                return await connection.run_sync(version)

    async def close(self) -> None:
        """Releases all connections."""
        await self.engine.dispose()

    @property
    def shared(self) -> bool:
        """Whether several stations may work on it at once."""
        return self.engine.dialect.name == "postgresql"

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[AsyncConnection]:
        """A connection to read with."""
        await self.prepare()
        with _told():
            async with self.engine.connect() as connection:
                yield connection

    @asynccontextmanager
    async def writing(self) -> AsyncIterator[AsyncConnection]:
        """One transaction, committed when the block is left without an exception."""
        await self.prepare()
        with _told():
            async with self.engine.execution_options(**{_WRITING: True}).begin() as connection:
                yield connection

    async def end_sessions(self, connection: AsyncConnection, sessions: Collection[str]) -> None:
        """Has the server end the connections of these names, and with them what they had begun and the rows they held.

        No limit of PostgreSQL's does that for one that is silent between the parts of a statement, where its driver waits with
        rows locked: such a computer, asleep, would hold up the others until it wakes.
        """
        if self.shared and sessions:
            ending = text(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE usename = current_user AND datname = current_database() AND application_name = ANY(:sessions)"
            )
            await connection.execute(ending, {"sessions": list(sessions)})

    async def now(self, connection: AsyncConnection) -> datetime:
        """The moment by the one clock all stations share: the server's; for SQLite this computer's."""
        if not self.shared:
            return datetime.now(UTC)
        found = (await connection.execute(text("SELECT clock_timestamp()"))).scalar_one()
        assert isinstance(found, datetime)  # noqa: S101 - what the statement gives
        return found.astimezone(UTC)


@contextmanager
def _told() -> Iterator[None]:
    try:
        yield
    except NewerThanProgram as error:
        raise LedgerUnavailable(str(error), "newer") from error
    except DBAPIError as error:
        reason = _reason(error.orig)
        if isinstance(error, _DEFECTS) and reason == "unavailable":
            raise
        driver = error.orig.__cause__ if error.orig else None  # PostgreSQL's driver says more than SQLAlchemy's wrapping of it
        raise LedgerUnavailable(type(driver or error.orig).__name__, reason) from error
    except (OSError, TimeoutError, PoolTimeout) as error:
        raise LedgerUnavailable(type(error).__name__) from error
    except Exception as error:  # the driver's own refusals while connecting do not pass through SQLAlchemy
        if type(error).__module__.startswith("asyncpg"):
            raise LedgerUnavailable(type(error).__name__, _reason(error)) from error
        raise


def _reason(error: BaseException | None) -> Reason:
    return _REASONS.get(str(getattr(error, "sqlstate", None)), "unavailable")


def _durable(connection: DBAPIConnection, _: ConnectionPoolEntry) -> None:
    # Left to itself the driver commits around every change of the schema, and a crash would leave half a migration.
    connection.isolation_level = None
    cursor = connection.cursor()
    cursor.execute(f"PRAGMA busy_timeout={BUSY_S * 1000}")
    _write_ahead(cursor)
    for pragma in ("synchronous=FULL", "foreign_keys=ON"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _busy(error: BaseException) -> bool:
    return getattr(error, "sqlite_errorcode", None) == sqlite3.SQLITE_BUSY


@retry(retry=retry_if_exception(_busy), stop=stop_after_delay(BUSY_S), wait=wait_fixed(0.01), reraise=True)
def _write_ahead(cursor: DBAPICursor) -> None:
    # When two switch a new file at the same moment, SQLite refuses one of them at once: its busy timeout is not for this.
    cursor.execute("PRAGMA journal_mode=WAL")


def _roll_back(connection: DBAPIConnection, _: ConnectionPoolEntry, __: BaseException | None) -> None:
    # Whoever is cancelled within a transaction gives the connection up. SQLite's close leaves the transaction and its lock alive
    # for as long as anything, even a traceback, holds one of its statements: every later write would find the ledger locked.
    with contextlib.suppress(sqlite3.Error):
        connection.rollback()


def _begin(connection: Connection) -> None:
    # A transaction that reads first and then finds another writer would fail at once instead of waiting for its turn.
    connection.exec_driver_sql("BEGIN IMMEDIATE" if connection.get_execution_options().get(_WRITING) else "BEGIN")
