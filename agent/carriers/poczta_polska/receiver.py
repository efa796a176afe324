"""The `adres` of a shipment: data is never cut, what is not sure stays whole and is marked (contract, section 5, Values)."""

import re
from typing import Final

from agent.carriers.common.address import post_code, split_street
from agent.carriers.common.notes import Notes
from agent.carriers.common.phone import foreign, kind, nine_digits
from agent.shipping.model.order import Address, Order
from shared_schema.codes import NoteCode

from .countries import NAMES
from .methods import Payer
from .services import Product

NAME_LENGTH: Final = 60
HOUSE_LENGTH: Final = 11
_NOBODY = Address("", "", "", "", "", "", "", "")
# A letter that touches the word for a flat belongs to the house: 12m5 is flat 5 of house 12, but 12AM5 and 12MB stay whole.
_FLAT = re.compile(
    r"(?P<house>\w+)(?:\s*/\s*|,?\s*(?<![^\W\d_])(?:m|m\.|mieszk\.?|mieszkanie|lok|lok\.|lokal|l\.)\s*(?=[0-9]))(?P<flat>\w+)",
    re.IGNORECASE,
)
_HOUSE_ALONE = re.compile(r"(?:nr\.?\s*)?(?P<house>[0-9]{1,4}[^\W\d_]?(?:\s*/\s*[0-9]{1,4}[^\W\d_]?)?)", re.IGNORECASE)

Fields = dict[str, object]


def receiver(order: Order, product: Product, payer: Payer, notes: Notes) -> Fields:
    """The receiver with his own address, also where he collects at a point."""
    person = order.recipient or _NOBODY
    street = " ".join(person.street.split())
    if product.abroad:
        fields = (
            _names(person, notes) | _place_abroad(person, notes) | _street_abroad(street, notes) | _phone_abroad(person, notes)
        )
    else:
        fields = _names(person, notes) | _place(person, notes) | _street(street, notes) | _phone(person.phone, product, notes)
    return fields | _email(order.email, payer, notes)


def _names(person: Address, notes: Notes) -> Fields:
    """A name over 60 characters goes on in the second line; a firm's person has that line, or a field of its own."""
    who = " ".join(f"{person.first_name} {person.last_name}".split())
    firm = " ".join(person.company.split())
    path = "recipient.company" if firm else "recipient.last_name"
    if not (firm or who):
        notes.problem(NoteCode.NAME_MISSING, "recipient.last_name")
        return {}
    first, rest = _broken(firm or who)
    if len(rest) > NAME_LENGTH:
        notes.problem(NoteCode.TOO_LONG, path, limit=2 * NAME_LENGTH)
    fields: Fields = {"nazwa": first}
    second, contact = (rest, who) if rest or len(who) > NAME_LENGTH else (who, "")
    if not firm:
        second, contact = rest, ""
    return fields | _given(nazwa2=second, osobaKontaktowa=contact)


def _broken(text: str) -> tuple[str, str]:
    """Two lines, broken between words where both then have room; else wherever the first is full."""
    if len(text) <= NAME_LENGTH:
        return text, ""
    at = text.rfind(" ", 0, NAME_LENGTH + 1)
    at = at if at > 0 and len(text) - at - 1 <= NAME_LENGTH else NAME_LENGTH
    return text[:at].strip(), text[at:].strip()


def _place(person: Address, notes: Notes) -> Fields:
    country = person.country_code.strip().upper()
    if country != "PL":
        notes.problem(NoteCode.COUNTRY_NOT_SERVED, "recipient.country_code", country=country)
    code = post_code(person.post_code)
    if code is None:
        notes.problem(NoteCode.POST_CODE_INVALID, "recipient.post_code")
    city = " ".join(person.city.split())
    if not city:
        notes.problem(NoteCode.CITY_MISSING, "recipient.city")
    return {"kraj": "Polska"} | _given(kodPocztowy=(code or "").replace("-", ""), miejscowosc=city)


def _place_abroad(person: Address, notes: Notes) -> Fields:
    """Post codes of other countries are taken as they are; some countries have none."""
    country = person.country_code.strip().upper()
    if country not in NAMES:
        notes.problem(NoteCode.COUNTRY_NOT_SERVED, "recipient.country_code", country=country)
    code, city = " ".join(person.post_code.split()), " ".join(person.city.split())
    if not code:
        notes.warning(NoteCode.POST_CODE_MISSING, "recipient.post_code")
    if not city:
        notes.problem(NoteCode.CITY_MISSING, "recipient.city")
    return _given(kraj=NAMES.get(country, ""), kodPocztowy=code, miejscowosc=city)


def _street_abroad(text: str, notes: Notes) -> Fields:
    """Never split: where the number stands differs from country to country."""
    if not text:
        notes.problem(NoteCode.STREET_MISSING, "recipient.street")
    return _given(ulica=text)


def _phone_abroad(person: Address, notes: Notes) -> Fields:
    """With its country's prefix, and in the field that takes it: `mobile` is for Polish numbers alone."""
    if not person.phone.strip():
        notes.warning(NoteCode.PHONE_MISSING, "recipient.phone")
        return {}
    number = foreign(person.phone, person.country_code)
    if number is None:
        notes.warning(NoteCode.PHONE_INVALID, "recipient.phone")
    return _given(telefon=number or "")


def _street(text: str, notes: Notes) -> Fields:
    if not text:
        notes.problem(NoteCode.STREET_MISSING, "recipient.street")
        return {}
    alone = _HOUSE_ALONE.fullmatch(text)
    parts = split_street(text)
    house = alone["house"] if alone else parts.house if parts else ""
    found = _FLAT.fullmatch(house)
    number, flat = (found["house"], found["flat"]) if found else (house, "")
    if not number or max(len(number), len(flat)) > HOUSE_LENGTH:
        notes.warning(NoteCode.HOUSE_NUMBER_UNSURE, "recipient.street")
        return {"ulica": text}
    return _given(ulica="" if alone or parts is None else parts.street, numerDomu=number, numerLokalu=flat)


def _phone(text: str, product: Product, notes: Notes) -> Fields:
    """A point or machine announces itself by SMS: it needs a mobile. Elsewhere a phone is a help, and a wrong one is left out."""
    if not text.strip():
        if product.to_point:
            notes.problem(NoteCode.PHONE_MISSING, "recipient.phone")
        elif product.family == "pocztex":
            notes.warning(NoteCode.PHONE_MISSING, "recipient.phone")
        return {}
    digits = nine_digits(text)
    if digits is None:
        (notes.problem if product.to_point else notes.warning)(NoteCode.PHONE_INVALID, "recipient.phone")
        return {}
    what = kind(digits)
    if what == "landline":
        if product.to_point:
            notes.problem(NoteCode.PHONE_NOT_MOBILE, "recipient.phone")
        return {"telefon": digits}
    if what == "unassigned":
        notes.warning(NoteCode.PHONE_INVALID, "recipient.phone")
    return {"mobile": digits}


def _email(email: str, payer: Payer, notes: Notes) -> Fields:
    """Byte for byte on the Allegro account, which finds the transaction by it; the masked one never on an ordinary account.

    An ordinary contract refuses shipments whose address shows that they are Allegro's (contract, section 6).
    """
    if payer == "allegro":
        if not email.strip():
            notes.problem(NoteCode.EMAIL_MISSING, "email")
        return _given(email=email)
    return {} if "+" in email or not email.strip() else {"email": email.strip()}


def _given(**fields: str) -> Fields:
    return {name: value for name, value in fields.items() if value}
