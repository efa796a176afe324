"""Keeps label files in the data folder, readable by the user alone; names are our own, never the carrier's."""

import asyncio
import os
import tempfile
from pathlib import Path


class FolderLabelStore:
    """One file an attempt: `<id>.pdf`. Implements `shipping.ports.LabelStore`."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    async def keep(self, attempt_id: int, content: bytes) -> None:
        """Writes the label durably and whole, or not at all. Raises OSError, for example when the disk is full."""
        await asyncio.to_thread(self._write, attempt_id, content)

    async def read(self, attempt_id: int) -> bytes | None:
        """The kept label; None when there is none."""
        return await asyncio.to_thread(self._read, attempt_id)

    def _path(self, attempt_id: int) -> Path:
        return self._folder / f"{attempt_id:08d}.pdf"

    def _write(self, attempt_id: int, content: bytes) -> None:
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=self._folder, prefix=".label-")
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            Path(name).replace(self._path(attempt_id))
        except BaseException:
            Path(name).unlink(missing_ok=True)
            raise

    def _read(self, attempt_id: int) -> bytes | None:
        try:
            return self._path(attempt_id).read_bytes()
        except FileNotFoundError:
            return None
