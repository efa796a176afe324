"""The grammar: [ul.] street [nr] house [kl. staircase] [m. flat] [remark], read from left to right.

What the reading is not sure of is a doubt beside the best proposal; what belongs nowhere is `rest`, so that nothing is lost.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import Final, Literal

from . import vocabulary as words
from .tokens import Token, tidy, tokens_of

Doubt = Literal["no_house_number", "house_or_flat", "street_name", "rest", "post_box", "place"]
"""Why a person should look: no house number; more than one way to take the numbers apart; the street's name is odd, or holds
a number that may be the house's; there is a text that belongs nowhere; a post office box; a place stood in another field."""

LARGEST_FLAT: Final = 200
"""A number above it behind a slash is hardly a flat."""
LARGEST_HOUSE: Final = 1500
LEAST_LARGE_HOUSE: Final = 50
WIDEST_HOUSE: Final = 40
_POST_BOX: Final = re.compile(
    r"^skrytka\s+(?:nr\.?\s*)?[0-9]|poste restante|\b(?:skr(?:ytk[ai]|zynka)?\.?\s*poczt|p\.?\s?o\.?\s?box|postbox)"
)
_ODD_IN_NAME: Final = re.compile(r"[^\w\s.,'’`\"„”&-]")


@dataclass(frozen=True, slots=True)
class StreetLine:
    """A line taken apart. `street` is empty where there is only a number; `rest` is what is in none of the three."""

    street: str
    house: str
    flat: str
    rest: str
    doubts: frozenset[Doubt]


@dataclass(slots=True)
class _Reading:
    """Goes through the tokens; every token that is taken ends up in a part, in `rest`, or is a word that may be left out."""

    line: str
    tokens: Sequence[Token]
    at: int = 0
    house: str = ""
    flat: str = ""
    rest: list[str] = field(default_factory=list)
    doubts: set[Doubt] = field(default_factory=set)

    def peek(self, ahead: int = 0) -> Token | None:
        place = self.at + ahead
        return self.tokens[place] if place < len(self.tokens) else None

    def is_word(self, known: frozenset[str], ahead: int = 0) -> bool:
        token = self.peek(ahead)
        return token is not None and token.kind == "word" and token.key in known

    def is_number(self, ahead: int = 0) -> bool:
        token = self.peek(ahead)
        return token is not None and token.kind == "number"

    def is_sign(self, signs: str, ahead: int = 0) -> bool:
        token = self.peek(ahead)
        return token is not None and token.kind == "sign" and token.text in signs

    def slice(self, start: int, stop: int) -> str:
        return self.line[self.tokens[start].start : self.tokens[stop - 1].end] if start < stop else ""


def read_street(text: str) -> StreetLine:
    """Takes a street line apart. Total: every text has an answer."""
    line = tidy(text)
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
    reading = _Reading(line, tokens, number_at)
    street = reading.slice(start, number_at).strip(" ,;:-/.") if start < number_at else ""
    if street and reading.slice(start, number_at).rstrip().endswith(".") and tokens[number_at - 1].kind != "sign":
        street += "."
    _house(reading)
    if _goes_on(reading):
        later = _read(line, tokens, reading.at)
        if later.house:
            return StreetLine(later.street, later.house, later.flat, later.rest, later.doubts | {"street_name"})
    _remainder(reading)
    if not street and reading.house and reading.rest:
        # "12 Polna": what looks like a remark is the street.
        street, reading.rest = reading.rest[0], reading.rest[1:]
        reading.doubts.add("street_name")
    if not reading.house and not reading.doubts & {"post_box"}:
        reading.doubts.add("no_house_number")
    if reading.house[:1].isdigit() and (reading.house.startswith("0") or _leading(reading.house) > LARGEST_HOUSE):
        reading.doubts.add("house_or_flat")
    name = words.fold(street)
    odd_digit = any(each.isdigit() and not each.isascii() for each in line)
    numbered = any(each.kind == "number" for each in tokens[start:number_at])
    named = [each.key for each in tokens[start:number_at] if each.kind != "sign"]
    if len(name) == 1 or words.FIRMS & set(named) or words.PLOTS & set(named[-1:]) or _twice(named):
        reading.doubts.add("street_name")
    if name.rstrip(".") in words.KINDS or odd_digit or numbered or _ODD_IN_NAME.search(street) or "jana pawla 2" in name:
        reading.doubts.add("street_name")
    if "," in street or any(each.key in words.STREET for each in tokens[start:number_at]):
        # "Nowa Wieś ul. Polna": another place stands before the street.
        reading.doubts.add("place")
    if name.endswith("jana pawla") and reading.house.startswith("2"):
        reading.doubts.add("street_name")
    return StreetLine(street, reading.house, reading.flat, " ".join(reading.rest), frozenset(reading.doubts))


def _twice(named: Sequence[str]) -> bool:
    half = len(named) // 2
    return half > 0 and len(named) % 2 == 0 and named[:half] == named[half:]


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
    if (
        after is not None
        and after.kind == "word"
        and after.key in words.HOUSE
        and token.key in words.HOUSE
        and at + 2 < len(tokens)
    ):
        after = tokens[at + 2]
    numbered = after is not None and after.kind == "number"
    if at and token.text.lower() == "d." and numbered:
        return True
    marks = words.HOUSE | words.BUILDING | words.STAIRCASE | words.FLAT
    return numbered and token.kind == "word" and (token.key in marks or (token.key in _STARTS_REMARK and at > 0))


_STARTS_REMARK: Final = frozenset({"domofon", "domof", "kod", "tel", "telefon", "kom"})


def _house(reading: _Reading) -> None:
    first = reading.peek()
    if first is not None and first.kind == "none":
        reading.house = first.text
        reading.at += 1
        _beside_house(reading)
        return
    if reading.is_word(words.FLAT | words.STAIRCASE):
        _beside_house(reading)
        return
    while reading.is_word(words.HOUSE | words.BUILDING | {"d"}) and (reading.is_number(1) or reading.is_word(words.HOUSE, 1)):
        reading.at += 1
    if not reading.is_number():
        if not (first is not None and first.kind == "word" and len(first.text) == 1 and reading.is_number(1)):
            return
        reading.doubts.add("house_or_flat")
    parts = [_value(reading)]
    separators: list[str] = []
    while reading.is_sign("/-") and _can_follow(reading):
        separators.append((reading.peek() or first).text)  # type: ignore[union-attr]  # is_sign has seen it
        reading.at += 1
        parts.append(_value(reading))
    _beside_house(reading)
    _distribute(reading, parts, separators)


def _can_follow(reading: _Reading) -> bool:
    """Behind a slash or dash: a number, or a letter of its own ("/A", "/U1")."""
    after = reading.peek(1)
    if after is None:
        return False
    if after.kind == "number":
        return True
    if after.kind != "word" or len(after.text) != 1 or not reading.is_sign("/"):
        return False
    return not (after.key in words.FLAT and reading.is_number(2))


def _numbered(reading: _Reading) -> str:
    """A number with its letter: 12, 12A, 12 A."""
    number = reading.peek()
    assert number is not None  # noqa: S101 - the callers have looked
    reading.at += 1
    return number.text + _letter(reading)


def _letter(reading: _Reading) -> str:
    word, after = reading.peek(), reading.peek(1)
    if word is None or word.kind != "word" or not 1 <= len(word.text) <= (2 if word.glued else 1):
        return ""
    if not word.text.isalpha():
        return ""
    before_number = after is not None and after.kind in ("number", "name")
    if word.key in words.FLAT | words.STAIRCASE | {"l"} and (before_number or _then_number_word(reading)):
        return ""
    if not word.glued and (word.key in words.NOT_A_LETTER and after is not None and after.text not in "/-,"):
        return ""
    behind = reading.peek(2)
    if after is not None and after.text == "/" and behind is not None and behind.kind == "word" and len(behind.key) > 3:
        return ""
    if not word.glued and (word.key in ("m", "l") or (word.text in words.NOT_A_LETTER and after is None)):
        reading.doubts.add("house_or_flat")
    if len(word.key) == 1 or after is None or after.kind != "word" or after.glued is False:
        reading.at += 1
        return word.text
    return ""


def _then_number_word(reading: _Reading) -> bool:
    return reading.is_word(words.FLAT_BEFORE_NUMBER, 1) and reading.is_number(2)


def _value(reading: _Reading) -> str:
    """A number with its letter, or letters with their number: 4A, U1, A."""
    if reading.is_number():
        return _numbered(reading)
    word = reading.peek()
    if word is None:
        return ""
    reading.at += 1
    number = reading.peek()
    if number is not None and number.kind == "number" and number.glued:
        reading.at += 1
        return word.text + number.text
    return word.text


def _beside_house(reading: _Reading) -> None:
    """Staircase, flat and further buildings, in any order, each once."""
    steps: tuple[Callable[[_Reading], bool], ...] = (_staircase, _marked_flat, _building, _bare_flat)
    while True:
        before = reading.at
        while reading.is_sign(",.;"):
            reading.at += 1
        if not any(step(reading) for step in steps):
            reading.at = before
            return


def _staircase(reading: _Reading) -> bool:
    if not reading.is_word(words.STAIRCASE) or reading.peek(1) is None:
        return False
    start = reading.at
    reading.at += 1
    _value(reading)
    reading.rest.append(reading.slice(start, reading.at))
    return True


def _marked_flat(reading: _Reading) -> bool:
    """M. 5, lok. 4A, lokal nr 5, lok. U1, l. 3; a slash before it is left out."""
    skip = 1 if reading.is_sign("/-") or (reading.is_word(words.HOUSE) and reading.is_word(words.FLAT, 1)) else 0
    mark = reading.peek(skip)
    if reading.flat or mark is None or mark.kind != "word":
        return False
    lone_l = mark.key == "l" and reading.is_number(skip + 1)
    if not lone_l and mark.key not in words.FLAT:
        return False
    ahead = skip + 1
    while reading.is_word(words.FLAT_BEFORE_NUMBER, ahead) or reading.is_sign(".:", ahead):
        ahead += 1
    value = reading.peek(ahead)
    lettered = value is not None and value.kind == "word" and len(value.text) <= 2 and mark.key != "m"
    if value is None or (value.kind != "number" and not lettered):
        return False
    reading.at += ahead
    start = reading.at
    _value(reading)
    while reading.is_sign("/-") and reading.is_number(1):
        reading.at += 1
        _numbered(reading)
    reading.flat = _compact(reading.slice(start, reading.at))
    if lone_l and not mark.text.endswith("."):
        reading.doubts.add("house_or_flat")
    return True


def _building(reading: _Reading) -> bool:
    """A building of an estate behind the house number: which of the two the carrier needs is for a person to say."""
    if not reading.is_word(words.BUILDING | words.HOUSE) or reading.peek(1) is None:
        return False
    start = reading.at
    reading.at += 1
    _value(reading)
    reading.rest.append(reading.slice(start, reading.at))
    reading.doubts.add("house_or_flat")
    return True


def _bare_flat(reading: _Reading) -> bool:
    """A second number with nothing before it is a flat at best."""
    if reading.flat or not reading.is_number() or reading.is_word(words.NOTES, 1) or reading.doubts & {"house_or_flat"}:
        return False
    reading.flat = _numbered(reading)
    reading.doubts.add("house_or_flat")
    return True


def _distribute(reading: _Reading, parts: list[str], separators: list[str]) -> None:
    """Which of the numbers between slashes and dashes is the flat (12/5), and which belong to the house (12/14 m. 5, 12-14)."""
    if reading.flat or not separators:
        reading.house = _with_separators(parts, separators)
        return
    last, before = parts[-1], parts[-2]
    first_number, second_number = _leading(before), _leading(last)
    if separators[-1] == "-":
        span = second_number - first_number
        if span % 2 or not 0 < span <= 30 or not last[0].isdigit() or len(parts) > 2:
            reading.doubts.add("house_or_flat")
        if span > 0:
            reading.house = _with_separators(parts, separators)
            return
    elif reading.tokens[0].key in words.SQUARES and second_number == first_number + 1:
        reading.doubts.add("house_or_flat")
    elif separators.count("/") > 1 or not last[0].isdigit() or second_number > LARGEST_FLAT or _on_a_corner(first_number, last):
        # 12/14 may be one house on two plots, 12/A its staircase.
        reading.doubts.add("house_or_flat")
    reading.house, reading.flat = _with_separators(parts[:-1], separators[:-1]), last


def _on_a_corner(house: int, last: str) -> bool:
    """12/14, 104/122: a house on several plots is numbered from the first to the last of one side of the street."""
    flat = int(last) if last.isdigit() else 0
    return flat == house + 2 or (house >= LEAST_LARGE_HOUSE and house < flat <= house + WIDEST_HOUSE and (flat - house) % 2 == 0)


def _leading(part: str) -> int:
    digits = re.match(r"[0-9]+", part)
    return int(digits[0]) if digits else 0


def _with_separators(parts: Sequence[str], separators: Sequence[str]) -> str:
    return parts[0] + "".join(separator + part for separator, part in zip(separators, parts[1:], strict=True))


def _goes_on(reading: _Reading) -> bool:
    """Whether what looked like the house number stands inside the street's name: words follow, and a number after them."""
    word = reading.peek()
    if word is None or word.kind not in ("word", "name") or reading.flat or reading.rest:
        return False
    if word.kind == "word" and (word.key in words.NOTES or len(word.key) < 2):
        return False
    later = reading.tokens[reading.at :]
    stop = next((at for at, each in enumerate(later) if each.kind == "word" and each.key in words.NOTES), len(later))
    return any(each.kind == "number" for each in later[:stop]) and reading.house[:1].isdigit()


def _remainder(reading: _Reading) -> None:
    while reading.is_sign(",;.:-"):
        reading.at += 1
    if reading.at < len(reading.tokens):
        reading.rest.append(reading.slice(reading.at, len(reading.tokens)))
        reading.at = len(reading.tokens)
    if reading.rest:
        reading.doubts.add("rest")


def _compact(text: str) -> str:
    return "".join(text.split())


def _keys(tokens: Sequence[Token]) -> list[str]:
    return [each.key for each in tokens if each.text not in ",;."]


def _joined(*texts: str) -> str:
    return " ".join(each for each in texts if each)
