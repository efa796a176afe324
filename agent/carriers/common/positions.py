"""Where things are, in degrees, and how far from each other."""

import math

Position = tuple[float, float]
"""Latitude and longitude."""


def metres(one: Position | None, other: Position | None) -> float:
    """The way as the crow flies, exact enough to sort by within a country; infinite where a position is unknown."""
    if one is None or other is None:
        return math.inf
    north = (one[0] - other[0]) * 111_000
    east = (one[1] - other[1]) * 111_000 * math.cos(math.radians(one[0]))
    return math.hypot(north, east)


def whole_metres(one: Position | None, other: Position | None) -> int | None:
    """The same in whole metres; None where a position is unknown."""
    way = metres(one, other)
    return round(way) if math.isfinite(way) else None
