"""Points found by what a person types. Pure; words may come in any order, case and diacritics do not matter."""

import heapq
import math
import re
from collections.abc import Iterable, Sequence
from typing import Final

from agent.shipping.model.points import FoundPoint

from .names import fold

_POST_CODE: Final = re.compile(r"\b([0-9]{2})-([0-9]{3})\b")
_WORD: Final = re.compile(r"[^\W_]+")


def words(text: str) -> tuple[str, ...]:
    """What is looked for; a post code is one word, with its dash or without."""
    return tuple(_WORD.findall(fold(_POST_CODE.sub(r"\1\2", text))))


def searchable(*texts: str) -> str:
    """All words of a point, to be made once and asked often."""
    return f" {' '.join(words(' '.join(texts)))} "


def inexact(wanted: Sequence[str], text: str) -> int | None:
    """How many of the wanted words are only the beginning of one in a searchable text; None when one is not there at all."""
    partly = 0
    for word in wanted:
        if f" {word}" not in text:
            return None
        partly += f" {word} " not in text
    return partly


def best(points: Iterable[tuple[FoundPoint, int]], limit: int) -> tuple[FoundPoint, ...]:
    """The points that fit, each with how inexactly: the nearest first, else those that fit best, then by address."""

    def order(found: tuple[FoundPoint, int]) -> tuple[float, int, str]:
        point, partly = found
        return (math.inf if point.distance_m is None else point.distance_m, partly, fold(point.address))

    return tuple(point for point, _ in heapq.nsmallest(limit, points, key=order))
