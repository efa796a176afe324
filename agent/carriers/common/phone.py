"""The receiver's phone: one reading of what people type, from which each carrier takes the form it wants."""

import re
import unicodedata
from dataclasses import dataclass
from typing import Final, Literal

import phonenumbers

PhoneKind = Literal["mobile", "landline", "unassigned", "foreign"]

_LANDLINES: Final = frozenset({phonenumbers.PhoneNumberType.FIXED_LINE})
_WORDS: Final = re.compile(r"(?<![^\W\d_])(?:telefon|tel|kom[oó]rka|kom|mobile|phone|nr|numer|t)(?![^\W\d_])[.:]*", re.IGNORECASE)
_EXTENSION: Final = re.compile(r"(?<![^\W\d_])(?:wewn|wew|w|ext)\.?\s*[0-9]{1,5}(?![0-9])", re.IGNORECASE)
_AMONG_OTHERS: Final = re.compile(r"(?<![0-9+])(?:(?:\+|00)?48[\s-]?)?[1-9](?:[\s.-]?[0-9]){8}(?![0-9])")
_PREFIX_TWICE: Final = re.compile(r"\A(?:\+|00)48(?=(?:\+|00)?48[0-9]{9}\Z)")
_BETWEEN: Final = re.compile(r"[,;|/\\]|\b(?:lub|albo|oraz|i)\b", re.IGNORECASE)
_SIGNS: Final = re.compile(r"[\s().\-‐‑–—]+")


@dataclass(frozen=True, slots=True)
class Phone:
    """One number. `nine_digits` is None for a foreign one; `alone`: nothing else stood in the field that a person should see."""

    international: str
    nine_digits: str | None
    kind: PhoneKind
    alone: bool


def foreign(phone: str, country_code: str) -> str | None:
    """The number with its country's prefix, `+` and digits; one without a prefix is the country's. None for no valid number."""
    try:
        number = phonenumbers.parse(phone, country_code.strip().upper())
    except phonenumbers.NumberParseException:
        return None
    if not phonenumbers.is_possible_number(number):
        return None
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def read_phone(text: str) -> Phone | None:
    """The number in a field; of several the first mobile. None when there is none that could be dialled."""
    plain = "".join(sign for sign in unicodedata.normalize("NFKC", text) if unicodedata.category(sign) not in ("Cf", "Cc"))
    without = _EXTENSION.sub(" ", _WORDS.sub(" ", plain))
    found, whole = _numbers(without)
    if not found:
        return None
    best = next((each for each in found if each.kind == "mobile"), found[0])
    same = all(each.international == best.international for each in found)
    alone = whole and same and not _EXTENSION.search(plain)
    return Phone(best.international, best.nine_digits, best.kind, alone)


def _numbers(text: str) -> tuple[list[Phone], bool]:
    """The numbers of the field, and whether everything in it is one of them."""
    one = _one(text)
    if one is not None:
        return [one], True
    found: list[Phone] = []
    whole = True
    for part in _BETWEEN.split(text):
        digits = "".join(sign for sign in part if sign.isdigit())
        if len(digits) == 18 and "+" not in part and (pair := [_one(digits[:9]), _one(digits[9:])]) and None not in pair:
            found += [each for each in pair if each is not None]
            continue
        number = _one(re.sub(r"[^\W\d_]+", " ", part))
        if number is not None:
            found.append(number)
        elif among := [each for each in map(_one, _AMONG_OTHERS.findall(part)) if each is not None]:
            found += among
            whole = False
        whole = whole and (number is not None or not part.strip()) and not any(sign.isalpha() for sign in part)
    return found, whole


def _one(text: str) -> Phone | None:
    """Exactly one number, and nothing but separators beside its digits. A slash may stand behind the area code: 22/123 45 67."""
    joined = _SIGNS.sub("", re.sub(r"\A\s*(\(?0?[0-9]{2}\)?)\s*/", r"\1", text))
    if twice := _PREFIX_TWICE.match(joined):
        joined = "+" + joined[twice.end() :].removeprefix("+").removeprefix("00")
    if not re.fullmatch(r"\+?[0-9]{6,20}", joined, re.ASCII):
        return None
    abroad = joined.startswith(("+", "00"))
    digits = joined.lstrip("+").removeprefix("00") if abroad else joined
    national = _polish(digits, abroad)
    if national is not None:
        return Phone(f"+48{national}", national, _kind(national), alone=True)
    if not abroad or digits.startswith("48"):
        return None
    try:
        number = phonenumbers.parse(f"+{digits}", None)
    except phonenumbers.NumberParseException:
        return None
    return Phone(f"+{digits}", None, "foreign", alone=True) if phonenumbers.is_valid_number(number) else None


def _polish(digits: str, abroad: bool) -> str | None:
    """Nine digits: the prefix of the country goes, and the zero that was dialled before an area code long ago."""
    if abroad:
        if not digits.startswith("48"):
            return None
        digits = digits.removeprefix("48")
    elif len(digits) == 11:
        digits = digits.removeprefix("48")
    national = digits.removeprefix("0") if len(digits) == 10 else digits
    return national if re.fullmatch(r"[1-9][0-9]{8}", national) else None


def _kind(digits: str) -> PhoneKind:
    """What the numbering plan says of nine digits; `unassigned` may also mean a range newer than the library."""
    number = phonenumbers.PhoneNumber(country_code=48, national_number=int(digits))
    if not phonenumbers.is_valid_number(number):
        return "unassigned"
    return "landline" if phonenumbers.number_type(number) in _LANDLINES else "mobile"
