"""Files to be fetched exactly once (threat model, row 20): in memory only, for a minute, under an unguessable name."""

import re
import secrets
import time
from dataclasses import dataclass, field

from .address import LABEL_PATH
from .limits import Clock

LIFETIME_S = 60.0
MAX_FILES = 16
"""Waiting at once; the oldest goes when one more is offered."""

KINDS = {
    "application/pdf": (b"%PDF-", "pdf"),
    "application/zpl": (b"^XA", "zpl"),
    "application/epl": (b"\n", "epl"),
    "application/zip": (b"PK", "zip"),
}
"""Content type -> first bytes and ending of the name."""

_FILENAME = re.compile(r"[a-z0-9][a-z0-9._-]{0,80}\.(pdf|zpl|epl|zip)")


@dataclass(frozen=True, slots=True)
class OneTimeFile:
    """What is sent."""

    content: bytes = field(repr=False)
    content_type: str
    filename: str
    owner: str | None
    ends_at: float

    @property
    def headers(self) -> dict[str, str]:
        """So that nothing keeps, shows, embeds or guesses at the file."""
        return {
            "Content-Type": self.content_type,
            "Content-Disposition": f'attachment; filename="{self.filename}"',
            "Cache-Control": "no-store",
            "X-Content-Type-Options": "nosniff",
            "Cross-Origin-Resource-Policy": "same-origin",
        }


class OneTimeFiles:
    """Offers files under one-time paths."""

    def __init__(self, clock: Clock = time.monotonic) -> None:
        self._clock = clock
        self._files: dict[str, OneTimeFile] = {}

    def offer(self, content: bytes, content_type: str, filename: str, *, owner: str | None = None) -> str:
        """The path to fetch it from, once, within 60 seconds. `owner` is the pairing it was made for.

        `ValueError` when the content is not what the type says (an HTML page from a carrier, for example), or for a name
        outside our own pattern.
        """
        first_bytes, ending = KINDS.get(content_type, (b"", ""))
        if not ending or not content.startswith(first_bytes):
            raise ValueError("content does not match its type")
        if not _FILENAME.fullmatch(filename) or not filename.endswith("." + ending):
            raise ValueError("file name outside our pattern")
        self.sweep()
        while len(self._files) >= MAX_FILES:
            del self._files[next(iter(self._files))]
        token = secrets.token_hex(32)
        self._files[token] = OneTimeFile(content, content_type, filename, owner, self._clock() + LIFETIME_S)
        return f"{LABEL_PATH}/{token}"

    def take(self, token: str) -> OneTimeFile | None:
        """The file, for the first time asked and in time; it is gone afterwards."""
        self.sweep()
        return self._files.pop(token, None)

    def sweep(self) -> None:
        """Drops what nobody fetched in time."""
        now = self._clock()
        self._files = {token: file for token, file in self._files.items() if now < file.ends_at}

    def drop(self, owner: str) -> None:
        """Drops everything offered to a pairing that has been removed."""
        self._files = {token: file for token, file in self._files.items() if file.owner != owner}

    def __len__(self) -> int:
        return len(self._files)
