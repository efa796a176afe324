"""The list of points as it is kept between two runs of the program: compressed JSON, believed only when all of it fits."""

import gzip
import zlib
from dataclasses import dataclass
from typing import Final, Literal

from pydantic import AwareDatetime, TypeAdapter, ValidationError

from .points import Point, PointList, point_list


@dataclass(frozen=True, slots=True)
class _Kept:
    version: Literal[1]
    service: str
    read_at: AwareDatetime
    points: tuple[Point, ...]


_SHAPE: Final = TypeAdapter(_Kept)


def packed(points: PointList, service: str) -> bytes:
    """The list to be kept; `service` is the address it was read from."""
    return gzip.compress(_SHAPE.dump_json(_Kept(1, service, points.read_at, tuple(points.points.values()))), mtime=0)


def unpacked(content: bytes, service: str) -> PointList | None:
    """The list as it was kept; None for one that is damaged, of another version of the program, or from another address."""
    try:
        kept = _SHAPE.validate_json(gzip.decompress(content), strict=True)
    except (ValidationError, OSError, EOFError, zlib.error):
        return None
    if kept.service != service or not kept.points:
        return None
    return point_list({each.number: each for each in kept.points}, kept.read_at)
