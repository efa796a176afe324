"""Which Allegro delivery methods are ORLEN Paczka's (contract: allegro-delivery-methods.md, sections 2, 3 and 5)."""

from collections.abc import Collection
from typing import Final

from agent.carriers.common.names import fold
from agent.shipping.model.order import DeliveryMethod
from agent.shipping.ports import Match

_IDS: Final = frozenset({"0d0d03f6-8a6f-44e2-9285-1e53220b0653", "1d0d03f6-7055-4cde-b6e3-1e53220b0653"})


def match_method(method: DeliveryMethod, own: Collection[str]) -> Match | None:
    """How surely the method is ours, None when it is not; `own` are the ids the seller assigned.

    Whatever has "allegro" in its name runs under Allegro's agreement: a label of ours would cost the seller (section 3).
    """
    method_id = method.id.strip().lower()
    if method_id in {each.strip().lower() for each in own}:
        return "own"
    if method_id in _IDS:
        return "id"
    name = fold(method.name)
    if "allegro" in name or "(ad)" in name:
        return None
    return "name" if "orlen paczka" in name or "paczka w ruchu" in name else None
