"""A packing station with a printer: a real agent that can be started anew, stand-ins for the services, a real CUPS."""

import asyncio
import uuid
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from agent.app import running
from agent.cli.talk import ask
from agent.client import AgentClient, connect
from agent.config.edit import Value, set_section
from agent.config.file import ConfigFile
from agent.config.running import note_port
from agent.demo.memory_vault import MemoryVault
from agent.demo.stand_ins import StandIns
from agent.shipping.pdf import page_count, split_by_number
from shared_schema.agent import AgentStatusResult
from shared_schema.labels import LabelsPrintParams, LabelsPrintResult
from shared_schema.request import NoParams
from tests.faults.shipping import create, plan, wait

from .cupsd import Paper, TestCups


@dataclass
class Station:
    """A packing station that can be started anew."""

    home: Path
    vault: MemoryVault
    world: StandIns
    cups: TestCups

    @property
    def orders(self) -> list[str]:
        return list(self.world.allegro.orders)

    def set(self, **values: Value) -> None:
        with ConfigFile(self.home).edit() as document:
            set_section(document, "printing", values)

    @asynccontextmanager
    async def at_work(self) -> AsyncIterator[AgentClient]:
        async with running(self.home, self.vault, port=0, patience=0.05) as server, connect(server.port, self.vault) as agent:
            note_port(self.home, server.port)
            yield agent

    def numbers(self, orders: Sequence[str]) -> list[str]:
        return [number.waybill for order_id in orders for number in self.world.allegro.numbers(order_id)]

    async def until(self, count: int) -> list[Paper]:
        return await asyncio.to_thread(self.cups.until, count)


async def shipped(agent: AgentClient, orders: Sequence[str]) -> str:
    job_id = await create(agent, await plan(agent, orders))
    await wait(agent, job_id)
    return job_id


async def printed(agent: AgentClient, orders: Sequence[str], key: str | None = None) -> LabelsPrintResult:
    params = LabelsPrintParams(key=key or str(uuid.uuid4()), order_ids=list(orders))
    return await ask(agent, "labels.print", params, LabelsPrintResult)


async def status(agent: AgentClient) -> AgentStatusResult:
    return await ask(agent, "agent.status", NoParams(), AgentStatusResult)


def shown(paper: Paper, numbers: Sequence[str]) -> list[str]:
    """The numbers on the pages, in the pages' order."""
    assert page_count(paper.content) == len(numbers)
    return list(split_by_number(paper.content, numbers))
