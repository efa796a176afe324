"""Which of its looks the icon beside the clock has, told by its colour."""

import io
from collections import Counter
from typing import get_args

from PIL import Image

from agent.desktop.icons import icon
from agent.desktop.state import Look

Colour = tuple[int, int, int]
LOOKS: tuple[Look, ...] = get_args(Look)
NEAR = 24
"""Up to this much of 255 a channel may differ: the icon is drawn smaller than it is kept."""
ENOUGH = 5
"""So many points are not there by chance."""


def look_of(picture: bytes) -> Look | None:
    """None where there is no icon."""
    seen = _colours(Image.open(io.BytesIO(picture)).convert("RGB"))
    count, look = max((sum(n for each, n in seen.items() if _near(each, own)), look) for look, own in _OWN.items())
    return look if count >= ENOUGH else None


def _near(one: Colour, other: Colour) -> bool:
    return all(abs(a - b) <= NEAR for a, b in zip(one, other, strict=True))


def _colours(picture: Image.Image) -> Counter[Colour]:
    points = picture.tobytes()
    return Counter(zip(points[0::3], points[1::3], points[2::3], strict=True))


def _own_colours() -> dict[Look, Colour]:
    """The commonest colour of each look that no other one has."""
    all_of = {look: _colours(Image.open(io.BytesIO(icon(look))).convert("RGB")) for look in LOOKS}
    kept = {}
    for look, colours in all_of.items():
        others = set().union(*(each for other, each in all_of.items() if other != look))
        kept[look] = max((n, each) for each, n in colours.items() if each not in others)[1]
    return kept


_OWN = _own_colours()
