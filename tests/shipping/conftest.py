"""A whole shop without wires: ledger on disk, engine, fake carrier and marketplace."""

import asyncio
import uuid
from collections import Counter
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from sqlalchemy import URL

from agent.shipping.ledger.changes import Change
from agent.shipping.ledger.rows import Attempt, NewItem, Station
from agent.shipping.ledger.states import State
from agent.shipping.ledger.store import Ledger
from agent.shipping.model.plan import Choices, Plan
from agent.shipping.planning.plan import make_plan
from agent.shipping.work.desk import Desk
from agent.shipping.work.engine import Engine
from agent.shipping.work.lease import Lease
from agent.shipping.work.stopped_accounts import StoppedAccounts
from tests.postgres import PostgresDatabase
from tests.shipping.fakes import SELLER, FakeAccounts, FakeCarrier, FakeMarketplace, MemoryLabels, an_order


@dataclass
class Shop:
    """Start it, ship, wait, kill it, start it again: the ledger stays."""

    url: str | URL
    carrier: FakeCarrier = field(default_factory=FakeCarrier)
    marketplace: FakeMarketplace = field(default_factory=FakeMarketplace)
    accounts: list[FakeCarrier] | None = None
    """The accounts that are configured; None: the carrier alone."""
    labels: MemoryLabels = field(default_factory=MemoryLabels)
    changes: list[Change] = field(default_factory=list)

    def add_orders(self, count: int) -> None:
        for number in range(count):
            order = an_order(number)
            self.marketplace.known[order.id] = order

    def digest(self, order_id: str, size: str | None = None) -> str:
        planned = make_plan(self.marketplace.known[order_id], [self.carrier], {}, Choices(size))
        assert isinstance(planned, Plan)
        return planned.digest

    def item(self, order_id: str, **changes: object) -> NewItem:
        values: dict[str, object] = {"size": None, "accepted": False, "confirmation": None, **changes}
        return NewItem(order_id=order_id, digest=str(values.pop("digest", None) or self.digest(order_id)), **values)  # type: ignore[arg-type]  # overrides

    @asynccontextmanager
    async def open(self) -> AsyncIterator["OpenShop"]:
        ledger = await Ledger.open(self.url, Station("station-1", "stanowisko 1"))
        accounts, lease = FakeAccounts([self.carrier] if self.accounts is None else self.accounts), Lease(ledger.stations)
        stopped = StoppedAccounts(ledger.stops)
        desk = Desk(ledger, self.marketplace, accounts, self.labels, lease, stopped, self.changes.append, patience=0.01)
        engine = Engine(desk)
        await engine.start()
        try:
            yield OpenShop(self, ledger, desk, engine)
        finally:
            await engine.close()
            await ledger.close()


@dataclass
class OpenShop:
    """The shop while its agent runs."""

    shop: Shop
    ledger: Ledger
    desk: Desk
    engine: Engine

    async def ship(self, *items: NewItem, job_id: str | None = None) -> str:
        job = job_id or str(uuid.uuid4())
        await self.engine.submit(job, "test", SELLER.id, items)
        return job

    async def until(self, condition: Callable[[list[Attempt]], bool], job_id: str, seconds: float = 20) -> list[Attempt]:
        """The job's attempts once the condition holds; fails with what they are when it does not in time."""
        deadline = asyncio.get_running_loop().time() + seconds
        while True:
            items = await self.ledger.items(job_id)
            if condition(items):
                return items
            if asyncio.get_running_loop().time() > deadline:
                pytest.fail(f"not reached: {Counter((each.state, each.on_allegro, each.label) for each in items)}")
            await asyncio.sleep(0.005)

    def die(self) -> None:
        """Ends every task of the work at once, as a killed process would."""
        for task in asyncio.all_tasks():
            if task is not asyncio.current_task() and "shipping/work" in task.get_coro().cr_code.co_filename:  # type: ignore[union-attr]  # ours are coroutines
                task.cancel()

    async def finished(self, job_id: str) -> list[Attempt]:
        return await self.until(lambda items: not any(each.working or each.state is State.WAITING for each in items), job_id)


@pytest.fixture(params=["sqlite", "postgresql"])
def ledger_url(request: pytest.FixtureRequest, tmp_path: Path) -> str | URL:
    """An empty ledger of either kind: whatever is true of the one is true of the other."""
    if request.param == "sqlite":
        return f"sqlite+aiosqlite:///{tmp_path / 'ledger.sqlite'}"
    database: PostgresDatabase = request.getfixturevalue("postgres")
    return database.url


@pytest.fixture
def shop(ledger_url: str | URL) -> Shop:
    """A shop with three orders."""
    made = Shop(ledger_url)
    made.add_orders(3)
    return made
