"""The service's result codes (contract: paczka-w-ruchu.md, section 6). A code decides, its text is shown unchanged."""

from collections.abc import Mapping
from typing import Final

from agent.shipping.model.failure import Failure, Note, Words
from shared_schema.codes import ErrorCode, NoteCode

from .errors import LONGEST_WORDS
from .settings import NAME

SAVED: Final = frozenset({0, 6, 7, 8})
"""The parcel exists; with 6 and 8 to another point than the one asked for."""
POINT_CHANGED: Final = frozenset({6, 8})
CREDENTIALS: Final = frozenset({100, 101, 200})
LABEL_NOT_YET: Final = 211
_LABEL_GONE: Final = frozenset({205, 209, 212, 213, 222, 223})

# code -> what is wrong and the field it speaks of, where a person can act on it.
_PROBLEMS: Final[Mapping[int, tuple[NoteCode, str | None]]] = {
    103: (NoteCode.PHONE_MISSING, "recipient.phone"),
    104: (NoteCode.POINT_MISSING, "point"),
    105: (NoteCode.NAME_MISSING, "recipient.last_name"),
    **dict.fromkeys(range(111, 118), (NoteCode.SENDER_REFUSED, "settings")),
    120: (NoteCode.AMOUNT_INVALID, "total"),
    130: (NoteCode.AMOUNT_INVALID, "total"),
    133: (NoteCode.PHONE_INVALID, "recipient.phone"),
    140: (NoteCode.AMOUNT_INVALID, "total"),
    141: (NoteCode.SIZE_UNKNOWN, "size"),
    206: (NoteCode.POINT_UNKNOWN, "point"),
    310: (NoteCode.COD_NOT_IN_CONTRACT, "payment_type"),
    311: (NoteCode.INSURANCE_NOT_IN_CONTRACT, "settings"),
    318: (NoteCode.POINT_WITHOUT_COD, "point"),
}


def refusal(code: int | None, text: str) -> Failure:
    """The failure for a parcel or a call refused with a code; nothing was created by it."""
    words = Words(NAME, "" if code is None else str(code), text[:LONGEST_WORDS])
    if code in CREDENTIALS:
        message = "ORLEN Paczka does not know this PartnerID with this PartnerKey"
        why = Note(NoteCode.PARTNER_REFUSED, "settings", {"code": code})
        return Failure(ErrorCode.CREDENTIALS_REFUSED, "refused", message, words, (why,))
    found = _PROBLEMS.get(code) if code is not None else None
    problems = () if found is None else (Note(found[0], found[1], {"code": code}),)
    return Failure(ErrorCode.CARRIER_REFUSED, "refused", f"ORLEN Paczka refused with code {code}", words, problems)


def label_refusal(code: int | None, text: str) -> Failure:
    """The failure for a label that is not given: not yet, no more, or for another reason."""
    words = Words(NAME, "" if code is None else str(code), text[:LONGEST_WORDS])
    if code == LABEL_NOT_YET:
        return Failure(ErrorCode.LABEL_NOT_READY, "not_sent", "the label has no routing data yet", words)
    if code in _LABEL_GONE:
        return Failure(ErrorCode.LABEL_EXPIRED, "not_sent", "ORLEN Paczka gives no label for this number any more", words)
    return refusal(code, text)
