"""What the domain needs from outside: a carrier's account, the marketplace, a place for labels, the clock."""

from collections.abc import AsyncIterator, Collection, Mapping, Sequence
from datetime import datetime
from typing import Literal, Protocol, runtime_checkable

from .model.failure import Failure
from .model.handover import HandedOver, HandOverStatus, OpenSet
from .model.order import DeliveryMethod, ListedMethod, Order
from .model.plan import Choices, Draft
from .model.shipment import (
    AccountReport,
    Created,
    LabelPart,
    ListedShipment,
    Parcel,
    Progress,
    RecentOrder,
    Seller,
    TrackingNumber,
)

Match = Literal["own", "id", "name"]
"""How surely a delivery method is the carrier's: by the seller's own map, by its UUID, or only by its name, a suggestion."""


class CarrierAccount(Protocol):
    """One configured account at a carrier. Every call may raise `ShippingError`; its `outcome` must be true."""

    @property
    def id(self) -> str:
        """The account's id in the configuration, for example `inpost`."""

    @property
    def carrier(self) -> str:
        """The carrier's id in the registry."""

    @property
    def carrier_name(self) -> str:
        """The carrier's name for people, at most 30 characters: it is sent to Allegro with `OTHER`."""

    @property
    def max_parcels_per_call(self) -> int:
        """How many parcels one `create` takes."""

    @property
    def max_ids_per_call(self) -> int:
        """How many shipments one `progress` or `labels` takes."""

    @property
    def lookup_pauses_s(self) -> tuple[float, ...]:
        """Seconds to wait before each look for a parcel whose answer was lost; after the last look a person decides."""

    @property
    def concurrency(self) -> int:
        """How many calls may be under way at once."""

    @property
    def requests_per_minute(self) -> int:
        """How many calls may start in a minute."""

    @property
    def allegro_carrier_ids(self) -> tuple[str, ...]:
        """Allegro's ids for this carrier's numbers, the best first; `OTHER` with the carrier's name is the last resort."""

    @property
    def numbers_are_ids(self) -> bool:
        """Whether a shipment's id is its tracking number, so that a label can be had by the number alone."""

    async def check(self) -> AccountReport:
        """Tries the credentials with a call that needs them."""

    async def prepare(self) -> None:
        """Reads what planning needs (services of the contract, COD account), unless it is known and fresh."""

    def matches(self, method: DeliveryMethod) -> Match | None:
        """Whether the delivery method is this account's to ship. No I/O."""

    @property
    def services(self) -> tuple[str, ...]:
        """The services that may be chosen for an order; as far as the contract is known, only those it has."""

    def draft(self, order: Order, choices: Choices) -> Draft:
        """What would be sent for an order whose method matches, or by the service chosen. No I/O; needs `prepare` before.

        Raises ValueError when the method is not the account's and no service is chosen.
        """

    async def create(self, parcels: Sequence[Parcel]) -> Mapping[str, Created | Failure]:
        """Sends the parcels; one answer per reference. Raises when the whole call failed, with its outcome."""

    async def find(self, sent: Mapping[str, datetime]) -> Mapping[str, Created]:
        """Looks once for shipments by our references, created around the moments given; those not to be seen are left out."""

    async def listed(self, since: datetime) -> Sequence[ListedShipment] | None:
        """Everything made at this account since then, by us or by others; None when this carrier has no list to compare with.

        Raises rather than give a list that may not be whole: whatever is missing from it would be taken for gone.
        """

    async def progress(self, shipment_ids: Sequence[str]) -> Sequence[Progress]:
        """Where the shipments stand; one that the carrier does not list is left out."""

    async def labels(self, shipment_ids: Sequence[str]) -> Sequence[LabelPart]:
        """The labels as the carrier gives them: one part or several, in any order."""

    async def close(self) -> None:
        """Releases connections."""


@runtime_checkable
class HandOver(Protocol):
    """Implemented by accounts whose carrier gets the parcels only as a set. Every call may raise `ShippingError`."""

    async def open_sets(self) -> Sequence[OpenSet]:
        """Our sets with parcels in them that are not handed over yet, the oldest first, earlier days included."""

    async def hand_over(self, set_id: str) -> HandedOver:
        """Sends one of our open sets as a whole; cannot be undone.

        Raises `set_not_open` when there is no such set, `hand_over_refused` when the carrier did not take it, and
        `hand_over_unknown` when that cannot be told: then the list of open sets shows it.
        """

    async def hand_over_status(self, handed_id: str) -> HandOverStatus:
        """How far a set that was handed over has come."""

    async def posting_book(self, handed_id: str) -> bytes:
        """The PDF that is signed at the counter."""


class Marketplace(Protocol):
    """The seller's account at Allegro. Every call may raise `ShippingError`."""

    async def seller(self) -> Seller:
        """Whose account is connected; remembered after the first call."""

    def orders(self, order_ids: Sequence[str]) -> AsyncIterator[Order | tuple[str, Failure]]:
        """Reads the orders fresh, each exactly once, as they come: many through the list, the rest one by one."""

    async def numbers(self, order_id: str) -> Sequence[TrackingNumber]:
        """The tracking numbers that stand on the order now."""

    def recent(self, since: datetime) -> AsyncIterator[RecentOrder]:
        """The orders bought since then that have a tracking number or are marked as sent, but for Allegro's warehouse's."""

    async def newest(self, count: int) -> Sequence[Order]:
        """At most `count` of the newest orders, whatever their state; a call for each hundred."""

    async def delivery_methods(self) -> Sequence[ListedMethod]:
        """Every delivery method of the Polish marketplace, the discontinued ones included."""

    async def carrier_ids(self) -> frozenset[str]:
        """The carrier ids Allegro takes now."""

    async def add_number(self, order_id: str, carrier_id: str, carrier_name: str | None, number: str) -> None:
        """Adds a number; cannot be undone. `carrier_name` only with `OTHER`."""

    async def close(self) -> None:
        """Releases connections."""


class Accounts(Protocol):
    """The seller's enabled carrier accounts, opened; follows changes of the configuration."""

    async def enabled(self, stopped: Collection[str]) -> tuple[Sequence[CarrierAccount], Mapping[str, Failure]]:
        """The accounts in their order, prepared for planning, and why some of them (by id) are not ready.

        No call is made with the accounts `stopped`.
        """


class LabelStore(Protocol):
    """Keeps label files on this station, readable by the user alone, by the attempt's reference."""

    async def keep(self, reference: str, content: bytes) -> None:
        """Writes the label durably; replaces an earlier one."""

    async def read(self, reference: str) -> bytes | None:
        """The kept label; None when there is none here."""


class Clock(Protocol):
    """Time, so that tests need not wait."""

    def now(self) -> datetime:
        """The moment in UTC."""

    async def sleep(self, seconds: float) -> None:
        """Waits."""
