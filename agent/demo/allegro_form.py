"""Checkout forms as real ones look, made from a number: the same number gives the same form.

Nested objects are null where the census of live orders found them null (allegro-rest.md, section 3.2).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from agent.demo.allegro_methods import DeliveryMethod
from agent.demo.allegro_people import Person, person
from agent.demo.allegro_pickup import pickup_point, pocztex_point
from agent.demo.wire import JsonObject

_OFFERS = ("Kubek z żurawiem 330 ml", "Filtr oleju W712/95", "Klocki drewniane 50 szt.", "Ładowarka USB-C 65 W")
_ALPHABET = "0123456789abcdefghijklmnopqrstuvwxyz"


@dataclass(frozen=True)
class Recipe:
    """What an order has that others do not. `lives` replaces parts of the receiver's address and phone."""

    method: DeliveryMethod
    point: bool = False
    pni: bool = False
    smart: bool = False
    status: str = "READY_FOR_PROCESSING"
    provider: str = "SELLER"
    cancelled_at: bool = False
    sent: bool = False
    lives: Mapping[str, str] = field(default_factory=dict)
    hs_number: str | None = None


def order_id(number: int) -> str:
    """Return the version-1 UUID of order `number`: neighbours differ in a few characters only."""
    return f"{0x29738E61 + number * 0x1003:08x}-8a1f-11f1-ac45-09db60ede9d6"


def masked_email(number: int) -> str:
    """Return the buyer's masked address `<code>+<transaction>@allegromail.pl` of order `number`."""
    return f"{_code(number % 40 + 1, 10)}+{_code(number * 7919 + 104729, 9)}@allegromail.pl"


def checkout_form(recipe: Recipe, number: int, now: datetime) -> JsonObject:
    """Return order `number` of a shop whose youngest order, number 0, was made a few minutes before `now`."""
    buyer = person(number)
    bought_at = now - timedelta(minutes=37 * (number % 500) + 20)
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
        "delivery": _delivery(number, recipe, buyer, cost_grosze, bought_at, ready=ready),
        "invoice": {
            "required": False,
            "address": None,
            "dueDate": None,
            "features": [],
        },
        "lineItems": [_line_item(number, price_grosze, bought_at, recipe.hs_number)],
        "surcharges": [],
        "note": None,
        "marketplace": {"id": "allegro-pl"},
        "summary": {"totalToPay": money(price_grosze + cost_grosze)},
        "updatedAt": iso(bought_at + timedelta(minutes=3)),
        "revision": f"{number * 2654435761 % 2**32:08x}",
    }
    return form


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


def _payment(number: int, recipe: Recipe, total_grosze: int, bought_at: datetime) -> JsonObject | None:
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
    recipe: Recipe,
    buyer: Person,
    cost_grosze: int,
    bought_at: datetime,
    *,
    ready: bool,
) -> JsonObject | None:
    if recipe.status == "BOUGHT":
        return None
    address = {
        "firstName": buyer.first_name,
        "lastName": buyer.last_name,
        "street": buyer.street,
        "city": buyer.city,
        "zipCode": buyer.post_code,
        "countryCode": "PL",
        "companyName": "Zakład Usługowy Żuraw" if number % 12 == 5 else None,
        "phoneNumber": buyer.phone,
        "modifiedAt": None,
        **recipe.lives,
    }
    return {
        "address": address if ready else None,
        "method": {"id": recipe.method.id, "name": recipe.method.name},
        "pickupPoint": pickup_point(number, recipe.method) if recipe.point else pocztex_point() if recipe.pni else None,
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
