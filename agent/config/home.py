"""The home folder of one agent: configuration, ledger, kept labels and logs, readable by the user alone."""

import os
import socket
import stat
import uuid
from pathlib import Path

import platformdirs

HOME_VARIABLE = "NADAJNIK_HOME"
STATION_FILE = "station.id"


class HomeUnusable(Exception):
    """The folder belongs to somebody else, is a file, or cannot be made; `path` and the system's `reason` are given."""

    def __init__(self, path: Path, reason: str) -> None:
        super().__init__(f"{path}: {reason}")
        self.path = path
        self.reason = reason


def home_folder(option: Path | None) -> Path:
    """The option, else the environment's `NADAJNIK_HOME`, else the platform's usual place; absolute, not created."""
    chosen = option or (Path(value) if (value := os.environ.get(HOME_VARIABLE)) else None)
    return (chosen or Path(platformdirs.user_data_dir("nadajnik", appauthor=False))).expanduser().resolve()


def prepare_home(home: Path) -> None:
    """Creates the folder when needed and closes it to other users (0700). Raises `HomeUnusable`."""
    try:
        home.mkdir(mode=0o700, parents=True, exist_ok=True)
        facts = home.stat()
        if hasattr(os, "getuid"):
            if facts.st_uid != os.getuid():
                raise HomeUnusable(home, "belongs to another user")
            if stat.S_IMODE(facts.st_mode) != 0o700:
                home.chmod(0o700)
    except OSError as error:
        raise HomeUnusable(home, error.strerror or str(error)) from error


def station_id(home: Path) -> str:
    """Which packing station this home is, for a ledger that several share; made at the first call, and never again.

    But for a folder that was copied to another computer: two agents under one id would work on the same orders at once.
    """
    path = home / STATION_FILE
    computer = socket.gethostname().partition(".")[0]  # the rest changes with the network
    try:
        known, _, of = path.read_text(encoding="utf-8").strip().partition(" ")
        if of == computer:
            return str(uuid.UUID(known))
    except (FileNotFoundError, ValueError):
        pass
    made = str(uuid.uuid4())
    path.write_text(f"{made} {computer}\n", encoding="utf-8")
    return made
