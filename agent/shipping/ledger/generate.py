"""Writes `new_ledger.sql` beside this file from the migrations; a new ledger in a file is made by it, without Alembic.

Run with `python -m agent.shipping.ledger.generate`. The result is committed; a test regenerates it and compares.
"""

import sqlite3
from contextlib import closing

from sqlalchemy import create_engine

from .schema import NEW_LEDGER, migrate

_HEAD = "-- Generated from the migrations; do not edit."
_TRANSACTION = ("BEGIN TRANSACTION;", "COMMIT;")
"""Of the dump; a new ledger is made in the transaction of whoever opens it."""


def new_ledger_text() -> str:
    """All that the migrations make of an empty file, as statements that make the same: tables, rows, indexes, triggers."""
    with closing(sqlite3.connect(":memory:")) as memory:
        with create_engine("sqlite://", creator=lambda: memory).begin() as connection:
            migrate(connection)
        return "\n".join([_HEAD, *(each for each in memory.iterdump() if each not in _TRANSACTION)]) + "\n"


def main() -> None:
    """Rewrites the file."""
    NEW_LEDGER.write_text(new_ledger_text(), encoding="utf-8")


if __name__ == "__main__":
    main()
