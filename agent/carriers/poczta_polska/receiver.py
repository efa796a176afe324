"""The `adres` of a shipment: data is never cut, what is not sure is marked (contract, section 5, Values)."""

from dataclasses import replace
from typing import Final

from agent.carriers.common.names import abbreviated
from agent.carriers.common.notes import Notes
from agent.carriers.common.phone import foreign, read_phone
from agent.carriers.common.receiving import house_and_flat, note_address, whole_line
from agent.shipping.address.place import post_code
from agent.shipping.address.receiver import ReadReceiver, read_receiver
from agent.shipping.model.order import Order
from agent.shipping.model.plan import Choices
from agent.shipping.model.receiver import Receiver
from shared_schema.codes import NoteCode

from .countries import NAMES
from .methods import Payer
from .services import Product

NAME_LENGTH: Final = 60
HOUSE_LENGTH: Final = 11
PRINTED_STREET: Final = 35
"""What Pocztex takes of a street elsewhere (contract: allegro-rest.md, section 9); the service itself takes 255."""

Fields = dict[str, object]


def receiver(order: Order, choices: Choices, product: Product, payer: Payer, notes: Notes) -> tuple[Fields, Receiver]:
    """The receiver with his own address, also where he collects at a point."""
    read = read_receiver(order.recipient, choices.correction)
    person = read.receiver
    if product.abroad:
        fields = _names(person, notes) | _place_abroad(person, notes) | _street_abroad(person, notes)
        phone = _phone_abroad(person, notes)
    else:
        fields = _names(person, notes) | _place(person, product, notes) | _street(read, product, notes)
        phone = _phone(person.phone, product, notes)
    person = replace(person, phone=str(next(iter(phone.values()), "")))
    return fields | phone | _email(order.email, payer, notes), person


def _names(person: Receiver, notes: Notes) -> Fields:
    """A name over 60 characters goes on in the second line; a firm's person has that line, or a field of its own."""
    who = f"{person.first_name} {person.last_name}".strip()
    firm = person.company
    path = "recipient.company" if firm else "recipient.last_name"
    if not (firm or who):
        notes.problem(NoteCode.NAME_MISSING, "recipient.last_name")
        return {}
    first, rest = _broken(firm or who)
    if len(rest) > NAME_LENGTH:
        notes.problem(NoteCode.TOO_LONG, path, limit=2 * NAME_LENGTH, proposal=abbreviated(firm or who, 2 * NAME_LENGTH))
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


def _place(person: Receiver, product: Product, notes: Notes) -> Fields:
    if person.country_code != "PL":
        # A parcel for a point goes to a Polish point, wherever its receiver lives.
        say = notes.remark if product.to_point else notes.problem
        say(NoteCode.COUNTRY_NOT_SERVED, "recipient.country_code", country=person.country_code)
    code = post_code(person.post_code)
    if code is None:
        notes.problem(NoteCode.POST_CODE_INVALID, "recipient.post_code")
    if not person.city:
        notes.problem(NoteCode.CITY_MISSING, "recipient.city")
    return {"kraj": "Polska"} | _given(kodPocztowy=(code or "").replace("-", ""), miejscowosc=person.city)


def _place_abroad(person: Receiver, notes: Notes) -> Fields:
    """Post codes of other countries are taken as they are; some countries have none."""
    country = person.country_code
    if country not in NAMES:
        notes.problem(NoteCode.COUNTRY_NOT_SERVED, "recipient.country_code", country=country)
    if not person.post_code:
        notes.warning(NoteCode.POST_CODE_MISSING, "recipient.post_code")
    if not person.city:
        notes.problem(NoteCode.CITY_MISSING, "recipient.city")
    return _given(kraj=NAMES.get(country, ""), kodPocztowy=person.post_code, miejscowosc=person.city)


def _street_abroad(person: Receiver, notes: Notes) -> Fields:
    """In one line: where the number stands differs from country to country."""
    text = f"{person.street} {house_and_flat(person)}".strip()
    if not text:
        notes.problem(NoteCode.STREET_MISSING, "recipient.street")
    return _given(ulica=text)


def _phone_abroad(person: Receiver, notes: Notes) -> Fields:
    """With its country's prefix, and in the field that takes it: `mobile` is for Polish numbers alone."""
    if not person.phone.strip():
        notes.warning(NoteCode.PHONE_MISSING, "recipient.phone")
        return {}
    number = foreign(person.phone, person.country_code)
    if number is None:
        notes.warning(NoteCode.PHONE_INVALID, "recipient.phone")
    return _given(telefon=number or "")


def _street(read: ReadReceiver, product: Product, notes: Notes) -> Fields:
    """A village without streets has a number alone; without a number the line stays whole."""
    person = read.receiver
    line = whole_line(read)
    if not person.house and not line:
        if not product.to_point:
            notes.problem(NoteCode.STREET_MISSING, "recipient.street")
        return {}
    note_address(read, notes, product.to_point)
    if not person.house:
        return {"ulica": line}
    if max(len(person.house), len(person.flat)) > HOUSE_LENGTH:
        (notes.remark if product.to_point else notes.warning)(NoteCode.TOO_LONG, "recipient.house", limit=HOUSE_LENGTH)
        return {"ulica": f"{person.street} {house_and_flat(person)}".strip()}
    if product.family == "pocztex" and not product.to_point and len(person.street) > PRINTED_STREET:
        proposal = abbreviated(person.street, PRINTED_STREET)
        notes.warning(NoteCode.LABEL_CUTS_TEXT, "recipient.street", limit=PRINTED_STREET, proposal=proposal)
    return _given(ulica=person.street, numerDomu=person.house, numerLokalu=person.flat)


def _phone(text: str, product: Product, notes: Notes) -> Fields:
    """A point or machine announces itself by SMS: it needs a mobile. Elsewhere a phone is a help, and a wrong one is left out."""
    if not text.strip():
        if product.to_point:
            notes.problem(NoteCode.PHONE_MISSING, "recipient.phone")
        elif product.family == "pocztex":
            notes.warning(NoteCode.PHONE_MISSING, "recipient.phone")
        return {}
    phone = read_phone(text)
    if phone is None:
        (notes.problem if product.to_point else notes.warning)(NoteCode.PHONE_INVALID, "recipient.phone")
        return {}
    if not phone.alone:
        notes.warning(NoteCode.PHONE_SEVERAL, "recipient.phone")
    if phone.nine_digits is None:
        (notes.problem if product.to_point else notes.warning)(NoteCode.PHONE_FOREIGN, "recipient.phone")
        return {"telefon": phone.international}
    if phone.kind == "landline":
        if product.to_point:
            notes.problem(NoteCode.PHONE_NOT_MOBILE, "recipient.phone")
        return {"telefon": phone.nine_digits}
    if phone.kind == "unassigned":
        notes.warning(NoteCode.PHONE_INVALID, "recipient.phone")
    return {"mobile": phone.nine_digits}


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
