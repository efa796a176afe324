"""What a shipment abroad is besides a shipment at home: its mass, what is in it, whether customs wants to know. Pure."""

from typing import Final

from agent.carriers.common.notes import Notes
from agent.shipping.model.order import Order

from .countries import needs_declaration
from .customs import declaration
from .services import Product
from .settings import EnSettings, OrdinarySettings
from .soap import Fields

DOCUMENTS_FROM_G: Final = 250


def leaves_customs_area(order: Order) -> bool:
    """Whether the receiver lives where goods need a customs declaration."""
    person = order.recipient
    return person is not None and needs_declaration(person.country_code.strip().upper(), person.post_code)


def fields_abroad(product: Product, settings: EnSettings) -> Fields:
    """A letter says what is in it in a word, a parcel only in its customs declaration."""
    mass_g = _mass_abroad_g(product, settings)
    if product.family != "letter":
        return {"masa": mass_g, "kategoria": settings.category}
    document = isinstance(settings, OrdinarySettings) and settings.customs_contents == "DOKUMENT"
    documents = "DOKUMENTY_PONIZEJ_250G" if mass_g < DOCUMENTS_FROM_G else "DOKUMENTY_POWYZEJ_250G"
    return {"masa": mass_g, "zawartosc": documents if document else "TOWARY"}


def customs(product: Product, order: Order, settings: EnSettings, notes: Notes) -> Fields:
    """Only for goods that leave the customs area; of an order with other problems nothing is declared."""
    if product.form != "CUSTOMS_DECLARATION" or not isinstance(settings, OrdinarySettings) or notes.problems:
        return {}
    mass_g = _mass_abroad_g(product, settings)
    return {"deklaracjaCelna2": declaration(order, settings, letter=product.family == "letter", mass_g=mass_g, notes=notes)}


def _mass_abroad_g(product: Product, settings: EnSettings) -> int:
    if not isinstance(settings, OrdinarySettings):
        return 0
    return settings.letter_abroad_mass_g if product.family == "letter" else settings.parcel_abroad_mass_g
