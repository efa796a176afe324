"""Lenient reading of JSON: every nested object of Allegro's may be null, absent or of another kind."""

import json
import re

from agent.shipping.model.money import grosze
from agent.shipping.model.order import Money

_AMOUNT = re.compile(r"[0-9]{1,12}(\.[0-9]{1,6})?")


def parsed(content: bytes) -> object | None:
    """The JSON value, or None when the bytes are no JSON. Decimal fractions stay strings, so that no amount is rounded."""
    try:
        value: object = json.loads(content, parse_float=str, parse_constant=str)
    except (ValueError, RecursionError):  # UnicodeDecodeError is a ValueError
        return None
    return value


def section(value: object, *path: str) -> dict[str, object]:
    """The object at the path, or an empty one."""
    for name in path:
        value = value.get(name) if isinstance(value, dict) else None
    return value if isinstance(value, dict) else {}


def items(value: object) -> list[object]:
    """The list, or an empty one."""
    return value if isinstance(value, list) else []


def text(value: object) -> str:
    """A string as it is, a whole number in digits, anything else as an empty string."""
    if isinstance(value, str):
        return value
    return str(value) if isinstance(value, int) and not isinstance(value, bool) and abs(value) < 10**18 else ""


def money(value: object) -> Money | None:
    """`{"amount": "12.34", "currency": "PLN"}` exactly, or None when it is not an amount in whole hundredths."""
    fields = section(value)
    amount, currency = text(fields.get("amount")), text(fields.get("currency"))
    if not currency or not _AMOUNT.fullmatch(amount):
        return None
    try:
        return Money(grosze(amount), currency)
    except ValueError:
        return None
