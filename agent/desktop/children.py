"""Other commands of this program as processes of their own: started, never forked."""

import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from agent.config.home import HOME_VARIABLE

QUIET_PROGRAM = "nadajnik-gui.exe"
"""The built program for icons and windows, beside the one for the command line."""


def command(*words: str) -> list[str]:
    """How this program is called again, whether it was built into one folder or runs from its sources."""
    if not getattr(sys, "frozen", False):
        return [sys.executable, "-m", "agent", *words]
    program = Path(sys.executable)
    quiet = program.with_name(QUIET_PROGRAM)  # there on Windows alone, where the other one opens a terminal
    return [str(quiet if quiet.exists() else program), *words]


def start(words: Sequence[str], home: Path) -> subprocess.Popen[bytes]:
    """Starts a command for the same home. It outlives this process if it has to: closing a window ends no parcel."""
    environment = {**os.environ, HOME_VARIABLE: str(home)}
    flags = getattr(subprocess, "CREATE_NO_WINDOW", 0)
    return subprocess.Popen(command(*words), env=environment, stdin=subprocess.DEVNULL, creationflags=flags)  # noqa: S603 - ours
