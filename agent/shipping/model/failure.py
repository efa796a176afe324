"""What went wrong, as a value and as the one exception of the shipping domain."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Literal

from shared_schema.codes import ErrorCode, NoteCode

Outcome = Literal["not_sent", "refused", "unknown"]
Data = dict[str, str | int | bool | None]


_OF_THE_BUYER = frozenset({"proposal", "letters"})


@dataclass(frozen=True, slots=True)
class Words:
    """A service's own code and words, unchanged; shown to people as text only."""

    name: str
    code: str
    text: str


@dataclass(frozen=True, slots=True)
class Note:
    """A reason, a problem or a warning; `path` names the field of the order it speaks of, for example `recipient.phone`."""

    code: NoteCode
    path: str | None = None
    data: Data = field(default_factory=dict)


def without_personal_data(notes: Iterable[Note]) -> tuple[Note, ...]:
    """The notes as a failure may carry them into the ledger: what repeats a text of the buyer's is left out."""
    return tuple(
        replace(note, data={name: value for name, value in note.data.items() if name not in _OF_THE_BUYER}) for note in notes
    )


@dataclass(frozen=True, slots=True)
class Failure:
    """Why an order or a call came to nothing.

    `outcome` answers the one question that costs money: `not_sent` = certainly nothing was created, `refused` = the service
    said no, `unknown` = a parcel may exist and has to be looked up before anything is sent again.
    """

    code: ErrorCode
    outcome: Outcome
    message: str
    words: Words | None = None
    problems: tuple[Note, ...] = ()
    retry_after_s: float | None = None
    data: Data = field(default_factory=dict)


class ShippingError(Exception):
    """Carries a `Failure`. Its text is for the log and never holds a secret or a buyer's data."""

    def __init__(self, failure: Failure) -> None:
        super().__init__(f"{failure.code} ({failure.outcome}): {failure.message}")
        self.failure = failure
