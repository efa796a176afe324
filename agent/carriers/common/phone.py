"""The receiver's phone as Polish carriers take it: nine digits, no prefix (contract: inpost-shipx.md, section 3, Formats)."""

import re
import unicodedata
from typing import Literal

import phonenumbers

PhoneKind = Literal["mobile", "landline", "unassigned"]

_LANDLINES = frozenset({phonenumbers.PhoneNumberType.FIXED_LINE})
_HIDDEN = frozenset({"Cc", "Cf", "Zs", "Zl", "Zp"})
_PREFIX = re.compile(r"\A(?:\+48|0048|48)(?=[0-9]{9}\Z)")


def nine_digits(phone: str) -> str | None:
    """The number without separators, hidden characters and the Polish prefix; None for anything but a Polish number."""
    kept = "".join(sign for sign in phone if sign not in "-().‐‑–" and unicodedata.category(sign) not in _HIDDEN)
    digits = _PREFIX.sub("", kept)
    return digits if re.fullmatch(r"[1-9][0-9]{8}", digits) else None


def foreign(phone: str, country_code: str) -> str | None:
    """The number with its country's prefix, `+` and digits; one without a prefix is the country's. None for no valid number."""
    try:
        number = phonenumbers.parse(phone, country_code.strip().upper())
    except phonenumbers.NumberParseException:
        return None
    if not phonenumbers.is_possible_number(number):
        return None
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def kind(digits: str) -> PhoneKind:
    """What the numbering plan says of nine digits; `unassigned` may also mean a range newer than the library."""
    number = phonenumbers.PhoneNumber(country_code=48, national_number=int(digits))
    if not phonenumbers.is_valid_number(number):
        return "unassigned"
    return "landline" if phonenumbers.number_type(number) in _LANDLINES else "mobile"
