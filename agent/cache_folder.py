"""Keeps what can be read anew in a folder of its own, readable by the user alone; losing it costs a call."""

import asyncio
import re
from datetime import UTC, datetime
from pathlib import Path

from agent.config.file import replace

_NAME = re.compile(r"[a-z0-9][a-z0-9_-]{0,63}")


class CacheFolder:
    """One file a name. Implements `shipping.ports.Cache`. Raises ValueError for a name that is more than a plain word."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    async def keep(self, name: str, content: bytes) -> None:
        """Writes the bytes whole, or not at all. Raises OSError."""
        await asyncio.to_thread(self._write, self._path(name), content)

    async def read(self, name: str) -> bytes | None:
        """The kept bytes; None when there are none. Raises OSError."""
        return await asyncio.to_thread(self._read, self._path(name))

    def kept_at(self, name: str) -> datetime | None:
        """When the bytes were written; None when there are none, or none that can be looked at."""
        try:
            return datetime.fromtimestamp(self._path(name).stat().st_mtime, UTC)
        except OSError:
            return None

    def _path(self, name: str) -> Path:
        if not _NAME.fullmatch(name):
            raise ValueError("not a name of a cache")
        return self._folder / name

    def _write(self, path: Path, content: bytes) -> None:
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        replace(path, content)

    def _read(self, path: Path) -> bytes | None:
        try:
            return path.read_bytes()
        except FileNotFoundError:
            return None


def account_cache(home: Path, account_id: str) -> CacheFolder:
    """Where a carrier account keeps what it can read anew."""
    return CacheFolder(home / "cache" / account_id)
