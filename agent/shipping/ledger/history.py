"""The history: what happened, when and through whom. Rows are only ever added; the database refuses anything else."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from agent.shipping.model.failure import Failure

from .database import Database
from .rows import Attempt
from .tables import history


@dataclass(frozen=True, slots=True)
class Entry:
    """One row. `what` is an event of the table of states, or `asked`, `taken_over`, `number`, `label`, `account_...`.

    Of comparing and mending it is `reconciled`, `number_owed` or `look_again`.
    `client` is the pairing that asked, where a person did; `code` the error code, where something failed.
    No personal data: an order is its id.
    """

    at: str
    station: str
    client: str | None
    what: str
    order_id: str | None
    reference: str | None
    state: str | None
    account_id: str | None
    carrier: str | None
    shipment_id: str | None
    tracking_number: str | None
    code: str | None


def entry(what: str, attempt: Attempt, at: str, station: str, client: str | None = None, failure: Failure | None = None) -> Entry:
    """What happened to an attempt, which is given as it is afterwards."""
    return Entry(
        at=at,
        station=station,
        client=client,
        what=what,
        order_id=attempt.order_id,
        reference=attempt.reference,
        state=attempt.state.value,
        account_id=attempt.account_id,
        carrier=attempt.carrier,
        shipment_id=attempt.shipment_id,
        tracking_number=attempt.tracking_number,
        code=failure.code.value if failure else None,
    )


async def write(connection: AsyncConnection, entries: Sequence[Entry]) -> None:
    """Adds the rows in the transaction of the change they tell of."""
    if entries:
        await connection.execute(insert(history), [{name: getattr(each, name) for name in Entry.__slots__} for each in entries])


async def read(
    database: Database, order_ids: Sequence[str] = (), since: datetime | None = None, after: int = 0, limit: int = 1000
) -> list[tuple[int, Entry]]:
    """A page of rows with their numbers, oldest first: those after the row `after`, of the orders given (none: of all)."""
    statement = select(history).where(history.c.id > after).order_by(history.c.id).limit(limit)
    if order_ids:
        statement = statement.where(history.c.order_id.in_(order_ids))
    if since is not None:
        statement = statement.where(history.c.at >= since.isoformat(timespec="milliseconds"))
    async with database.reading() as connection:
        rows = [dict(row._mapping) for row in await connection.execute(statement)]
    return [(row.pop("id"), Entry(**row)) for row in rows]
