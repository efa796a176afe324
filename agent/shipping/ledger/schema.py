"""Brings a ledger to the program's version. Alembic is imported only when there is something to do."""

from pathlib import Path

from sqlalchemy import Connection, inspect, text

CURRENT = "0006"
"""The newest step in `migrations/versions`; a test compares."""

_LOCK = 47615
"""Any number, the same in all agents: two that start at once must not both run the steps."""


class NewerThanProgram(Exception):
    """The ledger was brought to a version this program does not know, by a newer one at another station."""


def upgrade(connection: Connection) -> None:
    """Runs the missing steps on the connection, in its transaction. Raises NewerThanProgram."""
    found = version(connection)
    if found == CURRENT:
        return
    if found is not None and found > CURRENT:
        raise NewerThanProgram(f"the ledger has version {found}, this program knows {CURRENT}")
    if connection.dialect.name == "postgresql":
        connection.execute(text(f"SELECT pg_advisory_xact_lock({_LOCK})"))
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
