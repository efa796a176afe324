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

from tests.desktop.screen import CORNER, DEADLINE_S, ICON, Screen, screen, until
from tests.desktop.tray_icon import look_of
from tests.secret_service import secret_service

from .camera import Camera

PICTURES = ("menu-ikony",)
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
        no_icon = shown.settled(ICON)
        with _program("run", environment), _program("tray", environment):
            until(lambda: _icon_is_there(shown), "the icon")
            until(lambda: _answers(environment), "the program's answer")
            until(lambda: look_of(shown.look(ICON)) not in (None, "away"), "the icon to know of it")
            shown.open_menu("nadajnik", no_icon)
            whole = Image.open(shown.picture(folder / "screen.png")).convert("RGB")
            ImageDraw.floodfill(whole, (0, 0), DESKTOP)  # a bare X server is black
            left, top, width, height = CORNER
            camera.keep("menu-ikony", whole.crop((left, top, left + width, top + height)))
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


def _answers(environment: dict[str, str]) -> bool:
    command = [sys.executable, "-m", "agent", "status", "--json"]
    return '"paused": false' in subprocess.run(command, env=environment, capture_output=True, text=True, check=False).stdout


def _free_port() -> int:
    import socket

    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])
