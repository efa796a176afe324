"""Keeps the reports of comparisons as text files in the data folder, readable by the user alone; the oldest ones go."""

import re
from datetime import datetime
from pathlib import Path

from agent.config.file import replace

KEPT = 30
_NAME = re.compile(r"reconcile-\d{8}T\d{9}Z-(\d+)\.txt")


class ReportFolder:
    """One file a comparison, `reconcile-<time in UTC, to the millisecond>-<findings to look at>.txt`."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def keep(self, at: datetime, to_look_at: int, text: str) -> Path:
        """Writes the report whole, or not at all. Raises OSError."""
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        path = self._folder / f"reconcile-{at:%Y%m%dT%H%M%S}{at.microsecond // 1000:03}Z-{to_look_at}.txt"
        replace(path, text.encode())
        for old in self._reports()[:-KEPT]:
            old.unlink(missing_ok=True)
        return path

    def to_look_at(self) -> int:
        """How many findings the newest report left to look at; 0 when there is none."""
        reports = self._reports()
        found = _NAME.fullmatch(reports[-1].name) if reports else None
        return int(found[1]) if found else 0

    def _reports(self) -> list[Path]:
        """The reports, oldest first."""
        if not self._folder.is_dir():
            return []
        return sorted(path for path in self._folder.iterdir() if _NAME.fullmatch(path.name))
