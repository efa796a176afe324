"""A home folder whose disk can be filled: a small file system of its own, or a ledger that says so."""

import contextlib
import errno
import sqlite3
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Protocol

from sqlalchemy import Connection, Engine, event
from sqlalchemy.exc import OperationalError

SIZE_MIB = 8
_CHUNK = b"\0" * 4096


class Disk(Protocol):
    """Where the agent's home lies."""

    def fill(self) -> None:
        """From now on nothing new fits."""

    def free(self) -> None:
        """There is room again."""


class EndlessDisk:
    """A folder of the usual file system: it never gets full."""

    def fill(self) -> None:
        raise NotImplementedError

    def free(self) -> None:
        raise NotImplementedError


class SmallDisk:
    """A tmpfs, filled by a ballast file down to its last page."""

    def __init__(self, folder: Path) -> None:
        self._ballast = folder / "ballast"

    def fill(self) -> None:
        with self._ballast.open("ab", buffering=0) as file:
            try:
                while True:
                    file.write(_CHUNK)
            except OSError as error:
                if error.errno != errno.ENOSPC:
                    raise

    def free(self) -> None:
        self._ballast.unlink()


class UnwritableLedger:
    """For computers where nobody may mount: every transaction of the folder's ledger fails as SQLite's do on a full disk."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._full = False

    def fill(self) -> None:
        self._full = True

    def free(self) -> None:
        self._full = False

    def before_transaction(self, connection: Connection) -> None:
        if self._full and Path(connection.engine.url.database or "").is_relative_to(self._folder):
            raise OperationalError("BEGIN", None, sqlite3.OperationalError("database or disk is full"))


@contextlib.contextmanager
def small_disk(folder: Path) -> Iterator[Disk]:
    """Makes the folder a disk that can be filled, really where mounting is allowed."""
    folder.mkdir(parents=True)
    command = ["mount", "-t", "tmpfs", "-o", f"size={SIZE_MIB}m,mode=700", "nadajnik-test", str(folder)]
    try:
        mounted = subprocess.run(command, capture_output=True, check=False).returncode == 0
    except FileNotFoundError:
        mounted = False
    if mounted:
        try:
            yield SmallDisk(folder)
        finally:
            subprocess.run(["umount", "--lazy", str(folder)], check=True, capture_output=True)
        return
    full = UnwritableLedger(folder)
    event.listen(Engine, "begin", full.before_transaction)
    try:
        yield full
    finally:
        event.remove(Engine, "begin", full.before_transaction)
