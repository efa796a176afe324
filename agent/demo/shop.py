"""A whole shop on one computer: stand-ins for Allegro and InPost, the order list, the agent, a browser with the extension."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import agent
from agent.app import running
from agent.client import AgentClient, connect
from shared_schema.incoming import NoParams
from shared_schema.outgoing import PairingOpenResult

from .browser import Browser, BrowserOptions, browser
from .memory_vault import MemoryVault
from .order_page import SALES_CENTER, OrderPage
from .setup import demo_secrets, write_config
from .stand_ins import StandIns, start_stand_ins

EXTENSION = Path(agent.__file__).parents[1] / "extension"


@dataclass(frozen=True)
class DemoShop:
    """Everything running; `client` is the seller at the command line."""

    world: StandIns
    page: OrderPage
    browser: Browser
    extension_id: str
    port: int
    client: AgentClient

    @property
    def order_ids(self) -> list[str]:
        """The orders of the list, in its order."""
        return list(self.world.allegro.orders)

    @property
    def list_address(self) -> str:
        """The order list, as the browser shows it."""
        return f"https://{SALES_CENTER}/orders?sellerId={self.world.allegro.options.user_id}"

    async def open_pairing(self) -> str:
        """Opens the pairing window, as `nadajnik pair` does; the code."""
        return (await self.client.call("pairing.open", NoParams(), PairingOpenResult)).code


@asynccontextmanager
async def open_shop(
    home: Path, downloads: Path, *, headless: bool, browser_name: str = "chromium", world: StandIns | None = None
) -> AsyncIterator[DemoShop]:
    """Starts everything, and ends it with the block. The vault lives in memory and is gone afterwards.

    Raises `BrowserError` with a plain sentence when there is no browser or no screen.
    """
    if world is None:
        async with start_stand_ins() as made, _shop(home, downloads, headless, browser_name, made) as shop:
            yield shop
    else:
        async with _shop(home, downloads, headless, browser_name, world) as shop:
            yield shop


@asynccontextmanager
async def _shop(home: Path, downloads: Path, headless: bool, browser_name: str, world: StandIns) -> AsyncIterator[DemoShop]:
    write_config(home, world)
    vault = MemoryVault(demo_secrets(world))
    page = OrderPage(
        list(world.allegro.orders.values()),
        waybills_of=lambda order_id: [number.waybill for number in world.allegro.numbers(order_id)],
    )
    async with running(home, vault, port=0) as server, page, connect(server.port, vault) as client:
        options = BrowserOptions(hosts=page.hosts, headless=headless, downloads=downloads)
        async with browser(browser_name, options) as opened:
            extension_id = await opened.install(EXTENSION)
            yield DemoShop(world, page, opened, extension_id, server.port, client)
