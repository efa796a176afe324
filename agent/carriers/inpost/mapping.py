"""From an order to what would be sent to ShipX. Pure: no I/O, the same input gives the same request byte for byte."""

import json
import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Final

from agent.carriers.common.canonical import canonical
from agent.carriers.common.cod import whole_order_grosze
from agent.carriers.common.destination import goes_to_no_point, same_text, say_why, wanted_point
from agent.carriers.common.insurance import insured_grosze
from agent.carriers.common.notes import Notes
from agent.shipping.model.money import zloty
from agent.shipping.model.order import Order
from agent.shipping.model.plan import Choices, Draft
from agent.shipping.ports import Match
from shared_schema.codes import NoteCode

from .facts import Facts
from .methods import OwnCourier, find_service
from .receiver import receiver
from .services import (
    ALLEGRO_COLLECT,
    PLAIN_COLLECT,
    SERVICES,
    TEMPLATES,
    WITHOUT_COD,
    Service,
    as_service,
    collect_function,
    goes_to_point,
)
from .settings import InpostSettings
from .target_points import TargetPoint

LARGEST_SIDE_MM: Final = 1200
LARGEST_SUM_MM: Final = 2200
LIMITS_GROSZE: Final = (100, 999_999_999)
_OF_OTHERS: Final = re.compile(r"[0-9]+|[A-Z0-9]{2}-[0-9]{6}(-[A-Z0-9]{2}-[A-Z0-9]{2})?")
"""Numbers of Poczta Polska and ORLEN Paczka; InPost's own names begin with letters of the town or with POP."""


def make_draft(
    order: Order, choices: Choices, settings: InpostSettings, facts: Facts, points: Mapping[str, TargetPoint]
) -> Draft:
    """The draft for an order; `points` are those InPost told of, by name.

    Raises ValueError when the delivery method is not InPost's and no service is chosen.
    """
    notes = Notes()
    found = find_service(order.method, settings.methods)
    service = _chosen(choices, facts, notes) or (_service(*found, order, facts, notes) if found else None)
    if service is None and choices.service is None:
        raise ValueError("not a delivery method of InPost")
    if service is None:
        return Draft(str(choices.service), None, (), None, None, None, (), tuple(notes.problems), (), "{}")
    to_point = goes_to_point(service)
    fields, person = receiver(order, choices, to_point, notes)
    body: dict[str, object] = {"service": service, "receiver": fields}
    point = _point(order, choices, notes) if to_point else None
    if point is not None:
        _check(point, points.get(point.strip().upper()), service, notes)
    if not to_point:
        goes_to_no_point(choices, service, notes)
    size, body["parcels"] = _parcel(service, choices, settings, notes)
    body["custom_attributes"] = _custom_attributes(service, point, settings, facts, notes)
    cod_grosze = _cod(order, service, facts, notes)
    # Required with COD for couriers, and InPost's own example has it for lockers: always sent (contract, section 3).
    insurance_grosze = insured_grosze(
        cod_grosze,
        settings.insurance_grosze,
        choices.insurance_grosze,
        notes,
        limits=LIMITS_GROSZE,
        with_cod=True,
    )
    if cod_grosze is not None:
        body["cod"] = _amount(cod_grosze)
    if insurance_grosze is not None:
        body["insurance"] = _amount(insurance_grosze)
    return Draft(
        service=service,
        size=size,
        sizes=TEMPLATES.get(service, ()),
        point=point,
        cod_grosze=cod_grosze,
        insurance_grosze=insurance_grosze,
        why=tuple(notes.why),
        problems=tuple(notes.problems),
        warnings=tuple(notes.warnings),
        request=canonical(body),
        receiver=person,
    )


def with_reference(request: str, reference: str) -> bytes:
    """The request as it goes out, with our reference added."""
    return canonical({**json.loads(request), "reference": reference}).encode()


def requested_service(request: str) -> str:
    """The service a request asks for."""
    return str(json.loads(request)["service"])


def _service(wanted: Service | OwnCourier, match: Match, order: Order, facts: Facts, notes: Notes) -> Service:
    service: Service
    if wanted == "own_courier":
        only_c2c = "inpost_courier_c2c" in facts.services and "inpost_courier_standard" not in facts.services
        service = "inpost_courier_c2c" if only_c2c else "inpost_courier_standard"
    else:
        service = wanted
    why = NoteCode.SERVICE_BY_NAME if match == "name" else NoteCode.SERVICE_BY_METHOD
    notes.because(why, method=order.method.name, service=service)
    _in_contract(service, facts, notes)
    return service


def _chosen(choices: Choices, facts: Facts, notes: Notes) -> Service | None:
    if choices.service is None:
        return None
    service = as_service(choices.service)
    if service is None:
        notes.problem(NoteCode.SERVICE_UNKNOWN, "service", service=choices.service, choices=", ".join(offered(facts)))
        return None
    notes.because(NoteCode.SERVICE_CHOSEN, service=service)
    _in_contract(service, facts, notes)
    return service


def offered(facts: Facts | None) -> tuple[Service, ...]:
    """The services to choose from: those of the contract, as far as InPost told them."""
    known = facts.services if facts else frozenset()
    return tuple(each for each in SERVICES if not known or each in known)


def _in_contract(service: Service, facts: Facts, notes: Notes) -> None:
    if facts.services and service not in facts.services:
        notes.problem(NoteCode.SERVICE_NOT_IN_CONTRACT, "method", service=service)


def _point(order: Order, choices: Choices, notes: Notes) -> str | None:
    code = wanted_point(order, choices, notes)
    if code is None:
        return None
    if choices.point is not None:
        code = code.upper()
        if _OF_OTHERS.fullmatch(code):
            notes.problem(NoteCode.POINT_OF_OTHER_CARRIER, "point", point=code)
            return None
    say_why(code, order, choices, notes, same_text)
    return code


def _check(code: str, told: TargetPoint | None, service: Service, notes: Notes) -> None:
    """What is known of the point. What its functions mean for a service is read off their names, so that bars nothing."""
    if told is None:
        notes.remark(NoteCode.POINT_NOT_CHECKED, "point", point=code)
        return
    if not told.exists:
        notes.problem(NoteCode.POINT_UNKNOWN, "point", point=code)
        return
    if not told.open:
        notes.warning(NoteCode.POINT_CLOSED, "point", point=code)
    if told.functions and not told.functions & {PLAIN_COLLECT, ALLEGRO_COLLECT}:
        notes.problem(NoteCode.POINT_ONLY_POSTS, "point", point=code)
    elif told.functions and collect_function(service) not in told.functions:
        notes.warning(NoteCode.POINT_NOT_FOR_SERVICE, "point", point=code, service=service)


def _parcel(service: Service, choices: Choices, settings: InpostSettings, notes: Notes) -> tuple[str | None, dict[str, object]]:
    sizes = TEMPLATES.get(service, ())
    if choices.size is not None and choices.size not in sizes:
        notes.problem(NoteCode.SIZE_UNKNOWN, "size", size=choices.size)
        return choices.size, {}
    if not sizes:
        return None, _dimensions(settings, notes)
    size = choices.size or _default_size(service, settings)
    notes.because(NoteCode.SIZE_CHOSEN if choices.size else NoteCode.SIZE_DEFAULT, size=size)
    return size, {"template": size}


def _default_size(service: Service, settings: InpostSettings) -> str:
    if service == "inpost_letter_allegro":
        return settings.letter_size
    return settings.c2c_size if service == "inpost_courier_c2c" else settings.locker_size


def _dimensions(settings: InpostSettings, notes: Notes) -> dict[str, object]:
    sides = (settings.length_mm, settings.width_mm, settings.height_mm)
    notes.because(
        NoteCode.SIZE_DEFAULT,
        length_mm=settings.length_mm,
        width_mm=settings.width_mm,
        height_mm=settings.height_mm,
        weight_g=settings.weight_g,
    )
    return {
        "dimensions": {"length": sides[0], "width": sides[1], "height": sides[2], "unit": "mm"},
        "weight": {"amount": float(Decimal(settings.weight_g).scaleb(-3)), "unit": "kg"},
        "is_non_standard": max(sides) > LARGEST_SIDE_MM or sum(sides) > LARGEST_SUM_MM,
    }


def _custom_attributes(
    service: Service, point: str | None, settings: InpostSettings, facts: Facts, notes: Notes
) -> dict[str, object]:
    contract_courier = service == "inpost_courier_standard"
    sending_method = settings.courier_sending_method if contract_courier else settings.sending_method
    notes.because(NoteCode.SENDING_METHOD_DEFAULT, sending_method=sending_method)
    fields: dict[str, object] = {"sending_method": sending_method}
    if point is not None:
        fields["target_point"] = point
    if sending_method == "parcel_locker":
        if not settings.dropoff_point:
            notes.problem(NoteCode.DROPOFF_MISSING, "settings.dropoff_point")
            return fields
        fields["dropoff_point"] = settings.dropoff_point
        notes.because(NoteCode.DROPOFF_USUAL, point=settings.dropoff_point)
        if facts.dropoff == "missing":
            notes.problem(NoteCode.DROPOFF_UNKNOWN, "settings.dropoff_point", point=settings.dropoff_point)
        elif facts.dropoff == "unfit":
            notes.warning(NoteCode.DROPOFF_UNKNOWN, "settings.dropoff_point", point=settings.dropoff_point)
    return fields


def _cod(order: Order, service: Service, facts: Facts, notes: Notes) -> int | None:
    if not order.cash_on_delivery:
        return None
    if service in WITHOUT_COD:
        notes.problem(NoteCode.COD_NOT_ALLOWED, "payment_type", service=service)
    # Without it InPost takes the parcel and never buys it, silently (section 12).
    if facts.cod_account_last4 is None:
        notes.problem(NoteCode.COD_ACCOUNT_MISSING, "payment_type")
    return whole_order_grosze(order, notes, limits=LIMITS_GROSZE)


def _amount(amount_grosze: int) -> dict[str, object]:
    # A double holds every amount below ten million złoty exactly enough to be written with its two decimals.
    return {"amount": float(zloty(amount_grosze)), "currency": "PLN"}
