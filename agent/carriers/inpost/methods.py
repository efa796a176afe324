"""Which ShipX service an Allegro delivery method means (contract: allegro-delivery-methods.md, sections 2, 3 and 5)."""

from collections.abc import Mapping
from typing import Final, Literal

from agent.carriers.common.names import fold
from agent.shipping.model.order import DeliveryMethod
from agent.shipping.ports import Match

from .services import Service

OwnCourier = Literal["own_courier"]
"""The seller's own courier contract: which service it is depends on the account's services."""

_BY_ID: Final[Mapping[str, Service]] = {
    "2488f7b7-5d1c-4d65-b85c-4cbcf253fd93": "inpost_locker_allegro",
    "5d9c7838-e05f-4dec-afdd-58e884170ba7": "inpost_courier_allegro",
    "85c3ad2f-4ec1-446c-866e-63473ed10e26": "inpost_courier_allegro",
    "9081532b-5ad3-467d-80bc-9252982e9dd8": "inpost_letter_allegro",
    "98f86f81-0018-41c5-ac83-073a56fc7021": "inpost_letter_allegro",
}


def find_service(method: DeliveryMethod, own: Mapping[str, Service]) -> tuple[Service | OwnCourier, Match] | None:
    """The service of a method and how surely, or None when the method is not InPost's to ship.

    `own` is the seller's map; it goes before the built-in one. A match by name is only a suggestion.
    """
    method_id = method.id.strip().lower()
    mapped = {key.strip().lower(): service for key, service in own.items()}.get(method_id)
    if mapped is not None:
        return mapped, "own"
    known = _BY_ID.get(method_id)
    if known is not None:
        return known, "id"
    by_name = _by_name(fold(method.name))
    return None if by_name is None else (by_name, "name")


def _by_name(name: str) -> Service | OwnCourier | None:
    if _only_allegro(name):
        return None
    if "paczkomat" in name:
        return "inpost_locker_allegro" if name.startswith("allegro") else "inpost_locker_standard"
    if "minikurier" in name:
        return "inpost_letter_allegro"
    if "kurier24 inpost" in name:
        return "inpost_courier_allegro"
    return "own_courier" if "inpost" in name else None


def _only_allegro(name: str) -> bool:
    """Methods under Allegro's own agreements: a label of ours would cost the seller and lose Smart."""
    return (
        "(ad)" in name
        or "international" in name
        or name.startswith(("allegro one", "wysylka z polski do"))
        or ("allegro" in name and "orlen" in name)
    )
