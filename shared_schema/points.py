"""Searching lockers and points."""

from typing import Annotated, Literal

from pydantic import Field

from . import PAGE_ROWS
from .base import AccountId, PointCode, PointText, WireModel
from .request import Request


class PointsSearchParams(WireModel):
    """Words of code, town, street or post code in any order; `near` is a point's code, and the nearest to it come first."""

    account_id: AccountId
    text: PointText
    near: PointCode | None
    limit: Annotated[int, Field(ge=1, le=PAGE_ROWS)]


class PointsSearch(Request):
    """Looks for lockers and points of an account's carrier."""

    method: Literal["points.search"]
    params: PointsSearchParams


class PointInfo(WireModel):
    """A carrier's locker or point; null where the carrier does not say.

    `full`: no parcel fits in now. `sends`: parcels can be posted there. `distance_m`: from the point that was named, as the
    crow flies.
    """

    code: str
    name: str
    address: str
    open: bool
    full: bool | None
    cash_on_delivery: bool | None
    sends: bool | None
    distance_m: int | None


class PointsSearchResult(WireModel):
    """The best first; `read_at` is when the carrier said so: now, or when the list that is kept here was read."""

    points: list[PointInfo]
    read_at: str
