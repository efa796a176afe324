"""The log: a rotating file readable by the user alone, warnings on the terminal, and nothing secret in either."""

import logging
import os
import sys
from io import TextIOWrapper
from logging.handlers import RotatingFileHandler
from pathlib import Path

from .redaction import redact

FILE_NAME = "nadajnik.log"
MAX_BYTES = 2 * 1024 * 1024
KEPT_FILES = 5

PINNED: dict[str, int] = {
    "httpx": logging.WARNING,
    "httpcore": logging.WARNING,
    "urllib3": logging.WARNING,
    "zeep": logging.WARNING,
    "aiohttp.access": logging.WARNING,
    "sqlalchemy": logging.WARNING,
    "aiosqlite": logging.WARNING,
    "keyring": logging.WARNING,
}
"""Libraries that log addresses with codes in them, bodies or values at lower levels; held there whatever level is asked."""


class RedactingFormatter(logging.Formatter):
    """Redacts the finished text, so that arguments, exceptions and stacks are covered alike."""

    def format(self, record: logging.LogRecord) -> str:
        """The record as one redacted text; the record itself is left alone, other handlers see it too."""
        return redact(super().format(record))


class PrivateRotatingFile(RotatingFileHandler):
    """A rotating file that never exists with wider permissions than 0600."""

    def _open(self) -> TextIOWrapper:
        handle = os.open(self.baseFilename, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        return os.fdopen(handle, "a", encoding="utf-8")


def setup_logging(home: Path | None, level: int = logging.INFO) -> None:
    """Sends everything from `level` on to `home/logs/nadajnik.log`, and warnings to the standard error.

    Without a home only the latter. Replaces what an earlier call set up, so it may be called again.
    """
    handlers: list[logging.Handler] = []
    if home is not None:
        folder = home / "logs"
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        file = PrivateRotatingFile(folder / FILE_NAME, maxBytes=MAX_BYTES, backupCount=KEPT_FILES, encoding="utf-8")
        file.setFormatter(RedactingFormatter("%(asctime)s %(levelname)s %(name)s: %(message)s"))
        handlers.append(file)
    terminal = logging.StreamHandler(sys.stderr)
    terminal.setLevel(logging.WARNING)
    terminal.setFormatter(RedactingFormatter("%(levelname)s %(name)s: %(message)s"))
    root = logging.getLogger()
    for old in root.handlers[:]:
        if isinstance(old.formatter, RedactingFormatter):
            root.removeHandler(old)
            old.close()
    for handler in (*handlers, terminal):
        root.addHandler(handler)
    root.setLevel(level)
    for name, lowest in PINNED.items():
        logging.getLogger(name).setLevel(lowest)
