"""What a person should know of: parcels nobody is sure of, numbers Allegro does not have, work held by stations."""

from sqlalchemy import and_, exists, func, or_, select

from .database import Database
from .rows import Attempt, attempt_of
from .states import UNDER_WAY, State
from .stations import open_work
from .tables import attempts

_later = attempts.alias("later")
LIMIT = 1000
_shipped_again = exists().where(
    _later.c.order_id == attempts.c.order_id,
    # Another parcel asked for together with a lost one does not stand for it.
    _later.c.job_id != attempts.c.job_id,
    _later.c.id > attempts.c.id,
    _later.c.state == State.CREATED.value,
)


async def unsettled(database: Database) -> list[Attempt]:
    """Parcels nobody is sure of, unless a person has shipped the order again, and created ones without their number at Allegro.

    Beside a created one stands an error only while it is not known whether the carrier took it back. The newest, oldest first.
    """
    lost = attempts.c.state.in_([State.SENDING.value, State.UNKNOWN.value])
    stalled = and_(attempts.c.state == State.CONFIRMING.value, attempts.c.error.is_not(None))
    owed = and_(attempts.c.state == State.CREATED.value, or_(attempts.c.on_allegro != "yes", attempts.c.error.is_not(None)))
    statement = (
        select(attempts).where(or_(and_(or_(lost, stalled), ~_shipped_again), owed)).order_by(attempts.c.id.desc()).limit(LIMIT)
    )
    async with database.reading() as connection:
        return [attempt_of(row) for row in await connection.execute(statement)][::-1]


async def held_by_station(database: Database) -> dict[str, int]:
    """How many open attempts each station holds, by its id."""
    statement = select(attempts.c.holder, func.count()).where(open_work()).group_by(attempts.c.holder)
    async with database.reading() as connection:
        return {holder: int(count) for holder, count in await connection.execute(statement) if holder is not None}


async def without_outcome(database: Database, station_id: str) -> dict[str, State]:
    """The orders this station holds, or that nobody does, of which it is not certain whether there is a parcel or will be one."""
    mine = or_(attempts.c.holder == station_id, attempts.c.holder.is_(None))
    chosen = select(attempts.c.order_id, attempts.c.state).order_by(attempts.c.id)
    statement = chosen.where(mine, attempts.c.state.in_([each.value for each in UNDER_WAY]), ~_shipped_again)
    async with database.reading() as connection:
        return {order_id: State(state) for order_id, state in await connection.execute(statement)}


async def used_accounts(database: Database) -> list[str]:
    """Every carrier account that was ever shipped with."""
    statement = select(attempts.c.account_id).where(attempts.c.account_id.is_not(None)).distinct()
    async with database.reading() as connection:
        return sorted((await connection.execute(statement)).scalars())
