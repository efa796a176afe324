"""Keeps label files in the data folder, readable by the user alone; names are our own, never the carrier's."""

import asyncio
import os
import tempfile
from pathlib import Path


class FolderLabelStore:
    """One file an attempt: `<reference>.pdf`. Implements `shipping.ports.LabelStore`."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    async def keep(self, reference: str, content: bytes) -> None:
        """Writes the label durably and whole, or not at all. Raises OSError, for example when the disk is full."""
        await asyncio.to_thread(self._write, reference, content)

    async def read(self, reference: str) -> bytes | None:
        """The kept label; None when there is none."""
        return await asyncio.to_thread(self._read, reference)

    def _path(self, reference: str) -> Path:
        return self._folder / f"{reference}.pdf"

    def _write(self, reference: str, content: bytes) -> None:
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=self._folder, prefix=".label-")
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            Path(name).replace(self._path(reference))
        except BaseException:
            Path(name).unlink(missing_ok=True)
            raise

    def _read(self, reference: str) -> bytes | None:
        try:
            return self._path(reference).read_bytes()
        except FileNotFoundError:
            return None
