"""Brings a ledger to the program's version. Alembic is imported only when there is something to do."""

from pathlib import Path

from sqlalchemy import Connection, inspect, text

CURRENT = "0002"
"""The newest step in `migrations/versions`; a test compares."""

_LOCK = 47615
"""Any number, the same in all agents: two that start at once must not both run the steps."""


def upgrade(connection: Connection) -> None:
    """Runs the missing steps on the connection, in its transaction."""
    if _version(connection) == CURRENT:
        return
    if connection.dialect.name == "postgresql":
        connection.execute(text(f"SELECT pg_advisory_xact_lock({_LOCK})"))
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    config.attributes["connection"] = connection
    command.upgrade(config, "head")


def _version(connection: Connection) -> str | None:
    if not inspect(connection).has_table("alembic_version"):
        return None
    return connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
