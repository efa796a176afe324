"""ShipX answers and lost connections -> failures of ours, with a true outcome (contract: inpost-shipx.md, section 11)."""

import re
from dataclasses import replace
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Final

from agent.carriers.common.connection import lost
from agent.shipping.model.failure import Failure, ShippingError, Words
from shared_schema.codes import ErrorCode

from .answer import Answer, as_object, as_text
from .problems import error_key, field_errors, problems_of
from .settings import NAME

LONGEST_WORDS: Final = 500


def too_large(writing: bool) -> Failure:
    """The failure for an answer beyond our limit of size."""
    return Failure(ErrorCode.CARRIER_ANSWER_UNREADABLE, lost(writing), "InPost's answer is too large")


def unreadable(answer: Answer, writing: bool, what: str) -> Failure:
    """The failure for an answer that cannot be understood; after a POST a parcel may exist."""
    message = f"InPost answered {answer.status}: {what}"
    return Failure(ErrorCode.CARRIER_ANSWER_UNREADABLE, lost(writing), message, _words(answer))


def from_answer(answer: Answer, writing: bool, not_found: ErrorCode = ErrorCode.CREDENTIALS_REFUSED) -> Failure:
    """The failure for an answer that is no success. A 404 means `not_found`: by default a wrong organization id."""
    body = answer.json()
    key = error_key(body)
    message = f"InPost answered {answer.status} {key if re.fullmatch('[A-Za-z_]{1,64}', key) else ''}".rstrip()
    words = _words(answer)
    status = answer.status
    if status < 400:
        return unreadable(answer, writing, "neither success nor refusal")
    if status == 408:
        return Failure(ErrorCode.CARRIER_TIMEOUT, lost(writing), message, words)
    if status >= 500:
        return Failure(ErrorCode.CARRIER_UNAVAILABLE, lost(writing), message, words, retry_after_s=retry_after_s(answer))
    if status == 429:
        return Failure(ErrorCode.CARRIER_UNAVAILABLE, "not_sent", message, words, retry_after_s=retry_after_s(answer))
    if status in (403, 404) and not key:
        # Not ShipX's own error body: something in front of it refused, which says nothing of the token.
        return Failure(ErrorCode.CARRIER_UNAVAILABLE, "not_sent", message, words)
    if status in (401, 403):
        return Failure(ErrorCode.CREDENTIALS_REFUSED, "refused", message, words)
    if status == 404:
        return Failure(not_found, "refused", message, words)
    problems = problems_of(key, field_errors(as_object(body).get("details")))
    failure = Failure(ErrorCode.CARRIER_REFUSED, "refused", message, words, problems)
    return _label_refusal(failure, key, body)


def searching(error: ShippingError) -> ShippingError:
    """The same failure while a lost parcel is looked for: whether it exists stays unknown."""
    return ShippingError(replace(error.failure, outcome="unknown"))


def retry_after_s(answer: Answer) -> float | None:
    """Seconds to wait by the answer's `Retry-After`, given in seconds or as a date; None where there is none."""
    text = answer.headers.get("retry-after", "").strip()
    if text.isascii() and text.isdigit():
        return float(text[:9])
    try:
        moment = parsedate_to_datetime(text)
    except ValueError:
        return None
    now = datetime.now(UTC)
    return max(0.0, (moment - now).total_seconds()) if moment.tzinfo else None


def _label_refusal(failure: Failure, key: str, body: object) -> Failure:
    details = as_object(as_object(body).get("details"))
    if key == "invalid_action" and details.get("action") == "get_label":
        status = as_text(details.get("shipment_status"))
        return replace(failure, code=ErrorCode.LABEL_NOT_READY, data={"shipment_status": status})
    if key == "label_not_found":
        available = as_text(details.get("label_available_from"))
        return replace(failure, code=ErrorCode.LABEL_NOT_READY, data={"available_from": available or None})
    return failure


def _words(answer: Answer) -> Words:
    body = as_object(answer.json())
    if not body:
        text = answer.content[:LONGEST_WORDS].decode(errors="replace").strip()
        return Words(NAME, str(answer.status), "" if "<" in text else text)
    parts = [as_text(body.get("message"))]
    if error_key(body) == "validation_failed":
        parts += [f"{path}: {key}" for path, key in field_errors(body.get("details"))]
    text = "; ".join(part for part in parts if part)
    return Words(NAME, error_key(body) or str(answer.status), text[:LONGEST_WORDS])
