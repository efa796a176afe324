"""The `receiver` of a ShipX request: data is never cut, what a label cuts is said."""

from dataclasses import replace
from typing import Final

from agent.carriers.common.notes import Notes
from agent.carriers.common.receiving import house_and_flat, nine_digits, note_address, watch_label, whole_line
from agent.shipping.address.place import post_code
from agent.shipping.address.receiver import ReadReceiver, read_receiver
from agent.shipping.model.order import Order
from agent.shipping.model.plan import Choices
from agent.shipping.model.receiver import Receiver
from shared_schema.codes import NoteCode

# What a label prints at most, in characters (contract: inpost-shipx.md, section 3, Formats).
PRINTED_COMPANY: Final = 26
PRINTED_NAME: Final = 21
PRINTED_ADDRESS: Final = 56
PRINTED_CITY: Final = 23

Fields = dict[str, object]


def receiver(order: Order, choices: Choices, to_point: bool, notes: Notes) -> tuple[Fields, Receiver]:
    """The receiver as ShipX wants him: for a locker phone, e-mail and names, for a courier the address too."""
    read = read_receiver(order.recipient, choices.correction)
    person = read.receiver
    fields = _names(person, to_point, notes)
    # Byte for byte: InPost finds the Allegro transaction by the whole masked address (section 5).
    if order.email.strip():
        fields["email"] = order.email
    else:
        notes.problem(NoteCode.EMAIL_MISSING, "email")
    phone = nine_digits(person.phone, mobile_only=to_point, notes=notes)
    if phone is not None:
        fields["phone"] = phone
        person = replace(person, phone=phone)
    if to_point:
        return fields, replace(person, street="", house="", flat="", post_code="", city="", country_code="")
    fields["address"] = _address(read, notes)
    return fields, person


def _names(person: Receiver, to_point: bool, notes: Notes) -> Fields:
    if not to_point and not person.company and not (person.first_name and person.last_name):
        notes.problem(NoteCode.NAME_MISSING, "recipient.last_name")
    watch_label(person.company, PRINTED_COMPANY, "recipient.company", notes, to_point)
    watch_label(f"{person.first_name} {person.last_name}".strip(), PRINTED_NAME, "recipient.last_name", notes, to_point)
    given = {"first_name": person.first_name, "last_name": person.last_name, "company_name": person.company}
    return {name: value for name, value in given.items() if value}


def _address(read: ReadReceiver, notes: Notes) -> Fields:
    person = read.receiver
    if person.country_code != "PL":
        notes.problem(NoteCode.COUNTRY_NOT_SERVED, "recipient.country_code", country=person.country_code)
    fields: Fields = {"country_code": person.country_code}
    code = post_code(person.post_code)
    if code is None:
        notes.problem(NoteCode.POST_CODE_INVALID, "recipient.post_code")
    else:
        fields["post_code"] = code
    if person.city:
        fields["city"] = person.city
        watch_label(person.city, PRINTED_CITY, "recipient.city", notes, to_point=False)
    else:
        notes.problem(NoteCode.CITY_MISSING, "recipient.city")
    return fields | _street(read, notes)


def _street(read: ReadReceiver, notes: Notes) -> Fields:
    person, number = read.receiver, house_and_flat(read.receiver)
    if not person.house:
        line = whole_line(read)
        if not line:
            notes.problem(NoteCode.STREET_MISSING, "recipient.street")
            return {}
        note_address(read, notes, to_point=False)
        return {"line1": line}
    note_address(read, notes, to_point=False)
    # In a village without streets its name stands where others have a street.
    street = person.street or person.city
    watch_label(street, PRINTED_ADDRESS - len(number) - 1, "recipient.street", notes, to_point=False)
    return {"street": street, "building_number": number}
