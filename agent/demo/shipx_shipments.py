"""A shipment of the ShipX stand-in and how answers show it (inpost-shipx.md, sections 3, 5 and 6)."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta, timezone

from agent.demo.shipx_parcels import parcel_body, parcel_list
from agent.demo.shipx_services import CARRIER_NAMES, SERVICES, Service, family
from agent.demo.wire import JsonObject

ZONE = timezone(timedelta(hours=1))
"""ShipX writes local Polish time with its offset; clients must not care which offset it is."""


def iso(moment: datetime) -> str:
    """Return a time as ShipX writes it: milliseconds and offset."""
    return moment.astimezone(ZONE).isoformat(timespec="milliseconds")


@dataclass
class Shipment:
    """One shipment. `body` is the create request as it came; `service` is what InPost made of the one asked for."""

    id: int
    body: JsonObject
    service: str
    created_at: datetime
    listed_at: float
    """Seconds on the monotonic clock from which lists show it."""
    status: str = "created"
    tracking_numbers: list[str | None] = field(default_factory=list)
    offer_status: str | None = None
    failure: JsonObject | None = None
    bought_at: datetime | None = None
    updated_at: datetime | None = None
    dispatch_order_id: int | None = None

    @property
    def facts(self) -> Service:
        """The service's table row."""
        return SERVICES[family(self.service)]

    @property
    def reference(self) -> str | None:
        """The reference as the client sent it."""
        return self.body.get("reference")

    @property
    def tracking_number(self) -> str | None:
        """The number of the first parcel, None before `confirmed`."""
        return self.tracking_numbers[0] if self.tracking_numbers else None

    @property
    def receiver(self) -> JsonObject:
        """The receiver as the client sent it."""
        receiver = self.body.get("receiver")
        return receiver if isinstance(receiver, dict) else {}

    @property
    def receiver_email(self) -> str | None:
        """The receiver's e-mail byte for byte."""
        return self.receiver.get("email")

    @property
    def parcels(self) -> list[JsonObject]:
        """The parcels as the client sent them."""
        return parcel_list(self.body.get("parcels"))

    @property
    def custom_attributes(self) -> JsonObject:
        """The attributes as the client sent them."""
        attributes = self.body.get("custom_attributes")
        return attributes if isinstance(attributes, dict) else {}

    def render(self, base_url: str) -> JsonObject:
        """Return the shipment as every answer shows it."""
        attributes = dict(self.custom_attributes)
        confirmed = self.tracking_number is not None
        if confirmed and self.facts.locker:
            attributes["customer_delivering_code"] = f"{self.id * 7919 % 10**9:09d}"
        if self.dispatch_order_id is not None:
            attributes["dispatch_order_id"] = self.dispatch_order_id
        offer = self._offer()
        selected = offer if self.status not in ("created", "offers_prepared") else None
        return {
            "href": f"{base_url}/v1/shipments/{self.id}",
            "id": self.id,
            "status": self.status,
            "tracking_number": self.tracking_number,
            "return_tracking_number": None,
            "service": self.service,
            "reference": self.reference,
            "is_return": bool(self.body.get("is_return")),
            "application_id": 7742,
            "created_by_id": None,
            "external_customer_id": self.body.get("external_customer_id"),
            "sending_method": self.custom_attributes.get("sending_method"),
            "end_of_week_collection": bool(self.body.get("end_of_week_collection")),
            "comments": self.body.get("comments"),
            "mpk": None,
            "additional_services": self.body.get("additional_services") or [],
            "custom_attributes": attributes,
            "cod": _amount(self.body.get("cod")),
            "insurance": _amount(self.body.get("insurance")),
            "sender": self._sender(),
            "receiver": self._receiver(),
            "selected_offer": selected,
            "offers": [offer] if offer else [],
            "transactions": self._transactions(),
            "parcels": [
                parcel_body(parcel, self.id * 10 + index, self._number_of(index)) for index, parcel in enumerate(self.parcels)
            ],
            "created_at": iso(self.created_at),
            "updated_at": iso(self.updated_at or self.created_at),
        }

    def _number_of(self, index: int) -> str | None:
        return self.tracking_numbers[index] if index < len(self.tracking_numbers) else None

    def _sender(self) -> JsonObject:
        given = self.body.get("sender")
        sender = given if isinstance(given, dict) else _ORGANIZATION_SENDER
        address = sender.get("address") if isinstance(sender.get("address"), dict) else {}
        number = self.id + 1 if given else 0
        return _party(sender, number) | {"address": _address(address or {}, number)}

    def _receiver(self) -> JsonObject:
        given = self.receiver.get("address")
        number = self.id + 2
        return _party(self.receiver, number) | {
            "address": _address(given, number) if isinstance(given, dict) else None,
        }

    def _offer(self) -> JsonObject | None:
        if self.offer_status is None:
            return None
        name, description = CARRIER_NAMES[self.facts.carrier]
        expires = iso(self.created_at + timedelta(minutes=5)) if self.offer_status == "selected" else None
        reasons = None
        if self.offer_status == "unavailable":
            reasons = [{"key": "parcels_size_invalid", "message": "Parcel is too large or too heavy."}]
        return {
            "id": self._offer_id,
            "status": self.offer_status,
            "expires_at": expires,
            "rate": None,
            "currency": "PLN",
            "additional_services": [],
            "carrier": {"id": self.facts.carrier, "name": name, "description": description},
            "service": {"id": self.service, "name": self.facts.name, "description": self.facts.name},
            "unavailability_reasons": reasons,
        }

    @property
    def _offer_id(self) -> int:
        return self.id + 400

    def _transactions(self) -> list[JsonObject]:
        if self.failure is None and self.tracking_number is None:
            return []
        at = iso(self.bought_at or self.created_at)
        return [
            {
                "id": self.id + 600,
                "status": "success" if self.failure is None else "failure",
                "offer_id": self._offer_id,
                "details": self.failure or {},
                "created_at": at,
                "updated_at": at,
            }
        ]


_ORGANIZATION_SENDER: JsonObject = {
    "company_name": "Sklep Żuraw",
    "first_name": "Żaneta",
    "last_name": "Żuraw",
    "email": "sprzedawca@example.com",
    "phone": "500600700",
    "address": {"street": "Malborska", "building_number": "130", "city": "Kraków", "post_code": "30-624"},
}


def _party(given: JsonObject, number: int) -> JsonObject:
    names = ("name", "company_name", "first_name", "last_name", "email", "phone")
    return {"id": number} | {name: given.get(name) for name in names}


def _address(given: JsonObject, number: int) -> JsonObject:
    names = ("street", "building_number", "line1", "line2", "city", "post_code")
    return {"id": number} | {name: given.get(name) for name in names} | {"country_code": given.get("country_code", "PL")}


def _amount(given: object) -> JsonObject:
    if not isinstance(given, dict):
        return {"amount": None, "currency": None}
    return {"amount": given.get("amount"), "currency": given.get("currency", "PLN")}
