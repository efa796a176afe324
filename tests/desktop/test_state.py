"""What the tray says, and starting with the computer: without any screen."""

import plistlib
import shlex
from pathlib import Path

import pytest

from agent.cli.words import Words
from agent.desktop import autostart, children
from agent.desktop.icons import icon
from agent.desktop.state import TrayState, tray_state
from shared_schema.agent import AgentStatusResult
from shared_schema.codes import ErrorCode
from shared_schema.errors import ErrorInfo
from shared_schema.jobs import JobSummary

WORDS = Words("pl")
PROBLEM = ErrorInfo(
    code=ErrorCode.LEDGER_UNAVAILABLE, message="", outcome="not_sent", data={}, carrier=None, fields=[], retry_after_s=None
)


def status(
    problems: list[ErrorInfo] | None = None, findings: int = 0, paused: bool = False, locked: bool = False
) -> AgentStatusResult:
    return AgentStatusResult(
        agent_version="0.1.0",
        newer_version=None,
        station="s",
        sellers=[],
        accounts=[],
        stations=[],
        running_jobs=0,
        problems=problems or [],
        findings=findings,
        paused=paused,
        locked=locked,
        printer=None,
    )


def job(total: int, working: int) -> JobSummary:
    return JobSummary(
        job_id="j",
        created_at="2026-11-25T08:00:00+00:00",
        state="running" if working else "finished",
        total=total,
        created=total - working,
        to_fix=0,
        undecided=0,
        working=working,
        waiting=0,
        on_allegro=0,
        labels=0,
        seq=1,
    )


@pytest.mark.parametrize(
    ("told", "jobs", "shown"),
    [
        (status(), [], TrayState("ok", "wszystko w porządku")),
        (status(), [job(20, 0)], TrayState("ok", "wszystko w porządku")),
        (status(), [job(20, 5), job(30, 10), job(4, 0)], TrayState("working", "tworzę przesyłki, 35 z 50")),
        (status([PROBLEM]), [job(20, 5)], TrayState("attention", "wymaga uwagi (1)")),
        (status().model_copy(update={"newer_version": "1.4.0"}), [], TrayState("ok", "wszystko w porządku")),
        (status(findings=3), [], TrayState("attention", "wymaga uwagi (1)")),
        (status([PROBLEM], paused=True), [job(20, 5)], TrayState("paused", "wstrzymany, nic nie powstaje")),
        (status(locked=True), [], TrayState("ok", "wysyłanie zablokowane", locked=True)),
        (status([PROBLEM], locked=True), [], TrayState("attention", "wymaga uwagi (1)", locked=True)),
    ],
)
def test_the_icon_says_what_matters_most(told: AgentStatusResult, jobs: list[JobSummary], shown: TrayState) -> None:
    assert tray_state(WORDS, told, jobs) == shown
    assert icon(shown.look).startswith(b"\x89PNG")


WORDS_OF_A_COMMAND = ["/opt/Mój sklep/nadajnik", "-m", 'a "quoted" back\\slash', "100%"]


def test_linux_gets_a_desktop_entry_whose_words_stay_whole() -> None:
    [line] = [each for each in autostart.desktop_entry(WORDS_OF_A_COMMAND).splitlines() if each.startswith("Exec=")]
    assert shlex.split(line.removeprefix("Exec=").replace("%%", "%")) == WORDS_OF_A_COMMAND


def test_macos_gets_a_launch_agent() -> None:
    entry = plistlib.loads(autostart.launch_agent(WORDS_OF_A_COMMAND))
    assert (entry["ProgramArguments"], entry["RunAtLoad"]) == (WORDS_OF_A_COMMAND, True)


def test_windows_gets_a_quoted_command() -> None:
    assert (
        autostart.run_value([r"C:\Program Files\Nadajnik\nadajnik.exe", "run"]) == r'"C:\Program Files\Nadajnik\nadajnik.exe" run'
    )


def test_it_is_switched_on_and_off_for_this_user(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.platform", "linux")
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    assert not autostart.is_on()
    autostart.switch(True)
    assert autostart.is_on()
    assert (tmp_path / "autostart" / "nadajnik.desktop").read_text(encoding="utf-8").startswith("[Desktop Entry]\n")
    autostart.switch(False)
    autostart.switch(False)
    assert not autostart.is_on()


def test_an_icon_of_the_built_program_opens_no_terminal_on_windows(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.frozen", True, raising=False)
    monkeypatch.setattr("sys.executable", str(tmp_path / "nadajnik.exe"))
    assert children.command("tray") == [str(tmp_path / "nadajnik.exe"), "tray"]
    (tmp_path / children.QUIET_PROGRAM).touch()
    assert children.command("tray") == [str(tmp_path / children.QUIET_PROGRAM), "tray"]


def test_what_the_program_without_a_terminal_wants_to_read_comes_from_the_one_with_output(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.frozen", True, raising=False)
    monkeypatch.setattr("sys.executable", str(tmp_path / children.QUIET_PROGRAM))
    (tmp_path / children.PROGRAM).touch()
    assert children.command_that_tells("demo") == [str(tmp_path / children.PROGRAM), "demo"]
