"""A parcel that exists already for an order."""

from typing import Literal

from .base import WireModel


class Earlier(WireModel):
    """A shipment the order already has: `ledger` = made by Nadajnik, `allegro` = a number found at Allegro.

    `station_seen_at` is set while another packing station is working on it: when it was last seen.
    """

    source: Literal["ledger", "allegro"]
    carrier: str
    tracking_number: str | None
    state: str
    created_at: str | None
    station: str | None
    station_seen_at: str | None
