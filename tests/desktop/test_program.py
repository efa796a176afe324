"""The program as a person starts it: a real screen, a real tray, a real window, a real key store."""

import contextlib
import os
import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psutil
import pytest

from tests.desktop.screen import DEADLINE_S, ICON, Screen, screen, until
from tests.desktop.tray_icon import look_of
from tests.packages.program import BUILT, COMMAND
from tests.secret_service import secret_service

pytestmark = [pytest.mark.browser]


@dataclass
class Desk:
    """A person's desktop, and the program on it. `no_icon` is how the icon's place looks without it."""

    screen: Screen
    home: Path
    environment: dict[str, str]
    no_icon: bytes

    def start(self, *words: str) -> subprocess.Popen[bytes]:
        return subprocess.Popen([*COMMAND, *words], env=self.environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

    def titled(self) -> list[str]:
        return [each for each in self.screen.windows() if each.endswith(" Nadajnik") or "· Nadajnik" in each]

    def menu(self, *keys: str) -> None:
        """Opens the tray's menu and goes through it by keyboard."""
        until(lambda: "Qt Selection Owner for nadajnik" in self.screen.run("xwininfo", "-root", "-children"), "the icon")
        self.screen.open_menu("nadajnik", self.no_icon)
        self.screen.keys(*keys, "Return")


@pytest.fixture(scope="module")
def shown() -> Iterator[Screen]:
    with screen() as it:
        yield it


@pytest.fixture
def desk(shown: Screen, tmp_path: Path) -> Iterator[Desk]:
    with secret_service(tmp_path / "secrets") as keys:
        home = tmp_path / "home"
        own = {"NADAJNIK_HOME": str(home), "NADAJNIK_LANG": "pl", "COVERAGE_PROCESS_START": ""}
        home.mkdir(mode=0o700)
        (home / "config.toml").write_text(f"[server]\nport = {_free_port()}\n", encoding="utf-8")
        yield Desk(shown, home, {**os.environ, **keys, **shown.environment, **own}, shown.settled(ICON))


@contextmanager
def running(desk: Desk) -> Iterator[subprocess.Popen[bytes]]:
    program = desk.start()
    try:
        yield program
    finally:
        program.terminate()
        program.wait(DEADLINE_S)
        for each in _of_home(desk.home):
            with contextlib.suppress(psutil.NoSuchProcess):
                each.kill()


def test_the_first_start_opens_the_settings_and_a_killed_window_harms_nothing(desk: Desk, tmp_path: Path) -> None:
    with running(desk) as program:
        until(desk.titled, "the window of the first run")
        [window] = [each for each in _children(program.pid) if "settings" in each.cmdline()]
        for each in [*window.children(recursive=True), window]:
            each.send_signal(signal.SIGKILL)
        until(lambda: not desk.titled(), "the window to go")
        assert program.poll() is None
        desk.menu("Down", "Down")
        until(desk.titled, "a new window from the tray")
        desk.screen.picture(tmp_path / "screen.png")
        until(lambda: desk.screen.run("xdotool", "search", "--name", "Nadajnik"), "its title")
        desk.menu("Up")
        assert program.wait(DEADLINE_S) == 0
        until(lambda: not [each for each in _of_home(desk.home) if each.is_running()], "every process of ours to end")


def test_the_first_line_of_the_menu_opens_the_handing_over(desk: Desk, tmp_path: Path) -> None:
    with running(desk):
        until(desk.titled, "the window of the first run")
        desk.menu("Down")
        command = until(
            lambda: [each.cmdline() for each in _of_home(desk.home) if "--place" in each.cmdline()], "the window's process"
        )
        assert command[0][-2:] == ["--place", "handover"]
        until(lambda: len(desk.titled()) == 2, "the window")
        desk.screen.picture(tmp_path / "screen.png")


def test_the_tray_pauses_and_resumes(desk: Desk) -> None:
    with running(desk):
        until(desk.titled, "the window of the first run")
        until(lambda: '"paused": false' in _status(desk), "the program")
        desk.menu("Up", "Up")
        until(lambda: '"paused": true' in _status(desk), "the pause")
        until(lambda: look_of(desk.screen.look(ICON)) == "paused", "the icon to know of it")  # only then the same line ends it
        desk.menu("Up", "Up")
        until(lambda: '"paused": false' in _status(desk), "the end of the pause")


def test_a_second_start_shows_the_settings_of_the_first(desk: Desk) -> None:
    with running(desk) as program:
        until(desk.titled, "the window of the first run")
        second = desk.start()
        until(lambda: len(desk.titled()) == 2, "a second window")
        assert program.poll() is None
        assert second.poll() is None


def test_after_a_kill_the_next_start_serves_with_one_icon(desk: Desk) -> None:
    with running(desk) as program:
        until(desk.titled, "the window of the first run")
        until(lambda: _trays(desk), "the icon")
        (desk.home / "agent.port").write_text("1\n")  # as an agent on another port leaves it
        program.kill()
        program.wait()
        again = desk.start()
        try:
            until(lambda: [each for each in _children(again.pid) if "tray" in each.cmdline()], "the second icon's process")
            until(lambda: '"paused": false' in _status(desk), "the second start")
            until(lambda: len(_trays(desk)) == 1, "one icon")
            assert not (desk.home / "agent.port").exists()
            desk.menu("Up")
            assert again.wait(DEADLINE_S) == 0
            until(lambda: not _trays(desk), "the icon to go")
        finally:
            again.terminate()
            again.wait(DEADLINE_S)


def test_uninstalling_ends_everything_and_leaves_nothing(desk: Desk) -> None:
    with running(desk) as program:
        until(desk.titled, "the window of the first run")
        until(lambda: _trays(desk), "the icon")
        command = [*COMMAND, "uninstall", "--yes", "--delete-data", "--delete-credentials"]
        done = subprocess.run(command, env=desk.environment, capture_output=True, text=True, check=False, timeout=DEADLINE_S)
        assert done.returncode == 0, done.stdout + done.stderr
        assert program.wait(DEADLINE_S) == 0
        until(lambda: not [each for each in _of_home(desk.home) if each.is_running()], "every process of ours to end")
        assert not desk.titled()
        assert not desk.home.exists()


def _trays(desk: Desk) -> list[psutil.Process]:
    found = []
    for each in _of_home(desk.home):
        with contextlib.suppress(psutil.Error):
            if each.cmdline()[-1:] == ["tray"]:
                found.append(each)
    return found


@pytest.mark.skipif(BUILT is None, reason="NADAJNIK_PROGRAM names no built program (make bundle)")
def test_icon_and_window_of_the_built_program_use_the_libraries_it_brings(desk: Desk) -> None:
    assert BUILT is not None
    with running(desk) as program:
        until(desk.titled, "the window of the first run")
        for child in _children(program.pid):
            used = {Path(each.path) for each in child.memory_maps()}
            brought = {each.name for each in BUILT.parent.joinpath("_internal").iterdir() if each.name.startswith("lib")}
            assert [each for each in used if each.name in brought and not each.is_relative_to(BUILT.parent)] == []


def _status(desk: Desk) -> str:
    command = [*COMMAND, "status", "--json"]
    return subprocess.run(command, env=desk.environment, capture_output=True, text=True, check=False).stdout


def _children(pid: int) -> list[psutil.Process]:
    try:
        return psutil.Process(pid).children(recursive=True)
    except psutil.NoSuchProcess:
        return []


def _of_home(home: Path) -> list[psutil.Process]:
    found = []
    for each in psutil.process_iter():
        try:
            if each.environ().get("NADAJNIK_HOME") == str(home):
                found.append(each)
        except (psutil.Error, OSError):
            continue
    return found


def _free_port() -> int:
    import socket

    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])
