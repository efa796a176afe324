"""The fields of a request that differ from product to product, mass included. Pure."""

from agent.carriers.common.notes import Notes
from agent.shipping.model.order import Order

from .abroad import fields_abroad
from .amounts import worth_grosze
from .services import Product
from .settings import EnSettings, OrdinarySettings
from .soap import Fields


def fields_of(service: str, product: Product, order: Order, settings: EnSettings, notes: Notes) -> Fields:
    """Those of this product; a problem when what it is worth has to be said and is not known."""
    if product.abroad:
        return fields_abroad(product, settings)
    if product.family == "letter":
        fields: dict[str, object] = {"kategoria": settings.category, "masa": settings.letter_mass_g}
        return fields | ({"wartosc": worth_grosze(order, notes)} if service == "list_wartosciowy" else {})
    if product.family == "pocztex":
        contents = {"zawartosc": {"zawartoscInna": settings.contents}} if settings.contents else {}
        area = {"obszar": settings.same_day_area} if isinstance(settings, OrdinarySettings) and "na_dzis" in service else {}
        return {"masa": settings.pocztex_mass_g, "uiszczaOplate": "NADAWCA"} | contents | area
    mass = settings.parcel_mass_g if isinstance(settings, OrdinarySettings) else None
    if service == "usluga_paczkowa":
        term = settings.parcel_term if isinstance(settings, OrdinarySettings) else None
        contents_text = {"zawartosc": settings.contents} if settings.contents else {}
        return {"masa": mass, "termin": term, "uiszczaOplate": "NADAWCA"} | contents_text
    worth = {"wartosc": worth_grosze(order, notes)} if service == "paczka_pobraniowa" else {}
    return {"masa": mass, "kategoria": settings.category} | worth
