"""Which product an order goes by, to which point and in which size, each with its reason. Pure."""

from collections.abc import Mapping
from typing import Final

from agent.carriers.common.destination import goes_to_no_point, same_text, say_why, wanted_point
from agent.carriers.common.notes import Notes
from agent.shipping.model.order import Order
from agent.shipping.model.plan import Choices
from shared_schema.codes import NoteCode

from .abroad import leaves_customs_area
from .methods import find_service
from .services import OFFERED, PRODUCTS, Product, Service
from .settings import AnySettings, EnSettings, OrdinarySettings
from .soap import number

_WITHOUT_COD: Final = {"paczka_pobraniowa": "paczka_pocztowa"}
"""What is chosen where the payment decides: of several parcels only the first is paid on delivery."""


def choose_service(order: Order, choices: Choices, settings: AnySettings, notes: Notes) -> tuple[str, Product | None]:
    """The service and its product; None beside a problem when this account cannot post it.

    Raises ValueError when the method is not this account's and no service is chosen.
    """
    if choices.service is not None:
        return _chosen_service(choices.service, order, settings, notes)
    found = find_service(order.method, settings.payer, settings.methods)
    if found is None:
        raise ValueError("not a delivery method of this account")
    wanted, match = found
    service = wanted if wanted == "nierejestrowana" else _of_contract(wanted, order, settings)
    why = NoteCode.SERVICE_BY_NAME if match == "name" else NoteCode.SERVICE_BY_METHOD
    notes.because(why, method=order.method.name, service=service)
    if wanted == "nierejestrowana":
        notes.problem(NoteCode.UNREGISTERED_SHIPMENT, "method", method=order.method.name)
        return service, None
    return service, PRODUCTS[service]


def _chosen_service(chosen: str, order: Order, settings: EnSettings, notes: Notes) -> tuple[str, Product | None]:
    meant, offered = _WITHOUT_COD.get(chosen, chosen), OFFERED[settings.payer]
    wanted = next((each for each in offered if meant in (each, _of_contract(each, order, settings))), None)
    if wanted is None:
        notes.problem(NoteCode.SERVICE_UNKNOWN, "service", service=chosen, choices=", ".join(offered))
        return chosen, None
    service = _of_contract(wanted, order, settings)
    notes.because(NoteCode.SERVICE_CHOSEN, service=service)
    return service, PRODUCTS[service]


def _of_contract(wanted: Service, order: Order, settings: EnSettings) -> str:
    """The product: the contract decides on the registered letter, the payment on the parcel, the country on customs."""
    if wanted == "list_polecony" and settings.registered_letter == "firmowa":
        return "list_polecony_firmowy"
    if wanted == "paczka_pocztowa" and order.cash_on_delivery:
        return "paczka_pobraniowa"
    return f"{wanted}_clo" if PRODUCTS[wanted].abroad and leaves_customs_area(order) else wanted


def choose_point(order: Order, choices: Choices, service: str, product: Product, notes: Notes) -> tuple[str | None, int | None]:
    """The point's code, and its PNI. A courier's parcel has none even if the order names one: it is refused then."""
    if not product.to_point:
        goes_to_no_point(choices, service, notes)
        return None, None
    code = (wanted_point(order, choices, notes) or "").strip()
    if not code:
        return None, None
    pni = number(code) if code.isascii() and code.isdigit() and len(code) <= 9 else None
    if pni is None:
        notes.problem(NoteCode.POINT_UNKNOWN, "point", point=code)
    say_why(code, order, choices, notes, same_text)
    return code, pni


def sizes_of(service: str, product: Product, settings: EnSettings) -> tuple[str, ...]:
    """What there is to choose from: same-day delivery across the country has no format."""
    whole_country = isinstance(settings, OrdinarySettings) and settings.same_day_area == "KRAJ"
    return () if service == "pocztex_na_dzis" and whole_country else product.sizes


def choose_size(sizes: tuple[str, ...], default: str, choices: Choices, notes: Notes) -> tuple[str | None, Mapping[str, object]]:
    """The size, and the field that says so."""
    if not sizes and choices.size is None:
        return None, {}
    size = choices.size or default
    if size not in sizes:
        notes.problem(NoteCode.SIZE_UNKNOWN, "size", size=size)
        return size, {}
    notes.because(NoteCode.SIZE_CHOSEN if choices.size else NoteCode.SIZE_DEFAULT, size=size)
    name = "gabaryt" if size.startswith("gabaryt") else "format"
    return size, {name: size.removeprefix("format_").upper()}


def default_size(service: str, product: Product, settings: EnSettings) -> str:
    """What the seller set for this kind of shipment."""
    if product.family == "pocztex":
        return settings.pocztex_size
    if service == "list_polecony_firmowy":
        return settings.letter_gabaryt
    if product.family == "letter":
        return settings.letter_size
    return settings.parcel_gabaryt if isinstance(settings, OrdinarySettings) else ""
