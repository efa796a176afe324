"""Makes a new ledger, or brings one to the program's version. Alembic is imported only where its steps are to be run."""

from collections.abc import Iterator
from pathlib import Path
from sqlite3 import complete_statement

from sqlalchemy import Connection, inspect, text

CURRENT = "0006"
"""The newest step in `migrations/versions`; a test compares."""

NEW_LEDGER = Path(__file__).with_name("new_ledger.sql")
"""What all the steps together make of an empty file; written by `generate.py`, a test compares."""

_LOCK = 47615
"""Any number, the same in all agents: two that start at once must not both run the steps."""


class NewerThanProgram(Exception):
    """The ledger was brought to a version this program does not know, by a newer one at another station."""


def upgrade(connection: Connection) -> None:
    """Makes the ledger or runs the steps it lacks, on the connection, in its transaction. Raises NewerThanProgram."""
    found = version(connection)
    if found == CURRENT:
        return
    if found is not None and found > CURRENT:
        raise NewerThanProgram(f"the ledger has version {found}, this program knows {CURRENT}")
    if connection.dialect.name == "postgresql":
        connection.execute(text(f"SELECT pg_advisory_xact_lock({_LOCK})"))
    if connection.dialect.name == "sqlite" and connection.execute(text("SELECT count(*) FROM sqlite_master")).scalar() == 0:
        for statement in _statements(NEW_LEDGER.read_text(encoding="utf-8")):
            connection.exec_driver_sql(statement)
    else:
        migrate(connection)


def migrate(connection: Connection) -> None:
    """Runs the steps the ledger lacks, on the connection, in its transaction."""
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    config.attributes["connection"] = connection
    command.upgrade(config, "head")


def version(connection: Connection) -> str | None:
    """The version of the ledger as it is; None where there is none yet."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    found = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
    return None if found is None else str(found)


def _statements(script: str) -> Iterator[str]:
    # One by one: sqlite3's `executescript` would commit. Only SQLite knows which semicolons are within a trigger.
    statement = ""
    for line in script.splitlines(keepends=True):
        statement += line
        if complete_statement(statement):
            yield statement
            statement = ""
