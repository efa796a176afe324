"""The customs declaration of a shipment abroad, made from the order's lines (contract, section 5: `deklaracjaCelna2`). Pure.

Two units are not stated in the contract: net masses are sent in grams, as every other mass, and values in the currency's
main unit, of all pieces of a position together. A person looks at every declaration before it is sent.
"""

from dataclasses import dataclass
from typing import Final

from agent.carriers.common.notes import Notes
from agent.shipping.model.money import zloty
from agent.shipping.model.order import Order, OrderLine
from shared_schema.codes import NoteCode

from .settings import OrdinarySettings

MOST_POSITIONS: Final = 5
CN22_UP_TO_GROSZE: Final = 120_000
"""A CN22 is for goods up to 300 SDR; this many grosze stay below that at any rate of the last years. CN23 says more."""

Fields = dict[str, object]


@dataclass(frozen=True, slots=True)
class _Position:
    name: str
    hs_number: str
    quantity: int
    value_grosze: int


def declaration(order: Order, settings: OrdinarySettings, *, letter: bool, mass_g: int, notes: Notes) -> Fields:
    """The `deklaracjaCelna2`, with a warning that tells what would be declared; problems when something is missing."""
    positions, currency = _positions(order.lines, settings, notes)
    if notes.problems:
        return {}
    net_g = sum(each.quantity for each in positions) * settings.customs_item_mass_g
    if net_g > mass_g:
        notes.problem(NoteCode.CUSTOMS_MASS, "settings.customs_item_mass_g", net_g=net_g, mass_g=mass_g)
    total_grosze = sum(each.value_grosze for each in positions)
    form = "CN22" if letter and currency == "PLN" and total_grosze <= CN22_UP_TO_GROSZE else "CN23"
    notes.warning(
        NoteCode.CUSTOMS_DECLARED,
        "lines",
        form=form,
        contents="; ".join(f"{each.quantity} × {each.name} (HS {each.hs_number})" for each in positions),
        value=f"{zloty(total_grosze)} {currency}",
        net_g=net_g,
        origin=settings.customs_origin,
    )
    return {
        "rodzaj": form,
        "zawartoscPrzesylki": settings.customs_contents,
        "walutaKodISO": currency,
        "szczegolyZawartosciPrzesylki": [_row(each, settings) for each in positions],
    }


def _row(position: _Position, settings: OrdinarySettings) -> Fields:
    return {
        "okreslenieZawartosci": position.name,
        "ilosc": position.quantity,
        "masaNetto": position.quantity * settings.customs_item_mass_g,
        "wartosc": str(zloty(position.value_grosze)),
        "numerTaryfyHs": position.hs_number,
        "krajPochodzeniaKodAlfa2": settings.customs_origin,
    }


def _positions(lines: tuple[OrderLine, ...], settings: OrdinarySettings, notes: Notes) -> tuple[list[_Position], str]:
    """Lines of the same goods as one position; a form has room for five, and none is ever left out."""
    found: dict[tuple[str, str], _Position] = {}
    currencies = {line.price.currency for line in lines if line.price is not None}
    for line in lines:
        name, hs_number = " ".join(line.name.split()), _tariff(line.hs_number) or settings.customs_hs_number
        if not name or line.quantity < 1 or line.price is None or line.price.amount_grosze < 1:
            notes.problem(NoteCode.CUSTOMS_DATA_MISSING, "lines")
            return [], ""
        if not hs_number:
            notes.problem(NoteCode.CUSTOMS_DATA_MISSING, "settings.customs_hs_number")
            return [], ""
        known = found.get((name, hs_number), _Position(name, hs_number, 0, 0))
        value_grosze = known.value_grosze + line.quantity * line.price.amount_grosze
        found[name, hs_number] = _Position(name, hs_number, known.quantity + line.quantity, value_grosze)
    if len(currencies) != 1:
        notes.problem(NoteCode.CUSTOMS_DATA_MISSING, "lines")
        return [], ""
    if len(found) > MOST_POSITIONS:
        notes.problem(NoteCode.CUSTOMS_TOO_MANY_LINES, "lines", count=len(found), limit=MOST_POSITIONS)
    return list(found.values()), next(iter(currencies))


def _tariff(text: str) -> str:
    """The number without dots and blanks; empty unless it has 6 to 10 digits, so that the seller's own number stands in."""
    digits = "".join(text.replace(".", "").split())
    return digits if digits.isascii() and digits.isdigit() and 6 <= len(digits) <= 10 else ""
