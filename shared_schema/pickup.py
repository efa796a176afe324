"""Ordering a courier."""

from typing import Annotated, Literal

from pydantic import Field

from .base import AccountId, ActedMsAgo, Key, WireModel
from .request import Request


class PickupSlotsParams(WireModel):
    """One of the `couriers` of `handover.list`."""

    account_id: AccountId


class PickupSlots(Request):
    """Asks when a courier can come, and for how many parcels."""

    method: Literal["pickup.slots"]
    params: PickupSlotsParams


class PickupSlot(WireModel):
    """When a courier can come, in Polish local time: the parcels wait from `ready` ("08:00") on and are taken by `until`."""

    day: str
    ready: str
    until: str


class PickupSlotsResult(WireModel):
    """`today` and `earlier`: parcels no courier was ordered for yet, by the day they were made."""

    slots: list[PickupSlot]
    today: int
    earlier: int


class PickupOrderParams(WireModel):
    """The day of one of the slots. `earlier`: with the parcels of earlier days. The same `key` never orders twice.

    `again` is needed when a courier was ordered for that day before, or may have been.
    """

    account_id: AccountId
    key: Key
    day: Annotated[str, Field(pattern=r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$")]
    earlier: bool
    again: bool
    acted_ms_ago: ActedMsAgo | None = None


class PickupOrder(Request):
    """Orders a courier. Asks for a person like `shipments.create`."""

    method: Literal["pickup.order"]
    params: PickupOrderParams


class PickupInfo(WireModel):
    """A courier ordered lately. `unknown`: the answer was lost, look at the carrier's; `number` is the carrier's."""

    account_id: str
    state: Literal["ordered", "unknown"]
    number: str | None
    day: str
    ready: str
    until: str
    parcels: int
    station: str
    asked_at: str


class PickupOrderResult(WireModel):
    """The courier that was ordered."""

    pickup: PickupInfo
