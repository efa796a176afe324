"""The service's own schema, asked while planning: what it would refuse becomes a problem of a field, not a fault of the call."""

from collections.abc import Mapping
from typing import Final

from agent.shipping.model.failure import Note
from shared_schema.codes import NoteCode

from .soap import Description, Fields, UnfitRequest

_NO_GUID: Final = "0" * 32

# Element or attribute of the request -> field of the order or of the settings.
_PATHS: Final[Mapping[str, str]] = {
    "nazwa": "recipient.last_name",
    "nazwa2": "recipient.last_name",
    "osobaKontaktowa": "recipient.last_name",
    "ulica": "recipient.street",
    "numerDomu": "recipient.house",
    "numerLokalu": "recipient.flat",
    "miejscowosc": "recipient.city",
    "kodPocztowy": "recipient.post_code",
    "mobile": "recipient.phone",
    "telefon": "recipient.phone",
    "email": "email",
    "kwotaPobrania": "total",
    "wartosc": "total",
    "id": "point",
    "deliveryMethod": "method",
    "kraj": "recipient.country_code",
    "okreslenieZawartosci": "lines",
    "ilosc": "lines",
}


def unfit(kind: str, shipment: Fields, description: Description) -> list[Note]:
    """The places of the shipment that the schema refuses, as problems."""
    try:
        made = description.shipment(kind, {"guid": _NO_GUID, **shipment})
        description.request("addShipment", przesylki=[made], idBufor=1)
    except UnfitRequest as error:
        places = dict.fromkeys((element, attribute or element) for element, attribute in error.places)
        return [
            Note(NoteCode.VALUE_UNFIT, f"settings.sender_{name}" if element == "nadawca" else _PATHS.get(name), {"name": name})
            for element, name in places
        ]
    return []
