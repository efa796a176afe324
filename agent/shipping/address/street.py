"""The grammar: [ul.] street [nr] house [kl. staircase] [m. flat] [remark], read from left to right.

What the reading is not sure of is a doubt beside the best proposal; what belongs nowhere is `rest`, so that nothing is lost.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from . import vocabulary as words
from .house import leading_number, read_house
from .reading import Doubt, Reading
from .tokens import Token, tidy, tokens_of

LARGEST_HOUSE: Final = 1500
LONGEST_LINE: Final = 300
"""A longer text is no street and stays whole."""
_POST_BOX: Final = re.compile(
    r"^skrytka\s+(?:nr\.?\s*)?[0-9]|poste restante|\b(?:skr(?:ytk[ai]|zynka)?\.?\s*poczt|p\.?\s?o\.?\s?box|postbox)"
)
_GLUED_DOT: Final = re.compile(r"(?<=[^\W\d_]{2})\.(?=[^\W\d_])")
_ODD_IN_NAME: Final = re.compile(r"[^\w\s.,'’`\"„”&-]")


@dataclass(frozen=True, slots=True)
class StreetLine:
    """A line taken apart. `street` is empty where there is only a number; `rest` is what is in none of the three."""

    street: str
    house: str
    flat: str
    rest: str
    doubts: frozenset[Doubt]


def read_street(text: str) -> StreetLine:
    """Takes a street line apart. Total: every text has an answer."""
    line = tidy(text)
    if len(line) > LONGEST_LINE:
        return StreetLine(line, "", "", "", frozenset({"no_house_number", "street_name"}))
    tokens = tokens_of(line)
    if tokens and tokens[0].kind == "phone":
        after = read_street(line[tokens[0].end :])
        return replace(after, rest=_joined(tokens[0].text, after.rest), doubts=after.doubts | {"rest"})
    half = len(tokens) // 2
    if len(tokens) > 2 and len(tokens) % 2 == 0 and _keys(tokens[:half]) == _keys(tokens[half:]):
        once = read_street(line[: tokens[half - 1].end])
        return StreetLine(
            once.street, once.house, once.flat, _joined(once.rest, line[tokens[half].start :]), once.doubts | {"rest"}
        )
    return _read(line, tokens, 0)


def _read(line: str, tokens: Sequence[Token], searched_from: int) -> StreetLine:
    start = _after_street_word(tokens)
    if _POST_BOX.search(words.fold(line)):
        return StreetLine(line, "", "", "", frozenset({"post_box"}))
    number_at = next((at for at in range(max(start, searched_from), len(tokens)) if _begins_house(tokens, at)), len(tokens))
    reading = Reading(line, tokens, number_at)
    street = reading.slice(start, number_at).strip(" ,;:-/._") if start < number_at else ""
    if street and reading.slice(start, number_at).rstrip().endswith(".") and tokens[number_at - 1].kind != "sign":
        street += "."
    street = _GLUED_DOT.sub(". ", street)
    read_house(reading)
    if _goes_on(reading):
        later = _read(line, tokens, reading.at)
        if later.house:
            return StreetLine(later.street, later.house, later.flat, later.rest, later.doubts | {"street_name"})
    _remainder(reading)
    if not street and reading.house and reading.rest:
        # "12 Polna": what looks like a remark is the street.
        street, reading.rest = reading.rest[0], reading.rest[1:]
        reading.doubts.add("street_name")
    if not reading.house:
        reading.doubts.add("no_house_number")
    if reading.house[:1].isdigit() and (reading.house.startswith("0") or leading_number(reading.house) > LARGEST_HOUSE):
        reading.doubts.add("house_or_flat")
    reading.doubts |= _doubts_of_name(street, reading.house, tokens[start:number_at])
    if any(each.isdigit() and not each.isascii() for each in line):
        reading.doubts.add("street_name")
    return StreetLine(street, reading.house, reading.flat, " ".join(reading.rest), frozenset(reading.doubts))


def _doubts_of_name(street: str, house: str, tokens: Sequence[Token]) -> set[Doubt]:
    """What is odd in a street's name: a number the grammar does not know, a firm, a plot of land, another place before it."""
    name = words.fold(street)
    keys = [each.key for each in tokens if each.kind != "sign"]
    half = len(keys) // 2
    # The pope's street is short of its II, or its II is a 2.
    pope = "jana pawla 2" in name or (name.endswith("jana pawla") and house.startswith("2"))
    odd = (
        len(name) == 1
        or name.rstrip(".") in words.KINDS
        or any(each.kind == "number" for each in tokens)
        or _ODD_IN_NAME.search(street) is not None
        or bool(words.FIRMS & set(keys) or words.PLOTS & set(keys[-1:]))
        or (len(tokens) > 1 and _lone_letter(tokens[-1]))
        or (half > 0 and keys[:half] == keys[half:])
        or pope
    )
    elsewhere = "," in street or bool(words.STREET & set(keys))
    doubts: set[Doubt] = {"street_name"} if odd else set()
    return doubts | ({"place"} if elsewhere else set())


def _after_street_word(tokens: Sequence[Token]) -> int:
    """Where the name begins: signs and "ul." before it are left out."""
    at = 0
    while at < len(tokens) and ((tokens[at].kind == "word" and tokens[at].key in words.STREET) or tokens[at].text in ",.;:-"):
        at += 1
    return at


def _begins_house(tokens: Sequence[Token], at: int) -> bool:
    """A number, "b/n", a remark, or a word such as "nr" or "bl." with a number behind it."""
    token = tokens[at]
    after = tokens[at + 1] if at + 1 < len(tokens) else None
    if token.kind in ("number", "none", "phone", "post_code"):
        return True
    if token.kind == "sign":
        return token.text == "("
    if at and len(token.text) == 1 and after is not None and after.kind == "number" and after.glued:
        return True
    behind = tokens[at + 2] if at + 2 < len(tokens) else None
    if at and _lone_letter(token) and behind is not None and behind.kind == "number" and after is not None and after.text == "/":
        return True
    if at and token.key in words.BUILDING and after is not None and _lone_letter(after):
        return True
    if token.key in words.HOUSE and behind is not None and after is not None and (after.key in words.HOUSE or after.text == ":"):
        after = behind
    numbered = after is not None and after.kind == "number"
    if at and token.text.lower() == "d." and numbered:
        return True
    marks = words.HOUSE | words.BUILDING | words.STAIRCASE | words.FLAT
    return numbered and token.kind == "word" and (token.key in marks or (token.key in _STARTS_REMARK and at > 0))


def _lone_letter(token: Token) -> bool:
    """A letter that may be a building of an estate; a Roman number is part of a name."""
    return token.kind == "word" and len(token.text) == 1 and token.text not in "IVX"


_STARTS_REMARK: Final = frozenset({"domofon", "domof", "kod", "tel", "telefon", "kom"})


def _goes_on(reading: Reading) -> bool:
    """Whether what looked like the house number stands inside the street's name: words follow, and a number after them."""
    word = reading.peek()
    if word is None or word.kind not in ("word", "name") or reading.flat or reading.rest:
        return False
    if word.kind == "word" and (word.key in words.NOTES or len(word.key) < 2):
        return False
    later = reading.tokens[reading.at :]
    stop = next((at for at, each in enumerate(later) if each.kind == "word" and each.key in words.NOTES), len(later))
    return any(each.kind == "number" for each in later[:stop]) and reading.house[:1].isdigit()


def _remainder(reading: Reading) -> None:
    while reading.is_sign(",;.:-"):
        reading.at += 1
    if reading.at < len(reading.tokens):
        reading.rest.append(reading.slice(reading.at, len(reading.tokens)))
        reading.at = len(reading.tokens)
    if reading.rest:
        reading.doubts.add("rest")


def _keys(tokens: Sequence[Token]) -> list[str]:
    return [each.key for each in tokens if each.text not in ",;."]


def _joined(*texts: str) -> str:
    return " ".join(each for each in texts if each)
