"""One of the seller's accounts at Allegro; put together here."""

import asyncio
from collections.abc import AsyncGenerator, Mapping, Sequence
from datetime import datetime

import httpx

from agent.shipping.model.failure import Failure
from agent.shipping.model.order import ListedMethod, Order
from agent.shipping.model.shipment import RecentOrder, Seller, TrackingNumber
from agent.shipping.ports import Clock
from agent.wall_clock import WallClock

from .client import Client, open_http
from .errors import unreadable
from .numbers import Numbers
from .oauth import OAuth
from .order_reader import OrderReader
from .orders import listed_method
from .reading import items, section, text
from .recent import RecentReader
from .session import Session
from .settings import AllegroSettings, checked_endpoint, is_loopback, user_agent
from .tokens import Secrets, TokenStore


class AllegroMarketplace:
    """What one account gives; made by `open_marketplace`. Every call may raise `ShippingError`."""

    def __init__(
        self, http: httpx.AsyncClient, session: Session, client: Client, settings: AllegroSettings, clock: Clock
    ) -> None:
        self._http = http
        self._session = session
        self._client = client
        self._numbers = Numbers(client, clock, settings.numbers_per_second)
        self._reader = OrderReader(client, self.seller, clock, settings.concurrency)
        self._recent = RecentReader(client, self._numbers, settings.concurrency)
        self._lock = asyncio.Lock()
        self._seller: tuple[int, Seller] | None = None

    async def seller(self) -> Seller:
        """Whose account is connected; asked again only after another sign-in."""
        async with self._lock:
            await self._session.pair()  # notices a sign-in by which another account may have been connected
            if self._seller is not None and self._seller[0] == self._session.generation:
                return self._seller[1]
            answer = await self._client.get("/me")
            fields = section(answer.body)
            seller = Seller(text(fields.get("id")), text(fields.get("login")))
            if not seller.id:
                raise unreadable("not_sent")
            self._seller = self._session.generation, seller
            return seller

    def orders(self, order_ids: Sequence[str]) -> AsyncGenerator[Order | tuple[str, Failure], None]:
        """Each distinct id exactly once, as it comes; failures of the account arrive as every remaining order's own failure.

        Whoever stops early should `aclose` it (`contextlib.aclosing`), which ends the calls under way.
        """
        return self._reader.read(order_ids)

    def listed(self, order_ids: Sequence[str]) -> AsyncGenerator[Order, None]:
        """Those of the orders that a few pages of the account's newest ones hold; raises while it is walked."""
        return self._reader.listed(order_ids)

    async def numbers(self, order_id: str) -> Sequence[TrackingNumber]:
        """The tracking numbers on the order now."""
        return await self._numbers.of(order_id)

    def recent(self, since: datetime) -> AsyncGenerator[RecentOrder, None]:
        """The orders bought since then that have a number or are marked as sent; raises while it is walked."""
        return self._recent.read(since)

    async def newest(self, count: int) -> Sequence[Order]:
        """At most `count` of the newest orders."""
        return await self._reader.newest(count)

    async def delivery_methods(self) -> Sequence[ListedMethod]:
        """Every delivery method of the Polish marketplace (contract: allegro-delivery-methods.md, section 1)."""
        answer = await self._client.get("/sale/delivery-methods", {"marketplace": "allegro-pl"})
        found = [listed_method(each) for each in items(section(answer.body).get("deliveryMethods"))]
        methods = [each for each in found if each is not None]
        if not methods:
            raise unreadable("not_sent")
        return methods

    async def carrier_ids(self) -> frozenset[str]:
        """The carrier ids Allegro takes now, kept for an hour."""
        return await self._numbers.carrier_ids()

    async def add_number(self, order_id: str, carrier_id: str, carrier_name: str | None, number: str) -> None:
        """Adds a number; cannot be undone. The failure's `outcome` tells whether it may be there all the same."""
        await self._numbers.add(order_id, carrier_id, carrier_name, number)

    async def close(self) -> None:
        """Lets a refresh under way end, so that its tokens are stored, and releases connections."""
        await self._session.close()
        await self._http.aclose()


def open_marketplace(
    settings: AllegroSettings,
    seller_id: str,
    vault: Secrets,
    endpoints: Mapping[str, str],
    *,
    clock: Clock | None = None,
    timeout_s: float = 30.0,
) -> AllegroMarketplace:
    """Makes the account of this seller without any call; missing tokens show at the first one, as `CREDENTIALS_MISSING`.

    `endpoints` holds `allegro_api` and `allegro_auth`; ValueError for an address that is neither https nor on this computer.
    """
    clock = clock or WallClock()
    api_url, auth_url = checked_endpoint(endpoints, "allegro_api"), checked_endpoint(endpoints, "allegro_auth")
    name = user_agent(settings.application_name, settings.application_page)
    http = open_http(name, timeout_s, environment_proxies=not is_loopback(api_url))
    store = TokenStore(vault, seller_id)
    session = Session(OAuth(http, auth_url, settings.client_id, store, clock), store, clock)
    client = Client(http, api_url, session, clock, whole_call_s=2 * timeout_s)
    return AllegroMarketplace(http, session, client, settings, clock)
