"""Every carrier there is: one explicit table. A carrier is one folder and one line here.

What speaks to a carrier is loaded when an account of it is opened: a seller with one carrier needs no other's code.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from importlib import import_module

from pydantic import BaseModel

from agent.shipping.model.order import DeliveryMethod
from agent.shipping.ports import Cache, CarrierAccount, Match

from .inpost import settings as inpost
from .inpost.methods import find_service as inpost_service
from .paczka_w_ruchu import settings as paczka_w_ruchu
from .paczka_w_ruchu.methods import match_method as match_ruch
from .poczta_polska import settings as poczta_polska
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
    opener: str
    """`module:function`, the module being imported to open an account."""
    point_list: str | None = None
    """Under which name the account keeps its list of points; such a kind is opened with a `cache` to keep it in."""

    def open(
        self, account_id: str, settings: BaseModel, secrets: Mapping[str, str], endpoints: Mapping[str, str], **kept: Cache | None
    ) -> CarrierAccount:
        """An account, `settings` being an instance of the kind's; no I/O but loading its code. May raise ShippingError."""
        module, _, function = self.opener.partition(":")
        opened: CarrierAccount = getattr(import_module(module), function)(account_id, settings, secrets, endpoints, **kept)
        return opened


def _inpost(method: DeliveryMethod) -> Match | None:
    found = inpost_service(method, {})
    return found[1] if found else None


def _poczta(payer: Payer, method: DeliveryMethod) -> Match | None:
    """No account of either kind can ship what is unregistered."""
    found = poczta_service(method, payer, {})
    return found[1] if found and found[0] != "nierejestrowana" else None


CARRIERS: dict[str, CarrierKind] = {
    "inpost": CarrierKind(
        "inpost",
        inpost.NAME,
        inpost.InpostSettings,
        inpost.SECRETS,
        inpost.DEFAULT_ENDPOINTS,
        _inpost,
        "agent.carriers.inpost.account:open_account",
    ),
    "poczta_polska": CarrierKind(
        "poczta_polska",
        poczta_polska.NAME,
        poczta_polska.OrdinarySettings,
        poczta_polska.SECRETS,
        {poczta_polska.ORDINARY: poczta_polska.SERVICE},
        partial(_poczta, "seller"),
        "agent.carriers.poczta_polska.opening:open_ordinary",
    ),
    "poczta_polska_allegro": CarrierKind(
        "poczta_polska_allegro",
        f"{poczta_polska.NAME} (Allegro)",
        poczta_polska.AllegroSettings,
        poczta_polska.SECRETS,
        {poczta_polska.ALLEGRO: poczta_polska.SERVICE},
        partial(_poczta, "allegro"),
        "agent.carriers.poczta_polska.opening:open_allegro",
    ),
    "paczka_w_ruchu": CarrierKind(
        "paczka_w_ruchu",
        paczka_w_ruchu.NAME,
        paczka_w_ruchu.PaczkaWRuchuSettings,
        paczka_w_ruchu.SECRETS,
        paczka_w_ruchu.DEFAULT_ENDPOINTS,
        lambda method: match_ruch(method, ()),
        "agent.carriers.paczka_w_ruchu.account:open_account",
        point_list=paczka_w_ruchu.POINT_LIST,
    ),
}
"""By the id that stands in the configuration."""
