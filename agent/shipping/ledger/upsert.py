"""`INSERT ... ON CONFLICT`: both databases know it, SQLAlchemy has it once for each."""

from typing import TYPE_CHECKING

from sqlalchemy import Dialect, Table
from sqlalchemy.dialects import sqlite

if TYPE_CHECKING:
    from sqlalchemy.dialects import postgresql


def insert(dialect: Dialect, table: Table) -> "sqlite.Insert | postgresql.Insert":
    """An INSERT that can say what happens to a row that is there already."""
    if dialect.name == "postgresql":
        from sqlalchemy.dialects import postgresql  # 2 MB that a ledger in a file does without

        return postgresql.insert(table)
    return sqlite.insert(table)
