"""Copies of the ledger: whole or not there at all, made while it is written, and never a reason to stop shipping."""

import asyncio
import sqlite3
import sys
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from agent.shipping.ledger import schema
from agent.shipping.ledger.backup import KEPT, BackupFailed, Copy, copies, due, make
from agent.shipping.ledger.integrity import LedgerDamaged, LedgerTooNew, check
from agent.shipping.ledger.restore import restore
from agent.shipping.ledger.rows import Station
from agent.shipping.ledger.states import Event, State
from agent.shipping.ledger.store import Ledger
from shared_schema.codes import ErrorCode
from tests.shipping.fakes import order_id
from tests.shipping.test_ledger import JOB, NOW, OTHER_JOB, item, opened


def overwrite(path: Path, page: int = 2) -> None:
    """Puts noise where a page of the database was."""
    with path.open("r+b") as file:
        file.seek((page - 1) * 4096)
        file.write(b"\x07" * 4096)


async def test_a_copy_made_in_the_middle_of_writing_is_whole_and_private(tmp_path: Path) -> None:
    ledger = await opened(tmp_path / "ledger.sqlite")
    await ledger.add_job(JOB, "a", "1", [item(1)], NOW)
    folder = tmp_path / "backups"
    async with ledger.database.writing() as connection:
        await connection.exec_driver_sql("UPDATE jobs SET client = 'not committed yet'")
        copy = make(tmp_path / "ledger.sqlite", folder, NOW)
    await ledger.close()
    assert (copy.path.name, copy.made_at) == ("ledger-2026-11-24T08-00-00Z.sqlite", NOW)
    assert check(copy.path) == schema.CURRENT
    with closing(sqlite3.connect(copy.path)) as reading:
        assert reading.execute("SELECT client FROM jobs").fetchall() == [("a",)]
        assert reading.execute("PRAGMA journal_mode").fetchone() == ("delete",)
    assert (copy.path.stat().st_mode & 0o777, folder.stat().st_mode & 0o777) == (0o600, 0o700)
    assert [each.name for each in folder.iterdir() if not each.name.startswith(".")] == [copy.path.name]


async def test_the_newest_copies_are_kept_and_strange_files_left_alone(tmp_path: Path) -> None:
    await (await opened(tmp_path / "ledger.sqlite")).close()
    folder = tmp_path / "backups"
    folder.mkdir()
    (folder / "ledger-mine.sqlite").write_text("the seller's own")
    for day in range(KEPT + 3):
        make(tmp_path / "ledger.sqlite", folder, NOW + timedelta(days=day))
    found = copies(folder)
    assert [each.made_at for each in found] == [NOW + timedelta(days=day) for day in range(KEPT + 2, 2, -1)]
    assert (folder / "ledger-mine.sqlite").exists()


@pytest.mark.parametrize(
    ("age_h", "expected"), [(None, True), (0, False), (23, False), (24, True), (100, True), (-1, True)], ids=str
)
def test_a_copy_is_due_after_a_day_and_after_a_wrong_clock(age_h: int | None, expected: bool) -> None:
    newest = None if age_h is None else Copy(Path("x"), NOW - timedelta(hours=age_h), 1)
    assert due(newest, NOW) is expected


async def python(code: str, *arguments: Path) -> int:
    """Runs the code in a process of its own; its exit code."""
    return await (await asyncio.create_subprocess_exec(sys.executable, "-c", code, *map(str, arguments))).wait()


DYING = """
import os, sys
from datetime import UTC, datetime
from pathlib import Path
from agent.shipping.ledger import backup
backup.check = lambda path: os._exit(9)
backup.make(Path(sys.argv[1]), Path(sys.argv[2]), datetime.now(UTC))
"""


async def test_a_crash_in_the_middle_leaves_nothing_under_a_final_name(tmp_path: Path) -> None:
    await (await opened(tmp_path / "ledger.sqlite")).close()
    folder = tmp_path / "backups"
    assert await python(DYING, tmp_path / "ledger.sqlite", folder) == 9
    assert (folder / ".part").exists()
    assert copies(folder) == []
    make(tmp_path / "ledger.sqlite", folder, NOW)
    assert len(copies(folder)) == 1
    assert not (folder / ".part").exists()


FULL = """
import resource, signal, sys
from datetime import UTC, datetime
from pathlib import Path
from agent.shipping.ledger.backup import BackupFailed, make
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, 20_000))
try:
    make(Path(sys.argv[1]), Path(sys.argv[2]), datetime.now(UTC))
except BackupFailed:
    sys.exit(7)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="limits of a process are POSIX")
async def test_a_full_disk_costs_the_copy_and_nothing_else(tmp_path: Path) -> None:
    await (await opened(tmp_path / "ledger.sqlite")).close()
    folder = tmp_path / "backups"
    assert await python(FULL, tmp_path / "ledger.sqlite", folder) == 7
    assert [each.name for each in folder.iterdir() if each.name != ".lock"] == []
    assert check(tmp_path / "ledger.sqlite") == schema.CURRENT


async def test_a_damaged_ledger_is_not_copied_over_good_copies(tmp_path: Path) -> None:
    path, folder = tmp_path / "ledger.sqlite", tmp_path / "backups"
    await (await opened(path)).close()
    make(path, folder, NOW)
    overwrite(path)
    with pytest.raises(BackupFailed):
        make(path, folder, NOW + timedelta(days=1))
    assert [each.made_at for each in copies(folder)] == [NOW]


async def test_an_index_that_lies_is_found(tmp_path: Path) -> None:
    """It decides that an order is shipped once; `quick_check` would not see it."""
    path = tmp_path / "ledger.sqlite"
    ledger = await opened(path)
    await ledger.add_job(JOB, "a", "1", [item(each) for each in range(20)], NOW)
    await ledger.close()
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("PRAGMA writable_schema=ON")
        connection.execute("UPDATE sqlite_master SET sql = sql || ' AND position < 10' WHERE name = 'one_live_attempt'")
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("PRAGMA quick_check").fetchone() == ("ok",)
    with pytest.raises(LedgerDamaged, match="one_live_attempt"):
        check(path)


async def test_what_is_no_ledger_or_a_newer_one_is_told_apart(tmp_path: Path) -> None:
    path = tmp_path / "ledger.sqlite"
    path.write_bytes(b"not a database at all, but long enough to look at" * 100)
    with pytest.raises(LedgerDamaged):
        check(path)
    path.unlink()
    await (await opened(path)).close()
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    with pytest.raises(LedgerTooNew):
        check(path)


async def in_copy(path: Path) -> Ledger:
    """A ledger with one queued and one created order."""
    ledger = await opened(path)
    await ledger.add_job(JOB, "browser", "1", [item(1), item(2)], NOW)
    first = (await ledger.items(JOB))[0]
    await ledger.apply(first.id, Event.INTEND, NOW, account_id="inpost")
    await ledger.apply(first.id, Event.NUMBER, NOW, tracking_number="620", on_allegro="yes", label="ready")
    return ledger


async def test_what_was_unsent_in_the_copy_is_never_sent_by_itself(tmp_path: Path) -> None:
    """It may have been sent after the copy: only a person may say that it was not."""
    path, own = tmp_path / "ledger.sqlite", Station("id", "stanowisko 1")
    ledger = await in_copy(path)
    copy = make(path, tmp_path / "backups", NOW)
    await ledger.add_job(OTHER_JOB, "browser", "1", [item(3)], NOW + timedelta(hours=1))
    await ledger.close()
    done = await restore(copy.path, path, own, "pairing", NOW + timedelta(hours=2))
    assert (done.doubtful, done.known_until) == (1, NOW)
    assert done.aside is not None
    assert check(done.aside) == schema.CURRENT
    assert not path.with_name(path.name + "-wal").exists()
    ledger = await opened(path)
    created, doubted = await ledger.items(JOB)
    assert created.state is State.CREATED
    assert doubted.state is State.UNKNOWN
    assert doubted.error is not None
    assert (doubted.error.code, doubted.error.outcome, doubted.working) == (ErrorCode.LEDGER_RESTORED, "unknown", False)
    assert await ledger.items(OTHER_JOB) == []
    await ledger.add_job(OTHER_JOB, "browser", "1", [item(2)], NOW + timedelta(hours=3))
    assert (await ledger.items(OTHER_JOB))[0].state is State.REFUSED
    await ledger.close()
    with closing(sqlite3.connect(path)) as connection:
        told = connection.execute("SELECT what, client, order_id, reference FROM history ORDER BY id DESC LIMIT 3").fetchall()
    assert told[1:] == [
        ("doubted", "pairing", order_id(2), doubted.reference),
        ("ledger_restored", "pairing", None, copy.path.name),
    ]


@pytest.mark.parametrize("damage", ["page", "zeros", "empty"])
async def test_a_bad_copy_leaves_the_ledger_as_it_is(tmp_path: Path, damage: str) -> None:
    path = tmp_path / "ledger.sqlite"
    await (await in_copy(path)).close()
    copy = make(path, tmp_path / "backups", NOW).path
    if damage == "page":
        overwrite(copy)
    else:
        copy.write_bytes(b"\x00" * 5000 if damage == "zeros" else b"")
    before = path.read_bytes()
    with pytest.raises(LedgerDamaged):
        await restore(copy, path, Station("id", "s"), None, NOW)
    assert path.read_bytes() == before
    assert sorted(each.name for each in tmp_path.iterdir()) == ["backups", "ledger.sqlite"]


KILLED = """
import asyncio, os, sys
from pathlib import Path
from tests.shipping.test_backup import in_copy
async def main():
    await in_copy(Path(sys.argv[1]))
    os._exit(9)
asyncio.run(main())
"""


async def test_pages_not_yet_in_the_old_file_go_aside_with_it(tmp_path: Path) -> None:
    """A ledger whose agent was killed has its latest rows in a file beside it, which must not meet another ledger."""
    path = tmp_path / "ledger.sqlite"
    assert await python(KILLED, path) == 9
    assert path.with_name("ledger.sqlite-wal").exists()
    await (await opened(tmp_path / "other.sqlite")).close()
    copy = make(tmp_path / "other.sqlite", tmp_path / "backups", NOW).path
    done = await restore(copy, path, Station("id", "s"), None, datetime.now(UTC))
    assert done.aside is not None
    with closing(sqlite3.connect(done.aside)) as connection:
        assert connection.execute("SELECT count(*) FROM attempts").fetchone() == (2,)
    assert not path.with_name("ledger.sqlite-wal").exists()
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("SELECT count(*) FROM attempts").fetchone() == (0,)


RESTORING = """
import asyncio, os, sys
from datetime import UTC, datetime
from pathlib import Path
from agent.shipping.ledger import restore
from agent.shipping.ledger.rows import Station
put_aside = restore._put_aside
def die(*given):
    put_aside(*given)
    os._exit(9)
restore._put_aside = die
asyncio.run(restore.restore(Path(sys.argv[1]), Path(sys.argv[2]), Station("id", "s"), None, datetime.now(UTC)))
"""


async def test_a_crash_while_restoring_is_made_good_by_restoring_again(tmp_path: Path) -> None:
    """In between there is no ledger at all, which an agent does not start with while there are copies."""
    path = tmp_path / "ledger.sqlite"
    await (await in_copy(path)).close()
    copy = make(path, tmp_path / "backups", NOW).path
    assert await python(RESTORING, copy, path) == 9
    assert not path.exists()
    done = await restore(copy, path, Station("id", "s"), None, NOW)
    assert (done.aside, done.doubtful) == (None, 1)
    assert check(path) == schema.CURRENT
    assert not path.with_name(".restoring.sqlite").exists()
    assert len(list(tmp_path.glob("ledger.before-restore-*.sqlite"))) == 1
