"""Paczka w Ruchu (today ORLEN Paczka) through its SOAP service: the only names the registry needs."""

from .account import CARRIER, DEFAULT_ENDPOINTS, SECRETS, PaczkaWRuchuAccount, open_account
from .errors import NAME
from .settings import PaczkaWRuchuSettings

__all__ = ["CARRIER", "DEFAULT_ENDPOINTS", "NAME", "SECRETS", "PaczkaWRuchuAccount", "PaczkaWRuchuSettings", "open_account"]
