"""Which account ships a delivery method, and which methods only Allegro may ship.

Facts: allegro-delivery-methods.md, sections 3 and 5. The carriers know their own methods; here stand those that are nobody's.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

from agent.shipping.model.names import folded
from agent.shipping.model.order import DeliveryMethod
from agent.shipping.ports import CarrierAccount, Match

ONLY_ALLEGRO_IDS = frozenset(
    {
        "025cb739-ef8e-45c4-9e7b-ce4e7fece8be",  # Allegro Odbiór w Punkcie ORLEN Paczka
        "0960fef9-cc88-4558-b2b2-62331a20b5b2",  # Kurier DHL (AD)
        "0fe5b4af-9f09-443d-9d49-62331a20b5b2",  # Automat DHL BOX 24/7 (AD)
        "0560b75e-88c3-4b79-bcf7-62331a20b5b2",  # Punkt DHL (AD)
        "03f26351-f683-4db2-8895-f2c599280e3c",  # Kurier DPD (AD)
        "06af1169-31ae-4ce4-893f-f2c599280e3c",  # DPD Pickup, points (AD)
        "09bcdcdb-c62a-41c4-ba42-f2c599280e3c",  # DPD Pickup, machines (AD)
        "13f26351-26fb-48d4-b5dd-f2c599280e3c",  # Kurier DPD pobranie (AD)
        "16af1169-db74-4e94-a16d-f2c599280e3c",  # DPD Pickup pobranie (AD)
    }
)
"""Methods of Allegro's own agreements: a label of the seller's carrier would cost him and lose Smart."""


OTHER_CARRIERS: Mapping[str, str] = {
    "c3066682-97a3-42fe-9eb5-9bb2978cf293": "DPD",
    "259b5c7a-9056-4c74-80ec-9bb2978cf293": "DPD",
    "c8be0338-63f9-42d8-bc78-ee2bd45980b6": "DHL",
    "8de8c002-9f06-4e91-b8bc-aebcae3b9fe7": "DHL",
}
"""Methods of the seller's own contracts with carriers this program does not speak to."""

Sort = Literal["own", "known", "suggested", "only_allegro", "other_carrier", "unknown"]


@dataclass(frozen=True, slots=True)
class Sorted:
    """Where a delivery method belongs; `account` ships it, or would by its name. `carrier` is named for `other_carrier`."""

    sort: Sort
    account: CarrierAccount | None = None
    carrier: str | None = None


def sort_method(method: DeliveryMethod, accounts: Iterable[CarrierAccount]) -> Sorted:
    """The seller's own map, then the known ids, then what the name suggests, else unknown.

    What only Allegro may ship is never anybody else's when its id says so; by its name alone the seller's own map goes first.
    """
    if _id(method) in ONLY_ALLEGRO_IDS:
        return Sorted("only_allegro")
    found: dict[Match, CarrierAccount] = {}
    for account in accounts:
        match = account.matches(method)
        if match is not None:
            found.setdefault(match, account)
    if "own" in found:
        return Sorted("own", found["own"])
    if _only_allegro_by_name(method):
        return Sorted("only_allegro")
    if "id" in found:
        return Sorted("known", found["id"])
    if _id(method) in OTHER_CARRIERS:
        return Sorted("other_carrier", carrier=OTHER_CARRIERS[_id(method)])
    return Sorted("suggested", found["name"]) if "name" in found else Sorted("unknown")


def only_allegro(method: DeliveryMethod) -> bool:
    """Whether only Allegro may ship the method, by its id or by what its name says."""
    return _id(method) in ONLY_ALLEGRO_IDS or _only_allegro_by_name(method)


def _id(method: DeliveryMethod) -> str:
    return method.id.strip().lower()


def _only_allegro_by_name(method: DeliveryMethod) -> bool:
    name = folded(method.name)
    return (
        "(ad)" in name
        or name.startswith("allegro one")
        or "international" in name
        or name.startswith("wysylka z polski do")
        or ("allegro" in name and "orlen" in name)
        # Posted through Allegro's own tool alone; no carrier's interface has a product for it.
        or "miniprzesylka" in name
    )
