"""InPost through the ShipX API: the only names the registry needs."""

from .account import CARRIER, DEFAULT_ENDPOINTS, SECRETS, InpostAccount, open_account
from .errors import NAME
from .settings import InpostSettings

__all__ = ["CARRIER", "DEFAULT_ENDPOINTS", "NAME", "SECRETS", "InpostAccount", "InpostSettings", "open_account"]
