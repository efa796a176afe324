"""A new ledger in a file: what the migrations would make, made without them, whole or not at all, and once."""

import asyncio
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path

import pytest
from alembic.script import ScriptDirectory
from sqlalchemy import event

from agent.ledger_access import file_url
from agent.shipping.ledger import schema
from agent.shipping.ledger.database import Database
from agent.shipping.ledger.generate import new_ledger_text
from agent.shipping.ledger.integrity import check
from tests.older_ledger import MIGRATIONS, make

OLDER = [step.revision for step in ScriptDirectory(str(MIGRATIONS)).walk_revisions()][:0:-1]

_DIES = """
import asyncio, os, sys
from sqlalchemy import event
from sqlalchemy.engine import Engine
from agent.shipping.ledger.database import Database

@event.listens_for(Engine, "before_cursor_execute")
def look(connection, cursor, statement, *others):
    if sys.argv[2] in statement:
        os._exit(9)

@event.listens_for(Engine, "commit")
def commit(connection):
    if sys.argv[2] == "COMMIT":
        os._exit(9)

asyncio.run(Database.open(sys.argv[1]))
"""

_TELLS = """
import asyncio, sys
from sqlalchemy import event
from sqlalchemy.engine import Engine
from agent.shipping.ledger.database import Database

@event.listens_for(Engine, "before_cursor_execute")
def tell(connection, cursor, statement, *others):
    print(*statement.split(), flush=True)
    if statement.startswith(sys.argv[2]):
        sys.stdin.readline()

async def main():
    await (await Database.open(sys.argv[1])).close()

asyncio.run(main())
"""
"""Tells every statement before it is executed, and at the one named waits for a line."""


async def opened(path: Path) -> list[str]:
    """Brings the ledger up to date; every statement that was needed."""
    statements: list[str] = []
    database = Database.at(file_url(path))
    event.listen(database.engine.sync_engine, "before_cursor_execute", lambda *each: statements.append(each[2]))
    await database.prepare()
    await database.close()
    return statements


def by_migrations(statements: list[str]) -> bool:
    """Whether Alembic went from step to step."""
    return any(each.startswith("UPDATE alembic_version") for each in statements)


def content(path: Path) -> dict[str, object]:
    """All that SQLite knows of the file, and every row."""
    with closing(sqlite3.connect(path)) as file:

        def asked(statement: str) -> list[object]:
            return file.execute(statement).fetchall()

        master = sorted(file.execute("SELECT type, name, tbl_name, sql FROM sqlite_master"))
        named = [(kind, name) for kind, name, _, _ in master if kind in ("table", "index")]
        pragmas = {"table": ("table_xinfo", "foreign_key_list", "index_list"), "index": ("index_xinfo",)}
        of_the_file = ("user_version", "application_id", "encoding", "auto_vacuum", "page_size", "journal_mode")
        return {
            "master": master,
            **{f"{each} {name}": asked(f"PRAGMA {each}('{name}')") for kind, name in named for each in pragmas[kind]},
            **{each: asked(f"PRAGMA {each}") for each in of_the_file},
            **{f"rows of {name}": asked(f"SELECT * FROM {name}") for kind, name in named if kind == "table"},
        }


def test_the_file_says_what_the_migrations_make() -> None:
    committed = schema.NEW_LEDGER.read_text(encoding="utf-8")
    assert committed == new_ledger_text(), "after a change of the migrations: python -m agent.shipping.ledger.generate"


async def test_statements_of_several_lines_with_semicolons_stay_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    trigger = "CREATE TRIGGER twice AFTER INSERT ON texts BEGIN\n\tSELECT 1;\n\tSELECT 2;\nEND"
    text = "a;\n-- b;\nc"
    script = f"-- said;\nCREATE TABLE texts (text TEXT);\n{trigger};\nINSERT INTO texts VALUES('{text}');\n"
    (tmp_path / "new.sql").write_text(script, encoding="utf-8")
    monkeypatch.setattr(schema, "NEW_LEDGER", tmp_path / "new.sql")
    await opened(tmp_path / "ledger.sqlite")
    with closing(sqlite3.connect(tmp_path / "ledger.sqlite")) as file:
        assert file.execute("SELECT sql FROM sqlite_master WHERE type = 'trigger'").fetchall() == [(trigger,)]
        assert file.execute("SELECT text FROM texts").fetchall() == [(text,)]


@pytest.mark.parametrize("version", OLDER)
async def test_a_new_ledger_is_what_an_older_one_becomes(version: str, tmp_path: Path) -> None:
    make(tmp_path / "older.sqlite", version)
    assert by_migrations(await opened(tmp_path / "older.sqlite"))
    assert not by_migrations(await opened(tmp_path / "new.sqlite"))
    new = content(tmp_path / "new.sqlite")
    assert new == content(tmp_path / "older.sqlite")
    assert new["rows of alembic_version"] == [(schema.CURRENT,)]
    assert check(tmp_path / "new.sqlite") == schema.CURRENT


@pytest.mark.parametrize(
    "there",
    [
        "CREATE TABLE theirs AS SELECT 1 AS kept",
        "CREATE VIEW theirs AS SELECT 1 AS kept",
        "CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL)",
    ],
    ids=["a table of others", "a view of others", "a ledger that was begun"],
)
async def test_a_file_that_holds_anything_goes_through_the_migrations(there: str, tmp_path: Path) -> None:
    path = tmp_path / "ledger.sqlite"
    with closing(sqlite3.connect(path)) as file:
        file.execute(there)
        before = file.execute("SELECT sql FROM sqlite_master").fetchall()
    assert by_migrations(await opened(path))
    assert check(path) == schema.CURRENT
    with closing(sqlite3.connect(path)) as file:
        assert set(before) <= set(file.execute("SELECT sql FROM sqlite_master"))
        if "theirs" in there:
            assert file.execute("SELECT kept FROM theirs").fetchall() == [(1,)]


@pytest.mark.parametrize("where", ["CREATE TABLE history", "history_no_delete", "COMMIT"])
async def test_a_crash_leaves_nothing_and_the_next_start_makes_it(where: str, tmp_path: Path) -> None:
    path = tmp_path / "ledger.sqlite"
    died = await asyncio.to_thread(subprocess.run, [sys.executable, "-c", _DIES, file_url(path), where], check=False)
    assert died.returncode == 9
    assert check(path) is None
    with closing(sqlite3.connect(path)) as file:
        assert file.execute("SELECT * FROM sqlite_master").fetchall() == []
    assert not by_migrations(await opened(path))
    assert check(path) == schema.CURRENT


async def test_a_failure_before_the_commit_leaves_nothing_and_may_be_tried_again(tmp_path: Path) -> None:
    def fail(*_: object) -> None:
        raise RuntimeError("canary")

    database = Database.at(file_url(tmp_path / "ledger.sqlite"))
    event.listen(database.engine.sync_engine, "commit", fail)
    with pytest.raises(RuntimeError, match="canary"):
        await database.prepare()
    assert await database.version() is None
    event.remove(database.engine.sync_engine, "commit", fail)
    await database.prepare()
    assert await database.version() == schema.CURRENT
    await database.close()


def test_of_two_programs_at_once_one_makes_the_ledger_and_the_other_waits_for_it(tmp_path: Path) -> None:
    def start(waits_at: str) -> subprocess.Popen[str]:
        command = [sys.executable, "-c", _TELLS, file_url(tmp_path / "ledger.sqlite"), waits_at]
        return subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    with start("CREATE TABLE history") as first:
        assert first.stdin is not None
        assert first.stdout is not None
        assert any("CREATE TABLE history" in line for line in first.stdout)
        with start("nowhere") as second:
            assert second.stdout is not None
            assert any("BEGIN IMMEDIATE" in line for line in second.stdout)
            print(file=first.stdin, flush=True)
            made, found = first.stdout.read(), second.stdout.read()
    assert (first.returncode, second.returncode) == (0, 0)
    assert "CREATE TRIGGER" in made
    assert "alembic_version" in found
    assert "CREATE" not in found
    assert check(tmp_path / "ledger.sqlite") == schema.CURRENT


async def test_a_new_file_that_another_program_is_about_to_write_is_waited_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with closing(sqlite3.connect(tmp_path / "ledger.sqlite")) as other:
        other.execute("BEGIN IMMEDIATE")
        monkeypatch.setattr(time, "sleep", lambda _: other.rollback())
        await opened(tmp_path / "ledger.sqlite")
        assert not other.in_transaction
    assert check(tmp_path / "ledger.sqlite") == schema.CURRENT
