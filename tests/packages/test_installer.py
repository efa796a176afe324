"""The Windows installer cannot be run here; what it says to the program can be compared with what the program takes."""

import re
from pathlib import Path

import click
import pytest

import agent
from agent.cli.exit_codes import ExitCode
from agent.cli.root import root
from agent.desktop.children import QUIET_PROGRAM

SCRIPT = Path(agent.__file__).parents[1] / "release" / "windows" / "nadajnik.iss"
TEXT = SCRIPT.read_text(encoding="utf-8-sig")
OPTIONS = {"stop": set[str](), "uninstall": {"--yes", "--delete-credentials", "--delete-data", "--despite-open"}}
"""Commands it calls, with their options."""


def test_it_calls_these_commands_and_no_other() -> None:
    called = set(re.findall(r"'(stop|uninstall)\b", TEXT))
    assert called == set(OPTIONS)
    assert set(re.findall(r"--[a-z-]+", TEXT)) == set.union(*OPTIONS.values())


@pytest.mark.parametrize("name", OPTIONS)
def test_the_program_has_them(name: str) -> None:
    command = root.get_command(click.Context(root), name)
    assert command is not None
    taken = {option for each in command.params for option in each.opts}
    assert OPTIONS[name] <= taken


def test_it_knows_the_exit_code_of_open_work() -> None:
    assert f"NotConfirmed = {ExitCode.NOT_CONFIRMED.value};" in TEXT


def test_it_starts_the_program_that_opens_no_terminal() -> None:
    shown = re.findall(r'(?:Filename: "|UninstallDisplayIcon=)\{app\}\\([\w.-]+)', TEXT)
    assert set(shown) == {QUIET_PROGRAM}


def test_its_words_are_there_in_both_languages() -> None:
    """The compiler reads Polish letters only behind a byte order mark."""
    assert SCRIPT.read_bytes().startswith(b"\xef\xbb\xbf")
    named = re.findall(r"^(pl|en)\.(\w+)=", TEXT, re.MULTILINE)
    polish, english = ({word for language, word in named if language == each} for each in ("pl", "en"))
    assert polish == english
    used = set(re.findall(r"\{cm:(\w+)\}|(?:Wanted|CustomMessage)\('(\w+)'\)", TEXT))
    assert {first or second for first, second in used} == polish
