"""A batch of orders through the whole agent in this process, with a trouble on its way."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from agent.app import running
from agent.cli.talk import ask
from agent.client import AgentClient, connect
from agent.config.file import ConfigFile
from agent.demo.memory_vault import MemoryVault
from agent.ledger_access import open_ledger
from shared_schema.agent import AgentStatusResult
from shared_schema.jobs import JobItem
from shared_schema.request import NoParams
from tests.contract.kit import Habits, Kit, World
from tests.faults.disk import Disk
from tests.faults.person import Person
from tests.faults.shipping import POLL_S, items

PATIENCE = 0.03
"""Ten seconds before the first look become 0.3, the minutes of waiting for a label some seconds."""


@dataclass
class Scene:
    """Everything a trouble may touch while the batch is under way."""

    kit: Kit
    world: World
    home: Path
    vault: MemoryVault
    client: AgentClient
    person: Person
    disk: Disk
    job_id: str = ""

    async def ship(self) -> None:
        """The person asks for all orders to be shipped."""
        self.job_id = await self.person.begin(self.client, list(self.world.allegro.orders))

    async def items(self) -> list[JobItem]:
        """The job as the agent tells it now."""
        return await items(self.client, self.job_id)

    async def until(self, condition: Callable[[], Awaitable[bool]], seconds: float = 20) -> None:
        """Waits for the condition. Raises TimeoutError."""
        async with asyncio.timeout(seconds):
            while not await condition():  # noqa: ASYNC110  # the agent is asked, as a page does
                await asyncio.sleep(POLL_S)

    async def mend_password(self) -> None:
        """The right password again, and `nadajnik accounts test`, which lets the account make calls, from its own process."""
        self.world.accept_password()
        ledger = await open_ledger(ConfigFile(self.home).read(), self.home, self.vault)
        try:
            assert await ledger.stops.resume(self.world.account)
        finally:
            await ledger.close()
        await self.until(self._ships_again)

    async def _ships_again(self) -> bool:
        """Whether the agent has noticed: until then it plans nothing for the account."""
        status = await ask(self.client, "agent.status", NoParams(), AgentStatusResult)
        return all(each.state != "stopped" for each in status.accounts)


@asynccontextmanager
async def scene(kit: Kit, home: Path, orders: int, habits: Habits, concurrency: int, disk: Disk) -> AsyncIterator[Scene]:
    """Stand-ins, the agent and a client, running."""
    async with kit.start(kit.orders(orders), habits) as world:
        world.write_config(home, concurrency)
        vault = MemoryVault(dict(world.secrets()))
        async with AsyncExitStack() as stack:
            server = await stack.enter_async_context(running(home, vault, port=0, patience=PATIENCE))
            client = await stack.enter_async_context(connect(server.port, vault))
            yield Scene(kit, world, home, vault, client, Person(world, home), disk)
