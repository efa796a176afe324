"""A Polish post code, and a street string taken apart into street and house number."""

import re
from dataclasses import dataclass

_POST_CODE = re.compile(r"\A\s*([0-9]{2})[\s\-‐‑–]*([0-9]{3})\s*\Z")

_NUMBER = r"[0-9]{1,5}[^\W\d_]{0,2}"
_FLAT = r"(?:m|m\.|mieszk\.?|mieszkanie|lok|lok\.|lokal|l\.|ap\.|apt\.?)"
_HOUSE = (
    rf"{_NUMBER}(?:\s?[^\W\d_](?![^\W\d_.]))?"  # 12, 12A, 12 A
    rf"(?:\s*[/\\-]\s*(?:{_NUMBER}|[^\W\d_]))*"  # 12/5, 12 A / 5, 12-14
    rf"(?:,?\s*{_FLAT}\s*{_NUMBER})?"  # 12 m. 5
)
_STREET = re.compile(rf"\A(?P<street>.*?[^\s,])[\s,]+(?:nr\.?\s*)?(?P<house>{_HOUSE})\Z", re.IGNORECASE)
_LIKE_A_HOUSE = re.compile(rf"\A{_NUMBER}\Z")


@dataclass(frozen=True, slots=True)
class StreetAndHouse:
    """A street and everything from its house number on, the flat included."""

    street: str
    house: str


def post_code(text: str) -> str | None:
    """`NN-NNN`, the dash added where it is missing; None when it is not a Polish post code."""
    found = _POST_CODE.match(text)
    return f"{found[1]}-{found[2]}" if found else None


def split_street(text: str) -> StreetAndHouse | None:
    """Takes street and house number apart; None when that would be a guess (no number, or more than one candidate)."""
    found = _STREET.match(" ".join(text.split()))
    if found is None:
        return None
    street, house = found["street"], found["house"]
    # "Osiedle 6 12" may be house 6 flat 12 or block 12 of estate 6; a street without a letter is no street.
    if _LIKE_A_HOUSE.match(street.split()[-1]) or not any(sign.isalpha() for sign in street):
        return None
    return StreetAndHouse(street, house)
