"""Poczta Polska through Elektroniczny Nadawca, with either kind of account: the only names the registry needs."""

from .account import ALLEGRO, ORDINARY, SECRETS, SERVICE, EnAccount, open_allegro, open_ordinary
from .errors import NAME
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
