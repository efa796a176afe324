"""Goes through the tokens of a line and keeps what was found; reads one number with its letter."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal

from . import vocabulary as words
from .tokens import Token

Doubt = Literal["no_house_number", "house_or_flat", "street_name", "rest", "post_box", "place"]
"""Why a person should look: no house number; more than one way to take the numbers apart; the street's name is odd, or holds
a number that may be the house's; there is a text that belongs nowhere; a post office box; a place stood in another field."""


@dataclass(slots=True)
class Reading:
    """Goes through the tokens; every token that is taken ends up in a part, in `rest`, or is a word that may be left out."""

    line: str
    tokens: Sequence[Token]
    at: int = 0
    house: str = ""
    flat: str = ""
    rest: list[str] = field(default_factory=list)
    doubts: set[Doubt] = field(default_factory=set)

    def peek(self, ahead: int = 0) -> Token | None:
        """The token so far ahead, None behind the end."""
        place = self.at + ahead
        return self.tokens[place] if place < len(self.tokens) else None

    def is_word(self, known: frozenset[str], ahead: int = 0) -> bool:
        """Whether a word of the vocabulary stands there."""
        token = self.peek(ahead)
        return token is not None and token.kind == "word" and token.key in known

    def is_number(self, ahead: int = 0) -> bool:
        """Whether digits stand there."""
        token = self.peek(ahead)
        return token is not None and token.kind == "number"

    def is_sign(self, signs: str, ahead: int = 0) -> bool:
        """Whether one of the signs stands there."""
        token = self.peek(ahead)
        return token is not None and token.kind == "sign" and token.text in signs

    def slice(self, start: int, stop: int) -> str:
        """The line from one token up to another, as it was typed."""
        return self.line[self.tokens[start].start : self.tokens[stop - 1].end] if start < stop else ""


def value(reading: Reading) -> str:
    """A number with its letter, or letters with their number: 4A, U1, A."""
    if reading.is_number():
        return numbered(reading)
    word = reading.peek()
    if word is None:
        return ""
    reading.at += 1
    number = reading.peek()
    if number is not None and number.kind == "number" and number.glued:
        reading.at += 1
        return word.text + number.text
    return word.text


def numbered(reading: Reading) -> str:
    """A number with its letter: 12, 12A, 12 A."""
    number = reading.peek()
    assert number is not None  # noqa: S101 - the callers have looked
    reading.at += 1
    return number.text + _letter(reading)


def _letter(reading: Reading) -> str:
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
    if not word.glued and word.text in ("m", "l") and after is not None and after.text in ":-/" and reading.is_number(2):
        return ""
    if after is not None and after.text == "/" and behind is not None and behind.kind == "word" and len(behind.key) > 3:
        return ""
    if not word.glued and (word.key in ("m", "l") or (word.text in words.NOT_A_LETTER and after is None)):
        reading.doubts.add("house_or_flat")
    if len(word.key) == 1 or after is None or after.kind != "word" or after.glued is False:
        reading.at += 1
        return word.text
    return ""


def _then_number_word(reading: Reading) -> bool:
    return reading.is_word(words.FLAT_BEFORE_NUMBER, 1) and reading.is_number(2)
