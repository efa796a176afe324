"""Shipments abroad: where they go, and what they declare to customs (poczta-polska-en.md, section 5).

What EN itself checks there is not known; this is what its schema and its web page ask for.
"""

import re
from collections.abc import Iterator

from lxml import etree

from agent.demo.en import errors
from agent.demo.en.errors import EnError
from agent.demo.en.shipments import Shipment

ABROAD = ("paczkaZagranicznaType", "przesylkaPoleconaZagranicznaType")
_WITHOUT_CUSTOMS = (
    "Austria", "Belgia", "Bułgaria", "Chorwacja", "Cypr", "Czechy", "Dania", "Estonia", "Finlandia", "Francja", "Grecja",
    "Hiszpania", "Holandia", "Irlandia", "Litwa", "Luksemburg", "Łotwa", "Malta", "Monako", "Niemcy", "Portugalia", "Rumunia",
    "Słowacja", "Słowenia", "Szwecja", "Węgry", "Włochy",
)  # fmt: skip
_CURRENCY = re.compile(r"[A-Z]{3}")
_COUNTRY = re.compile(r"[A-Z]{2}")
_TARIFF = re.compile(r"[0-9]{6,10}")
_CONTENTS = ("KORESPONDENCJA", "DOKUMENTY_PONIZEJ_250G", "DOKUMENTY_POWYZEJ_250G", "TOWARY")


def abroad_errors(shipment: Shipment) -> Iterator[EnError]:
    """Return what is wrong with a shipment abroad."""
    country = (shipment.part("adres") or {}).get("kraj", "Polska")
    if country == "Polska":
        yield errors.COUNTRY_WRONG
    if (contents := shipment.element.findtext("zawartosc")) is not None and contents not in _CONTENTS:
        yield errors.CONTENTS_WRONG
    declaration = shipment.element.find("deklaracjaCelna2")
    if declaration is not None:
        yield from _declaration_errors(declaration, shipment)
    elif country not in _WITHOUT_CUSTOMS:
        yield errors.DECLARATION_MISSING


def _declaration_errors(declaration: etree._Element, shipment: Shipment) -> Iterator[EnError]:
    if declaration.findtext("rodzaj") == "CN22" and shipment.kind == "paczkaZagranicznaType":
        yield errors.DECLARATION_WRONG
    rows = declaration.findall("szczegolyZawartosciPrzesylki")
    net_g = sum(int(row.findtext("masaNetto") or 0) for row in rows)
    if net_g > int(shipment.value("masa") or 0):
        yield errors.DECLARATION_TOO_HEAVY
    if not _CURRENCY.fullmatch(declaration.findtext("walutaKodISO") or "") or not all(_is_whole(row) for row in rows):
        yield errors.DECLARATION_WRONG


def _is_whole(row: etree._Element) -> bool:
    tariff, origin = row.findtext("numerTaryfyHs"), row.findtext("krajPochodzeniaKodAlfa2")
    return (
        bool((row.findtext("okreslenieZawartosci") or "").strip())
        and int(row.findtext("ilosc") or 0) > 0
        and float(row.findtext("wartosc") or 0) > 0
        and (tariff is None or _TARIFF.fullmatch(tariff) is not None)
        and (origin is None or _COUNTRY.fullmatch(origin) is not None)
    )
