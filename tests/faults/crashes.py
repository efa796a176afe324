"""The crash matrix as data: batches of 50 orders, each killed at several points one after the other, and finished."""

import asyncio
import contextlib
import logging
import uuid
from collections.abc import AsyncIterator, Callable, Collection, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from agent.client import ClientError
from agent.demo.faults import Fault
from agent.shipping.work.points import Point
from tests.contract.kit import Habits, Kit, World
from tests.contract.kits import KITS
from tests.faults.launch import DEATHS
from tests.faults.person import Person, Result
from tests.faults.processes import AgentProcess, death, mortal_agent
from tests.faults.shipping import create, plan

log = logging.getLogger(__name__)

ORDERS = 50
CONCURRENCY = 4
AT_ONCE = 2
DEATH_S = 20.0
"""A point that is not reached within it is not reached at all."""

POINTS = tuple(point for point in Point if not point.value.startswith("withdrawal_"))
"""Those that an order meets on its way; what a person asks for afterwards dies in `test_withdraw_crash.py`."""


def _no_fault(_: Kit, __: World) -> None:
    return None


def _every_third_answer_lost(kit: Kit, world: World) -> None:
    world.carrier.faults.arm(Fault.LOST_ANSWER, method=kit.create.method, path=kit.create.path, every=3, times=None)


def _asks_to_wait(kit: Kit, world: World) -> None:
    world.carrier.faults.arm(Fault.RATE_LIMITED, method=kit.create.method, path=kit.create.path, times=5)


@dataclass(frozen=True)
class CrashBatch:
    """The points at which the agent dies, in this order, each at its n-th visit since the last start.

    Every death leaves fewer orders for the next, so that the visits together must stay well below their number.
    """

    deaths: Mapping[Point, int]
    arm: Callable[[Kit, World], None] = _no_fault
    habits: Habits = field(default_factory=Habits)


BATCHES = (
    CrashBatch(
        {
            Point.JOB_STORED: 1,
            Point.ORDER_READ: 25,
            Point.CHECKED: 15,
            Point.INTENT_WRITTEN: 15,
            Point.OUTCOME_WRITTEN: 10,
        }
    ),
    CrashBatch(
        {
            Point.CONFIRMATION_ARRIVED: 1,
            Point.CONFIRMATION_WRITTEN: 20,
            Point.NUMBERS_READ: 5,
            Point.NUMBER_ADDED: 5,
            Point.NUMBER_WRITTEN: 5,
        },
        habits=Habits(number_after_s=0.3),
    ),
    CrashBatch({Point.WAIT_WRITTEN: 5, Point.LABEL_ARRIVED: 1, Point.LABEL_KEPT: 25, Point.LABEL_WRITTEN: 10}, arm=_asks_to_wait),
    CrashBatch(
        {Point.ANSWER_ARRIVED: 25, Point.LOSS_WRITTEN: 1, Point.LOOK_ARRIVED: 1, Point.LOOK_WRITTEN: 3},
        arm=_every_third_answer_lost,
    ),
)
"""A test holds that every one of `POINTS` is in one of them, and that every death was really met."""


@dataclass
class Patient:
    """A batch and the agent that dies while shipping it."""

    kit: Kit
    world: World
    home: Path
    agent: AgentProcess
    person: Person
    key: str = field(default_factory=lambda: str(uuid.uuid4()))
    job_id: str | None = None

    async def ship(self) -> None:
        """Asks for all orders, unless that was answered before; an agent that dies meanwhile is no failure."""
        if self.job_id is None:
            with contextlib.suppress(ClientError):
                async with self.agent.client() as client:
                    self.job_id = await create(client, await plan(client, list(self.world.allegro.orders)), self.key)

    def deaths(self) -> list[Point]:
        """Where it died, as it wrote down itself."""
        file = self.home / DEATHS
        return [Point(line) for line in file.read_text().split()] if file.exists() else []

    def come_to(self) -> tuple[int, int, int]:
        """How far the batch is: parcels, orders with a number at Allegro, labels."""
        orders = list(self.world.allegro.orders)
        parcels = sum(len(self.world.parcels(each)) for each in orders)
        return parcels, sum(bool(self.world.allegro.numbers(each)) for each in orders), len(list(self.home.glob("labels/*.pdf")))

    async def serves(self) -> None:
        """Waits until the agent serves, or has died before."""
        with contextlib.suppress(ClientError):
            async with self.agent.client():
                return

    async def finish(self) -> Result:
        """Starts it for the last time and waits for the job."""
        await self.agent.start()
        await self.ship()
        assert self.job_id is not None
        async with self.agent.client() as client:
            return await self.person.finish(client, self.job_id)


@contextlib.asynccontextmanager
async def patient(kit: Kit, home: Path, habits: Habits, orders: int = ORDERS) -> AsyncIterator[Patient]:
    """Stand-ins, and a home of an agent that is not started yet."""
    async with kit.start(kit.orders(orders), habits) as world:
        world.write_config(home, CONCURRENCY)
        agent = mortal_agent(home)
        for name, secret in world.secrets().items():
            await agent.vault.set(name, secret)
        try:
            yield Patient(kit, world, home, agent, Person(world, home))
        finally:
            await agent.kill()


async def run(batch: CrashBatch, kit: Kit, home: Path) -> Mapping[Point, Result]:
    """Kills the batch at all its points and finishes it; the batch's result for each point."""
    async with patient(kit, home, batch.habits) as it:
        batch.arm(kit, it.world)
        for point, visit in batch.deaths.items():
            if point in kit.never:
                continue
            await it.agent.start(*death(point, visit))
            await it.ship()
            if not await it.agent.died(DEATH_S):
                log.warning("%s was not reached", point)
                await it.agent.kill()
        result = await it.finish()
        died = it.deaths()
    not_met = replace(result, finished=False, remarks=(*result.remarks, "the point was not reached"))
    return {point: result if point in died else not_met for point in batch.deaths}


async def run_all(wanted: Collection[tuple[str, Point]], folder: Path) -> AsyncIterator[tuple[str, Mapping[Point, Result]]]:
    """Runs the batches in which the pairs of carrier and point are met; carrier and results as they come."""
    free = asyncio.Semaphore(AT_ONCE)

    async def one(number: int, carrier: str, batch: CrashBatch) -> tuple[str, Mapping[Point, Result]]:
        async with free:
            try:
                return carrier, await run(batch, KITS[carrier], folder / f"{carrier}-{number}")
            except Exception as error:  # a row of the table, beside the others
                log.exception("a batch of %s failed", carrier)
                return carrier, dict.fromkeys(batch.deaths, Result(0, 0, 0, 0, False, (f"{type(error).__name__}: {error}",)))

    met = [(c, b) for c in KITS for b in BATCHES if any((c, point) in wanted for point in b.deaths)]
    for done in asyncio.as_completed([one(number, *each) for number, each in enumerate(met)]):
        yield await done
