"""Accounts stopped after refused credentials, on disk, so that not even a restart tries a wrong password again."""

from sqlalchemy import delete, select

from agent.shipping.model.failure import Failure

from . import history
from .database import Database
from .history import Entry
from .rows import Station, dump_failure, load_failure, timestamp
from .tables import stops
from .upsert import insert


class Stops:
    """The stops of one station: another computer may have another password for the same account."""

    def __init__(self, database: Database, own: Station) -> None:
        self._database = database
        self._own = own

    async def all(self) -> dict[str, Failure]:
        """By account id, why it makes no calls."""
        async with self._database.reading() as connection:
            statement = select(stops.c.account_id, stops.c.error).where(stops.c.station_id == self._own.id)
            rows = list(await connection.execute(statement))
        return {row.account_id: failure for row in rows if (failure := load_failure(row.error)) is not None}

    async def stop(self, account_id: str, failure: Failure) -> None:
        """Stops the account; the first reason stays."""
        async with self._database.writing() as connection:
            now = timestamp(await self._database.now(connection))
            row = {"station_id": self._own.id, "account_id": account_id, "error": dump_failure(failure), "since": now}
            stored = await connection.execute(insert(connection.dialect, stops).values(row).on_conflict_do_nothing())
            if stored.rowcount:
                await history.write(connection, [self._entry("account_stopped", account_id, now, failure)])

    async def resume(self, account_id: str, client: str | None = None) -> bool:
        """Lets the account make calls again, since a person has tested it through `client`; whether it was stopped."""
        async with self._database.writing() as connection:
            now = timestamp(await self._database.now(connection))
            where = (stops.c.station_id == self._own.id, stops.c.account_id == account_id)
            gone = await connection.execute(delete(stops).where(*where))
            if gone.rowcount:
                await history.write(connection, [self._entry("account_resumed", account_id, now, client=client)])
        return bool(gone.rowcount)

    def _entry(self, what: str, account_id: str, at: str, failure: Failure | None = None, client: str | None = None) -> Entry:
        code = failure.code.value if failure else None
        return Entry(at, self._own.name, client, what, None, None, None, account_id, None, None, None, code)
