"""What went wrong or deserves a look: to which order, whether a parcel exists, and the words to say it with."""

from typing import Literal

from .base import WireModel
from .codes import ErrorCode, NoteCode

Outcome = Literal["not_sent", "refused", "unknown"]
"""Did the carrier perhaps create a parcel? `unknown` forbids sending again until it has been looked up."""
NoteData = dict[str, str | int | bool | None]


class FieldProblem(WireModel):
    """A field that was refused, by its path, for example `params.items[3].order_id`; never the value itself."""

    path: str
    code: str


class CarrierWords(WireModel):
    """The carrier's (or Allegro's) own code and words, unchanged, to be shown as text only."""

    name: str
    code: str
    text: str


class ErrorInfo(WireModel):
    """One error, the same everywhere. `message` is English for the log; people are shown words made from `code`."""

    code: ErrorCode
    message: str
    outcome: Outcome
    fields: list[FieldProblem]
    carrier: CarrierWords | None
    retry_after_s: float | None
    data: NoteData


class Note(WireModel):
    """A reason, a problem or a warning; `path` names the field of the order it speaks of."""

    code: NoteCode
    path: str | None
    data: NoteData
