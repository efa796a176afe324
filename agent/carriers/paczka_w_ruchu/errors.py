"""What goes wrong on the way -> failures of ours, with a true outcome. The service's own codes are in `codes.py`."""

from typing import Final

import httpx
from lxml import etree

from agent.shipping.model.failure import Failure, Outcome, Words
from shared_schema.codes import ErrorCode

NAME: Final = "ORLEN Paczka"
LONGEST_WORDS: Final = 500

# Raised while connecting, so nothing of the request has left. Every other failure may have come after it was read.
_BEFORE_SENDING = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout, httpx.ProxyError, httpx.UnsupportedProtocol)


def lost_connection(error: httpx.HTTPError | TimeoutError, writing: bool) -> Failure:
    """The failure for a call that got no whole answer; `writing` = it might have created something."""
    timeout = isinstance(error, httpx.TimeoutException | TimeoutError)
    code = ErrorCode.CARRIER_TIMEOUT if timeout else ErrorCode.CARRIER_UNAVAILABLE
    sent = not isinstance(error, _BEFORE_SENDING)
    return Failure(code, _lost(writing and sent), f"ORLEN Paczka gave no whole answer: {type(error).__name__}")


def too_large(writing: bool) -> Failure:
    """The failure for an answer beyond our limit of size."""
    return unreadable("an answer that is too large", writing)


def unreadable(what: str, writing: bool) -> Failure:
    """The failure for an answer that cannot be understood; `what` came instead, and is shown to the seller."""
    message = f"ORLEN Paczka: {what}"
    return Failure(ErrorCode.CARRIER_ANSWER_UNREADABLE, _lost(writing), message, Words(NAME, "", what))


def from_status(status: int, retry_after: str, writing: bool) -> Failure:
    """The failure for an HTTP status without a message of the service: something in front of it answered."""
    message = f"ORLEN Paczka answered {status}"
    words = Words(NAME, str(status), "")
    if status == 429:
        wait = retry_after.strip()
        seconds = float(wait[:9]) if wait.isascii() and wait.isdigit() else None
        return Failure(ErrorCode.CARRIER_UNAVAILABLE, "not_sent", message, words, retry_after_s=seconds)
    code = ErrorCode.CARRIER_UNAVAILABLE if status >= 400 else ErrorCode.CARRIER_ANSWER_UNREADABLE
    return Failure(code, _lost(writing), message, words)


def fault(element: etree._Element, writing: bool) -> Failure:
    """The failure for a SOAP fault. `Client` means that the message was not taken at all, `Server` says nothing of the sort."""
    code = (element.findtext("faultcode") or "").strip().rsplit(":", 1)[-1]
    words = Words(NAME, code[:40], (element.findtext("faultstring") or "").strip()[:LONGEST_WORDS])
    if code == "Client":
        return Failure(ErrorCode.CARRIER_REFUSED, "refused", "ORLEN Paczka did not take the message", words)
    return Failure(ErrorCode.CARRIER_UNAVAILABLE, _lost(writing), "ORLEN Paczka answered with a fault", words)


def _lost(may_exist: bool) -> Outcome:
    return "unknown" if may_exist else "not_sent"
