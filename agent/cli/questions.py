"""Questions, and secrets that are never echoed."""

import sys

import click

from .exit_codes import CommandFailed, ExitCode
from .session import Session


def sure(session: Session, key: str, /, **data: object) -> bool:
    """A yes-or-no question on the standard error; the harmless answer, no, is the default and the answer without a terminal."""
    if not session.on_terminal():
        return False
    answer = click.prompt(session.words(key, **data), default="", show_default=False, err=True, prompt_suffix=" ")
    return str(answer).strip().lower() in session.words("yes_words").split()


def text(session: Session, given: str | None, key: str) -> str:
    """The given value, or the answer to a question. Without a terminal a missing value is a wrong call."""
    if given:
        return given.strip()
    if not session.on_terminal():
        raise CommandFailed(ExitCode.USAGE, "value_missing", what=session.words(key))
    return str(click.prompt(session.words(key), err=True)).strip()


def secret(session: Session, key: str, from_stdin: bool) -> str:
    """A secret typed without echo, or the first line of the standard input. Never an argument: those are seen by others."""
    if from_stdin or not session.on_terminal():
        value = sys.stdin.readline().strip()
    else:
        value = str(click.prompt(session.words(key), hide_input=True, err=True)).strip()
    if not value:
        raise CommandFailed(ExitCode.USAGE, "value_missing", what=session.words(key))
    return value
