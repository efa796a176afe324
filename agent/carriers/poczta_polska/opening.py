"""Opening an account of either kind: the seller's own contract, or the one for Allegro's parcels."""

from collections.abc import Mapping
from functools import partial

import httpx

from agent.shipping.model.failure import Failure, ShippingError
from agent.shipping.ports import Clock
from agent.wall_clock import WallClock
from shared_schema.codes import ErrorCode

from .account import EnAccount
from .client import EnClient
from .settings import ALLEGRO, ORDINARY, SERVICE, AnySettings


def _open(
    carrier: str,
    account_id: str,
    settings: AnySettings,
    secrets: Mapping[str, str],
    endpoints: Mapping[str, str],
    *,
    transport: httpx.AsyncBaseTransport | None = None,
    clock: Clock | None = None,
) -> EnAccount:
    password = secrets.get("password", "")
    if not password:
        raise ShippingError(Failure(ErrorCode.CREDENTIALS_MISSING, "not_sent", "the Poczta Polska password is missing"))
    url = endpoints.get(carrier, SERVICE)
    client = EnClient(url, settings.login, password, transport=transport)
    return EnAccount(carrier, account_id, settings, client, clock or WallClock())


open_ordinary = partial(_open, ORDINARY)
open_allegro = partial(_open, ALLEGRO)
"""Open an account: `(account_id, settings, secrets, endpoints)`. No I/O.

Raise ShippingError (`credentials_missing`) without a password. To be closed with `close`.
"""
