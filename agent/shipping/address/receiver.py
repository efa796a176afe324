"""From Allegro's receiver, and what a person corrected, to one with his address taken apart."""

from dataclasses import dataclass, replace
from typing import Final

from agent.shipping.model.order import Address
from agent.shipping.model.receiver import Correction, Receiver

from .place import Place, post_code, read_place
from .reading import Doubt
from .street import read_street
from .tokens import tidy
from .vocabulary import NOTHING, fold

_NOBODY: Final = Address("", "", "", "", "", "", "", "")
_PLACES: Final[frozenset[Doubt]] = frozenset({"place"})


@dataclass(frozen=True, slots=True)
class ReadReceiver:
    """The receiver with the best proposal for his address; `rest` would not be sent. The phone is as it was typed."""

    receiver: Receiver
    doubts: frozenset[Doubt]
    rest: str


def read_receiver(address: Address | None, correction: Correction | None) -> ReadReceiver:
    """Takes the receiver apart; what a person wrote is taken as it is and settles the doubts of its field.

    An address abroad is left as it is: the whole line is its street.
    """
    given = address or _NOBODY
    fixed = correction or Correction()
    country = given.country_code.strip().upper()
    place = _place(given, fixed, country)
    receiver = Receiver(
        first_name=tidy(_or(fixed.first_name, given.first_name)),
        last_name=tidy(_or(fixed.last_name, given.last_name)),
        company=_firm(tidy(_or(fixed.company, given.company))),
        street=place.street,
        house=place.house,
        flat=place.flat,
        post_code=place.post_code,
        city=place.city,
        country_code=country,
        phone=_or(fixed.phone, given.phone).strip(),
    )
    doubts = place.doubts
    if fixed.street is None and _names_in(receiver):
        doubts |= {"street_name"}
    return ReadReceiver(receiver, doubts, place.rest)


def _place(given: Address, fixed: Correction, country: str) -> Place:
    if country != "PL":
        return _written(
            Place(given.street.strip(), "", "", given.city.strip(), given.post_code.strip(), "", "", frozenset()), fixed
        )
    place = read_place(given.street, given.city, given.post_code)
    if fixed.street is not None and fixed.house is None and fixed.flat is None:
        line = read_street(fixed.street)
        place = replace(place, street=line.street, house=line.house, flat=line.flat, rest=line.rest, doubts=line.doubts)
        return _written(place, replace(fixed, street=None))
    place = _written(place, fixed)
    doubts = place.doubts
    if any(each is not None for each in (fixed.street, fixed.house, fixed.flat)):
        missing: frozenset[Doubt] = frozenset() if place.house or fixed.house is not None else frozenset({"no_house_number"})
        doubts = doubts & _PLACES | missing
        place = replace(place, rest="")
    if any(each is not None for each in (fixed.street, fixed.city, fixed.post_code)):
        doubts -= _PLACES
    return replace(place, doubts=doubts)


def _written(place: Place, fixed: Correction) -> Place:
    """The address with what a person wrote, without spare spaces; a post code gets its dash."""
    code = None if fixed.post_code is None else post_code(fixed.post_code) or fixed.post_code
    return replace(
        place,
        street=tidy(_or(fixed.street, place.street)),
        house=tidy(_or(fixed.house, place.house)),
        flat=tidy(_or(fixed.flat, place.flat)),
        city=tidy(_or(fixed.city, place.city)),
        post_code=tidy(_or(code, place.post_code)),
    )


def _names_in(receiver: Receiver) -> bool:
    """Whether the receiver's own name stands before the street."""
    street = fold(receiver.street).split()
    names = fold(f"{receiver.first_name} {receiver.last_name}").split()
    return len(names) > 1 and all(name in street for name in names)


def _firm(company: str) -> str:
    """The firm; nothing where people fill the field because it is there."""
    return "" if fold(company) in NOTHING | {"osoba prywatna", "prywatnie", "prywatna"} else company


def _or(written: str | None, given: str) -> str:
    return given if written is None else written
