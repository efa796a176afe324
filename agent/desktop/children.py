"""Other commands of this program as processes of their own: started, never forked."""

import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from agent.config.home import HOME_VARIABLE

PROGRAM = "nadajnik.exe"
"""The built program for the command line on Windows; it opens a terminal where none is."""
QUIET_PROGRAM = "nadajnik-gui.exe"
"""The one for icons and windows, beside it; it has no output."""
PLACE = Path(__file__).parents[2]
"""Where this program lies, and its processes work: Python looks for modules in the folder it was started in first."""


def command(*words: str) -> list[str]:
    """How this program is called again, whether it was built into one folder or runs from its sources."""
    return _called(QUIET_PROGRAM, words)


def command_that_tells(*words: str) -> list[str]:
    """The same where somebody reads what it prints."""
    return _called(PROGRAM, words)


def _called(on_windows: str, words: Sequence[str]) -> list[str]:
    if not getattr(sys, "frozen", False):
        return [sys.executable, "-m", "agent", *words]
    program = Path(sys.executable)
    wanted = program.with_name(on_windows)
    return [str(wanted if wanted.exists() else program), *words]


def start(words: Sequence[str], home: Path) -> subprocess.Popen[bytes]:
    """Starts a command for the same home. It outlives this process if it has to: closing a window ends no parcel."""
    environment = {**os.environ, HOME_VARIABLE: str(home)}
    flags = getattr(subprocess, "CREATE_NO_WINDOW", 0)
    return subprocess.Popen(  # noqa: S603 - ours
        command(*words), env=environment, cwd=PLACE, stdin=subprocess.DEVNULL, creationflags=flags
    )
