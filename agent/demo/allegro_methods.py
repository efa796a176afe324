"""Delivery methods and carriers of the Allegro stand-in (facts: allegro-delivery-methods.md).

Identifiers of methods that no source shows are our own and begin with `5a000000`; they are UUIDs like any other.
"""

import re
from dataclasses import dataclass

from agent.demo.wire import JsonObject


@dataclass(frozen=True)
class DeliveryMethod:
    """What a buyer can choose. `endorsed`: signed by Allegro, the name begins with its brand."""

    id: str
    name: str

    @property
    def cash_on_delivery(self) -> bool:
        """Whether it is paid on delivery."""
        return "pobranie" in self.name

    @property
    def endorsed(self) -> bool:
        """Whether it is one of Allegro's own methods."""
        return self.name.startswith("Allegro")


def _own_id(number: int) -> str:
    return f"5a000000-0000-4000-8000-{number:012d}"


LOCKER = DeliveryMethod("2488f7b7-5d1c-4d65-b85c-4cbcf253fd93", "Allegro Paczkomaty InPost")
LOCKER_COD = DeliveryMethod(_own_id(1), "Allegro Paczkomaty InPost pobranie")
COURIER = DeliveryMethod("5d9c7838-e05f-4dec-afdd-58e884170ba7", "Allegro Kurier24 InPost")
COURIER_COD = DeliveryMethod("85c3ad2f-4ec1-446c-866e-63473ed10e26", "Allegro Kurier24 InPost pobranie")
LETTER = DeliveryMethod("9081532b-5ad3-467d-80bc-9252982e9dd8", "Allegro miniKurier24 InPost")
LETTER_COD = DeliveryMethod("98f86f81-0018-41c5-ac83-073a56fc7021", "Allegro miniKurier24 InPost pobranie")
PLAIN_LOCKER = DeliveryMethod(_own_id(2), "Paczkomaty InPost")
PLAIN_COURIER = DeliveryMethod(_own_id(3), "Kurier InPost")
ONE_BOX = DeliveryMethod(_own_id(4), "Allegro One Box, One Kurier")
DELIVERY_DPD = DeliveryMethod("03f26351-f683-4db2-8895-f2c599280e3c", "Allegro Kurier DPD (AD)")
ALLEGRO_ORLEN = DeliveryMethod("025cb739-ef8e-45c4-9e7b-ce4e7fece8be", "Allegro Odbiór w Punkcie ORLEN Paczka")
POCZTEX_COD = DeliveryMethod("1175efcd-15f3-4e97-8b15-258f5807b44e", "Kurier Pocztex pobranie")
POCZTEX_POINT = DeliveryMethod("07d4d067-2e02-4011-aa6e-491f6e8fe266", "Odbiór w Punkcie Pocztex")
ALLEGRO_POCZTEX = DeliveryMethod("093d950b-8497-4cc7-aa2a-6081e5e7e7e2", "Allegro Kurier Pocztex")
ALLEGRO_POCZTEX_COD = DeliveryMethod("193d950b-0082-408f-9192-6081e5e7e7e2", "Allegro Kurier Pocztex pobranie")
ALLEGRO_POCZTEX_POINT = DeliveryMethod(_own_id(5), "Allegro Odbiór w Punkcie Pocztex")
ALLEGRO_POCZTEX_POINT_COD = DeliveryMethod("128e2be0-a2b9-4793-aafd-ec5557273786", "Allegro Odbiór w Punkcie Pocztex pobranie")
ALLEGRO_REGISTERED = DeliveryMethod(_own_id(6), "Allegro Przesyłka polecona")
REGISTERED = DeliveryMethod(_own_id(7), "List polecony ekonomiczny")
PLAIN_LETTER = DeliveryMethod(_own_id(8), "List ekonomiczny")
PARCEL = DeliveryMethod(_own_id(9), "Paczka pocztowa ekonomiczna")
PARCEL_COD = DeliveryMethod(_own_id(10), "Paczka pocztowa ekonomiczna pobranie")
POCZTEX = DeliveryMethod("0175efcd-8291-4328-ac41-258f5807b44e", "Kurier Pocztex")
ORLEN = DeliveryMethod("0d0d03f6-8a6f-44e2-9285-1e53220b0653", "ORLEN Paczka")
ORLEN_COD = DeliveryMethod("1d0d03f6-7055-4cde-b6e3-1e53220b0653", "ORLEN Paczka pobranie")
PARCEL_ABROAD = DeliveryMethod(_own_id(21), "Paczka zagraniczna")
REGISTERED_ABROAD = DeliveryMethod(_own_id(22), "List polecony zagraniczny")
UNKNOWN = DeliveryMethod(_own_id(99), "Dostawa rowerem po mieście")

DELIVERY_METHODS = (
    LOCKER,
    LOCKER_COD,
    COURIER,
    COURIER_COD,
    LETTER,
    LETTER_COD,
    PLAIN_LOCKER,
    PLAIN_COURIER,
    ONE_BOX,
    DELIVERY_DPD,
    ALLEGRO_ORLEN,
    POCZTEX,
    ORLEN,
    POCZTEX_COD,
    POCZTEX_POINT,
    ALLEGRO_POCZTEX,
    ALLEGRO_POCZTEX_COD,
    ALLEGRO_POCZTEX_POINT,
    ALLEGRO_POCZTEX_POINT_COD,
    ALLEGRO_REGISTERED,
    REGISTERED,
    PLAIN_LETTER,
    PARCEL,
    PARCEL_COD,
    ORLEN_COD,
    PARCEL_ABROAD,
    REGISTERED_ABROAD,
    UNKNOWN,
    DeliveryMethod("13f26351-26fb-48d4-b5dd-f2c599280e3c", "Allegro Kurier DPD pobranie (AD)"),
    DeliveryMethod("c3066682-97a3-42fe-9eb5-9bb2978cf293", "Kurier DPD"),
    DeliveryMethod("259b5c7a-9056-4c74-80ec-9bb2978cf293", "Kurier DPD pobranie"),
    DeliveryMethod("c8be0338-63f9-42d8-bc78-ee2bd45980b6", "Kurier DHL"),
    DeliveryMethod("8de8c002-9f06-4e91-b8bc-aebcae3b9fe7", "Kurier DHL pobranie"),
)

CARRIERS: dict[str, str | None] = {
    "ALLEGRO": "Allegro",
    "DHL": "DHL",
    "DPD": "DPD",
    "FEDEX": "FedEx",
    "GLS": "GLS",
    "INPOST": "InPost",
    "PACKETA": "Packeta",
    "POCZTA_POLSKA": "Poczta Polska",
    "RUCH": "ORLEN Paczka",
    "UPS": "UPS",
    "OTHER": None,
}

_NUMBER_SHAPE = re.compile(r"[A-Za-z0-9][A-Za-z0-9 ./_-]*")
# Published nowhere; the contracts show that each carrier has one. A carrier without a row takes any shape.
_CARRIER_NUMBER = {
    "INPOST": re.compile(r"\d{24}"),
    "POCZTA_POLSKA": re.compile(r"\d{20}|[A-Z]{2}\d{9}[A-Z]{2}"),
    "DPD": re.compile(r"[0-9A-Z]{13,14}"),
    "ALLEGRO": re.compile(r"A[0-9A-Z]{6,}"),
}


def number_has_a_shape(waybill: str) -> bool:
    """Whether the text can be a number of any carrier: 1..64 characters out of the accepted set."""
    return 1 <= len(waybill) <= 64 and _NUMBER_SHAPE.fullmatch(waybill) is not None


def number_fits_carrier(carrier_id: str, waybill: str) -> bool:
    """Whether the number has the shape of this carrier's numbers."""
    pattern = _CARRIER_NUMBER.get(carrier_id)
    return pattern is None or pattern.fullmatch(waybill) is not None


def carrier_bodies() -> list[JsonObject]:
    """Return the carriers as GET /order/carriers lists them; OTHER has no name."""
    return [{"id": carrier_id} | ({"name": name} if name else {}) for carrier_id, name in CARRIERS.items()]


def method_body(method: DeliveryMethod) -> JsonObject:
    """Return the method as GET /sale/delivery-methods lists it."""
    rate = {"min": "0.00", "max": "49.99", "currency": "PLN"}
    return {
        "id": method.id,
        "name": method.name,
        "marketplaces": ["allegro-pl"],
        "paymentPolicy": "CASH_ON_DELIVERY" if method.cash_on_delivery else "IN_ADVANCE",
        "allegroEndorsed": method.endorsed,
        "dispatchCountry": "PL",
        "destinationCountry": "PL",
        "shippingRatesConstraints": {
            "allowed": True,
            "maxQuantityPerPackage": {"max": 999999},
            "maxPackageWeight": {"supported": False, "min": None, "max": None, "unit": None},
            "firstItemRate": rate,
            "nextItemRate": rate,
            "shippingTime": {
                "default": {"from": "PT24H", "to": "PT48H"},
                "customizable": True,
            },
        },
    }
