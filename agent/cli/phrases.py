"""Errors and notes as sentences: our words first, then the carrier's own, unchanged and harmless for a terminal."""

import math
from collections.abc import Iterable, Mapping
from datetime import datetime

from agent.shipping.model.failure import Failure
from shared_schema.agent import AccountInfo, StationInfo
from shared_schema.errors import ErrorInfo, Note
from shared_schema.jobs import JobItem

from .words import Words


def printable(text: str) -> str:
    """One line without control characters or escape sequences; other people's text cannot write to the terminal with it."""
    return " ".join("".join(character if character.isprintable() else " " for character in text).split())


def moment(iso: str) -> str:
    """A moment by this computer's clock, without seconds."""
    return f"{datetime.fromisoformat(iso).astimezone():%Y-%m-%d %H:%M}"


def when(words: Words, iso: str) -> str:
    """When, by this computer's clock: "at 10:35", of another day with its date."""
    time = datetime.fromisoformat(iso).astimezone()
    if time.date() == datetime.now().astimezone().date():
        return words("at_time", time=f"{time:%H:%M}")
    return words("at_moment", time=moment(iso))


def next_try(words: Words, iso: str | None) -> str:
    """When something that did not answer is tried again."""
    if iso is None or datetime.fromisoformat(iso) <= datetime.now().astimezone():
        return words("next_try_now")
    return words("next_try", when=when(words, iso))


def item_text(words: Words, item: JobItem) -> str:
    """What an order of a job waits for, or what went wrong; which other station has it in hand; what deserves a look."""
    parts = [_waiting(words, item) if item.state == "waiting" else error_text(words, item.error) if item.error else ""]
    if item.elsewhere is not None:
        key = "elsewhere" if item.elsewhere.alive else "elsewhere_silent"
        parts.append(words(key, station=station_seen(words, item.elsewhere.station, item.elsewhere.seen_at)))
    if item.error is not None and item.state != "waiting":
        parts.append(fields_text(words, item.error))
    parts.append(notes_text(words, item.warnings))
    return printable(" ".join(part for part in parts if part))


def _waiting(words: Words, item: JobItem) -> str:
    code = item.error.code if item.error else "other"
    name = item.error.carrier.name if item.error and item.error.carrier else item.carrier
    return f"{words.waiting(code, carrier_name=name)} {words('parcel_waiting', next_try=next_try(words, item.next_try_at))}"


def account_text(words: Words, account: AccountInfo) -> str:
    """Whether an account works, and if not, what to do."""
    state = account.state if account.enabled else "disabled"
    return words(f"account_state_{state}", id=account.id, next_try=next_try(words, account.next_try_at))


def station_text(words: Words, station: StationInfo) -> str:
    """Whether a packing station is there."""
    key = "station_this" if station.this else "station_alive" if station.alive else "station_silent"
    return words(key, when=when(words, station.seen_at))


def station_seen(words: Words, station: str, seen_at: str | None) -> str:
    """A packing station, with when it was last seen if that is of interest."""
    return words("station_seen", station=station, when=when(words, seen_at)) if seen_at else station


def error_text(words: Words, error: ErrorInfo) -> str:
    """An error of the agent."""
    said = (error.carrier.name, error.carrier.code, error.carrier.text) if error.carrier else None
    return _error(words, error.code, error.data, said, error.retry_after_s)


def fields_text(words: Words, error: ErrorInfo) -> str:
    """What is to be corrected, for the fields that were refused for a reason there are words for."""
    known = [each for each in error.fields if words.word("note", each.code) != each.code]
    return printable(" ".join(note_text(words, each.code, each.path, {}) for each in known))


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


def _earlier(words: Words, data: Mapping[str, object]) -> dict[str, str]:
    """Of the shipment an error names: since when it is there, or was asked for, and at which station."""
    told = {}
    if isinstance(begun := data.get("created_at"), str):
        exists = data.get("state") in (None, "", "created", "withdrawn")
        told = {"created_at": moment(begun) if exists else "", "asked_at": "" if exists else moment(begun)}
    if data.get("state") == "withdrawn":
        told["withdrawn"] = words("item_withdrawn")
    if isinstance(station := data.get("station"), str):
        seen_at = data.get("station_seen_at")
        told["station"] = station_seen(words, station, seen_at if isinstance(seen_at, str) else None)
    return told


def _error(
    words: Words, code: str, data: Mapping[str, object], said: tuple[str, str, str] | None, retry_after_s: float | None
) -> str:
    """The carrier's words are put where the text has a gap for them, else after it."""
    name, carrier_code, carrier_text = said or ("", "", "")
    gaps = {"carrier_name": name, "carrier_text": carrier_text, "wait": math.ceil(retry_after_s) if retry_after_s else None}
    text = words.code("error", code, {**data, **gaps, **_earlier(words, data)})
    own_words = carrier_text or carrier_code
    if own_words and own_words not in text:
        text += f" {name}: „{own_words}”."
    return printable(text)
