"""Errors and notes as sentences: our words first, then the carrier's own, unchanged and harmless for a terminal."""

from collections.abc import Iterable

from agent.shipping.model.failure import Failure
from shared_schema.values import ErrorInfo, Note

from .words import Words


def printable(text: str) -> str:
    """One line without control characters or escape sequences; other people's text cannot write to the terminal with it."""
    return " ".join("".join(character if character.isprintable() else " " for character in text).split())


def error_text(words: Words, error: ErrorInfo) -> str:
    """An error of the agent."""
    text = words.code("error", error.code, error.data)
    if error.carrier is not None:
        text += " " + _said(error.carrier.name, error.carrier.code, error.carrier.text)
    return printable(text)


def failure_text(words: Words, failure: Failure) -> str:
    """A failure met in this process."""
    text = words.code("error", failure.code, failure.data)
    if failure.words is not None:
        text += " " + _said(failure.words.name, failure.words.code, failure.words.text)
    notes = "; ".join(words.code("note", note.code, note.data) for note in failure.problems)
    return printable(f"{text} {notes}")


def notes_text(words: Words, notes: Iterable[Note]) -> str:
    """Notes after one another."""
    return printable("; ".join(words.code("note", note.code, note.data) for note in notes))


def _said(name: str, code: str, text: str) -> str:
    return f"{name}: „{text}”" + (f" ({code})" if code else "") if text else f"{name}: {code}"
