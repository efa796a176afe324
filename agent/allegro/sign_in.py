"""Signing in to Allegro from the agent's own window, and out again."""

import re
from collections.abc import Awaitable, Callable, Mapping

import httpx

from agent.shipping.model.shipment import Seller
from agent.shipping.ports import Clock
from agent.wall_clock import WallClock

from .client import open_http
from .errors import unreadable
from .marketplace import open_marketplace
from .oauth import DeviceCode, OAuth
from .settings import AllegroSettings, checked_endpoint, is_loopback, user_agent
from .tokens import CLIENT_SECRET, Secrets, TokenPair, TokenStore, tokens_of

_SELLER_ID = re.compile(r"[0-9]{1,20}")
_NEW = "new"
"""Stands for the account while nobody knows yet whose it is."""


class SignIn:
    """The device flow with its tokens stored."""

    def __init__(
        self, http: httpx.AsyncClient, oauth: OAuth, vault: Secrets, whose: Callable[[TokenPair], Awaitable[Seller]]
    ) -> None:
        self._http = http
        self._oauth = oauth
        self._vault = vault
        self._whose = whose

    async def start(self) -> DeviceCode:
        """Asks for a code to show. Raises `AllegroError`, `CREDENTIALS_REFUSED` for a wrong id or secret."""
        return await self._oauth.start()

    async def finish(self, device: DeviceCode) -> Seller:
        """Waits until a seller has agreed, and stores the tokens as his; safe to cancel.

        Raises `SignInRefused` or `SignInExpired` (start over), or another `AllegroError`. An account of his that is open over
        the same vault uses the new tokens from its next call on.
        """
        pair = await self._oauth.poll(device)
        seller = await self._whose(pair)
        if not _SELLER_ID.fullmatch(seller.id):
            raise unreadable("not_sent")
        await TokenStore(self._vault, seller.id).save(pair)
        return seller

    async def close(self) -> None:
        """Releases connections."""
        await self._http.aclose()


class _InHand:
    """Secrets that were just given; the vault gets none of them before Allegro has taken them."""

    def __init__(self, secrets: Mapping[str, str]) -> None:
        self._secrets = secrets

    async def get(self, name: str) -> str | None:
        return self._secrets.get(name)

    async def set(self, name: str, value: str) -> None:
        raise RuntimeError("a fresh pair needs no refresh")

    async def delete(self, name: str) -> None:
        raise RuntimeError("nothing is forgotten while somebody signs in")


def open_sign_in(
    settings: AllegroSettings,
    vault: Secrets,
    endpoints: Mapping[str, str],
    client_secret: str,
    *,
    clock: Clock | None = None,
    timeout_s: float = 30.0,
) -> SignIn:
    """Makes it without any call; arguments as for `open_marketplace`. The application's secret is only used, not stored."""
    clock = clock or WallClock()
    auth_url = checked_endpoint(endpoints, "allegro_auth")
    name = user_agent(settings.application_name, settings.application_page)
    http = open_http(name, timeout_s, environment_proxies=not is_loopback(auth_url))
    oauth = OAuth(http, auth_url, settings.client_id, TokenStore(_InHand({CLIENT_SECRET: client_secret}), _NEW), clock)

    async def whose(pair: TokenPair) -> Seller:
        in_hand = _InHand({CLIENT_SECRET: client_secret, tokens_of(_NEW): pair.model_dump_json()})
        account = open_marketplace(settings, _NEW, in_hand, endpoints, clock=clock, timeout_s=timeout_s)
        try:
            return await account.seller()
        finally:
            await account.close()

    return SignIn(http, oauth, vault, whose)
