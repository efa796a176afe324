"""From an order to what would be sent. Pure: no I/O, the same input gives the same request byte for byte."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from agent.carriers.common.destination import goes_to_no_point, same_text, say_why, wanted_point
from agent.carriers.common.insurance import insured_grosze, not_insured
from agent.carriers.common.notes import Notes
from agent.shipping.model.failure import Note
from agent.shipping.model.order import Order
from agent.shipping.model.plan import Choices, Draft
from agent.shipping.ports import Match
from shared_schema.codes import NoteCode

from .countries import needs_declaration
from .customs import declaration
from .facts import Facts
from .methods import find_service
from .points import Point
from .receiver import receiver
from .services import OFFERED, PRODUCTS, Product, Service
from .settings import EnSettings, OrdinarySettings
from .soap import Description, Fields, UnfitRequest, number

SMALLEST_GROSZE: Final = 100
MOST_GROSZE: Final = 9_999_999
DOCUMENTS_FROM_G: Final = 250
_WITHOUT_COD: Final = {"paczka_pobraniowa": "paczka_pocztowa"}
"""What is chosen where the payment decides: of several parcels only the first is paid on delivery."""
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


@dataclass(frozen=True, slots=True)
class Account:
    """What a draft depends on beside the order: the account's settings and what is known at the service."""

    settings: EnSettings
    facts: Facts
    points: Mapping[int, Point]
    description: Description


def make_draft(order: Order, choices: Choices, account: Account) -> Draft:
    """The draft for an order. Raises ValueError when the method is not this account's and no service is chosen."""
    settings = account.settings
    notes = Notes()
    notes.problems += account.facts.problems(settings)
    if choices.service is not None:
        chosen = _WITHOUT_COD.get(choices.service, choices.service)
        wanted = next((each for each in OFFERED[settings.payer] if chosen in (each, _of_contract(each, order, settings))), None)
        if wanted is None:
            names = ", ".join(OFFERED[settings.payer])
            notes.problem(NoteCode.SERVICE_UNKNOWN, "service", service=choices.service, choices=names)
            return Draft(choices.service, None, (), None, None, None, (), tuple(notes.problems), (), "{}")
        service = _of_contract(wanted, order, settings)
        notes.because(NoteCode.SERVICE_CHOSEN, service=service)
    else:
        found = find_service(order.method, settings.payer, _own_methods(settings))
        if found is None:
            raise ValueError("not a delivery method of this account")
        if found[0] == "nierejestrowana":
            return _unregistered(found[0], order, notes)
        service = _service(found[0], found[1], order, settings, notes)
    product = PRODUCTS[service]
    point, pni = _point(order, choices, service, product, notes)
    sizes = _sizes(service, product, settings)
    size, of_size = _size(sizes, _default_size(service, product, settings), choices, notes)
    cod_grosze = _cod(order, service, product, settings, notes)
    known = account.points.get(pni) if pni is not None else None
    if pni is not None and known is not None and (problem := known.problem(pni, cod_grosze)):
        notes.problems.append(problem)
    insurance_grosze = _insurance(service, product, cod_grosze, choices, settings, notes)
    address, person = receiver(order, choices, product, settings.payer, notes)
    shipment: Fields = {
        "opis": order.id,
        "adres": address,
        **_sender(settings),
        **_related(order, settings),
        **of_size,
        **_of_product(service, product, order, settings, notes),
        **_customs(product, order, settings, notes),
        **({"pobranie": _pobranie(order, cod_grosze, settings)} if cod_grosze is not None else {}),
        **({"ubezpieczenie": {"rodzaj": "STANDARD", "kwota": insurance_grosze}} if insurance_grosze is not None else {}),
        **({"punktOdbioru": {"id": pni}} if pni is not None else {}),
    }
    if not notes.problems:
        notes.problems += _unfit(product.kind, shipment, account.description)
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


def _own_methods(settings: EnSettings) -> Mapping[str, Service]:
    methods: Mapping[str, Service] = getattr(settings, "methods", {})
    return methods


def _unregistered(service: str, order: Order, notes: Notes) -> Draft:
    notes.because(NoteCode.SERVICE_BY_NAME, method=order.method.name, service=service)
    notes.problem(NoteCode.UNREGISTERED_SHIPMENT, "method", method=order.method.name)
    return Draft(service, None, (), None, None, None, tuple(notes.why), tuple(notes.problems), (), "{}")


def _service(wanted: Service, match: Match, order: Order, settings: EnSettings, notes: Notes) -> str:
    service = _of_contract(wanted, order, settings)
    why = NoteCode.SERVICE_BY_NAME if match == "name" else NoteCode.SERVICE_BY_METHOD
    notes.because(why, method=order.method.name, service=service)
    return service


def _of_contract(wanted: Service, order: Order, settings: EnSettings) -> str:
    """The product: the contract decides on the registered letter, the payment on the parcel, the country on customs."""
    if wanted == "list_polecony" and settings.registered_letter == "firmowa":
        return "list_polecony_firmowy"
    if wanted == "paczka_pocztowa" and order.cash_on_delivery:
        return "paczka_pobraniowa"
    return f"{wanted}_clo" if PRODUCTS[wanted].abroad and _leaves_customs_area(order) else wanted


def _point(order: Order, choices: Choices, service: str, product: Product, notes: Notes) -> tuple[str | None, int | None]:
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


def _sizes(service: str, product: Product, settings: EnSettings) -> tuple[str, ...]:
    """What there is to choose from: same-day delivery across the country has no format."""
    whole_country = isinstance(settings, OrdinarySettings) and settings.same_day_area == "KRAJ"
    return () if service == "pocztex_na_dzis" and whole_country else product.sizes


def _size(sizes: tuple[str, ...], default: str, choices: Choices, notes: Notes) -> tuple[str | None, Mapping[str, object]]:
    if not sizes and choices.size is None:
        return None, {}
    size = choices.size or default
    if size not in sizes:
        notes.problem(NoteCode.SIZE_UNKNOWN, "size", size=size)
        return size, {}
    notes.because(NoteCode.SIZE_CHOSEN if choices.size else NoteCode.SIZE_DEFAULT, size=size)
    name = "gabaryt" if size.startswith("gabaryt") else "format"
    return size, {name: size.removeprefix("format_").upper()}


def _default_size(service: str, product: Product, settings: EnSettings) -> str:
    if product.family == "pocztex":
        return settings.pocztex_size
    if service == "list_polecony_firmowy":
        return settings.letter_gabaryt
    if product.family == "letter":
        return settings.letter_size
    return settings.parcel_gabaryt if isinstance(settings, OrdinarySettings) else ""


def _of_product(service: str, product: Product, order: Order, settings: EnSettings, notes: Notes) -> Fields:
    """What only this product has, mass included."""
    if product.abroad:
        return _of_abroad(product, settings)
    if product.family == "letter":
        fields: dict[str, object] = {"kategoria": settings.category, "masa": settings.letter_mass_g}
        return fields | ({"wartosc": _worth(order, notes)} if service == "list_wartosciowy" else {})
    if product.family == "pocztex":
        contents = {"zawartosc": {"zawartoscInna": settings.contents}} if settings.contents else {}
        area = {"obszar": settings.same_day_area} if isinstance(settings, OrdinarySettings) and "na_dzis" in service else {}
        return {"masa": settings.pocztex_mass_g, "uiszczaOplate": "NADAWCA"} | contents | area
    mass = settings.parcel_mass_g if isinstance(settings, OrdinarySettings) else None
    if service == "usluga_paczkowa":
        term = settings.parcel_term if isinstance(settings, OrdinarySettings) else None
        contents_text = {"zawartosc": settings.contents} if settings.contents else {}
        return {"masa": mass, "termin": term, "uiszczaOplate": "NADAWCA"} | contents_text
    worth = {"wartosc": _worth(order, notes)} if service == "paczka_pobraniowa" else {}
    return {"masa": mass, "kategoria": settings.category} | worth


def _of_abroad(product: Product, settings: EnSettings) -> Fields:
    """A letter says what is in it in a word, a parcel only in its customs declaration."""
    mass_g = _mass_abroad_g(product, settings)
    if product.family != "letter":
        return {"masa": mass_g, "kategoria": settings.category}
    document = isinstance(settings, OrdinarySettings) and settings.customs_contents == "DOKUMENT"
    documents = "DOKUMENTY_PONIZEJ_250G" if mass_g < DOCUMENTS_FROM_G else "DOKUMENTY_POWYZEJ_250G"
    return {"masa": mass_g, "zawartosc": documents if document else "TOWARY"}


def _mass_abroad_g(product: Product, settings: EnSettings) -> int:
    if not isinstance(settings, OrdinarySettings):
        return 0
    return settings.letter_abroad_mass_g if product.family == "letter" else settings.parcel_abroad_mass_g


def _customs(product: Product, order: Order, settings: EnSettings, notes: Notes) -> Fields:
    """Only for goods that leave the customs area; of an order with other problems nothing is declared."""
    if product.form != "CUSTOMS_DECLARATION" or not isinstance(settings, OrdinarySettings) or notes.problems:
        return {}
    mass_g = _mass_abroad_g(product, settings)
    return {"deklaracjaCelna2": declaration(order, settings, letter=product.family == "letter", mass_g=mass_g, notes=notes)}


def _leaves_customs_area(order: Order) -> bool:
    person = order.recipient
    return person is not None and needs_declaration(person.country_code.strip().upper(), person.post_code)


def _worth(order: Order, notes: Notes) -> int:
    """What the order is worth, in grosze."""
    if order.total is None or order.total.currency != "PLN" or not 0 < order.total.amount_grosze <= MOST_GROSZE:
        notes.problem(NoteCode.AMOUNT_INVALID, "total", amount_grosze=order.total.amount_grosze if order.total else None)
        return 0
    return order.total.amount_grosze


def _cod(order: Order, service: str, product: Product, settings: EnSettings, notes: Notes) -> int | None:
    if not order.cash_on_delivery:
        return None
    if not product.cod:
        notes.problem(NoteCode.COD_NOT_ALLOWED, "payment_type", service=service)
    if not settings.cod_account:
        notes.problem(NoteCode.COD_ACCOUNT_NOT_SET, "settings.cod_account")
    if order.total is None:
        notes.problem(NoteCode.AMOUNT_INVALID, "total")
        return None
    amount = order.total.amount_grosze
    if order.total.currency != "PLN":
        notes.problem(NoteCode.CURRENCY_NOT_PLN, "total", currency=order.total.currency)
    if not 0 < amount <= MOST_GROSZE:
        notes.problem(NoteCode.AMOUNT_INVALID, "total", amount_grosze=amount)
    notes.because(NoteCode.COD_FROM_PAYMENT, amount_grosze=amount)
    if settings.cod_account:
        notes.because(NoteCode.COD_TO_ACCOUNT, last4=settings.cod_account[-4:])
    return amount


def _pobranie(order: Order, cod_grosze: int, settings: EnSettings) -> Fields:
    return {
        "sposobPobrania": "RACHUNEK_BANKOWY",
        "kwotaPobrania": cod_grosze,
        "nrb": settings.cod_account,
        "tytulem": f"Allegro {order.id}",
    }


def _insurance(
    service: str, product: Product, cod_grosze: int | None, choices: Choices, settings: EnSettings, notes: Notes
) -> int | None:
    """No product here has to be insured for its cash on delivery, but one that is, is so for all of it."""
    if not product.insurance:
        not_insured(choices.insurance_grosze, service, notes)
        return None
    chosen, default = choices.insurance_grosze, settings.insurance_grosze
    return insured_grosze(cod_grosze, default, chosen, notes, limits=(SMALLEST_GROSZE, MOST_GROSZE), with_cod=False)


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


def _unfit(kind: str, shipment: Fields, description: Description) -> list[Note]:
    """Whatever the service's own schema would refuse, as problems of fields instead of a fault for the whole call."""
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
