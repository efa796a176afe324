"""Every carrier there is: one explicit table. A carrier is one folder and one line here."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial

from pydantic import BaseModel

from agent.shipping.model.order import DeliveryMethod
from agent.shipping.ports import CarrierAccount, Match

from . import inpost, paczka_w_ruchu, poczta_polska
from .inpost.methods import find_service as inpost_service
from .paczka_w_ruchu import kept
from .paczka_w_ruchu.methods import match_method as match_ruch
from .poczta_polska.methods import Payer
from .poczta_polska.methods import find_service as poczta_service


@dataclass(frozen=True, slots=True)
class CarrierKind:
    """What the rest of the house needs to know of a carrier: its form, its secrets, its addresses, how to open it."""

    id: str
    name: str
    settings: type[BaseModel]
    secrets: tuple[str, ...]
    endpoints: Mapping[str, str]
    serves: Callable[[DeliveryMethod], Match | None]
    """Whether the delivery method is this carrier's, whatever a seller may have assigned besides."""
    open: Callable[..., CarrierAccount]
    """`(account_id, settings, secrets, endpoints)`, settings being an instance of `settings`; no I/O. May raise ShippingError."""
    point_list: str | None = None
    """Under which name the account keeps its list of points; such a kind is opened with a `cache` to keep it in."""


def _inpost(method: DeliveryMethod) -> Match | None:
    found = inpost_service(method, {})
    return found[1] if found else None


def _poczta(payer: Payer, method: DeliveryMethod) -> Match | None:
    """No account of either kind can ship what is unregistered."""
    found = poczta_service(method, payer, {})
    return found[1] if found and found[0] != "nierejestrowana" else None


CARRIERS: dict[str, CarrierKind] = {
    "inpost": CarrierKind(
        "inpost", inpost.NAME, inpost.InpostSettings, inpost.SECRETS, inpost.DEFAULT_ENDPOINTS, _inpost, inpost.open_account
    ),
    "poczta_polska": CarrierKind(
        "poczta_polska",
        poczta_polska.NAME,
        poczta_polska.OrdinarySettings,
        poczta_polska.SECRETS,
        {poczta_polska.ORDINARY: poczta_polska.SERVICE},
        partial(_poczta, "seller"),
        poczta_polska.open_ordinary,
    ),
    "poczta_polska_allegro": CarrierKind(
        "poczta_polska_allegro",
        f"{poczta_polska.NAME} (Allegro)",
        poczta_polska.AllegroSettings,
        poczta_polska.SECRETS,
        {poczta_polska.ALLEGRO: poczta_polska.SERVICE},
        partial(_poczta, "allegro"),
        poczta_polska.open_allegro,
    ),
    "paczka_w_ruchu": CarrierKind(
        "paczka_w_ruchu",
        paczka_w_ruchu.NAME,
        paczka_w_ruchu.PaczkaWRuchuSettings,
        paczka_w_ruchu.SECRETS,
        paczka_w_ruchu.DEFAULT_ENDPOINTS,
        lambda method: match_ruch(method, ()),
        paczka_w_ruchu.open_account,
        point_list=kept.NAME,
    ),
}
"""By the id that stands in the configuration."""
