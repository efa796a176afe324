"""Ledgers as older versions of the program left them."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, create_engine

from agent.shipping.ledger import schema

MIGRATIONS = Path(schema.__file__).parent / "migrations"


def migrate(connection: Connection, version: str) -> None:
    """The steps up to this version, on the connection, in its transaction."""
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.attributes["connection"] = connection
    command.upgrade(config, version)


def make(path: Path, version: str) -> None:
    """An empty ledger of this version, in a file."""
    engine = create_engine(f"sqlite:///{path}")
    with engine.begin() as connection:
        migrate(connection, version)
    engine.dispose()
