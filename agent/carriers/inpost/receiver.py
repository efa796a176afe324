"""The `receiver` of a ShipX request: data is never cut, what a label cuts is a warning."""

import unicodedata
from typing import Final

from agent.carriers.common.address import post_code, split_street
from agent.carriers.common.notes import Notes
from agent.carriers.common.phone import kind, nine_digits
from agent.shipping.model.order import Address, Order
from shared_schema.codes import NoteCode

# What a label prints at most, in characters (contract: inpost-shipx.md, section 3, Formats).
PRINTED_COMPANY: Final = 26
PRINTED_NAME: Final = 21
PRINTED_ADDRESS: Final = 56
PRINTED_CITY: Final = 23

_NOBODY = Address("", "", "", "", "", "", "", "")


def receiver(order: Order, to_point: bool, notes: Notes) -> dict[str, object]:
    """The receiver as ShipX wants him: for a locker phone, e-mail and names, for a courier the address too."""
    person = order.recipient or _NOBODY
    fields = _names(person, needed=not to_point, notes=notes)
    # Byte for byte: InPost finds the Allegro transaction by the whole masked address (section 5).
    if order.email.strip():
        fields["email"] = order.email
    else:
        notes.problem(NoteCode.EMAIL_MISSING, "email")
    phone = _phone(person.phone, to_point, notes)
    if phone is not None:
        fields["phone"] = phone
    if not to_point:
        fields["address"] = _address(person, notes)
    return fields


def _names(person: Address, needed: bool, notes: Notes) -> dict[str, object]:
    first, last, company = person.first_name.strip(), person.last_name.strip(), person.company.strip()
    if needed and not company and not (first and last):
        notes.problem(NoteCode.NAME_MISSING, "recipient.last_name")
    _watch_label(company, PRINTED_COMPANY, "recipient.company", notes)
    _watch_label(f"{first} {last}".strip(), PRINTED_NAME, "recipient.last_name", notes)
    given = {"first_name": first, "last_name": last, "company_name": company}
    return {name: value for name, value in given.items() if value}


def _phone(text: str, to_point: bool, notes: Notes) -> str | None:
    if not text.strip():
        notes.problem(NoteCode.PHONE_MISSING, "recipient.phone")
        return None
    digits = nine_digits(text)
    if digits is None:
        notes.problem(NoteCode.PHONE_INVALID, "recipient.phone")
        return None
    what = kind(digits)
    if what == "unassigned":
        notes.warning(NoteCode.PHONE_INVALID, "recipient.phone")
    elif what == "landline" and to_point:
        notes.problem(NoteCode.PHONE_NOT_MOBILE, "recipient.phone")
    return digits


def _address(person: Address, notes: Notes) -> dict[str, object]:
    country = person.country_code.strip().upper()
    if country != "PL":
        notes.problem(NoteCode.COUNTRY_NOT_SERVED, "recipient.country_code", country=country)
    fields: dict[str, object] = {"country_code": country}
    code = post_code(person.post_code)
    if code is None:
        notes.problem(NoteCode.POST_CODE_INVALID, "recipient.post_code")
    else:
        fields["post_code"] = code
    city = person.city.strip()
    if city:
        fields["city"] = city
        _watch_label(city, PRINTED_CITY, "recipient.city", notes)
    else:
        notes.problem(NoteCode.CITY_MISSING, "recipient.city")
    return fields | _street(" ".join(person.street.split()), notes)


def _street(text: str, notes: Notes) -> dict[str, object]:
    if not text:
        notes.problem(NoteCode.STREET_MISSING, "recipient.street")
        return {}
    _watch_label(text, PRINTED_ADDRESS, "recipient.street", notes)
    parts = split_street(text)
    if parts is None:
        notes.warning(NoteCode.HOUSE_NUMBER_UNSURE, "recipient.street")
        return {"line1": text}
    return {"street": parts.street, "building_number": parts.house}


def _watch_label(text: str, printed: int, path: str, notes: Notes) -> None:
    latin = all(unicodedata.name(sign, "").startswith("LATIN") for sign in text if sign.isalpha())
    if not latin:
        notes.warning(NoteCode.LABEL_CUTS_TEXT, path, limit=printed, latin=False)
    elif len(text) > printed:
        # The parcel arrives by its point, phone and code all the same: worth knowing, not worth a question for every long name.
        notes.remark(NoteCode.LABEL_CUTS_TEXT, path, limit=printed, latin=True)
