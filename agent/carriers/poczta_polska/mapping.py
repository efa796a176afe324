"""From an order to what would be sent. Pure: no I/O, the same input gives the same request byte for byte."""

import json
from collections.abc import Mapping
from dataclasses import dataclass

from agent.carriers.common.notes import Notes
from agent.shipping.model.order import Order
from agent.shipping.model.plan import Choices, Draft

from .abroad import customs
from .amounts import cod_grosze_of, insurance_grosze_of, pobranie
from .choosing import choose_point, choose_service, choose_size, default_size, sizes_of
from .facts import Facts
from .fitting import unfit
from .points import Point
from .product_fields import fields_of
from .receiver import receiver
from .settings import AnySettings, EnSettings
from .soap import Description, Fields


@dataclass(frozen=True, slots=True)
class Account:
    """What a draft depends on beside the order: the account's settings and what is known at the service."""

    settings: AnySettings
    facts: Facts
    points: Mapping[int, Point]
    description: Description


def make_draft(order: Order, choices: Choices, account: Account) -> Draft:
    """The draft for an order. Raises ValueError when the method is not this account's and no service is chosen."""
    settings = account.settings
    notes = Notes()
    notes.problems += account.facts.problems(settings)
    service, product = choose_service(order, choices, settings, notes)
    if product is None:
        return Draft(service, None, (), None, None, None, tuple(notes.why), tuple(notes.problems), (), "{}")
    point, pni = choose_point(order, choices, service, product, notes)
    sizes = sizes_of(service, product, settings)
    size, of_size = choose_size(sizes, default_size(service, product, settings), choices, notes)
    cod_grosze = cod_grosze_of(order, service, product, settings, notes)
    known = account.points.get(pni) if pni is not None else None
    if pni is not None and known is not None and (problem := known.problem(pni, cod_grosze)):
        notes.problems.append(problem)
    insurance_grosze = insurance_grosze_of(service, product, cod_grosze, choices, settings, notes)
    address, person = receiver(order, choices, product, settings.payer, notes)
    shipment: Fields = {
        "opis": order.id,
        "adres": address,
        **_sender(settings),
        **_related(order, settings),
        **of_size,
        **fields_of(service, product, order, settings, notes),
        **customs(product, order, settings, notes),
        **({"pobranie": pobranie(order, cod_grosze, settings)} if cod_grosze is not None else {}),
        **({"ubezpieczenie": {"rodzaj": "STANDARD", "kwota": insurance_grosze}} if insurance_grosze is not None else {}),
        **({"punktOdbioru": {"id": pni}} if pni is not None else {}),
    }
    if not notes.problems:
        notes.problems += unfit(product.kind, shipment, account.description)
    request = {
        "service": service,
        "office": account.facts.office(settings),
        "card": settings.card,
        "pni": pni,
        "cod_grosze": cod_grosze,
        "shipment": shipment,
    }
    return Draft(
        service=service,
        size=size,
        sizes=sizes,
        point=point,
        cod_grosze=cod_grosze,
        insurance_grosze=insurance_grosze,
        why=tuple(notes.why),
        problems=tuple(notes.problems),
        warnings=tuple(notes.warnings),
        request=json.dumps(request, sort_keys=True, ensure_ascii=False, separators=(",", ":"), allow_nan=False),
        receiver=person,
    )


def _sender(settings: EnSettings) -> Fields:
    """The seller's own address when he wants another than his account's."""
    if not settings.sender_name:
        return {}
    fields = {
        "nazwa": settings.sender_name,
        "ulica": settings.sender_street,
        "numerDomu": settings.sender_house,
        "numerLokalu": settings.sender_flat,
        "miejscowosc": settings.sender_city,
        "kodPocztowy": settings.sender_post_code.replace("-", ""),
        "kraj": "Polska",
        "mobile": settings.sender_mobile,
    }
    return {"nadawca": {name: value for name, value in fields.items() if value}}


def _related(order: Order, settings: EnSettings) -> Fields:
    """The link to the sale, on every parcel of the Allegro account and on none of the ordinary one (contract, section 6)."""
    if settings.payer != "allegro":
        return {}
    link = {"id": order.id, "sellerId": order.seller_id, "channel": "REST_API", "deliveryMethod": order.method.id}
    return {"relatedToAllegro": link}
