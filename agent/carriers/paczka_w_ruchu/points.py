"""The list of pickup points, and a code of an order looked up in it (contract: paczka-w-ruchu.md, section 7)."""

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from lxml import etree

from agent.carriers.common.point_search import best, inexact, searchable, words
from agent.carriers.common.positions import Position, metres, whole_metres
from agent.shipping.model.points import FoundPoint

from .dataset import fields, number
from .service import NAMESPACE

MOST_ALTERNATIVES: Final = 3
RENEWED_AT_HOUR: Final = 6
"""The service renews its list about then, Polish time (contract, section 7)."""
WARSAW: Final = ZoneInfo("Europe/Warsaw")

_FULL = re.compile(r"[A-Z0-9]{2}-([0-9]{6})-[A-Z0-9]{2}-[A-Z0-9]{2}")
_NUMBER = re.compile(r"(?:[A-Z0-9]{2}-)?([0-9]{6})")
_NS = f"{{{NAMESPACE}}}"


@dataclass(frozen=True, slots=True)
class Point:
    """One point of today's list. `near` are the numbers the service itself suggests, the nearest first."""

    code: str
    number: int
    address: str
    position: Position | None
    open: bool
    full: bool
    cash_on_delivery: bool
    near: tuple[int, ...] = ()
    post_code: str = ""
    place: str = ""
    """Where exactly, in the service's words; mostly empty."""

    @property
    def takes_parcels(self) -> bool:
        """Whether a parcel can be sent there now."""
        return self.open and not self.full


@dataclass(frozen=True, slots=True)
class PointList:
    """Every point by its number, when the list was read, and by number what each is found by."""

    points: Mapping[int, Point]
    read_at: datetime
    texts: Mapping[int, str]


def point_list(points: Mapping[int, Point], read_at: datetime) -> PointList:
    """The list made ready for searching, which for a whole one takes a noticeable moment."""
    texts = {each.number: searchable(each.code, each.address, each.post_code, each.place) for each in points.values()}
    return PointList(points, read_at, texts)


def last_renewal(now: datetime) -> datetime:
    """When the service last renewed its list."""
    local = now.astimezone(WARSAW)
    today = local.replace(hour=RENEWED_AT_HOUR, minute=0, second=0, microsecond=0)
    return today if today <= local else today - timedelta(days=1)


def search(points: PointList, text: str, limit: int, near: Point | None) -> tuple[FoundPoint, ...]:
    """The points that fit every word; all of them for a text without words when one is named to be near to."""
    wanted = words(text)
    if not wanted and near is None:
        return ()
    fit = ((points.points[psd], inexact(wanted, haystack)) for psd, haystack in points.texts.items())
    return best(((_found(point, near), partly) for point, partly in fit if partly is not None and point is not near), limit)


def _found(point: Point, near: Point | None) -> FoundPoint:
    return FoundPoint(
        code=point.code,
        name=point.place,
        address=f"{point.post_code} {point.address}".strip(),
        open=point.open,
        full=point.full,
        cash_on_delivery=point.cash_on_delivery,
        distance_m=None if near is None else whole_metres(near.position, point.position),
    )


def point_number(code: str) -> int | None:
    """The six digits that stay for ever, out of either shape; None for a code that cannot be this network's."""
    text = code.strip().upper()
    found = _FULL.fullmatch(text) or _NUMBER.fullmatch(text)
    return int(found[1]) if found else None


def full_code(code: str) -> str:
    """The code as the service takes it: a full one as it is, a bare number in the shape that lets the service find the rest."""
    text = code.strip().upper()
    return text if _FULL.fullmatch(text) else f"XX-{point_number(text):06d}-00-00"


def read_points(response: etree._Element) -> tuple[int | None, str, dict[int, Point]]:
    """Code, text and points of the answer to `GiveMeAllRUCHWithFilled`; points without a usable number are left out."""
    result = response[0] if len(response) else response
    points: dict[int, Point] = {}
    for element in result.iter(f"{_NS}PointPwR"):
        point = _point(element)
        if point is not None:
            points[point.number] = point
    said = fields(result)
    return number(said.get("Err")), said.get("ErrDes", ""), points


def alternatives(point: Point, points: Mapping[int, Point], cash_on_delivery: bool) -> str:
    """The nearest points that take the parcel, one after the other, for a person to read; empty when none is known."""
    fit = [each for each in points.values() if each.takes_parcels and (each.cash_on_delivery or not cash_on_delivery)]
    suggested = [each for near in point.near for each in fit if each.number == near]
    by_way = sorted((each for each in fit if each not in suggested), key=lambda each: metres(point.position, each.position))
    nearest = [each for each in by_way if metres(point.position, each.position) < math.inf]
    return "; ".join(f"{each.code} {each.address}" for each in (suggested + nearest)[:MOST_ALTERNATIVES])


def _point(element: etree._Element) -> Point | None:
    said = fields(element)
    psd, code = number(said.get("PSD")), said.get("DestinationCode", "").upper()
    if psd is None or not _FULL.fullmatch(code):
        return None
    house = said.get("BuildingNumber") or said.get("BuilingNumber", "")
    suggestions = [fields(each) for each in element.iter(f"{_NS}PointPwRSuggestion")]
    return Point(
        code=code,
        number=psd,
        address=f"{said.get('StreetName', '')} {house}, {said.get('City', '')}".strip(" ,"),
        position=_position(said.get("Latitude", ""), said.get("Longitude", "")),
        open=said.get("Available") != "false",
        full=said.get("Filled") == "true",
        cash_on_delivery=said.get("CashOnDelivery") == "true",
        near=_nearest(suggestions),
        post_code=said.get("ZipCode", ""),
        place=said.get("Location", ""),
    )


def _nearest(suggestions: Sequence[Mapping[str, str]]) -> tuple[int, ...]:
    known = [(_float(each.get("Distance", "")), number(each.get("PSD"))) for each in suggestions]
    return tuple(psd for _, psd in sorted((way if way is not None else math.inf, psd) for way, psd in known if psd is not None))


def _position(latitude: str, longitude: str) -> Position | None:
    north, east = _float(latitude), _float(longitude)
    return None if north is None or east is None else (north, east)


def _float(text: str) -> float | None:
    try:
        value = float(text.replace(",", "."))
    except ValueError:
        return None
    return value if math.isfinite(value) else None
