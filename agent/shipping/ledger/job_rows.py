"""How a job and its attempts become rows: who gets the order's place, and how a job is counted."""

from collections.abc import Iterator, Sequence

from sqlalchemy import Column, ColumnElement, Select, Table, and_, case, func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from agent.shipping.model.failure import Failure
from shared_schema.codes import ErrorCode

from .reference import new_reference
from .rows import Attempt, NewItem, Station, dump_failure
from .states import UNDER_WAY, State
from .tables import attempts, jobs
from .upsert import insert

Values = dict[str, object]


def new_rows(
    job_id: str, position: int, seller_id: str, item: NewItem, earlier: Sequence[Attempt], station: Station, stamp: str
) -> list[Values]:
    """A row for each parcel, from `position` on: queued, or refused because `earlier` ones are not confirmed."""
    last = max((attempt.parcel_number for attempt in earlier), default=0)
    row: Values = {
        "job_id": job_id,
        "seller_id": item.seller_id or seller_id,
        "order_id": item.order_id,
        "parcels": item.parcels,
        "state": State.QUEUED.value,
        "digest": item.digest,
        "size": item.size,
        "chosen_service": item.chosen_service,
        "chosen_account": item.chosen_account,
        "chosen_insurance_grosze": item.chosen_insurance_grosze,
        "chosen_point": item.chosen_point,
        "accepted": item.accepted,
        "confirmation": item.confirmation,
        "looks": 0,
        "next_try_at": None,
        "on_allegro": "none",
        "label": "none",
        "label_pages": 0,
        "error": None,
        "number_error": None,
        "label_error": None,
        "warnings": "[]",
        "station": station.name,
        "holder": station.id,
        "created_at": stamp,
        "updated_at": stamp,
    }
    if earlier and item.confirmation is None:
        row = refused_row(row, earlier)
    return [
        {
            **row,
            "position": position + parcel - 1,
            "parcel": parcel,
            "parcel_number": last + parcel,
            "reference": new_reference(item.order_id),
        }
        for parcel in range(1, item.parcels + 1)
    ]


def refused_row(row: Values, earlier: Sequence[Attempt]) -> Values:
    """The same attempt, refused because the order has an earlier one; names it."""
    return {**row, "state": State.REFUSED.value, "error": dump_failure(already_shipped(earlier))}


def already_shipped(earlier: Sequence[Attempt]) -> Failure:
    """The failure of an order that has an attempt to be named."""
    data: dict[str, str | int | bool | None] = {}
    if earlier:
        newest = earlier[-1]
        data = {
            "tracking_number": newest.tracking_number,
            "carrier": newest.carrier,
            "state": newest.state.value,
            "created_at": newest.created_at,
            "station": newest.station,
        }
    return Failure(ErrorCode.ALREADY_SHIPPED, "not_sent", "the order has a shipment already", data=data)


async def insert_if_absent(
    connection: AsyncConnection, table: Table, rows: Sequence[Values], returning: Column[str] | Column[int]
) -> set[object]:
    """Inserts the rows that break no constraint; the column's values of those that went in."""
    statement = insert(connection.dialect, table).on_conflict_do_nothing().returning(returning)
    inserted: set[object] = set()
    for row in rows:
        inserted.update((await connection.execute(statement, row)).scalars())
    return inserted


async def next_seqs(connection: AsyncConnection, job_id: str, count: int) -> Iterator[int]:
    """Counts so many more changes of the job; their numbers."""
    statement = update(jobs).where(jobs.c.id == job_id).values(seq=jobs.c.seq + count).returning(jobs.c.seq)
    last = int((await connection.execute(statement)).scalar_one())
    return iter(range(last - count + 1, last + 1))


def counted_jobs() -> Select[tuple[object, ...]]:
    """Jobs with their counts, to be narrowed by the caller. `working` is the SQL of `Attempt.working`."""
    state = attempts.c.state
    created = state == State.CREATED.value
    number_owed = and_(attempts.c.on_allegro == "waiting", attempts.c.number_error.is_(None))
    label_owed = and_(attempts.c.label == "waiting", attempts.c.label_error.is_(None))
    waiting = state == State.WAITING.value
    under_way = and_(state.in_([each.value for each in UNDER_WAY]), ~waiting, attempts.c.error.is_(None))
    working = or_(under_way, and_(created, or_(number_owed, label_owed)))
    done = or_(created, working, waiting, state.in_([State.CANCELLED.value, State.WITHDRAWN.value]))

    def count(condition: ColumnElement[bool]) -> ColumnElement[int]:
        return func.coalesce(func.sum(case((condition, 1), else_=0)), 0)

    return (
        select(
            jobs,
            func.count(attempts.c.id).label("total"),
            count(created).label("created"),
            count(~done).label("to_fix"),
            count(and_(state == State.UNKNOWN.value, attempts.c.error.is_not(None))).label("undecided"),
            count(working).label("working"),
            count(waiting).label("waiting"),
            count(and_(created, attempts.c.on_allegro == "yes")).label("on_allegro"),
            count(attempts.c.label == "ready").label("labels"),
        )
        .select_from(jobs.join(attempts, attempts.c.job_id == jobs.c.id))
        .group_by(jobs.c.id)
    )
