"""The tray's menu: what can be chosen, in which order, and what it does; the toolkits only draw it."""

import logging
import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from agent.cli.session import Session

from .children import start
from .state import TrayState
from .watcher import Watcher

log = logging.getLogger(__name__)


class NoTray(Exception):
    """There is no place for an icon on this desktop, or nothing to show it with."""


@dataclass(frozen=True, slots=True)
class Item:
    """One line; without an action it only says something."""

    text: str
    action: Callable[[], None] | None


class Menu:
    """Made anew for every state."""

    def __init__(self, session: Session, watcher: Watcher) -> None:
        self._session = session
        self._watcher = watcher
        self._windows: list[subprocess.Popen[bytes]] = []

    def open_settings(self, place: str = "") -> None:
        """In a process of its own: a crash of the window leaves the tray alone."""
        self._windows = [each for each in self._windows if each.poll() is None]
        self._windows.append(start(["settings", *(["--place", place] if place else [])], self._session.home))

    def close(self) -> None:
        """Closes the windows it opened: without the agent they show nothing."""
        for each in self._windows:
            each.terminate()

    def items(self, state: TrayState) -> list[Item]:
        """Top to bottom."""
        words = self._session.words
        paused = state.look == "paused"
        labels = self._session.home / "labels"
        return [
            Item(f"Nadajnik: {state.line}", None),
            Item(words("tray_handover"), lambda: self.open_settings("handover")),
            Item(words("tray_settings"), self.open_settings),
            Item(words("tray_pair"), lambda: self.open_settings("browsers")),
            Item(words("tray_labels"), lambda: show_folder(labels)),
            Item(words("tray_resume" if paused else "tray_pause"), lambda: self._watcher.pause(not paused)),
            *([Item(words("tray_unlock"), self._watcher.unlock)] if state.locked else []),
            Item(words("tray_quit"), self._watcher.stop_agent),
        ]


def show_folder(folder: Path) -> None:
    """Opens the folder in the system's file manager; made first, so that there is something to open."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    try:
        if sys.platform == "win32":
            os.startfile(folder)  # noqa: S606 - a folder of ours
        else:
            opener = "open" if sys.platform == "darwin" else "xdg-open"
            subprocess.Popen([opener, str(folder)], stdin=subprocess.DEVNULL)  # noqa: S603 - a folder of ours
    except OSError as error:
        log.warning("the folder cannot be shown: %s", error.strerror)
