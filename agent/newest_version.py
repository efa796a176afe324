"""Which newer version of the program there is. No server is asked: the stores update the extension, and it tells its version."""

import logging
import re
from pathlib import Path

from packaging.version import Version

from agent.config.file import replace
from agent.server.pairings import Pairing, Visit

SEEN_FILE = "newest.version"
"""The newest one that a paired extension has told of; read by the agent."""
TOLD_FILE = "newest-told.version"
"""The newest one that was told beside the clock; read by the icon."""
_OF_A_STORE = re.compile(r"[0-9]{1,9}(\.[0-9]{1,9}){0,3}")
"""What browsers take for an extension's version; whatever else is told is none."""

log = logging.getLogger(__name__)


class KeptVersion:
    """One version in a file of the home folder. A file that cannot be read holds none; one that cannot be written is logged."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._version = _read(path)

    @property
    def version(self) -> str | None:
        """The one that is kept."""
        return self._version

    def keep(self, version: str) -> None:
        """Keeps this one instead."""
        self._version = version
        try:
            replace(self._path, f"{version}\n".encode())
        except OSError as error:
            log.warning("%s was not written: %s", self._path.name, error.strerror)


class NewestVersion:
    """Listens to paired extensions. All that a version does is to be told to a person."""

    def __init__(self, home: Path, own: str) -> None:
        self._own = own
        self._kept = KeptVersion(home / SEEN_FILE)

    def visited(self, pairing: Pairing, visit: Visit) -> None:
        """A client has proven its key; the command line is no extension."""
        version = visit.extension_version
        if pairing.kind == "browser" and _is_version(version) and Version(version) > Version(self._kept.version or self._own):
            self._kept.keep(version)

    def newer(self) -> str | None:
        """The newest known one, if it is newer than this program."""
        kept = self._kept.version
        return kept if kept is not None and Version(kept) > Version(self._own) else None


def _is_version(text: str) -> bool:
    return _OF_A_STORE.fullmatch(text) is not None


def _read(path: Path) -> str | None:
    try:
        text = path.read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError):
        return None
    return text if _is_version(text) else None
