"""The icon beside the clock with its menu open, on a screen of its own, with a real key store."""

import asyncio
import contextlib
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from PIL import Image, ImageDraw

from tests.desktop.screen import DEADLINE_S, Screen, screen, until
from tests.desktop.test_program import TRAY
from tests.secret_service import secret_service

from .camera import Camera

PICTURES = ("menu-ikony",)
CORNER = (1020, 630, 1280, 800)
"""What is shown of the screen: the menu and the icon below it."""
DESKTOP = (223, 230, 227)


async def walk(camera: Camera) -> None:
    """Opens the menu with the right mouse button."""
    await asyncio.to_thread(_menu, camera)


def _menu(camera: Camera) -> None:
    with tempfile.TemporaryDirectory() as name, screen() as shown, secret_service(Path(name) / "secrets") as keys:
        folder = Path(name)
        home = folder / "home"
        environment = {**os.environ, **keys, **shown.environment, "NADAJNIK_HOME": str(home), "NADAJNIK_LANG": "pl"}
        home.mkdir(mode=0o700)
        (home / "config.toml").write_text(f"[server]\nport = {_free_port()}\n", encoding="utf-8")
        with _program("run", environment), _program("tray", environment):
            until(lambda: _icon_is_there(shown), "the icon")
            until(lambda: _answers(environment), "the program's answer")
            until(lambda: not _is_red(shown, folder / "icon.png"), "the icon to know of it")
            before = shown.shown("nadajnik")
            shown.click(*TRAY, button=3)
            until(lambda: shown.shown("nadajnik") > before, "the menu")
            whole = Image.open(shown.picture(folder / "screen.png")).convert("RGB")
            ImageDraw.floodfill(whole, (0, 0), DESKTOP)  # a bare X server is black
            camera.keep("menu-ikony", whole.crop(CORNER))
            shown.keys("Escape")


@contextlib.contextmanager
def _program(command: str, environment: dict[str, str]) -> Iterator[None]:
    quiet = subprocess.DEVNULL
    process = subprocess.Popen([sys.executable, "-m", "agent", command], env=environment, stdout=quiet, stderr=quiet)
    try:
        yield
    finally:
        process.terminate()
        process.wait(DEADLINE_S)


def _icon_is_there(shown: Screen) -> bool:
    return "Qt Selection Owner for nadajnik" in shown.run("xwininfo", "-root", "-children")


def _is_red(shown: Screen, file: Path) -> bool:
    """As the icon is while the program does not answer."""
    icon = Image.open(shown.picture(file)).convert("RGB").crop((TRAY[0] - 16, TRAY[1] - 16, TRAY[0] + 15, TRAY[1] + 16))
    colours = zip(*[iter(icon.tobytes())] * 3, strict=True)
    return any(red > 150 and green < 60 and blue < 60 for red, green, blue in colours)


def _answers(environment: dict[str, str]) -> bool:
    command = [sys.executable, "-m", "agent", "status", "--json"]
    return '"paused": false' in subprocess.run(command, env=environment, capture_output=True, text=True, check=False).stdout


def _free_port() -> int:
    import socket

    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])
