"""What the domain needs from outside: a carrier's account, the marketplace, a place for labels, the clock."""

from collections.abc import AsyncIterator, Collection, Mapping, Sequence
from datetime import datetime
from typing import Literal, Protocol, runtime_checkable

from .model.failure import Failure, Note
from .model.handover import HandedOver, HandOverStatus, OpenSet, PickupSlot, ProtocolMade
from .model.label import Label
from .model.order import DeliveryMethod, ListedMethod, Order
from .model.plan import Choices, Draft
from .model.points import FoundPoints
from .model.receiver import Correction
from .model.shipment import (
    AccountReport,
    Created,
    LabelPart,
    ListedShipment,
    Parcel,
    Progress,
    RecentOrder,
    Sellers,
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
class Forms(Protocol):
    """Implemented by accounts with services that want a form printed behind the label. Every call may raise `ShippingError`."""

    def missing_form(self, service: str) -> Note | None:
        """What is said beside a label whose form did not come; None when parcels of this service go without a form. No I/O."""

    async def forms(self, service: str, shipment_ids: Sequence[str]) -> Sequence[LabelPart]:
        """The forms of parcels of this service, as `labels` gives labels.

        What fails with outcome `refused` will not be there later either.
        """


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


@runtime_checkable
class PointSearch(Protocol):
    """Implemented by accounts whose carrier's lockers and points can be searched."""

    async def search_points(self, text: str, limit: int, near: str | None = None) -> FoundPoints:
        """At most `limit` points that fit every word of the text, in any order; none for a text without words and no `near`.

        Words are parts of code, town, street or post code. `near` is the code of a point: the nearest to it come first.
        Raises ShippingError: `point_not_found` for an unknown `near`, else when nothing is kept and the carrier does not answer.
        """


@runtime_checkable
class PointCheck(Protocol):
    """Implemented by accounts that ask their carrier about a point by its code."""

    async def learn_point(self, code: str) -> None:
        """Asks about the point unless it is known for today; drafts heed it from then on. Does not raise for no answer."""


@runtime_checkable
class SettingLists(Protocol):
    """Implemented by accounts whose carrier tells what may stand in some of their settings."""

    async def setting_lists(self) -> Mapping[str, Mapping[int, str]]:
        """By the setting's name: the values and what the carrier calls them. Raises ShippingError."""


PASSWORD_WARN_DAYS = 7
"""A password that ends so soon is worth a word: without it the account stops."""


@runtime_checkable
class PasswordAccount(Protocol):
    """Implemented by accounts whose password ends, and can be changed through the carrier's interface."""

    @property
    def password_days(self) -> int | None:
        """Whole days until the password ends, as the carrier last said; None before it was asked. No I/O."""

    async def change_password(self, new: str) -> None:
        """Changes the password at the carrier, with one call; this object goes on using the old one.

        Raises `ShippingError`: after `unknown` either password may be the valid one, after any other outcome the old one is.
        """


@runtime_checkable
class HandOverProtocol(Protocol):
    """Implemented by accounts whose carrier has each parcel from the first moment and lists those that are given to it now.

    Which parcels those are comes from our ledger. May raise `ShippingError`.
    """

    async def protocol(self, shipment_ids: Sequence[str]) -> ProtocolMade:
        """Makes a protocol of these shipments, once; its failure is `unknown` when the carrier may have made one."""


@runtime_checkable
class CourierPickup(Protocol):
    """Implemented by accounts whose carrier sends a courier when one is ordered. Every call may raise `ShippingError`."""

    async def pickup_slots(self) -> Sequence[PickupSlot]:
        """When a courier can come, the soonest first, with zones; those for which it is too late are left out."""

    async def order_pickup(self, slot: PickupSlot, shipment_ids: Sequence[str]) -> str:
        """Orders a courier for these shipments; the order's number. Twice called, two couriers come.

        Raises `pickup_refused` when none was ordered for certain and `pickup_unknown` when that cannot be told.
        """


@runtime_checkable
class Withdrawal(Protocol):
    """Implemented by accounts whose carrier takes a parcel back that was not handed over yet."""

    async def withdraw(self, shipment_id: str, made_at: datetime) -> None:
        """Takes back one shipment of ours, made at about that moment; one that was taken back already is a success.

        Raises ShippingError: `withdrawal_refused` when the carrier certainly keeps the shipment, being handed over perhaps; any
        code with the outcome `unknown` when it cannot be told whether it was taken back. Then asking again is safe.
        """


class Marketplace(Protocol):
    """The seller's accounts at Allegro, usually one. Every call may raise `ShippingError`."""

    async def sellers(self) -> Sellers:
        """Whose accounts are connected; asked once. Raises while none can be used."""

    def orders(self, order_ids: Sequence[str], seller_id: str | None = None) -> AsyncIterator[Order | tuple[str, Failure]]:
        """Reads the orders fresh, each exactly once, as they come: many through the list, the rest one by one.

        With `seller_id` they are that account's; otherwise they are looked for in all of them.
        """

    async def owners(self, order_ids: Sequence[str]) -> Mapping[str, str]:
        """Whose the orders are, by order; without those that no account has."""

    async def numbers(self, seller_id: str, order_id: str) -> Sequence[TrackingNumber]:
        """The tracking numbers that stand on the order now."""

    def recent(self, seller_id: str, since: datetime) -> AsyncIterator[RecentOrder]:
        """The account's orders bought since then that have a number or are marked as sent, but for Allegro's warehouse's."""

    async def newest(self, count: int) -> Sequence[Order]:
        """At most `count` of the newest orders, whatever their state; a call for each hundred."""

    async def delivery_methods(self) -> Sequence[ListedMethod]:
        """Every delivery method of the Polish marketplace, the discontinued ones included."""

    async def carrier_ids(self, seller_id: str) -> frozenset[str]:
        """The carrier ids Allegro takes now."""

    async def add_number(self, seller_id: str, order_id: str, carrier_id: str, carrier_name: str | None, number: str) -> None:
        """Adds a number; cannot be undone. `carrier_name` only with `OTHER`."""

    async def close(self) -> None:
        """Releases connections."""


class Accounts(Protocol):
    """The seller's enabled carrier accounts, opened; follows changes of the configuration."""

    async def enabled(self, stopped: Collection[str]) -> tuple[Sequence[CarrierAccount], Mapping[str, Failure]]:
        """The accounts in their order, prepared for planning, and why some of them (by id) are not ready.

        No call is made with the accounts `stopped`.
        """

    def missing_for(self, method: DeliveryMethod) -> str | None:
        """The name of the carrier whose account would ship the method, when none of its accounts is enabled. No I/O."""


class LabelStore(Protocol):
    """Keeps label files on this station, readable by the user alone, by the attempt's reference."""

    async def keep(self, reference: str, labels: Sequence[Label]) -> None:
        """Writes what is printed for a parcel durably, each label of another format; replaces what was kept earlier."""

    async def read(self, reference: str) -> Sequence[Label]:
        """What is kept for the parcel; empty when there is nothing here, or nothing that is still what its name says."""


class LabelPrinter(Protocol):
    """The printer of this station that labels go to."""

    @property
    def name(self) -> str | None:
        """As it is chosen now; None while none is."""

    async def print(self, printer: str, document: Label) -> None:
        """Sends one document to it; returns when the computer's printing system has taken it.

        Raises ShippingError (`printer_gone`, `print_refused`); nothing of the document is printed then.
        """


class Cache(Protocol):
    """A small place on this computer's disk for what an account can read anew: bytes by name, readable by the user alone."""

    async def keep(self, name: str, content: bytes) -> None:
        """Writes the bytes whole or not at all; replaces earlier ones. Raises OSError."""

    async def read(self, name: str) -> bytes | None:
        """The kept bytes; None when there are none. Raises OSError."""


class Corrections(Protocol):
    """What people corrected of receivers, on this station and readable by the user alone: buyers' data, never in the ledger.

    Keys are ours and tell nothing of a person: see `work/corrections.py`.
    """

    async def read(self, key: str) -> Correction | None:
        """What was kept under the key; None when nothing is, or it is too old."""

    async def keep(self, entries: Mapping[str, Correction | None]) -> None:
        """Keeps the corrections durably, all or none; None forgets one. Raises OSError."""


class Clock(Protocol):
    """Time, so that tests need not wait."""

    def now(self) -> datetime:
        """The moment in UTC."""

    async def sleep(self, seconds: float) -> None:
        """Waits."""
