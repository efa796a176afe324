"""Which service an Allegro delivery method means (contracts: allegro-delivery-methods.md, poczta-polska-en.md section 6)."""

from collections.abc import Mapping
from typing import Final, Literal

from agent.carriers.common.names import fold
from agent.shipping.model.order import DeliveryMethod
from agent.shipping.ports import Match

from .services import Service

Unregistered = Literal["nierejestrowana"]
"""Counted, not tracked: no number exists, so it cannot be posted through this program."""
Payer = Literal["seller", "allegro"]

_PLAIN_LETTERS: Final = (
    "list ekonomiczny",
    "list priorytetowy",
    "list zwykly",
    "listy zwykle",
    "list biznesowy",
    "list zagraniczny",
    "przesylka listowa",
)

_BY_ID: Final[Mapping[Payer, Mapping[str, Service]]] = {
    "seller": {
        "0175efcd-8291-4328-ac41-258f5807b44e": "pocztex_kurier",
        "1175efcd-15f3-4e97-8b15-258f5807b44e": "pocztex_kurier",
        "07d4d067-2e02-4011-aa6e-491f6e8fe266": "pocztex_punkt",
    },
    "allegro": {
        "093d950b-8497-4cc7-aa2a-6081e5e7e7e2": "pocztex_kurier",
        "193d950b-0082-408f-9192-6081e5e7e7e2": "pocztex_kurier",
        "128e2be0-a2b9-4793-aafd-ec5557273786": "pocztex_punkt",
    },
}


def find_service(method: DeliveryMethod, payer: Payer, own: Mapping[str, Service]) -> tuple[Service | Unregistered, Match] | None:
    """The service of a method and how surely, or None when an account with this payer does not ship it.

    `own` is the seller's map; it goes before the built-in one. A match by name is only a suggestion.
    """
    method_id = method.id.strip().lower()
    mapped = {key.strip().lower(): service for key, service in own.items()}.get(method_id)
    if mapped is not None:
        return mapped, "own"
    known = _BY_ID[payer].get(method_id)
    if known is not None:
        return known, "id"
    name = fold(method.name)
    if _is_unregistered(name):
        return "nierejestrowana", "name"
    if name.startswith("allegro") != (payer == "allegro"):
        return None
    by_name = _allegro(name) if payer == "allegro" else _ordinary(name)
    return None if by_name is None else (by_name, "name")


def names_cod(method: DeliveryMethod) -> bool:
    """Whether the method is by its name one with cash on delivery."""
    return "pobrani" in fold(method.name)


def _allegro(name: str) -> Service | None:
    return "list_polecony" if "polecon" in name else _pocztex(name) if "pocztex" in name else None


def _ordinary(name: str) -> Service | None:
    if "zagranic" in name:
        return _abroad(name)
    if "pocztex" in name:
        return _pocztex(name)
    if "polecon" in name:
        return "list_polecony"
    if "wartosciow" in name:
        return "list_wartosciowy"
    if name.replace(" ", "").startswith(("paczka24", "paczka48")):
        return "usluga_paczkowa"
    return "paczka_pocztowa" if "paczka pocztowa" in name else None


def _is_unregistered(name: str) -> bool:
    """Either account says that it cannot ship them: "list polecony ekonomiczny" is registered, "list ekonomiczny" is not."""
    return "nierejestrowan" in name or (name.startswith(_PLAIN_LETTERS) and "polecon" not in name)


def _abroad(name: str) -> Service | None:
    """A name that does not say what kind of shipment it is, is left to the seller's own map."""
    if "polecon" in name:
        return "list_polecony_zagraniczny"
    return "paczka_zagraniczna" if "paczka" in name else None


def _pocztex(name: str) -> Service:
    if "na dzis" in name:
        return "pocztex_na_dzis"
    return "pocztex_punkt" if any(word in name for word in ("punkt", "punkcie", "automa")) else "pocztex_kurier"
