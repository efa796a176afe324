"""Brings a ledger to the program's version. Alembic is imported only when there is something to do."""

from pathlib import Path

from sqlalchemy import Connection, inspect, text

CURRENT = "0001"
"""The newest step in `migrations/versions`; a test compares."""


def upgrade(connection: Connection) -> None:
    """Runs the missing steps on the connection, in its transaction."""
    if _version(connection) == CURRENT:
        return
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
