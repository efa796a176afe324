"""The field errors of a ShipX body: walked whatever their shape, and translated to fields of the order."""

from collections.abc import Iterator, Mapping
from typing import Final

from agent.shipping.model.failure import Note
from shared_schema.codes import NoteCode

from .answer import as_object, as_text

_DEEPEST: Final = 20
_MOST: Final = 50

# ShipX field -> our field, the code when the key is `required`, the code for every other key.
_FIELDS: Final[Mapping[str, tuple[str, NoteCode | None, NoteCode | None]]] = {
    "receiver.email": ("email", NoteCode.EMAIL_MISSING, None),
    "receiver.phone": ("recipient.phone", NoteCode.PHONE_MISSING, NoteCode.PHONE_INVALID),
    "receiver.name": ("recipient.last_name", NoteCode.NAME_MISSING, None),
    "receiver.first_name": ("recipient.first_name", NoteCode.NAME_MISSING, None),
    "receiver.last_name": ("recipient.last_name", NoteCode.NAME_MISSING, None),
    "receiver.company_name": ("recipient.company", NoteCode.NAME_MISSING, None),
    "receiver.address": ("recipient.street", NoteCode.STREET_MISSING, None),
    "receiver.address.street": ("recipient.street", NoteCode.STREET_MISSING, None),
    "receiver.address.line1": ("recipient.street", NoteCode.STREET_MISSING, None),
    "receiver.address.building_number": ("recipient.house", NoteCode.HOUSE_NUMBER_UNSURE, NoteCode.HOUSE_NUMBER_UNSURE),
    "receiver.address.city": ("recipient.city", NoteCode.CITY_MISSING, None),
    "receiver.address.post_code": ("recipient.post_code", NoteCode.POST_CODE_INVALID, NoteCode.POST_CODE_INVALID),
    "receiver.address.country_code": ("recipient.country_code", NoteCode.COUNTRY_NOT_SERVED, NoteCode.COUNTRY_NOT_SERVED),
    "custom_attributes.target_point": ("point", NoteCode.POINT_MISSING, NoteCode.POINT_UNKNOWN),
    "custom_attributes.dropoff_point": ("settings.dropoff_point", NoteCode.DROPOFF_MISSING, NoteCode.DROPOFF_UNKNOWN),
    "parcels.template": ("size", NoteCode.SIZE_UNKNOWN, NoteCode.SIZE_UNKNOWN),
    "cod": ("payment_type", NoteCode.COD_NOT_ALLOWED, NoteCode.COD_NOT_ALLOWED),
    "cod.amount": ("total", NoteCode.AMOUNT_INVALID, NoteCode.AMOUNT_INVALID),
    "insurance.amount": ("total", NoteCode.AMOUNT_INVALID, NoteCode.AMOUNT_INVALID),
    "service": ("method", NoteCode.SERVICE_NOT_IN_CONTRACT, NoteCode.SERVICE_NOT_IN_CONTRACT),
}


def field_errors(details: object) -> list[tuple[str, str]]:
    """Pairs of a dotted field and what ShipX says of it (a key, or a sentence), numbers of array items left out."""
    found: list[tuple[str, str]] = []
    for pair in _walk(details, (), _DEEPEST):
        found.append(pair)
        if len(found) == _MOST:
            break
    return found


def problems_of(error: str, errors: list[tuple[str, str]]) -> tuple[Note, ...]:
    """The field errors a person can act on; those without a code of ours stay in the carrier's words only."""
    notes = [_note(path, key) for path, key in errors]
    if error == "missing_trucker_id":
        notes.append(Note(NoteCode.SERVICE_NOT_IN_CONTRACT, "method", {"key": error}))
    return tuple(note for note in notes if note is not None)


def _walk(value: object, path: tuple[str, ...], deeper: int) -> Iterator[tuple[str, str]]:
    if deeper == 0:
        return
    if isinstance(value, dict):
        for name, inner in value.items():
            step = () if str(name).isdigit() else (str(name),)
            yield from _walk(inner, path + step, deeper - 1)
    elif isinstance(value, list):
        for inner in value:
            yield from _walk(inner, path, deeper - 1)
    elif value is not None:
        yield ".".join(path), str(value)


def _note(path: str, key: str) -> Note | None:
    ours, missing, wrong = _FIELDS.get(path, (None, None, None))
    if ours is None:
        return None
    code = missing if key == "required" else NoteCode.TOO_LONG if key == "too_long" else wrong
    return None if code is None else Note(code, ours, {"key": key})


def error_key(body: object) -> str:
    """The `error` of a ShipX body, empty where there is none."""
    return as_text(as_object(body).get("error"))
