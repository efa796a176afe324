"""From the house number on: 12, 12A, 12/14, 12-14, b/n, with staircase, building and flat in any order behind it."""

import re
from collections.abc import Callable, Sequence
from typing import Final

from . import vocabulary as words
from .reading import Reading, numbered, value

LARGEST_FLAT: Final = 200
"""A number above it behind a slash is hardly a flat."""
LEAST_LARGE_HOUSE: Final = 50
WIDEST_HOUSE: Final = 40
"""From the first to the last of the plots a house stands on."""


def read_house(reading: Reading) -> None:
    """Takes house, flat and what stands beside them off the reading; leaves the house empty where no number stands."""
    first = reading.peek()
    if first is not None and first.kind == "none":
        reading.house = first.text
        reading.at += 1
        _beside_house(reading)
        return
    if reading.is_word(words.FLAT | words.STAIRCASE):
        _beside_house(reading)
        return
    while reading.is_word(words.HOUSE | words.BUILDING | {"d"}) and reading.peek(1) is not None:
        reading.at += 1
        while reading.is_sign(":"):
            reading.at += 1
    if not reading.is_number():
        letter = reading.peek()
        if letter is None or letter.kind != "word" or len(letter.text) != 1:
            return
        # "A12", "bl. B/2"
        reading.doubts.add("house_or_flat")
    parts = [value(reading)]
    separators: list[str] = []
    while reading.is_sign("/-") and _can_follow(reading):
        separators.append(reading.slice(reading.at, reading.at + 1))
        reading.at += 1
        parts.append(value(reading))
    _beside_house(reading)
    _distribute(reading, parts, separators)


def _can_follow(reading: Reading) -> bool:
    """Behind a slash or dash: a number, or a letter of its own ("/A", "/U1")."""
    after = reading.peek(1)
    if after is None:
        return False
    if after.kind == "number":
        return True
    if after.kind != "word" or len(after.text) != 1 or not reading.is_sign("/"):
        return False
    return not (after.key in words.FLAT and reading.is_number(2))


def _beside_house(reading: Reading) -> None:
    """Staircase, flat and further buildings, in any order, each once."""
    steps: tuple[Callable[[Reading], bool], ...] = (_staircase, _marked_flat, _building, _bare_flat)
    while True:
        before = reading.at
        while reading.is_sign(",.;"):
            reading.at += 1
        if not any(step(reading) for step in steps):
            reading.at = before
            return


def _staircase(reading: Reading) -> bool:
    if not reading.is_word(words.STAIRCASE) or reading.peek(1) is None:
        return False
    start = reading.at
    reading.at += 1
    value(reading)
    reading.rest.append(reading.slice(start, reading.at))
    return True


def _marked_flat(reading: Reading) -> bool:
    """M. 5, lok. 4A, lokal nr 5, lok. U1, l. 3; a slash before it is left out."""
    skip = 1 if reading.is_sign("/-") or (reading.is_word(words.HOUSE) and reading.is_word(words.FLAT, 1)) else 0
    mark = reading.peek(skip)
    if reading.flat or mark is None or mark.kind != "word":
        return False
    lone_l = mark.key == "l" and reading.is_number(skip + 1)
    if not lone_l and mark.key not in words.FLAT:
        return False
    ahead = skip + 1
    while reading.is_word(words.FLAT_BEFORE_NUMBER, ahead) or reading.is_sign(".:-/", ahead):
        ahead += 1
    flat = reading.peek(ahead)
    lettered = flat is not None and flat.kind == "word" and len(flat.text) <= 2 and mark.key != "m"
    if flat is None or (flat.kind != "number" and not lettered):
        return False
    reading.at += ahead
    start = reading.at
    value(reading)
    while reading.is_sign("/-") and reading.is_number(1):
        reading.at += 1
        numbered(reading)
    reading.flat = _compact(reading.slice(start, reading.at))
    if lone_l and not mark.text.endswith("."):
        reading.doubts.add("house_or_flat")
    return True


def _building(reading: Reading) -> bool:
    """A building of an estate behind the house number: which of the two the carrier needs is for a person to say."""
    if not reading.is_word(words.BUILDING | words.HOUSE) or reading.peek(1) is None:
        return False
    start = reading.at
    reading.at += 1
    value(reading)
    reading.rest.append(reading.slice(start, reading.at))
    reading.doubts.add("house_or_flat")
    return True


def _bare_flat(reading: Reading) -> bool:
    """A second number with nothing before it is a flat at best."""
    if reading.flat or not reading.is_number() or reading.is_word(words.NOTES, 1) or reading.doubts & {"house_or_flat"}:
        return False
    reading.flat = numbered(reading)
    reading.doubts.add("house_or_flat")
    return True


def _distribute(reading: Reading, parts: list[str], separators: list[str]) -> None:
    """Which of the numbers between slashes and dashes is the flat (12/5), and which belong to the house (12/14 m. 5, 12-14)."""
    if reading.flat or not separators:
        reading.house = _with_separators(parts, separators)
        return
    last, before = parts[-1], parts[-2]
    first_number, second_number = leading_number(before), leading_number(last)
    if separators[-1] == "-":
        span = second_number - first_number
        if span % 2 or not 0 < span <= 30 or not last[0].isdigit() or len(parts) > 2:
            reading.doubts.add("house_or_flat")
        if span > 0:
            reading.house = _with_separators(parts, separators)
            return
    elif last.startswith("0") or (reading.tokens[0].key in words.SQUARES and second_number == first_number + 1):
        reading.doubts.add("house_or_flat")
    elif separators.count("/") > 1 or not last[0].isdigit() or second_number > LARGEST_FLAT or _on_a_corner(first_number, last):
        # 12/14 may be one house on two plots, 12/A its staircase.
        reading.doubts.add("house_or_flat")
    reading.house, reading.flat = _with_separators(parts[:-1], separators[:-1]), last


def _on_a_corner(house: int, last: str) -> bool:
    """12/14, 104/122: a house on several plots is numbered from the first to the last of one side of the street."""
    flat = int(last) if last.isdigit() else 0
    return flat == house + 2 or (house >= LEAST_LARGE_HOUSE and house < flat <= house + WIDEST_HOUSE and (flat - house) % 2 == 0)


def leading_number(part: str) -> int:
    """The number a part begins with, 0 where it begins with none."""
    digits = re.match(r"[0-9]+", part)
    return int(digits[0]) if digits else 0


def _with_separators(parts: Sequence[str], separators: Sequence[str]) -> str:
    return parts[0] + "".join(separator + part for separator, part in zip(separators, parts[1:], strict=True))


def _compact(text: str) -> str:
    return "".join(text.split())
