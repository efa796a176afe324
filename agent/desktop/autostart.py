"""Starting with the computer: one small file or registry value of the user's own, by system. The contents are pure functions."""

import os
import plistlib
import shlex
import sys
from collections.abc import Sequence
from pathlib import Path

from .children import command

NAME = "Nadajnik"
LABEL = "pl.nadajnik.agent"
_RUN_KEY = r"Software\Microsoft\Windows\CurrentVersion\Run"


def desktop_entry(words: Sequence[str]) -> str:
    """Linux: the freedesktop.org autostart entry; ignored by the desktop when the program is not there any more."""
    quoted = " ".join('"' + _escaped(each) + '"' for each in words)
    program = words[0].replace("\\", "\\\\")
    return (
        f"[Desktop Entry]\nType=Application\nName={NAME}\nTryExec={program}\nExec={quoted}\nTerminal=false\n"
        "X-GNOME-Autostart-enabled=true\n"
    )


def launch_agent(words: Sequence[str]) -> bytes:
    """macOS: the property list of a launch agent."""
    return plistlib.dumps({"Label": LABEL, "ProgramArguments": list(words), "RunAtLoad": True})


def run_value(words: Sequence[str]) -> str:
    """Windows: the value under the Run key, quoted as its command line is read."""
    import subprocess

    return subprocess.list2cmdline(words)


def is_on() -> bool:
    """Whether the program starts with the computer."""
    if sys.platform == "win32":
        import winreg

        try:
            with winreg.OpenKey(winreg.HKEY_CURRENT_USER, _RUN_KEY) as key:
                winreg.QueryValueEx(key, NAME)
        except FileNotFoundError:
            return False
        return True
    return _file().exists()


def switch(on: bool) -> None:
    """Switches it on or off, for this user alone. Raises OSError."""
    words = command()
    if sys.platform == "win32":
        import winreg

        with winreg.CreateKey(winreg.HKEY_CURRENT_USER, _RUN_KEY) as key:
            if on:
                winreg.SetValueEx(key, NAME, 0, winreg.REG_SZ, run_value(words))
            elif is_on():
                winreg.DeleteValue(key, NAME)
        return
    file = _file()
    if not on:
        file.unlink(missing_ok=True)
        return
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(launch_agent(words) if sys.platform == "darwin" else desktop_entry(words).encode())


def shown_command() -> str:
    """What is started, for people."""
    return shlex.join(command())


def _file() -> Path:
    if sys.platform == "darwin":
        return Path.home() / "Library" / "LaunchAgents" / f"{LABEL}.plist"
    configured = os.environ.get("XDG_CONFIG_HOME")
    return (Path(configured) if configured else Path.home() / ".config") / "autostart" / "nadajnik.desktop"


def _escaped(text: str) -> str:
    """As the specification wants it within double quotes, percent signs doubled."""
    for each in ("\\", '"', "`", "$"):
        text = text.replace(each, "\\" + each)
    return text.replace("%", "%%")
