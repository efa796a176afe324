"""Errors and notes as sentences: our words first, then the carrier's own, unchanged and harmless for a terminal."""

import math
from collections.abc import Iterable, Mapping

from agent.shipping.model.failure import Failure
from shared_schema.values import ErrorInfo, Note

from .words import Words


def printable(text: str) -> str:
    """One line without control characters or escape sequences; other people's text cannot write to the terminal with it."""
    return " ".join("".join(character if character.isprintable() else " " for character in text).split())


def error_text(words: Words, error: ErrorInfo) -> str:
    """An error of the agent."""
    said = (error.carrier.name, error.carrier.code, error.carrier.text) if error.carrier else None
    return _error(words, error.code, error.data, said, error.retry_after_s)


def failure_text(words: Words, failure: Failure) -> str:
    """A failure met in this process."""
    said = (failure.words.name, failure.words.code, failure.words.text) if failure.words else None
    text = _error(words, failure.code, failure.data, said, failure.retry_after_s)
    return printable(" ".join((text, *(note_text(words, each.code, each.path, each.data) for each in failure.problems))))


def notes_text(words: Words, notes: Iterable[Note]) -> str:
    """Notes after one another."""
    return printable(" ".join(note_text(words, note.code, note.path, note.data) for note in notes))


def note_text(words: Words, code: str, path: str | None, data: Mapping[str, object]) -> str:
    """A note with the names people know its field and values by."""
    gaps: dict[str, object] = {**data}
    if path:
        gaps["field"] = words.word("field", path.replace(".", "_"))
    if isinstance(method := data.get("sending_method"), str):
        gaps["sending_method"] = words.word("sending_method", method)
    sides = [data.get(name) for name in ("length_mm", "width_mm", "height_mm")]
    if all(isinstance(side, int) for side in sides):
        gaps["dimensions"] = " × ".join(str(side) for side in sides) + " mm"
    return words.code("note", code, gaps)


def _error(
    words: Words, code: str, data: Mapping[str, object], said: tuple[str, str, str] | None, retry_after_s: float | None
) -> str:
    """The carrier's words are put where the text has a gap for them, else after it."""
    name, carrier_code, carrier_text = said or ("", "", "")
    gaps = {"carrier_name": name, "carrier_text": carrier_text, "wait": math.ceil(retry_after_s) if retry_after_s else None}
    text = words.code("error", code, {**data, **gaps})
    own_words = carrier_text or carrier_code
    if own_words and own_words not in text:
        text += f" {name}: „{own_words}”."
    return printable(text)
