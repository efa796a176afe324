"""A carrier's points as a person looks for them."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class FoundPoint:
    """A locker or point; None where the carrier does not say.

    `code` is the carrier's own. `open`: it works now; `full`: no parcel fits in now; `sends`: parcels can be posted there;
    `distance_m` is the way as the crow flies from the point that was named.
    """

    code: str
    name: str
    address: str
    open: bool
    full: bool | None = None
    cash_on_delivery: bool | None = None
    sends: bool | None = None
    distance_m: int | None = None


@dataclass(frozen=True, slots=True)
class FoundPoints:
    """The best first, and when the carrier said so: now, or when a list that is kept was read."""

    points: tuple[FoundPoint, ...]
    read_at: datetime
