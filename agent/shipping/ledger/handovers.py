"""What was handed over, and which couriers were ordered: on disk before the carrier is asked, with what came of it."""

import json
from collections.abc import Collection, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Literal

from sqlalchemy import Row, and_, exists, func, insert, or_, select, text, update

from agent.shipping.model.failure import Failure, Words
from agent.shipping.model.handover import HandOverStatus, SetError

from . import history
from .database import Database
from .history import Entry
from .rows import Station, dump_failure, load_failure, timestamp
from .states import UNDER_WAY, State
from .tables import attempts, handed_parcels, handovers

Kind = Literal["set", "protocol", "pickup"]
Progress = Literal["begun", "done", "refused", "unknown"]

_LOCK = 47617
"""Any number but the schema's and the rounds': two stations must not both find that nobody asked before."""
_TOLD = {"set": "handed_over", "protocol": "handed_over", "pickup": "pickup_ordered"}


@dataclass(frozen=True, slots=True)
class HandOverRow:
    """One wish. `set_id` is the carrier's set, or the day of the parcels; of a courier the day he comes.

    `number` is the carrier's, or for a protocol what it is kept by. `day`, `ready`, `until` are local, for people.
    """

    key: str
    kind: Kind
    account_id: str
    set_id: str
    day: str | None
    parcels: int
    daily: bool
    station: str
    asked_at: str
    ready: str | None = None
    until: str | None = None
    state: Progress = "begun"
    number: str | None = None
    status: HandOverStatus | None = None
    errors: tuple[SetError, ...] = ()
    error: Failure | None = None

    @property
    def doubtful(self) -> bool:
        """Whether the carrier may have done it without our knowing: the answer was lost, or the program ended before it."""
        return self.state in ("begun", "unknown")


@dataclass(frozen=True, slots=True)
class CreatedParcel:
    """A parcel that exists, as far as handing over needs it."""

    order_id: str
    shipment_id: str
    tracking_number: str | None
    made_at: datetime


async def begin(database: Database, row: HandOverRow, again: bool) -> HandOverRow | None:
    """Writes the wish down; None when it is written, else the earlier one that stands in its way. Raises LedgerUnavailable.

    In the way are the same key always, and unless `again` is said: a protocol of the same parcels whose answer was lost, and a
    courier for the same day who was ordered or may have been.
    """
    async with database.writing() as connection:
        if database.shared:
            await connection.execute(text(f"SELECT pg_advisory_xact_lock({_LOCK})"))
        same_key = handovers.c.key == row.key
        same_wish = and_(handovers.c.kind == row.kind, handovers.c.account_id == row.account_id, handovers.c.set_id == row.set_id)
        statement = select(handovers).where(or_(same_key, same_wish)).order_by(handovers.c.asked_at.desc())
        found = [_row(each) for each in await connection.execute(statement)]
        if twin := next((each for each in found if each.key == row.key), None):
            return twin
        if row.kind == "pickup":
            found = [each for each in found if each.state != "refused"]
        if found and not again and _in_the_way(found[0]):
            return found[0]
        values = {**asdict(row), "errors": _dump_errors(row.errors), "error": dump_failure(row.error)}
        await connection.execute(insert(handovers), [values])
    return None


def _in_the_way(earlier: HandOverRow) -> bool:
    return earlier.kind == "pickup" or (earlier.kind == "protocol" and earlier.doubtful)


async def finish(
    database: Database, own: Station, row: HandOverRow, now: datetime, parcels: Collection[str] = (), client: str | None = None
) -> None:
    """Writes what came of it, with the `parcels` that are settled by it, and tells the history. Raises LedgerUnavailable."""
    values = {"state": row.state, "number": row.number, "parcels": row.parcels, "status": row.status, "day": row.day}
    values |= {"errors": _dump_errors(row.errors), "error": dump_failure(row.error)}
    what = _TOLD[row.kind] if row.state == "done" else f"{'pickup' if row.kind == 'pickup' else 'handover'}_{row.state}"
    code = row.error.code.value if row.error else None
    told = Entry(timestamp(now), own.name, client, what, None, None, None, row.account_id, None, row.number, None, code)
    async with database.writing() as connection:
        await connection.execute(update(handovers).where(handovers.c.key == row.key).values(values))
        if parcels:
            await connection.execute(insert(handed_parcels), [{"key": row.key, "shipment_id": each} for each in parcels])
        await history.write(connection, [told])


async def note_status(database: Database, key: str, status: HandOverStatus) -> None:
    """Writes how far a set has come since. Raises LedgerUnavailable."""
    async with database.writing() as connection:
        await connection.execute(update(handovers).where(handovers.c.key == key).values(status=status))


async def recent(database: Database, since: datetime) -> list[HandOverRow]:
    """Everything asked for since then, the newest first. Raises LedgerUnavailable."""
    statement = select(handovers).where(handovers.c.asked_at >= timestamp(since)).order_by(handovers.c.asked_at.desc())
    async with database.reading() as connection:
        return [_row(each) for each in await connection.execute(statement)]


async def is_known(database: Database, key: str) -> bool:
    """Whether a wish with this key was written down. Raises LedgerUnavailable."""
    async with database.reading() as connection:
        return (await connection.execute(select(handovers.c.key).where(handovers.c.key == key))).first() is not None


async def by_number(database: Database, account_id: str, number: str) -> HandOverRow | None:
    """The wish that got this number. Raises LedgerUnavailable."""
    statement = select(handovers).where(handovers.c.account_id == account_id, handovers.c.number == number)
    async with database.reading() as connection:
        found = (await connection.execute(statement)).first()
    return None if found is None else _row(found)


async def unsettled(database: Database, account_id: str, kind: Kind, since: datetime) -> Sequence[CreatedParcel]:
    """Parcels made at the account since then, on any station, that no wish of this kind has settled yet; the oldest first."""
    settled = exists().where(
        handed_parcels.c.shipment_id == attempts.c.shipment_id,
        handed_parcels.c.key == handovers.c.key,
        handovers.c.kind == kind,
        handovers.c.account_id == account_id,
    )
    statement = select(attempts).where(
        attempts.c.account_id == account_id,
        attempts.c.state == State.CREATED.value,
        attempts.c.shipment_id.is_not(None),
        attempts.c.intent_at >= timestamp(since),
        ~settled,
    )
    async with database.reading() as connection:
        rows = list(await connection.execute(statement.order_by(attempts.c.id)))
    return [CreatedParcel(r.order_id, r.shipment_id, r.tracking_number, datetime.fromisoformat(r.intent_at)) for r in rows]


async def being_created(database: Database, account_id: str) -> bool:
    """Whether any station is still at work on orders of this account, or on some whose account is not settled yet."""
    moving = or_(attempts.c.error.is_(None), attempts.c.state == State.WAITING.value)
    ours = or_(attempts.c.account_id == account_id, attempts.c.account_id.is_(None))
    statement = select(func.count()).where(attempts.c.state.in_([each.value for each in UNDER_WAY]), moving, ours)
    async with database.reading() as connection:
        return bool((await connection.execute(statement)).scalar_one())


def _row(row: Row[tuple[object, ...]]) -> HandOverRow:
    values = dict(row._mapping)
    values["errors"] = tuple(
        SetError(each["order_id"], each["tracking_number"], Words(**each["words"])) for each in json.loads(values["errors"])
    )
    values["error"] = load_failure(values["error"])
    return HandOverRow(**values)


def _dump_errors(errors: tuple[SetError, ...]) -> str:
    return json.dumps([asdict(each) for each in errors], ensure_ascii=False)
