"""What EN refuses a single shipment for; the others of the call are taken (poczta-polska-en.md, sections 4 to 6)."""

import re
from collections.abc import Iterator

from agent.demo.en import errors
from agent.demo.en.abroad import ABROAD, abroad_errors
from agent.demo.en.allegro_link import AllegroOrder, link_errors
from agent.demo.en.errors import EnError
from agent.demo.en.options import EnOptions
from agent.demo.en.points import POINTS
from agent.demo.en.shipments import Shipment

_POST_CODE = re.compile(r"[0-9]{5}")
_MOBILE = re.compile(r"[0-9]{9}")
_NRB = re.compile(r"[0-9]{26}")
_HEAVIEST_G = {"S": 500, "M": 1000, "L": 2000}
_LETTERS = ("przesylkaPoleconaKrajowaType", "listWartosciowyKrajowyType", "przesylkaNierejestrowanaKrajowaType")


def errors_of(shipment: Shipment, options: EnOptions, order: AllegroOrder | None) -> list[EnError]:
    """Return everything wrong with one shipment; an empty list means it is taken.

    `order` is the Allegro order that belongs to the receiver's e-mail, if any.
    """
    if shipment.kind not in options.accepted_products:
        return [errors.product_not_on_contract(shipment.product)]
    found = [*_mass_errors(shipment)]
    if shipment.registered:
        found += [
            *_address_errors(shipment),
            *_cod_errors(shipment),
            *_point_errors(shipment),
            *_contract_errors(shipment, options),
        ]
        if shipment.kind in ABROAD:
            found += abroad_errors(shipment)
        if options.kind == "allegro":
            found += link_errors(shipment, order)
    return found


def _address_errors(shipment: Shipment) -> Iterator[EnError]:
    address = shipment.part("adres")
    if address is None:
        yield errors.ADDRESS_MISSING
        return
    if not address.get("nazwa", "").strip():
        yield errors.NAME_EMPTY
    if not address.get("miejscowosc", "").strip():
        yield errors.CITY_EMPTY
    if not address.get("ulica") and not address.get("numerDomu"):
        yield errors.STREET_EMPTY
    if shipment.kind not in ABROAD and not _POST_CODE.fullmatch(address.get("kodPocztowy", "")):
        yield errors.POST_CODE_WRONG
    if (mobile := address.get("mobile")) and not _MOBILE.fullmatch(mobile):
        yield errors.MOBILE_WRONG
    elif not mobile and shipment.pni is not None:
        yield errors.MOBILE_MISSING


def _cod_errors(shipment: Shipment) -> Iterator[EnError]:
    cod = shipment.part("pobranie")
    if cod is None:
        if shipment.kind == "przesylkaPobraniowaType":
            yield errors.COD_AMOUNT_MISSING
        return
    if not shipment.cod_grosze:
        yield errors.COD_AMOUNT_MISSING
    if cod.get("sposobPobrania") != "PRZEKAZ" and not _NRB.fullmatch(cod.get("nrb", "")):
        yield errors.COD_ACCOUNT_WRONG


def _point_errors(shipment: Shipment) -> Iterator[EnError]:
    if shipment.pni is None:
        return
    point = POINTS.get(shipment.pni)
    if point is None:
        yield errors.POINT_UNKNOWN
        return
    if point.function == "NADAWCZA":
        yield errors.POINT_ONLY_POSTS
    if shipment.cod_grosze is not None and shipment.cod_grosze > (point.cod_maximum_grosze or 0):
        yield errors.COD_ABOVE_POINT


def _contract_errors(shipment: Shipment, options: EnOptions) -> Iterator[EnError]:
    # EN knows an Allegro parcel by the masked address as well as by the element.
    marked = shipment.part("relatedToAllegro") is not None or "+" in (shipment.email or "")
    if options.kind == "ordinary" and marked:
        yield errors.NO_ALLEGRO_CONTRACT


def _mass_errors(shipment: Shipment) -> Iterator[EnError]:
    most_g = _HEAVIEST_G.get(shipment.value("format") or "")
    if shipment.kind in _LETTERS and most_g is not None and int(shipment.value("masa") or 0) > most_g:
        yield errors.TOO_HEAVY
