"""What has to be handed over to a carrier as a set before it knows of the parcels in it."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from .failure import Words

HandOverStatus = Literal["under_way", "accepted", "rejected"]


@dataclass(frozen=True, slots=True)
class OpenSet:
    """A set of ours that is not handed over yet; `place` is where it is to be brought, `parcels` how many are in it."""

    id: str
    day: date
    place: str
    parcels: int


@dataclass(frozen=True, slots=True)
class SetError:
    """What the carrier says of one parcel of a set, or of the set itself when it names none."""

    order_id: str | None
    tracking_number: str | None
    words: Words
    shipment_id: str | None = None
    """The carrier's own id, where that is what it names the parcel by."""


@dataclass(frozen=True, slots=True)
class HandedOver:
    """A set that was handed over: its id from now on, how many parcels it holds, and what the carrier says of them."""

    id: str
    parcels: int
    status: HandOverStatus
    errors: tuple[SetError, ...]


@dataclass(frozen=True, slots=True)
class ProtocolMade:
    """A hand-over protocol: its PDFs, the shipments in them, and what the carrier says of the others.

    `gone` are those that belong into no protocol any more: withdrawn, or on their way already. Without `listed` nothing was made.
    """

    papers: tuple[bytes, ...]
    listed: tuple[str, ...]
    gone: tuple[str, ...]
    errors: tuple[SetError, ...]


@dataclass(frozen=True, slots=True)
class PickupSlot:
    """When a courier can come: from `ready` on the parcels must wait, by `until` they are taken.

    After `latest` it is too late to order him.
    """

    ready: datetime
    until: datetime
    latest: datetime
