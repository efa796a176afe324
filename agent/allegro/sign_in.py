"""Signing in to Allegro from the agent's own window, and out again."""

from collections.abc import Mapping

import httpx

from agent.shipping.ports import Clock
from agent.wall_clock import WallClock

from .client import open_http
from .oauth import DeviceCode, OAuth
from .settings import AllegroSettings, checked_endpoint, is_loopback, user_agent
from .tokens import Secrets, TokenStore


class SignIn:
    """The device flow with its tokens stored. Needs the application's secret in the vault under `allegro/client_secret`."""

    def __init__(self, http: httpx.AsyncClient, oauth: OAuth, store: TokenStore) -> None:
        self._http = http
        self._oauth = oauth
        self._store = store

    async def start(self) -> DeviceCode:
        """Asks for a code to show. Raises `AllegroError`, `CREDENTIALS_REFUSED` for a wrong id or secret."""
        return await self._oauth.start()

    async def finish(self, device: DeviceCode) -> None:
        """Waits until the user has agreed and stores the tokens; safe to cancel.

        Raises `SignInRefused` or `SignInExpired` (start over), or another `AllegroError`. An open marketplace over the
        same vault uses the new tokens from its next call on.
        """
        await self._store.save(await self._oauth.poll(device))

    async def forget(self) -> None:
        """Signs out on this computer. Allegro documents no way to revoke tokens: the user unlinks the application there."""
        await self._store.forget()

    async def close(self) -> None:
        """Releases connections."""
        await self._http.aclose()


def open_sign_in(
    settings: AllegroSettings,
    vault: Secrets,
    endpoints: Mapping[str, str],
    *,
    clock: Clock | None = None,
    timeout_s: float = 30.0,
) -> SignIn:
    """Makes it without any call; arguments as for `open_marketplace`."""
    clock = clock or WallClock()
    auth_url = checked_endpoint(endpoints, "allegro_auth")
    name = user_agent(settings.application_name, settings.application_page)
    http = open_http(name, timeout_s, environment_proxies=not is_loopback(auth_url))
    store = TokenStore(vault)
    return SignIn(http, OAuth(http, auth_url, settings.client_id, store, clock), store)
