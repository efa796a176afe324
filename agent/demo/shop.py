"""A whole shop on one computer: stand-ins for all services, the order list, the agent, a browser with the extension."""

from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from agent.app import running
from agent.client import AgentClient, connect
from agent.extension_folder import FOLDER
from agent.server.server import Server
from shared_schema.pairing import PairingOpenResult
from shared_schema.request import NoParams

from .browser import Browser, BrowserOptions, browser
from .memory_vault import MemoryVault
from .order_page import SALES_CENTER, OrderPage
from .setup import demo_secrets, write_config
from .stand_ins import StandIns, every_account


class DemoAgent:
    """The agent of one home, which can be stopped and started again at the same port; what it stored survives."""

    def __init__(self, home: Path, vault: MemoryVault) -> None:
        self.home = home
        self._vault = vault
        self._life = AsyncExitStack()
        self.port = 0
        self.server: Server
        self.client: AgentClient

    async def start(self) -> None:
        """Serves from now on, with the seller at the command line connected."""
        self.server = await self._life.enter_async_context(running(self.home, self._vault, port=self.port))
        self.port = self.server.port
        self.client = await self._life.enter_async_context(connect(self.port, self._vault))

    async def stop(self) -> None:
        """Ends it in good order; nobody listens at the port afterwards. Safe to call twice."""
        await self._life.aclose()


@dataclass(frozen=True)
class DemoShop:
    """Everything running."""

    world: StandIns
    page: OrderPage
    browser: Browser
    extension_id: str
    agent: DemoAgent

    @property
    def port(self) -> int:
        """The agent's port."""
        return self.agent.port

    @property
    def client(self) -> AgentClient:
        """The seller at the command line."""
        return self.agent.client

    @property
    def order_ids(self) -> list[str]:
        """The orders of the list, in its order."""
        return [order["id"] for order in self.page.orders]

    @property
    def list_address(self) -> str:
        """The order list, as the browser shows it."""
        return f"https://{SALES_CENTER}/orders?sellerId={self.world.allegro.options.user_id}"

    async def open_pairing(self) -> str:
        """Opens the pairing window, as `nadajnik pair` does; the code."""
        return (await self.client.call("pairing.open", NoParams(), PairingOpenResult)).code


@asynccontextmanager
async def open_shop(
    home: Path,
    downloads: Path,
    *,
    headless: bool,
    browser_name: str = "chromium",
    world: StandIns | None = None,
    extension: Path = FOLDER,
    language: str = "pl",
    orlen: Mapping[str, int | str] | None = None,
) -> AsyncIterator[DemoShop]:
    """Starts everything, and ends it with the block. The vault lives in memory and is gone afterwards.

    `language` is the browser's, and so the extension's; `orlen` as in `write_config`. Raises `BrowserError` with a plain
    sentence when there is no browser or no screen.
    """
    async with AsyncExitStack() as stack:
        if world is None:
            world = await stack.enter_async_context(every_account())
        allegro = world.allegro
        hurry = {"requests_per_minute": 6000}
        write_config(home, world, inpost=hurry, poczta=hurry, orlen=orlen or {})
        page = OrderPage(
            list(allegro.orders.values()),
            waybills_of=lambda order_id: [number.waybill for number in allegro.numbers(order_id)],
        )
        await stack.enter_async_context(page)
        running_agent = DemoAgent(home, MemoryVault(demo_secrets(world)))
        stack.push_async_callback(running_agent.stop)
        await running_agent.start()
        options = BrowserOptions(hosts=page.hosts, headless=headless, downloads=downloads, language=language)
        opened = await stack.enter_async_context(browser(browser_name, options))
        yield DemoShop(world, page, opened, await opened.install(extension), running_agent)
