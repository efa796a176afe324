"""What goes wrong on the way -> failures of ours, with a true outcome. The service's own codes are in `codes.py`."""

from typing import Final

from lxml import etree

from agent.carriers.common.connection import lost
from agent.shipping.model.failure import Failure, Words
from shared_schema.codes import ErrorCode

from .settings import NAME

LONGEST_WORDS: Final = 500


def too_large(writing: bool) -> Failure:
    """The failure for an answer beyond our limit of size."""
    return unreadable("an answer that is too large", writing)


def unreadable(what: str, writing: bool) -> Failure:
    """The failure for an answer that cannot be understood; `what` came instead, and is shown to the seller."""
    message = f"ORLEN Paczka: {what}"
    return Failure(ErrorCode.CARRIER_ANSWER_UNREADABLE, lost(writing), message, Words(NAME, "", what))


def from_status(status: int, retry_after: str, writing: bool) -> Failure:
    """The failure for an HTTP status without a message of the service: something in front of it answered."""
    message = f"ORLEN Paczka answered {status}"
    words = Words(NAME, str(status), "")
    if status == 429:
        wait = retry_after.strip()
        seconds = float(wait[:9]) if wait.isascii() and wait.isdigit() else None
        return Failure(ErrorCode.CARRIER_UNAVAILABLE, "not_sent", message, words, retry_after_s=seconds)
    code = ErrorCode.CARRIER_UNAVAILABLE if status >= 400 else ErrorCode.CARRIER_ANSWER_UNREADABLE
    return Failure(code, lost(writing), message, words)


def fault(element: etree._Element, writing: bool) -> Failure:
    """The failure for a SOAP fault. `Client` means that the message was not taken at all, `Server` says nothing of the sort."""
    code = (element.findtext("faultcode") or "").strip().rsplit(":", 1)[-1]
    words = Words(NAME, code[:40], (element.findtext("faultstring") or "").strip()[:LONGEST_WORDS])
    if code == "Client":
        return Failure(ErrorCode.CARRIER_REFUSED, "refused", "ORLEN Paczka did not take the message", words)
    return Failure(ErrorCode.CARRIER_UNAVAILABLE, lost(writing), "ORLEN Paczka answered with a fault", words)
