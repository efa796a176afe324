"""A screen for tests: its own X server with a window manager and a panel, and nothing of the person's own desktop."""

import contextlib
import os
import shutil
import subprocess
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from agent.demo.browser.polling import PATIENCE_S

PROGRAMS = ("Xvfb", "openbox", "trayer", "xdotool", "xwininfo", "import", "wmctrl", "setxkbmap")
SIZE = (1280, 800)
PANEL = 32
"""The panel's height, at the bottom."""
TRAY = (1265, 784)
"""Where the panel puts the first icon."""
ICON = (1249, 768, 31, 32)
"""Left, top, width and height of its place."""
CORNER = (1020, 630, 260, 170)
"""Of the icon and its menu."""
DEADLINE_S = PATIENCE_S
_T = TypeVar("_T")


@dataclass(frozen=True)
class Screen:
    """`environment` is what a program needs to show itself here."""

    environment: dict[str, str]

    def run(self, *command: str) -> str:
        """What a program prints; empty when it fails."""
        done = subprocess.run(command, env={**os.environ, **self.environment}, capture_output=True, text=True, check=False)
        return done.stdout

    def windows(self) -> list[str]:
        """Titles of the windows, with their ids."""
        return [line for line in self.run("wmctrl", "-l").splitlines() if line]

    def shown(self, name: str) -> int:
        """How many windows without a frame a program shows, menus among them."""
        return self.run("xwininfo", "-root", "-children").count(f'("{name}" "{name}")')

    def click(self, x: int, y: int, button: int = 1) -> None:
        """A click of the mouse."""
        self.run("xdotool", "mousemove", str(x), str(y), "click", str(button))

    def keys(self, *names: str) -> None:
        """Keys one after the other."""
        self.run("xdotool", "key", "--delay", "40", *names)

    def type_text(self, text: str) -> None:
        """Text, a key at a time."""
        self.run("xdotool", "type", "--delay", "15", text)

    def open_menu(self, program: str, empty: bytes) -> None:
        """Opens the menu of the first icon and waits until it is drawn; `empty` is how the icon's place looks without it."""
        self.settled(ICON, other_than=empty)
        menus, before = self.shown(program), self.look(CORNER)
        self.click(*TRAY, button=3)
        until(lambda: self.shown(program) > menus, "the menu")
        self.settled(CORNER, other_than=before)

    def look(self, part: tuple[int, int, int, int]) -> bytes:
        """How a part of the screen looks now."""
        left, top, width, height = part
        command = ["import", "-window", "root", "-crop", f"{width}x{height}+{left}+{top}", "ppm:-"]
        return subprocess.run(command, env={**os.environ, **self.environment}, capture_output=True, check=True).stdout

    def settled(self, part: tuple[int, int, int, int], other_than: bytes = b"") -> bytes:
        """How it looks once it does so twice: what is being drawn takes no clicks and keys yet."""
        last = b""

        def rests() -> bytes:
            nonlocal last
            before, last = last, self.look(part)
            return last if last == before != other_than else b""

        return until(rests, "the screen to come to rest")

    def picture(self, file: Path) -> Path:
        """The whole screen as it is."""
        self.run("import", "-window", "root", str(file))
        return file


def until(look: Callable[[], _T], what: str, seconds: float = DEADLINE_S) -> _T:
    """The first true answer. TimeoutError with `what` at the deadline."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if found := look():
            return found
        time.sleep(0.05)  # a condition outside this process is waited for
    raise TimeoutError(what)


@contextlib.contextmanager
def screen() -> Iterator[Screen]:
    """AssertionError with the packages to install when something is missing."""
    missing = [name for name in PROGRAMS if shutil.which(name) is None]
    assert not missing, f"not installed: {', '.join(missing)} (make .make/desktop)"
    with contextlib.ExitStack() as stack:
        read, write = os.pipe()
        _start(
            stack,
            ["Xvfb", "-displayfd", str(write), "-screen", "0", f"{SIZE[0]}x{SIZE[1]}x24", "-nolisten", "tcp"],
            {},
            pass_fds=(write,),
        )
        os.close(write)
        with os.fdopen(read) as told:
            number = told.readline().strip()
        environment = {
            "DISPLAY": f":{number}",
            "QTWEBENGINE_DISABLE_SANDBOX": "1",  # as root only, and never in the product
            "PYWEBVIEW_GUI": "qt",
            "QT_QPA_PLATFORM": "xcb",
            "LIBGL_ALWAYS_SOFTWARE": "1",
        }
        it = Screen(environment)
        _start(stack, ["openbox"], environment)
        panel = ["trayer", "--edge", "bottom", "--align", "right", "--widthtype", "pixel", "--width", "200"]
        panel += ["--height", str(PANEL)]
        _start(stack, panel, environment)
        until(lambda: it.run("wmctrl", "-m"), "the window manager")
        until(lambda: it.run("xdotool", "search", "--class", "trayer"), "the panel")
        it.run("setxkbmap", "pl")  # the letters that are typed; kept only once somebody stays connected
        yield it


def _start(stack: contextlib.ExitStack, command: list[str], environment: dict[str, str], pass_fds: tuple[int, ...] = ()) -> None:
    quiet = subprocess.DEVNULL
    process = subprocess.Popen(command, env={**os.environ, **environment}, stdout=quiet, stderr=quiet, pass_fds=pass_fds)

    def end() -> None:
        process.terminate()
        process.wait(DEADLINE_S)

    stack.callback(end)
