"""The weight of an order as its offers' names tell it: "Karma 2,5 kg", "Kawa ziarnista 500g", "Mąka 6 x 1 kg"."""

import re
from collections.abc import Iterable
from decimal import Decimal

from agent.shipping.model.order import OrderLine

_WEIGHT = re.compile(
    r"(?<![\w.,])(?:(?P<times>[0-9]{1,3})\s?(?:x|×|\*|szt\.?\s?(?:po\s)?)\s?)?"
    r"(?P<amount>[0-9]{1,5}(?:[.,][0-9]{1,3})?)\s?(?P<unit>kg|dag|g)(?![\w/])",
    re.IGNORECASE,
)
_LIMIT = re.compile(r"\b(?:do|od|max|maks|maksymalnie|udźwig)[.:]?\s*$", re.IGNORECASE)
"""Before a weight that is not the thing's own: a scale up to 20 kg."""
_GRAMS = {"kg": 1000, "dag": 10, "g": 1}


def parsed_weight_g(lines: Iterable[OrderLine]) -> int | None:
    """The pieces' weights added up; None when a line has no weight in its name, more than one, or no known quantity."""
    total = 0
    for line in lines:
        weight = named_weight_g(line.name)
        if weight is None or line.quantity < 1:
            return None
        total += weight * line.quantity
    return total or None


def named_weight_g(name: str) -> int | None:
    """The one weight a name tells, in whole grams; None when there is none, or two that differ, or one that is a limit."""
    found = {None if _LIMIT.search(name[: match.start()]) else _grams(match) for match in _WEIGHT.finditer(name)}
    return found.pop() if len(found) == 1 else None


def _grams(match: re.Match[str]) -> int | None:
    grams = int(match["times"] or 1) * Decimal(match["amount"].replace(",", ".")) * _GRAMS[match["unit"].lower()]
    return int(grams) if grams == int(grams) and grams > 0 else None
