"""Copies of a ledger in a file, made while it is worked with. What stands under a final name is whole and was checked."""

import os
import re
import sqlite3
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from filelock import FileLock, Timeout

from .database import LedgerUnavailable
from .integrity import LedgerUnusable, check, opened

KEPT = 14
EVERY = timedelta(hours=24)
STALE_AFTER = timedelta(hours=48)

_STAMP = "%Y-%m-%dT%H-%M-%SZ"
_NAME = re.compile(r"ledger-(\d{4}-\d\d-\d\dT\d\d-\d\d-\d\dZ)\.sqlite")
_PART = ".part"
_LOCK = ".lock"
_LOCK_S = 60.0


class BackupFailed(Exception):
    """No copy was made; the ledger itself is untouched. Its text says why, in the system's words."""


@dataclass(frozen=True, slots=True)
class Copy:
    """A finished copy; `made_at` in UTC is what its name says."""

    path: Path
    made_at: datetime
    size_bytes: int


def copies(folder: Path) -> list[Copy]:
    """The finished copies, newest first; other files in the folder are left out. A missing folder has none."""
    found = []
    for path in folder.glob("ledger-*.sqlite"):
        name = _NAME.fullmatch(path.name)
        if name is not None:
            made_at = datetime.strptime(name[1], _STAMP).replace(tzinfo=UTC)
            found.append(Copy(path, made_at, path.stat().st_size))
    return sorted(found, key=lambda copy: copy.made_at, reverse=True)


def due(newest: Copy | None, now: datetime) -> bool:
    """Whether a new copy is to be made; one from the future, left by a clock that was wrong, does not count."""
    return newest is None or not timedelta(0) <= now - newest.made_at < EVERY


def make(ledger: Path, folder: Path, now: datetime) -> Copy:
    """Copies the ledger into the folder (0700), checks the copy (0600), and keeps the newest of all copies.

    Nobody has to stop for it: SQLite's online backup reads one moment's state, whatever is written meanwhile. Until the copy is
    checked and on the disk it has another name, so that a crash leaves none that is only half. Blocks. Raises BackupFailed.
    """
    try:
        folder.mkdir(mode=0o700, exist_ok=True)
        folder.chmod(0o700)
        with FileLock(folder / _LOCK, timeout=_LOCK_S, mode=0o600):
            path = _made(ledger, folder / _PART, folder / f"ledger-{now.astimezone(UTC).strftime(_STAMP)}.sqlite")
            found = copies(folder)
            for old in found[KEPT:]:
                old.path.unlink()
    except (OSError, sqlite3.Error, Timeout, LedgerUnusable, LedgerUnavailable) as error:
        raise BackupFailed(str(error)) from error
    return next(each for each in found if each.path == path)


def copy_database(source: Path, target: Path) -> None:
    """Copies a database that may be in use into a new file (0600) that needs no other beside it, and onto the disk.

    Raises LedgerUnavailable, LedgerDamaged, OSError, sqlite3.Error.
    """
    target.touch(mode=0o600, exist_ok=False)
    with opened(source) as reading, closing(sqlite3.connect(target)) as writing:
        reading.backup(writing)
        writing.execute("PRAGMA journal_mode=DELETE")
    to_disk(target)


def to_disk(path: Path) -> None:
    """Waits until the file, or the names in the folder, are on the disk."""
    if path.is_dir() and os.name == "nt":  # folders cannot be opened there, and names need no help
        return
    handle = os.open(path, os.O_RDONLY if path.is_dir() else os.O_RDWR)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def remove_database(path: Path) -> None:
    """Removes a database with the files SQLite keeps beside it, as far as they are there."""
    for suffix in ("", "-journal", "-wal", "-shm"):
        path.with_name(path.name + suffix).unlink(missing_ok=True)


def _made(ledger: Path, part: Path, path: Path) -> Path:
    remove_database(part)  # left by a crash
    try:
        copy_database(ledger, part)
        check(part)
        part.replace(path)
        to_disk(path.parent)
    finally:
        remove_database(part)
    return path
