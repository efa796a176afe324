"""The orders a stand-in shop has: what each kind of them is made to show, and how many of which.

The same kind and number always give the same order.
"""

from collections.abc import Sequence
from datetime import UTC, datetime
from enum import StrEnum
from typing import Final

from agent.demo import allegro_methods as methods
from agent.demo.allegro_form import Recipe, checkout_form
from agent.demo.wire import JsonObject


class OrderKind(StrEnum):
    """What an order is made to show."""

    LOCKER = "locker"
    LOCKER_SMART = "locker_smart"
    LOCKER_COD = "locker_cod"
    COURIER = "courier"
    COURIER_COD = "courier_cod"
    LETTER = "letter"
    LETTER_COD = "letter_cod"
    PLAIN_LOCKER = "plain_locker"
    PLAIN_COURIER = "plain_courier"
    POCZTEX = "pocztex"
    POCZTEX_COD = "pocztex_cod"
    POCZTEX_POINT = "pocztex_point"
    ALLEGRO_POCZTEX = "allegro_pocztex"
    ALLEGRO_POCZTEX_COD = "allegro_pocztex_cod"
    ALLEGRO_POCZTEX_POINT = "allegro_pocztex_point"
    ALLEGRO_POCZTEX_POINT_COD = "allegro_pocztex_point_cod"
    ALLEGRO_REGISTERED = "allegro_registered"
    REGISTERED = "registered"
    PLAIN_LETTER = "plain_letter"
    PARCEL = "parcel"
    PARCEL_COD = "parcel_cod"
    PARCEL_ABROAD = "parcel_abroad"
    PARCEL_CUSTOMS = "parcel_customs"
    REGISTERED_ABROAD = "registered_abroad"
    ORLEN = "orlen"
    ORLEN_COD = "orlen_cod"
    CANCELLED = "cancelled"
    CANCELLATION_ASKED = "cancellation_asked"
    UNPAID = "unpaid"
    BOUGHT = "bought"
    ALLEGRO_WAREHOUSE = "allegro_warehouse"
    ALLEGRO_ONE = "allegro_one"
    ALLEGRO_DELIVERY = "allegro_delivery"
    ALLEGRO_ORLEN = "allegro_orlen"
    UNKNOWN_METHOD = "unknown_method"
    ALREADY_SENT = "already_sent"
    LANDLINE = "landline"
    NO_HOUSE_NUMBER = "no_house_number"


_PRAGUE: Final = {
    "street": "Vodičkova 12/5",
    "city": "Praha",
    "zipCode": "110 00",
    "countryCode": "CZ",
    "phoneNumber": "+420 601 123 456",
}
_LONDON: Final = {
    "street": "Baker Street 1",
    "city": "London",
    "zipCode": "NW1 6XE",
    "countryCode": "GB",
    "phoneNumber": "+442079460958",
}
_OSLO: Final = {"street": "Storgata 3", "city": "Oslo", "zipCode": "0155", "countryCode": "NO", "phoneNumber": "+47 22 12 34 56"}
_MUGS: Final = "69111000"
"""Their number in the customs tariff."""


_RECIPES = {
    OrderKind.LOCKER: Recipe(methods.LOCKER, point=True),
    OrderKind.LOCKER_SMART: Recipe(methods.LOCKER, point=True, smart=True),
    OrderKind.LOCKER_COD: Recipe(methods.LOCKER_COD, point=True),
    OrderKind.COURIER: Recipe(methods.COURIER),
    OrderKind.COURIER_COD: Recipe(methods.COURIER_COD),
    OrderKind.LETTER: Recipe(methods.LETTER),
    OrderKind.LETTER_COD: Recipe(methods.LETTER_COD),
    OrderKind.PLAIN_LOCKER: Recipe(methods.PLAIN_LOCKER, point=True),
    OrderKind.PLAIN_COURIER: Recipe(methods.PLAIN_COURIER),
    OrderKind.POCZTEX: Recipe(methods.POCZTEX),
    OrderKind.POCZTEX_COD: Recipe(methods.POCZTEX_COD),
    OrderKind.POCZTEX_POINT: Recipe(methods.POCZTEX_POINT, pni=True),
    OrderKind.ALLEGRO_POCZTEX: Recipe(methods.ALLEGRO_POCZTEX),
    OrderKind.ALLEGRO_POCZTEX_COD: Recipe(methods.ALLEGRO_POCZTEX_COD),
    OrderKind.ALLEGRO_POCZTEX_POINT: Recipe(methods.ALLEGRO_POCZTEX_POINT, pni=True),
    OrderKind.ALLEGRO_POCZTEX_POINT_COD: Recipe(methods.ALLEGRO_POCZTEX_POINT_COD, pni=True),
    OrderKind.ALLEGRO_REGISTERED: Recipe(methods.ALLEGRO_REGISTERED),
    OrderKind.REGISTERED: Recipe(methods.REGISTERED),
    OrderKind.PLAIN_LETTER: Recipe(methods.PLAIN_LETTER),
    OrderKind.PARCEL: Recipe(methods.PARCEL),
    OrderKind.PARCEL_COD: Recipe(methods.PARCEL_COD),
    OrderKind.PARCEL_ABROAD: Recipe(methods.PARCEL_ABROAD, lives=_PRAGUE, hs_number=_MUGS),
    OrderKind.PARCEL_CUSTOMS: Recipe(methods.PARCEL_ABROAD, lives=_LONDON, hs_number=_MUGS),
    OrderKind.REGISTERED_ABROAD: Recipe(methods.REGISTERED_ABROAD, lives=_OSLO, hs_number=_MUGS),
    OrderKind.ORLEN: Recipe(methods.ORLEN, point=True),
    OrderKind.ORLEN_COD: Recipe(methods.ORLEN_COD, point=True),
    OrderKind.CANCELLED: Recipe(methods.LOCKER, point=True, status="CANCELLED"),
    OrderKind.CANCELLATION_ASKED: Recipe(methods.COURIER, cancelled_at=True),
    OrderKind.UNPAID: Recipe(methods.LOCKER, point=True, status="FILLED_IN"),
    OrderKind.BOUGHT: Recipe(methods.LOCKER, status="BOUGHT"),
    OrderKind.ALLEGRO_WAREHOUSE: Recipe(methods.LOCKER, point=True, provider="ALLEGRO"),
    OrderKind.ALLEGRO_ONE: Recipe(methods.ONE_BOX, smart=True),
    OrderKind.ALLEGRO_DELIVERY: Recipe(methods.DELIVERY_DPD, smart=True),
    OrderKind.ALLEGRO_ORLEN: Recipe(methods.ALLEGRO_ORLEN),
    OrderKind.UNKNOWN_METHOD: Recipe(methods.UNKNOWN),
    OrderKind.ALREADY_SENT: Recipe(methods.LOCKER, point=True, sent=True),
    OrderKind.LANDLINE: Recipe(methods.LOCKER, point=True, lives={"phoneNumber": "+48 22 621 30 07"}),
    OrderKind.NO_HOUSE_NUMBER: Recipe(methods.COURIER, lives={"street": "Stara Wieś"}),
}


def build_order(kind: OrderKind = OrderKind.LOCKER, number: int = 1, *, now: datetime | None = None) -> JsonObject:
    """Return one checkout form. The body is the caller's own: change it freely before it goes to the stand-in.

    `now` is the moment of the youngest order (number 0), by default the present; each number before it is older.
    """
    return checkout_form(_RECIPES[kind], number, now or datetime.now(UTC))


def demo_orders(now: datetime | None = None) -> list[JsonObject]:
    """Return the orders of `nadajnik demo`: the first three ship without trouble, the next show what happens else.

    The last six ship without trouble too, with Poczta Polska, ordinary and Allegro's, and with ORLEN Paczka.
    """
    kinds = (
        OrderKind.LOCKER,
        OrderKind.COURIER,
        OrderKind.LETTER,
        OrderKind.LOCKER_SMART,
        OrderKind.LOCKER_COD,
        OrderKind.COURIER_COD,
        OrderKind.PLAIN_LOCKER,
        OrderKind.PLAIN_COURIER,
        OrderKind.CANCELLED,
        OrderKind.UNPAID,
        OrderKind.ALLEGRO_WAREHOUSE,
        OrderKind.ALLEGRO_ONE,
        OrderKind.ALLEGRO_DELIVERY,
        OrderKind.ALREADY_SENT,
        OrderKind.UNKNOWN_METHOD,
        OrderKind.LANDLINE,
        OrderKind.POCZTEX,
        OrderKind.ORLEN,
        OrderKind.ALLEGRO_POCZTEX,
        OrderKind.ORLEN_COD,
        OrderKind.POCZTEX_COD,
        OrderKind.ALLEGRO_POCZTEX_POINT_COD,
    )
    return [build_order(kind, number, now=now) for number, kind in enumerate(kinds)]


SHIPPABLE_MIX = (
    OrderKind.LOCKER,
    OrderKind.LOCKER_SMART,
    OrderKind.LOCKER,
    OrderKind.COURIER,
    OrderKind.LOCKER_COD,
    OrderKind.LETTER,
    OrderKind.LOCKER,
    OrderKind.COURIER_COD,
)


def many_orders(
    count: int, kinds: Sequence[OrderKind] = SHIPPABLE_MIX, *, first_number: int = 1000, now: datetime | None = None
) -> list[JsonObject]:
    """Return `count` orders that take their kinds in turn; by default all of them can be shipped."""
    return [build_order(kinds[index % len(kinds)], first_number + index, now=now) for index in range(count)]
