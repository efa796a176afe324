"""Checkout forms as real ones look, made from a number: the same number gives the same order.

Nested objects are null where the census of live orders found them null (allegro-rest.md, section 3.2).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum

from agent.demo import allegro_methods as methods
from agent.demo.allegro_methods import DeliveryMethod
from agent.demo.allegro_people import Person, person
from agent.demo.en.points import POINTS as POCZTEX_POINTS
from agent.demo.points import ALLEGRO_LOCKERS, POINTS
from agent.demo.pwr.locations import LOCATIONS
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


@dataclass(frozen=True)
class _Recipe:
    method: DeliveryMethod
    point: bool = False
    pni: bool = False
    smart: bool = False
    status: str = "READY_FOR_PROCESSING"
    provider: str = "SELLER"
    cancelled_at: bool = False
    sent: bool = False


_RECIPES = {
    OrderKind.LOCKER: _Recipe(methods.LOCKER, point=True),
    OrderKind.LOCKER_SMART: _Recipe(methods.LOCKER, point=True, smart=True),
    OrderKind.LOCKER_COD: _Recipe(methods.LOCKER_COD, point=True),
    OrderKind.COURIER: _Recipe(methods.COURIER),
    OrderKind.COURIER_COD: _Recipe(methods.COURIER_COD),
    OrderKind.LETTER: _Recipe(methods.LETTER),
    OrderKind.LETTER_COD: _Recipe(methods.LETTER_COD),
    OrderKind.PLAIN_LOCKER: _Recipe(methods.PLAIN_LOCKER, point=True),
    OrderKind.PLAIN_COURIER: _Recipe(methods.PLAIN_COURIER),
    OrderKind.POCZTEX: _Recipe(methods.POCZTEX),
    OrderKind.POCZTEX_COD: _Recipe(methods.POCZTEX_COD),
    OrderKind.POCZTEX_POINT: _Recipe(methods.POCZTEX_POINT, pni=True),
    OrderKind.ALLEGRO_POCZTEX: _Recipe(methods.ALLEGRO_POCZTEX),
    OrderKind.ALLEGRO_POCZTEX_COD: _Recipe(methods.ALLEGRO_POCZTEX_COD),
    OrderKind.ALLEGRO_POCZTEX_POINT: _Recipe(methods.ALLEGRO_POCZTEX_POINT, pni=True),
    OrderKind.ALLEGRO_POCZTEX_POINT_COD: _Recipe(methods.ALLEGRO_POCZTEX_POINT_COD, pni=True),
    OrderKind.ALLEGRO_REGISTERED: _Recipe(methods.ALLEGRO_REGISTERED),
    OrderKind.REGISTERED: _Recipe(methods.REGISTERED),
    OrderKind.PLAIN_LETTER: _Recipe(methods.PLAIN_LETTER),
    OrderKind.PARCEL: _Recipe(methods.PARCEL),
    OrderKind.PARCEL_COD: _Recipe(methods.PARCEL_COD),
    OrderKind.PARCEL_ABROAD: _Recipe(methods.PARCEL_ABROAD),
    OrderKind.PARCEL_CUSTOMS: _Recipe(methods.PARCEL_ABROAD),
    OrderKind.REGISTERED_ABROAD: _Recipe(methods.REGISTERED_ABROAD),
    OrderKind.ORLEN: _Recipe(methods.ORLEN, point=True),
    OrderKind.ORLEN_COD: _Recipe(methods.ORLEN_COD, point=True),
    OrderKind.CANCELLED: _Recipe(methods.LOCKER, point=True, status="CANCELLED"),
    OrderKind.CANCELLATION_ASKED: _Recipe(methods.COURIER, cancelled_at=True),
    OrderKind.UNPAID: _Recipe(methods.LOCKER, point=True, status="FILLED_IN"),
    OrderKind.BOUGHT: _Recipe(methods.LOCKER, status="BOUGHT"),
    OrderKind.ALLEGRO_WAREHOUSE: _Recipe(methods.LOCKER, point=True, provider="ALLEGRO"),
    OrderKind.ALLEGRO_ONE: _Recipe(methods.ONE_BOX, smart=True),
    OrderKind.ALLEGRO_DELIVERY: _Recipe(methods.DELIVERY_DPD, smart=True),
    OrderKind.ALLEGRO_ORLEN: _Recipe(methods.ALLEGRO_ORLEN),
    OrderKind.UNKNOWN_METHOD: _Recipe(methods.UNKNOWN),
    OrderKind.ALREADY_SENT: _Recipe(methods.LOCKER, point=True, sent=True),
    OrderKind.LANDLINE: _Recipe(methods.LOCKER, point=True),
    OrderKind.NO_HOUSE_NUMBER: _Recipe(methods.COURIER),
}

_ABROAD: dict[OrderKind, JsonObject] = {
    OrderKind.PARCEL_ABROAD: {
        "street": "Vodičkova 12/5", "city": "Praha", "zipCode": "110 00", "countryCode": "CZ", "phoneNumber": "+420 601 123 456",
    },
    OrderKind.PARCEL_CUSTOMS: {
        "street": "Baker Street 1", "city": "London", "zipCode": "NW1 6XE", "countryCode": "GB", "phoneNumber": "+442079460958",
    },
    OrderKind.REGISTERED_ABROAD: {
        "street": "Storgata 3", "city": "Oslo", "zipCode": "0155", "countryCode": "NO", "phoneNumber": "+47 22 12 34 56",
    },
}  # fmt: skip

ORLEN_POINTS = tuple(each for each in LOCATIONS.values() if each.takes_parcels)

_OFFERS = ("Kubek z żurawiem 330 ml", "Filtr oleju W712/95", "Klocki drewniane 50 szt.", "Ładowarka USB-C 65 W")
_ALPHABET = "0123456789abcdefghijklmnopqrstuvwxyz"


def order_id(number: int) -> str:
    """Return the version-1 UUID of order `number`: neighbours differ in a few characters only."""
    return f"{0x29738E61 + number * 0x1003:08x}-8a1f-11f1-ac45-09db60ede9d6"


def masked_email(number: int) -> str:
    """Return the buyer's masked address `<code>+<transaction>@allegromail.pl` of order `number`."""
    return f"{_code(number % 40 + 1, 10)}+{_code(number * 7919 + 104729, 9)}@allegromail.pl"


def build_order(kind: OrderKind = OrderKind.LOCKER, number: int = 1, *, now: datetime | None = None) -> JsonObject:
    """Return one checkout form. The body is the caller's own: change it freely before it goes to the stand-in.

    `now` is the moment of the youngest order (number 0), by default the present; each number before it is older.
    """
    recipe = _RECIPES[kind]
    buyer = person(number)
    bought_at = (now or datetime.now(UTC)) - timedelta(minutes=37 * (number % 500) + 20)
    ready = recipe.status in ("READY_FOR_PROCESSING", "CANCELLED")
    price_grosze = 1990 + number * 1237 % 24000
    cost_grosze = 0 if recipe.smart else 1199
    form: JsonObject = {
        "id": order_id(number),
        "messageToSeller": "Proszę o solidne zapakowanie." if number % 9 == 4 else None,
        "buyer": _buyer(number, buyer, known=recipe.status != "BOUGHT"),
        "payment": _payment(number, recipe, price_grosze + cost_grosze, bought_at),
        "status": recipe.status,
        "fulfillment": {
            "status": "CANCELLED" if recipe.status == "CANCELLED" else "SENT" if recipe.sent else "NEW",
            # ALL tells the stand-in to give the order a number of its own.
            "shipmentSummary": {"lineItemsSent": "ALL" if recipe.sent else "NONE"},
            "provider": {"id": recipe.provider},
        },
        "delivery": _delivery(number, kind, recipe, buyer, cost_grosze, bought_at, ready=ready),
        "invoice": {
            "required": False,
            "address": None,
            "dueDate": None,
            "features": [],
        },
        "lineItems": [_line_item(number, price_grosze, bought_at, "69111000" if kind in _ABROAD else None)],
        "surcharges": [],
        "note": None,
        "marketplace": {"id": "allegro-pl"},
        "summary": {"totalToPay": money(price_grosze + cost_grosze)},
        "updatedAt": iso(bought_at + timedelta(minutes=3)),
        "revision": f"{number * 2654435761 % 2**32:08x}",
    }
    return form


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


def money(grosze: int) -> JsonObject:
    """Return an amount as Allegro writes it: a string and a currency."""
    return {"amount": f"{grosze // 100}.{grosze % 100:02d}", "currency": "PLN"}


def iso(moment: datetime) -> str:
    """Return a time as Allegro writes it: UTC, milliseconds, `Z`."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.") + f"{moment.microsecond // 1000:03d}Z"


def _code(number: int, length: int) -> str:
    # A multiplicative scramble modulo a prime: different numbers give different codes.
    value = (number * 1_000_003 + 12_345) * 2_654_435_761 % (36**length - 1)
    letters = []
    for _ in range(length):
        value, digit = divmod(value, 36)
        letters.append(_ALPHABET[digit])
    return "".join(letters)


def _buyer(number: int, buyer: Person, *, known: bool) -> JsonObject:
    address = {"street": buyer.street, "city": buyer.city, "postCode": buyer.post_code, "countryCode": "PL"}
    return {
        "id": str(40_000_000 + number),
        "email": masked_email(number),
        "login": f"{buyer.last_name.lower()}_{number}",
        "firstName": buyer.first_name if known else None,
        "lastName": buyer.last_name if known else None,
        "companyName": None,
        "guest": False,
        "personalIdentity": None,
        "phoneNumber": buyer.phone if known else None,
        "preferences": {"language": "pl-PL"},
        "address": address if known else None,
    }


def _payment(number: int, recipe: _Recipe, total_grosze: int, bought_at: datetime) -> JsonObject | None:
    if recipe.status == "BOUGHT":
        return None
    cod = recipe.method.cash_on_delivery
    paid = not cod and recipe.status != "FILLED_IN"
    return {
        "id": f"{0x0F8F1D13 + number * 0x11:08x}-8a1f-11f1-9b00-c5b0dfb78ea6",
        "type": "CASH_ON_DELIVERY" if cod else "ONLINE",
        "provider": None if cod else "PAYU",
        "finishedAt": iso(bought_at + timedelta(minutes=2)) if cod or paid else None,
        "paidAmount": money(total_grosze) if paid else None,
        "reconciliation": None,
        "features": [],
    }


def _delivery(
    number: int,
    kind: OrderKind,
    recipe: _Recipe,
    buyer: Person,
    cost_grosze: int,
    bought_at: datetime,
    *,
    ready: bool,
) -> JsonObject | None:
    if recipe.status == "BOUGHT":
        return None
    address: JsonObject | None = {
        "firstName": buyer.first_name,
        "lastName": buyer.last_name,
        "street": buyer.street,
        "city": buyer.city,
        "zipCode": buyer.post_code,
        "countryCode": "PL",
        "companyName": "Zakład Usługowy Żuraw" if number % 12 == 5 else None,
        "phoneNumber": buyer.phone,
        "modifiedAt": None,
    }
    if address and kind is OrderKind.LANDLINE:
        address["phoneNumber"] = "+48 22 621 30 07"
    if address and kind is OrderKind.NO_HOUSE_NUMBER:
        address["street"] = "Stara Wieś"
    if address and kind in _ABROAD:
        address |= _ABROAD[kind]
    return {
        "address": address if ready else None,
        "method": {"id": recipe.method.id, "name": recipe.method.name},
        "pickupPoint": _pickup_point(number, recipe.method) if recipe.point else _pocztex_point() if recipe.pni else None,
        "cost": money(cost_grosze),
        "time": {
            "from": iso(bought_at + timedelta(days=1)),
            "to": iso(bought_at + timedelta(days=2)),
            "guaranteed": None,
            "dispatch": {"from": iso(bought_at), "to": iso(bought_at + timedelta(days=1))},
        },
        "smart": recipe.smart,
        "cancellation": {"date": iso(bought_at + timedelta(minutes=9))} if recipe.cancelled_at else None,
        "calculatedNumberOfPackages": 1 if ready else None,
    }


def _pickup_point(number: int, method: DeliveryMethod) -> JsonObject:
    if method in (methods.ORLEN, methods.ORLEN_COD):
        return _orlen_point(number)
    point = POINTS[ALLEGRO_LOCKERS[number % len(ALLEGRO_LOCKERS)]]
    return {
        "id": point.name,
        "name": f"Paczkomat {point.name}",
        "description": point.description,
        "address": {
            "street": f"{point.street} {point.building_number}",
            "zipCode": point.post_code,
            "city": point.city,
            "countryCode": "PL",
        },
    }


def _pocztex_point() -> JsonObject:
    point = POCZTEX_POINTS[414491]
    return {
        "id": str(point.pni),
        "name": f"Pocztex {point.name}",
        "description": None,
        "address": {
            "street": f"{point.street} {point.house}",
            "zipCode": f"{point.post_code[:2]}-{point.post_code[2:]}",
            "city": point.city,
            "countryCode": "PL",
        },
    }


def _orlen_point(number: int) -> JsonObject:
    """A point of ORLEN Paczka in either shape that was seen: the full code, or the six digits alone."""
    location = ORLEN_POINTS[number % len(ORLEN_POINTS)]
    return {
        "id": location.psd if number % 3 == 0 else location.code,
        "name": f"ORLEN Paczka {location.psd}",
        "description": None,
        "address": {
            "street": f"{location.street} {location.building_number}",
            "zipCode": location.zip_code,
            "city": location.city,
            "countryCode": "PL",
        },
    }


def _line_item(number: int, price_grosze: int, bought_at: datetime, hs_number: str | None) -> JsonObject:
    return {
        "id": f"62ae358b-8f65-4fc4-9c77-{number:012x}",
        "offer": {
            "id": str(7_000_000_000 + number),
            "name": _OFFERS[number % len(_OFFERS)],
            "external": {"id": f"AH-{129834 + number}"} if number % 3 else None,
            "productSet": None,
            "hsNumber": hs_number,
        },
        "quantity": 1,
        "originalPrice": money(price_grosze),
        "price": money(price_grosze),
        "deposit": None,
        "reconciliation": None,
        "selectedAdditionalServices": [],
        "vouchers": [],
        "tax": {"rate": "23.00", "subject": "GOODS", "exemption": None},
        "boughtAt": iso(bought_at),
        "discounts": [],
        "serialNumbers": None,
    }
