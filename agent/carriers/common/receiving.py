"""What every carrier asks of a receiver: the notes about his address, phone and names, and the house number in one piece."""

from agent.carriers.common.names import abbreviated, not_latin
from agent.carriers.common.notes import Notes
from agent.carriers.common.phone import read_phone
from agent.shipping.address.reading import Doubt
from agent.shipping.address.receiver import ReadReceiver
from agent.shipping.model.receiver import Receiver
from shared_schema.codes import NoteCode

_CODES: dict[Doubt, tuple[NoteCode, str]] = {
    "no_house_number": (NoteCode.HOUSE_NUMBER_MISSING, "recipient.house"),
    "house_or_flat": (NoteCode.HOUSE_NUMBER_UNSURE, "recipient.house"),
    "street_name": (NoteCode.STREET_UNSURE, "recipient.street"),
    "rest": (NoteCode.ADDRESS_HAS_MORE, "recipient.street"),
    "post_box": (NoteCode.POST_BOX, "recipient.street"),
    "place": (NoteCode.PLACE_UNSURE, "recipient.city"),
}


def note_address(read: ReadReceiver, notes: Notes, to_point: bool) -> None:
    """Says what is not sure of the address. For a parcel that goes to a point it is good to know and asks for nothing."""
    say = notes.remark if to_point else notes.warning
    for doubt, (code, path) in _CODES.items():
        if doubt in read.doubts:
            say(code, path)


def whole_line(read: ReadReceiver) -> str:
    """Street and what is known beside it as one text, for an address without a house number: nothing of it is lost."""
    flat = f"m. {read.receiver.flat}" if read.receiver.flat else ""
    return " ".join(part for part in (read.receiver.street, flat, read.rest) if part)


def house_and_flat(receiver: Receiver) -> str:
    """The number as it is written on a letter: 12/5; 12/14 m. 5 where the house has a slash of its own."""
    if not receiver.flat:
        return receiver.house
    if "/" in receiver.house or not receiver.house[:1].isdigit():
        return f"{receiver.house} m. {receiver.flat}"
    return f"{receiver.house}/{receiver.flat}" if receiver.flat[0].isdigit() else f"{receiver.house} lok. {receiver.flat}"


def nine_digits(text: str, mobile_only: bool, notes: Notes) -> str | None:
    """A Polish number as nine digits; what is wrong with it is a problem, what is odd a warning."""
    phone = read_phone(text)
    if phone is None or phone.nine_digits is None:
        code = NoteCode.PHONE_MISSING if not text.strip() else NoteCode.PHONE_INVALID if phone is None else NoteCode.PHONE_FOREIGN
        notes.problem(code, "recipient.phone")
        return None
    if phone.kind == "landline" and mobile_only:
        # The code that opens the machine comes by SMS.
        notes.problem(NoteCode.PHONE_NOT_MOBILE, "recipient.phone")
    elif phone.kind == "unassigned":
        notes.warning(NoteCode.PHONE_INVALID, "recipient.phone")
    if not phone.alone:
        notes.warning(NoteCode.PHONE_SEVERAL, "recipient.phone")
    return phone.nine_digits


def too_long(text: str, limit: int, path: str, notes: Notes) -> None:
    """A text over the carrier's limit for the field: a problem with a shorter proposal, never a cut."""
    if len(text) > limit:
        notes.problem(NoteCode.TOO_LONG, path, limit=limit, proposal=abbreviated(text, limit))


def watch_label(text: str, printed: int, path: str, notes: Notes, to_point: bool) -> None:
    """What the label would cut or cannot print. A parcel for a point arrives all the same, so there it asks for nothing."""
    if letters := not_latin(text):
        notes.warning(NoteCode.LETTERS_NOT_PRINTED, path, letters=letters)
    elif len(text) > printed:
        say = notes.remark if to_point else notes.warning
        say(NoteCode.LABEL_CUTS_TEXT, path, limit=printed, proposal=abbreviated(text, printed))
