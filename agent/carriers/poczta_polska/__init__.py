"""Poczta Polska through Elektroniczny Nadawca, with either kind of account: the only names the registry needs."""

from .account import EnAccount
from .errors import NAME
from .opening import ALLEGRO, ORDINARY, SECRETS, SERVICE, open_allegro, open_ordinary
from .settings import AllegroSettings, OrdinarySettings

__all__ = [
    "ALLEGRO",
    "NAME",
    "ORDINARY",
    "SECRETS",
    "SERVICE",
    "AllegroSettings",
    "EnAccount",
    "OrdinarySettings",
    "open_allegro",
    "open_ordinary",
]
