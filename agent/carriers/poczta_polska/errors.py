"""What Elektroniczny Nadawca answers -> failures of ours, with a true outcome (contract: poczta-polska-en.md, section 4)."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from lxml import etree

from agent.carriers.common.connection import lost
from agent.shipping.model.failure import Failure, Note, Outcome, ShippingError, Words
from shared_schema.codes import ErrorCode, NoteCode

from .settings import NAME
from .soap import SoapFault

LONGEST_WORDS: Final = 500
POINT_NEEDED: Final = "81065"
"""The only error number that decides anything: no list of them is published."""


@dataclass(frozen=True, slots=True)
class EnError:
    """One `error` of an answer: number, Polish text fit to be shown, and the shipment it speaks of."""

    number: str
    text: str
    guid: str | None


def errors_in(element: etree._Element) -> list[EnError]:
    """The errors that stand directly in an answer or in one of its items."""
    return [
        EnError(each.get("errorNumber", "0"), each.get("errorDesc", "")[:LONGEST_WORDS], each.get("guid"))
        for each in element.findall("error")
    ]


def words(errors: Sequence[EnError]) -> Words:
    """The carrier's own words, all of them."""
    numbers = ", ".join(each.number for each in errors)
    return Words(NAME, numbers, "; ".join(each.text for each in errors)[:LONGEST_WORDS])


def refused(errors: Sequence[EnError], code: ErrorCode = ErrorCode.CARRIER_REFUSED) -> Failure:
    """The refusal of one shipment or of a call that creates none."""
    problems = (Note(NoteCode.POINT_MISSING, "point"),) if any(each.number == POINT_NEEDED for each in errors) else ()
    message = f"{NAME} refused with {words(errors).code or 'no reason'}"
    return Failure(code, "refused", message, words(errors), problems)


def from_status(status: int, fault: SoapFault | None, retry_after: str, creating: bool) -> Failure:
    """The failure for an HTTP status that is no success.

    A fault is no proof that nothing was created: nothing says when in its work the service raises one.
    """
    said = Words(NAME, fault.code, fault.text[:LONGEST_WORDS]) if fault else Words(NAME, str(status), "")
    message = f"{NAME} answered {status}"
    if status == 401:
        return Failure(ErrorCode.CREDENTIALS_REFUSED, "refused", message, said)
    if status == 429:
        wait = float(retry_after[:9]) if retry_after.isascii() and retry_after.isdigit() else None
        return Failure(ErrorCode.CARRIER_UNAVAILABLE, "not_sent", message, said, retry_after_s=wait)
    if fault is not None and not creating and not fault.by_service:
        return Failure(ErrorCode.CARRIER_REFUSED, "refused", message, said)
    if status < 400:
        return Failure(ErrorCode.CARRIER_ANSWER_UNREADABLE, lost(creating), message, said)
    return Failure(ErrorCode.CARRIER_UNAVAILABLE, lost(creating), message, said)


def unreadable(what: str, creating: bool) -> Failure:
    """The failure for an answer that cannot be understood; a parcel may exist."""
    return Failure(ErrorCode.CARRIER_ANSWER_UNREADABLE, lost(creating), f"{NAME}'s answer: {what}")


def with_outcome(error: ShippingError, outcome: Outcome) -> ShippingError:
    """The same failure of a call that itself creates nothing, seen from the parcels it was made for."""
    return ShippingError(replace(error.failure, outcome=outcome))
