"""Which account ships a delivery method, and which methods only Allegro may ship.

Facts: allegro-delivery-methods.md, sections 3 and 5. The carriers know their own methods; here stand those that are nobody's.
"""

import unicodedata
from collections.abc import Iterable

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


def folded(name: str) -> str:
    """The name in lower case without diacritics, so that renamed or retyped methods compare."""
    flat = name.casefold().replace("ł", "l")
    return "".join(each for each in unicodedata.normalize("NFKD", flat) if not unicodedata.combining(each))


def only_allegro(method: DeliveryMethod) -> bool:
    """Whether only Allegro may ship the method, by its id or by what its name says."""
    name = folded(method.name)
    by_name = (
        "(ad)" in name
        or name.startswith("allegro one")
        or "international" in name
        or name.startswith("wysylka z polski do")
        or ("allegro" in name and "orlen" in name)
        # Posted through Allegro's own tool alone; no carrier's interface has a product for it.
        or "miniprzesylka" in name
    )
    return method.id in ONLY_ALLEGRO_IDS or by_name


def account_for(method: DeliveryMethod, accounts: Iterable[CarrierAccount]) -> tuple[CarrierAccount, Match] | None:
    """The account that ships the method: one that knows its id before one that only recognises the name."""
    suggestion: tuple[CarrierAccount, Match] | None = None
    for account in accounts:
        match = account.matches(method)
        if match == "id":
            return account, match
        if match == "name" and suggestion is None:
            suggestion = (account, match)
    return suggestion
