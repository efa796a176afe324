"""The history: what happened, when and through whom. Rows are only ever added; the database refuses anything else."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, func, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from agent.shipping.model.failure import Failure

from .database import Database
from .rows import Attempt, timestamp
from .tables import history

OTHER = (
    "asked",
    "asked_again",  # confirming the shipments the order has already
    "not_found",
    "stalled",
    "taken_over",
    "on_allegro",
    "label",
    "label_given",
    "label_printed",
    "number_owed",
    "look_again",
    "withdraw_asked",
    "withdraw_refused",
    "reconciled",
    "account_stopped",
    "account_resumed",
    "ledger_restored",
    "handed_over",
    "handover_refused",
    "handover_unknown",
    "handover_daily",  # a round of the daily time begins
    "pickup_ordered",
    "pickup_refused",
    "pickup_unknown",
    "doubted",  # unsent in a copy that was restored
)
"""What a row may tell of besides the events of the table of states; a test holds words for each."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One row. `what` is an event of the table of states, or one of `OTHER`.

    `client` is the pairing that asked, where a person did; `code` the error code, where something failed in this very step.
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
    statement = select(history).where(history.c.id > after, *_chosen(order_ids, since)).order_by(history.c.id).limit(limit)
    async with database.reading() as connection:
        rows = [dict(row._mapping) for row in await connection.execute(statement)]
    return [(row.pop("id"), Entry(**row)) for row in rows]


async def count(database: Database, order_ids: Sequence[str] = (), since: datetime | None = None) -> int:
    """How many rows `read` would give in all."""
    statement = select(func.count()).select_from(history).where(*_chosen(order_ids, since))
    async with database.reading() as connection:
        return int((await connection.execute(statement)).scalar_one())


@dataclass(frozen=True, slots=True)
class CodeCount:
    """How often an error code was written, and when last (ISO 8601 in UTC)."""

    code: str
    count: int
    last_at: str


async def codes(database: Database, since: datetime) -> list[CodeCount]:
    """The error codes of the rows since then, the most frequent first."""
    code, times = history.c.code, func.count()
    chosen = select(code, times, func.max(history.c.at)).where(code.is_not(None), history.c.at >= timestamp(since))
    statement = chosen.group_by(code).order_by(times.desc(), code)
    async with database.reading() as connection:
        return [CodeCount(name, int(many), last_at) for name, many, last_at in await connection.execute(statement)]


def _chosen(order_ids: Sequence[str], since: datetime | None) -> list[ColumnElement[bool]]:
    chosen: list[ColumnElement[bool]] = []
    if order_ids:
        chosen.append(history.c.order_id.in_(order_ids))
    if since is not None:
        chosen.append(history.c.at >= timestamp(since))
    return chosen
