"""From one version of the ledger to the next, in a file and on a server: whole or not at all, and once."""

import asyncio
import subprocess
import sys
import traceback
from collections.abc import Callable

import pytest
from alembic.script import ScriptDirectory
from sqlalchemy import URL, Connection, inspect, make_url, text
from sqlalchemy.exc import IntegrityError

from agent.shipping.ledger import schema
from agent.shipping.ledger.database import Database, LedgerUnavailable
from agent.shipping.ledger.rows import Station
from agent.shipping.ledger.states import State
from agent.shipping.ledger.store import Ledger
from agent.shipping.model.plan import Choices
from tests.older_ledger import MIGRATIONS, migrate
from tests.postgres import PostgresDatabase

JOB = "11111111-7f6a-41e8-ac45-09db60ede9d6"
ORDER = "00000001-7f6a-11e8-ac45-09db60ede9d6"

_DIES_AT_THE_HISTORY = """
import asyncio, os, sys
from sqlalchemy import event
from sqlalchemy.engine import Engine
from agent.shipping.ledger.database import Database

@event.listens_for(Engine, "before_cursor_execute")
def die(connection, cursor, statement, parameters, context, executemany):
    if "CREATE TABLE history" in statement:
        os._exit(9)

asyncio.run(Database.open(sys.stdin.read()))
"""


def first_version(connection: Connection) -> None:
    """A ledger as the first version left it, with a parcel and an order in the queue."""
    migrate(connection, "0001")
    connection.execute(text("INSERT INTO jobs VALUES (:job, '2026-11-24T08:00:00.000+00:00', 's1', 'browser', 0)"), {"job": JOB})
    columns = {
        "job_id": JOB, "seller_id": "1", "parcel_number": 1, "digest": "0", "accepted": False, "looks": 0, "label_pages": 0,
        "on_allegro": "none", "label": "none", "warnings": "[]", "station": "s1", "created_at": "2026-11-24T08:00:00.000+00:00",
        "updated_at": "2026-11-24T08:00:00.000+00:00",
    }  # fmt: skip
    for position, state in enumerate(("created", "queued")):
        own = {
            "position": position,
            "state": state,
            "reference": f"r{position}",
            "order_id": ORDER[:7] + str(position) + ORDER[8:],
        }
        row = {**columns, **own}
        names, values = ", ".join(row), ", ".join(f":{each}" for each in row)
        connection.execute(text(f"INSERT INTO attempts ({names}) VALUES ({values})"), row)


async def old_ledger(url: str | URL) -> None:
    database = Database.at(url)
    async with database.engine.begin() as connection:
        await connection.run_sync(first_version)
    await database.close()


def test_the_current_version_is_the_newest_step() -> None:
    assert ScriptDirectory(str(MIGRATIONS)).get_current_head() == schema.CURRENT


async def test_a_ledger_of_the_first_version_keeps_its_rows(ledger_url: str | URL) -> None:
    await old_ledger(ledger_url)
    ledger = await Ledger.open(ledger_url, Station("s1", "s1"))
    assert await ledger.database.version() == schema.CURRENT
    assert [each.state for each in await ledger.items(JOB)] == [State.CREATED, State.QUEUED]
    assert {each.choices for each in await ledger.items(JOB)} == {Choices()}
    assert [each.reference for each in await ledger.open_attempts()] == ["r1"], "what had no holder is this station's"
    with pytest.raises(IntegrityError):
        async with ledger.database.writing() as connection:
            await connection.execute(
                text("UPDATE attempts SET state = 'waiting', order_id = (SELECT min(order_id) FROM attempts)")
            )
    await ledger.close()


async def test_a_crash_in_the_middle_of_a_step_leaves_the_old_version_whole(ledger_url: str | URL) -> None:
    await old_ledger(ledger_url)
    address = make_url(ledger_url).render_as_string(hide_password=False)
    died = await asyncio.to_thread(
        subprocess.run, [sys.executable, "-c", _DIES_AT_THE_HISTORY], input=address, text=True, check=False
    )
    assert died.returncode == 9
    database = Database.at(ledger_url)
    assert await database.version() == "0001"
    async with database.engine.connect() as connection:
        tables = await connection.run_sync(lambda each: inspect(each).get_table_names())
        columns = await connection.run_sync(lambda each: [one["name"] for one in inspect(each).get_columns("attempts")])
    await database.close()
    assert sorted(tables) == ["alembic_version", "attempts", "jobs"]
    assert "holder" not in columns
    ledger = await Ledger.open(ledger_url, Station("s1", "s1"))
    assert len(await ledger.items(JOB)) == 2
    await ledger.close()


async def test_agents_that_meet_an_empty_server_at_once_make_one_ledger(postgres: PostgresDatabase) -> None:
    ledgers = await asyncio.gather(*(Ledger.open(postgres.url, Station(f"s{each}", f"s{each}")) for each in range(6)))
    for each in ledgers:
        await each.stations.beat()
    assert len(await ledgers[0].stations.seen()) == 6
    assert postgres.sql("SELECT version_num FROM alembic_version") == schema.CURRENT
    for each in ledgers:
        await each.close()


async def test_a_ledger_of_a_newer_program_is_left_alone(ledger_url: str | URL) -> None:
    ledger = await Ledger.open(ledger_url, Station("s1", "s1"))
    async with ledger.database.writing() as connection:
        await connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    await ledger.close()
    with pytest.raises(LedgerUnavailable) as refused:
        await Ledger.open(ledger_url, Station("s1", "s1"))
    assert refused.value.reason == "newer"


@pytest.mark.parametrize(
    ("break_it", "reason"),
    [
        (lambda database: database.url.set(password="wrong-canary"), "password"),
        (lambda database: database.url.set(database="nowhere"), "database"),
        (lambda database: database.url.set(port=1), "unavailable"),
        (lambda database: database.url.set(host="nowhere.invalid"), "unavailable"),
        (lambda database: database.sql(f"ALTER DATABASE {database.name} OWNER TO postgres") or database.url, "rights"),
    ],
    ids=["wrong password", "no such database", "nobody listens", "no such computer", "no rights"],
)
async def test_why_a_server_cannot_be_used_is_told_without_the_password(
    postgres: PostgresDatabase, break_it: Callable[[PostgresDatabase], URL], reason: str
) -> None:
    url = break_it(postgres)
    with pytest.raises(LedgerUnavailable) as refused:
        await Ledger.open(url, Station("s1", "s1"))
    assert refused.value.reason == reason
    told = "".join(traceback.format_exception(refused.value))
    assert str(url.password) not in told
    assert postgres.password not in told
