"""Keeps what people corrected of receivers in one file of the data folder, readable by the user alone; old entries go."""

import asyncio
import json
import logging
import os
import tempfile
from collections.abc import Mapping
from dataclasses import asdict
from datetime import UTC, datetime, timedelta
from pathlib import Path

from pydantic import AwareDatetime, BaseModel, TypeAdapter, ValidationError

from agent.shipping.model.receiver import Correction
from agent.shipping.work.corrections import PLAN

log = logging.getLogger(__name__)

KEPT = timedelta(days=180)
"""Buyers' data: kept for as long as a regular customer may come back, and no longer."""
PLAN_KEPT = timedelta(days=14)
"""A parcel leaves soon after it was planned; it may wait for its carrier."""


class _Entry(BaseModel):
    at: AwareDatetime
    correction: Correction


_Entries = TypeAdapter(dict[str, _Entry])


class CorrectionFile:
    """Implements `shipping.ports.Corrections`. A file that cannot be read is set aside: nothing else is lost."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._lock = asyncio.Lock()
        self._entries: dict[str, _Entry] | None = None

    async def read(self, key: str) -> Correction | None:
        """What was kept under the key within the last 180 days, for a plan 14."""
        async with self._lock:
            entry = (await self._loaded()).get(key)
        return entry.correction if entry and _holds(key, entry, datetime.now(UTC)) else None

    async def keep(self, entries: Mapping[str, Correction | None]) -> None:
        """Writes the file whole, or not at all. Raises OSError."""
        async with self._lock:
            before = await self._loaded()
            now = datetime.now(UTC)
            changed = {key: _Entry(at=now, correction=each) for key, each in entries.items() if each is not None}
            after = {key: each for key, each in before.items() if key not in entries and _holds(key, each, now)} | changed
            if changed or after.keys() != before.keys():
                await asyncio.to_thread(self._write, after)
                self._entries = after

    async def _loaded(self) -> dict[str, _Entry]:
        if self._entries is None:
            self._entries = await asyncio.to_thread(self._read)
        return self._entries

    def _read(self) -> dict[str, _Entry]:
        try:
            return _Entries.validate_json(self._path.read_bytes())
        except FileNotFoundError:
            return {}
        except ValidationError:
            # Its words would repeat the values.
            log.error("the file of corrected receivers cannot be read and is set aside")
            self._path.replace(self._path.with_suffix(".unreadable"))
            return {}

    def _write(self, entries: Mapping[str, _Entry]) -> None:
        self._path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        content = {
            key: {
                "at": each.at.isoformat(),
                "correction": {name: value for name, value in asdict(each.correction).items() if value is not None},
            }
            for key, each in entries.items()
        }
        handle, name = tempfile.mkstemp(dir=self._path.parent, prefix=".corrections-")
        try:
            with os.fdopen(handle, "w", encoding="utf-8") as file:
                json.dump(content, file, ensure_ascii=False)
                file.flush()
                os.fsync(file.fileno())
            Path(name).replace(self._path)
        except BaseException:
            Path(name).unlink(missing_ok=True)
            raise


def _holds(key: str, entry: _Entry, now: datetime) -> bool:
    return now - entry.at < (PLAN_KEPT if key.startswith(PLAN) else KEPT)
