"""What ShipX refuses when a shipment is created (inpost-shipx.md, sections 3, 4, 5, 9 and 12)."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Protocol

from agent.demo.points import POINTS
from agent.demo.shipx_errors import ORDER_NOT_FOUND, WRONG_KIND
from agent.demo.shipx_options import ShipxOptions
from agent.demo.shipx_parcels import check_parcels
from agent.demo.shipx_services import SENDING_METHODS, SERVICES, Service
from agent.demo.wire import JsonObject

_PHONE = re.compile(r"\d{9}")
_MOBILE = re.compile(r"(45|50|51|53|57|60|66|69|72|73|78|79|88)\d{7}")
_POST_CODE = re.compile(r"\d{2}-\d{3}")
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")


class AllegroOrder(Protocol):
    """What InPost knows about an Allegro order."""

    @property
    def ready(self) -> bool:
        """Whether it is paid and passed on to InPost."""

    @property
    def method_name(self) -> str:
        """The delivery method the buyer chose."""

    @property
    def smart(self) -> bool:
        """Whether the buyer used Smart."""


@dataclass
class Problems:
    """Collects refusals in the nested shape of ShipX's `details`."""

    details: JsonObject = field(default_factory=dict)

    def add(self, path: str, key: str) -> None:
        """Add a key under a dotted path, each level wrapped in a list: `receiver.email` -> {receiver:[{email:[key]}]}."""
        *parents, leaf = path.split(".")
        level = self.details
        for parent in parents:
            level = level.setdefault(parent, [{}])[0]
        keys = level.setdefault(leaf, [])
        if key not in keys:
            keys.append(key)

    def add_sentence(self, path: str, sentence: str) -> None:
        """Add a plain string instead of a list of keys, as the refusals about Allegro orders are."""
        parent, leaf = path.split(".")
        self.details.setdefault(parent, [{}])[0][leaf] = sentence


def offered_services(options: ShipxOptions) -> tuple[str, ...]:
    """Return the services of the account; a courier contract adds inpost_courier_standard."""
    return options.services + (("inpost_courier_standard",) if options.courier_contract else ())


def check_create(body: JsonObject, options: ShipxOptions, allegro_order: AllegroOrder | None) -> JsonObject:
    """Return the `details` of everything wrong with a create request; an empty object means it is taken.

    `allegro_order` is the order that belongs to the receiver's e-mail, if any.
    """
    problems = Problems()
    asked = body.get("service")
    service = SERVICES.get(asked if isinstance(asked, str) else "inpost_locker_standard" if asked is None else "")
    if service is None or (asked is not None and asked not in offered_services(options)):
        problems.add("service", "invalid" if service is None else "unavailable")
        return problems.details
    _check_receiver(body.get("receiver"), service, problems)
    check_parcels(body.get("parcels"), service, problems)
    _check_money(body, service, problems)
    _check_texts(body, problems)
    attributes = body.get("custom_attributes")
    _check_attributes(attributes if isinstance(attributes, dict) else {}, service, options, problems)
    if service.method_prefix is not None:
        _check_allegro_order(service, allegro_order, problems)
    return problems.details


def _check_receiver(receiver: object, service: Service, problems: Problems) -> None:
    if not isinstance(receiver, dict):
        problems.add("receiver", "required")
        return
    phone = receiver.get("phone")
    if not phone:
        problems.add("receiver.phone", "required")
    elif not isinstance(phone, str) or not _PHONE.fullmatch(phone):
        problems.add("receiver.phone", "invalid_format")
    elif service.locker and not _MOBILE.fullmatch(phone):
        problems.add("receiver.phone", "invalid")
    email = receiver.get("email")
    if not email and (service.locker or service.method_prefix):
        problems.add("receiver.email", "required")
    elif email and (not isinstance(email, str) or not _EMAIL.fullmatch(email)):
        problems.add("receiver.email", "invalid_format")
    if service.locker:
        return
    if not receiver.get("company_name"):
        for name in ("first_name", "last_name"):
            if not receiver.get(name):
                problems.add(f"receiver.{name}", "required")
    _check_address(receiver.get("address"), problems)


def _check_address(address: object, problems: Problems) -> None:
    if not isinstance(address, dict):
        problems.add("receiver.address", "required")
        return
    if not address.get("line1"):
        for name in ("street", "building_number"):
            if not address.get(name):
                problems.add(f"receiver.address.{name}", "required")
    if not address.get("city"):
        problems.add("receiver.address.city", "required")
    post_code = address.get("post_code")
    if not post_code:
        problems.add("receiver.address.post_code", "required")
    elif not isinstance(post_code, str) or not _POST_CODE.fullmatch(post_code):
        problems.add("receiver.address.post_code", "invalid_format")
    if address.get("country_code", "PL") != "PL":
        problems.add("receiver.address.country_code", "invalid")


def _check_money(body: JsonObject, service: Service, problems: Problems) -> None:
    cod = _amount(body.get("cod"), "cod", problems)
    insurance = _amount(body.get("insurance"), "insurance", problems)
    if insurance is not None and insurance >= 10_000_000:
        problems.add("insurance.amount", "too_big")
    if cod is None:
        return
    if not service.cash_on_delivery:
        problems.add("cod.amount", "unavailable")
    if insurance is None and service.carrier == "inpost_courier" and not body.get("insurance"):
        problems.add("insurance", "required")
    if insurance is not None and insurance < cod:
        problems.add("insurance.amount", "too_small")


def _amount(value: object, name: str, problems: Problems) -> float | None:
    if value is None:
        return None
    amount = value.get("amount") if isinstance(value, dict) else None
    if amount is None:
        problems.add(f"{name}.amount", "required")
        return None
    if isinstance(amount, bool) or not isinstance(amount, int | float):
        problems.add(f"{name}.amount", "not_a_number")
        return None
    if amount < 1:
        problems.add(f"{name}.amount", "too_small")
    if isinstance(value, dict) and value.get("currency", "PLN") != "PLN":
        problems.add(f"{name}.currency", "invalid")
    return float(amount)


def _check_texts(body: JsonObject, problems: Problems) -> None:
    reference = body.get("reference")
    if reference is not None:
        if not isinstance(reference, str):
            problems.add("reference", "invalid")
        elif not 3 <= len(reference) <= 100:
            problems.add("reference", "too_short" if len(reference) < 3 else "too_long")
    for name in ("comments", "external_customer_id"):
        if not isinstance(body.get(name), str | None):
            problems.add(name, "invalid")


def _check_attributes(attributes: JsonObject, service: Service, options: ShipxOptions, problems: Problems) -> None:
    sending_method = attributes.get("sending_method")
    if sending_method is not None:
        if not isinstance(sending_method, str) or sending_method not in SENDING_METHODS:
            problems.add("custom_attributes.sending_method", "invalid")
        elif sending_method not in service.sending_methods:
            problems.add("custom_attributes.sending_method", "unavailable")
    allegro = service.method_prefix is not None
    if service.locker:
        collect = ("allegro_parcel_collect",) if allegro else ("parcel_collect",)
        _check_point(attributes, "target_point", collect, problems, required=True)
    send = ("allegro_parcel_send", "allegro_courier_send", "allegro_letter_send") if allegro else ("parcel_send",)
    dropoff_required = service.id == "inpost_locker_pass_thru" or (
        sending_method == "parcel_locker" and options.dropoff_point_required
    )
    _check_point(attributes, "dropoff_point", send, problems, required=dropoff_required)


def _check_point(attributes: JsonObject, name: str, functions: Iterable[str], problems: Problems, *, required: bool) -> None:
    value = attributes.get(name)
    if value is None:
        if required:
            problems.add(f"custom_attributes.{name}", "required")
        return
    point = POINTS.get(value) if isinstance(value, str) else None
    if point is None:
        problems.add(f"custom_attributes.{name}", "does_not_exist")
    elif not set(functions) & set(point.functions):
        problems.add(f"custom_attributes.{name}", "invalid_box_machine_function")


def _check_allegro_order(service: Service, order: AllegroOrder | None, problems: Problems) -> None:
    if order is None or not order.ready:
        problems.add_sentence("receiver.email", ORDER_NOT_FOUND)
    elif not order.method_name.startswith(service.method_prefix or ""):
        problems.add_sentence("receiver.email", WRONG_KIND)
