"""A running agent with stand-ins of every service, nothing connected yet, and the address of its settings."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
import pytest_asyncio
import tomlkit

from agent.app import running
from agent.client import AgentClient, connect
from agent.config.running import note_port
from agent.demo.allegro_options import AllegroOptions
from agent.demo.allegro_orders import OrderKind, build_order
from agent.demo.browser import BROWSERS, Browser, BrowserMissingError, browser
from agent.demo.browser.polling import PATIENCE_S
from agent.demo.en.options import EnOptions
from agent.demo.pwr.options import PwrOptions
from agent.demo.setup import demo_secrets, write_config
from agent.demo.stand_ins import StandIns, start_stand_ins
from shared_schema.agent import AgentStatusResult
from shared_schema.request import NoParams
from shared_schema.settings import SettingsOpenResult
from tests.faults.shipping import POLL_S, create, plan, wait
from tests.memory_vault import MemoryVault


@dataclass
class Home:
    """A seller's computer."""

    world: StandIns
    folder: Path
    vault: MemoryVault
    port: int

    async def address(self) -> str:
        """What the window would be given."""
        async with connect(self.port, self.vault) as client:
            return (await client.call("settings.open", NoParams(), SettingsOpenResult)).address

    @property
    def config(self) -> tomlkit.TOMLDocument:
        return tomlkit.parse((self.folder / "config.toml").read_text(encoding="utf-8"))


@asynccontextmanager
async def new_home(folder: Path) -> AsyncIterator[Home]:
    """Where nothing is set up but the services' addresses."""
    allegro = AllegroOptions(device_interval_s=1)
    async with start_stand_ins([], allegro=allegro, en=EnOptions(), en_allegro=EnOptions()) as world:
        write_config(folder, world)
        document = tomlkit.parse((folder / "config.toml").read_text(encoding="utf-8"))
        del document["accounts"], document["allegro"]
        (folder / "config.toml").write_text(tomlkit.dumps(document), encoding="utf-8")
        vault = MemoryVault()
        async with running(folder, vault, port=0) as server:
            note_port(folder, server.port)
            yield Home(world, folder, vault, server.port)


@asynccontextmanager
async def packed_home(folder: Path) -> AsyncIterator[Home]:
    """Where everything is set up, and two parcels wait at the post office and two at ORLEN Paczka."""
    kinds = (OrderKind.POCZTEX, OrderKind.POCZTEX, OrderKind.ORLEN, OrderKind.ORLEN)
    orders = [build_order(kind, number) for number, kind in enumerate(kinds, 1)]
    async with start_stand_ins(orders, en=EnOptions(envelope_step_s=0), pwr=PwrOptions(list_lag_s=0)) as world:
        write_config(folder, world, orlen={})
        vault = MemoryVault()
        vault.secrets.update(demo_secrets(world))
        async with running(folder, vault, port=0, patience=0.03) as server:
            note_port(folder, server.port)
            async with connect(server.port, vault) as client:
                job = await create(client, await plan(client, list(world.allegro.orders)))
                await wait(client, job)
            yield Home(world, folder, vault, server.port)


@asynccontextmanager
async def post_home(folder: Path) -> AsyncIterator[Home]:
    """Where the password of an account at the post office ends in five days, as the program knows; an order waits for it."""
    options = EnOptions(password_expires_in_days=5, shortest_password=8)
    async with start_stand_ins([build_order(OrderKind.POCZTEX, 1)], en=options) as world:
        write_config(folder, world)
        vault = MemoryVault()
        vault.secrets.update(demo_secrets(world))
        async with running(folder, vault, port=0, patience=0.03) as server:
            note_port(folder, server.port)
            async with connect(server.port, vault) as client, asyncio.timeout(PATIENCE_S):
                while not await _ends(client, 5):  # noqa: ASYNC110  # as the pages do
                    await asyncio.sleep(POLL_S)
            yield Home(world, folder, vault, server.port)


async def _ends(client: AgentClient, days: int) -> bool:
    status = await client.call("agent.status", NoParams(), AgentStatusResult)
    return days in [each.expires_in_days for each in status.accounts]


@pytest_asyncio.fixture
async def packed(tmp_path: Path) -> AsyncIterator[Home]:
    async with packed_home(tmp_path / "home") as it:
        yield it


@pytest_asyncio.fixture
async def home(tmp_path: Path) -> AsyncIterator[Home]:
    async with new_home(tmp_path / "home") as it:
        yield it


@pytest.fixture(scope="module", params=list(BROWSERS))
def browser_name(request: pytest.FixtureRequest) -> str:
    name: str = request.param
    return name


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def opened(browser_name: str) -> AsyncIterator[Browser]:
    try:
        async with browser(browser_name) as it:
            yield it
    except BrowserMissingError as error:
        pytest.fail(str(error), pytrace=False)
