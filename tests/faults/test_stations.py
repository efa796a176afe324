"""Several packing stations on one PostgreSQL: whatever happens to one of them or to the database, one parcel for an order."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from agent.app import running
from agent.cli.talk import ask
from agent.client import AgentClient, CallFailed, connect
from agent.config.file import ConfigFile
from agent.config.home import station_id
from agent.demo.allegro_orders import many_orders
from agent.demo.memory_vault import MemoryVault
from agent.demo.setup import demo_secrets, write_config
from agent.demo.shipx_options import ShipxOptions
from agent.demo.stand_ins import StandIns, start_stand_ins
from agent.ledger_access import PASSWORD
from agent.shipping.ledger import stations
from agent.shipping.ledger.stations import DEAD_AFTER
from agent.shipping.work.reporter import WORKERS
from shared_schema.agent import AgentStatusResult
from shared_schema.codes import ErrorCode
from shared_schema.jobs import JobItem, JobItemEvent, JobsCancelParams, JobsCancelResult
from shared_schema.request import NoParams
from tests.faults import short_lease
from tests.faults.processes import AgentProcess, nadajnik_run
from tests.faults.shipping import create, items, plan, wait
from tests.faults.test_kill import until_created
from tests.postgres import PostgresDatabase
from tests.secret_service import needs_secret_service

PATIENCE = 0.03
CREATE = r"/shipments$"
LOST_WORDS = "the ledger cannot be reached"


@dataclass(frozen=True)
class Shop:
    """Stand-ins, a database, and homes of stations that use both."""

    world: StandIns
    database: PostgresDatabase
    folder: Path

    @property
    def orders(self) -> list[str]:
        return list(self.world.allegro.orders)

    def home(self, name: str) -> Path:
        """The configured home of a station."""
        home = self.folder / name
        write_config(home, self.world, station=name, inpost={"requests_per_minute": 6000})
        with ConfigFile(home).edit() as document:
            document["ledger"] = {"url": self.database.address}
        return home

    @property
    def secrets(self) -> dict[str, str]:
        """What a station's key store holds; every station is signed in to Allegro by itself."""
        return demo_secrets(self.world) | {PASSWORD: self.database.password}

    @asynccontextmanager
    async def station(self, name: str) -> AsyncIterator[AgentClient]:
        """An agent in this process, by its client."""
        vault = MemoryVault(self.secrets)
        async with running(self.home(name), vault, port=0, patience=PATIENCE) as server, connect(server.port, vault) as client:
            yield client

    @asynccontextmanager
    async def process(self, name: str, module: str = "agent") -> AsyncIterator[AgentProcess]:
        """An agent as a process of its own."""
        agent = nadajnik_run(self.home(name), module)
        for each, secret in self.secrets.items():
            await agent.vault.set(each, secret)
        await agent.start()
        try:
            yield agent
        finally:
            await agent.stop()

    def silence(self, name: str) -> None:
        """Lets the time pass after which a station that is not seen counts as dead."""
        seconds = DEAD_AFTER.total_seconds() + 1
        long_ago = f"to_char(now() AT TIME ZONE 'UTC' - interval '{seconds} s', 'YYYY-MM-DD\"T\"HH24:MI:SS.MS\"+00:00\"')"
        self.database.sql(f"UPDATE stations SET seen_at = {long_ago} WHERE id = '{station_id(self.folder / name)}'")

    def assert_each_once(self, posted_twice: int = 0) -> None:
        """One parcel for every order, and its number once at Allegro; so many numbers may have been posted twice."""
        assert len(self.world.shipx.shipments) == len(self.orders)
        assert len(self.world.allegro.doubled_numbers()) <= posted_twice
        numbers = [{each.waybill for each in self.world.allegro.numbers(order)} for order in self.orders]
        assert [each for each in numbers if len(each) != 1] == []
        made = [str(each.tracking_number) for each in self.world.shipx.shipments]
        assert sorted(made) == sorted(number for each in numbers for number in each)


@asynccontextmanager
async def shop(folder: Path, database: PostgresDatabase, count: int, latency_s: float = 0.01) -> AsyncIterator[Shop]:
    options = ShipxOptions(confirm_after_s=0.1)
    async with start_stand_ins(many_orders(count), latency_s=latency_s, shipx=options) as world:
        yield Shop(world, database, folder)


async def ship(client: AgentClient, orders: Sequence[str]) -> str:
    return await create(client, await plan(client, orders))


async def until(condition: Callable[[], bool], seconds: float = 30) -> None:
    async with asyncio.timeout(seconds):
        while not condition():  # noqa: ASYNC110 # what is waited for sends no news
            await asyncio.sleep(0.01)


async def lost_and_sent_again(client: AgentClient, jobs: Sequence[str]) -> int:
    """What a person does about parcels nobody can find: looks, and confirms that they shall be made. How many there were."""
    found = [each for job in jobs for each in await items(client, job)]
    lost = [each.order_id for each in found if each.state == "unknown"]
    if lost:
        await wait(client, await ship(client, lost))
    return len(lost)


@pytest.mark.timeout(300)
async def test_200_orders_selected_at_two_stations_at_the_same_moment(tmp_path: Path, postgres: PostgresDatabase) -> None:
    async with shop(tmp_path, postgres, 200) as it, it.station("a") as first, it.station("b") as second:
        plans = await asyncio.gather(plan(first, it.orders), plan(second, it.orders))
        jobs = await asyncio.gather(create(first, plans[0]), create(second, list(reversed(plans[1]))))
        for client, job in zip((first, second), jobs, strict=True):
            await wait(client, job)
        found = [each for job in jobs for each in await items(second, job)]
        assert Counter(each.state for each in found) == {"created": 200, "refused": 200}
        assert {each.error.code for each in found if each.error} == {ErrorCode.ALREADY_SHIPPED}
        assert it.world.shipx.count("POST", CREATE) == 200
        it.assert_each_once()


async def test_two_browsers_and_two_tabs_at_one_station_ship_an_order_once(tmp_path: Path, postgres: PostgresDatabase) -> None:
    async with shop(tmp_path, postgres, 20) as it:
        vault = MemoryVault(it.secrets)
        agent = running(it.home("a"), vault, port=0, patience=PATIENCE)
        async with agent as server, connect(server.port, vault) as browser, connect(server.port, vault) as other_browser:
            tabs = [browser, browser, other_browser, other_browser]
            plans = await asyncio.gather(*(plan(each, it.orders) for each in tabs))
            jobs = await asyncio.gather(*(create(*each) for each in zip(tabs, plans, strict=True)))
            for job in jobs:
                await wait(browser, job)
        it.assert_each_once()


async def test_a_change_at_one_station_is_news_at_the_other(tmp_path: Path, postgres: PostgresDatabase) -> None:
    async with shop(tmp_path, postgres, 3) as it, it.station("a") as first, it.station("b") as second:
        job = await ship(first, it.orders)
        created: set[str] = set()
        async with asyncio.timeout(30):
            async for event in second.events():
                if isinstance(event, JobItemEvent) and event.data.job_id == job and event.data.item.label == "ready":
                    created.add(event.data.item.order_id)
                if created == set(it.orders):
                    break


async def test_what_waits_at_one_station_is_seen_and_stopped_at_the_other(tmp_path: Path, postgres: PostgresDatabase) -> None:
    async with shop(tmp_path, postgres, 2) as it, it.station("a") as first, it.station("b") as second:
        rows = await plan(first, it.orders)
        await it.world.shipx.stop()
        job = await create(first, rows)
        await wait(first, job, lambda state: state.waiting == 2)
        assert {each.elsewhere.station for each in await items(second, job) if each.elsewhere} == {"a"}
        events = second.events()
        async with asyncio.timeout(20):
            while True:  # no event makes a page forget whose order it is
                event = await anext(events)
                if isinstance(event, JobItemEvent) and event.data.item.elsewhere and event.data.item.state == "waiting":
                    break
        assert event.data.item.elsewhere.station == "a"
        [row] = await plan(second, it.orders[:1])
        assert [(each.station, each.station_seen_at is not None) for each in row.earlier] == [("a", True)]

        stop = JobsCancelParams(job_id=job, order_ids=it.orders[:1])
        assert (await second.call("jobs.cancel", stop, JobsCancelResult)).stopped == 1
        await it.world.shipx.start()
        await wait(second, job)
        assert {each.order_id: each.state for each in await items(second, job)} == dict(
            zip(it.orders, ("cancelled", "created"), strict=True)
        )
        assert len(it.world.shipx.shipments) == 1


@needs_secret_service
@pytest.mark.timeout(300)
async def test_a_station_killed_in_the_middle_is_seen_and_its_work_is_finished_by_the_other(
    tmp_path: Path, postgres: PostgresDatabase, secret_service_environment: dict[str, str]
) -> None:
    async with shop(tmp_path, postgres, 200) as it, it.station("b") as other, it.process("a") as killed:
        async with killed.client() as client:
            jobs = [await ship(client, it.orders[:100])]
            rest = it.orders[100:]
            plans = await asyncio.gather(plan(client, rest), plan(other, rest))
            jobs += await asyncio.gather(create(client, plans[0]), create(other, plans[1]))
            await until_created(it.world, 40)
        await killed.kill()
        held = await held_elsewhere(other, jobs)
        assert held, "there was nothing left to take over: kill earlier"
        assert {(each.elsewhere.station, each.elsewhere.alive) for each in held if each.elsewhere} == {("a", True)}
        it.silence("a")
        for job in jobs:
            await wait(other, job)
        assert await held_elsewhere(other, jobs) == []
        taken = int(postgres.sql("SELECT count(*) FROM history WHERE what = 'taken_over' AND station = 'b'"))
        assert taken >= len(held)
        lost = await lost_and_sent_again(other, jobs)
        assert lost <= 4, "no more than were being sent in that moment"
        it.assert_each_once()


async def held_elsewhere(client: AgentClient, jobs: Sequence[str]) -> list[JobItem]:
    return [each for job in jobs for each in await items(client, job) if each.elsewhere is not None]


@pytest.mark.timeout(300)
async def test_without_the_database_nothing_is_created_and_with_it_everything_is_finished(
    tmp_path: Path, postgres: PostgresDatabase, caplog: pytest.LogCaptureFixture
) -> None:
    async with shop(tmp_path, postgres, 50, latency_s=0.03) as it, it.station("a") as first, it.station("b") as second:
        jobs = [await ship(first, it.orders[:25]), await ship(second, it.orders[25:])]
        await until_created(it.world, 12)
        rows = await plan(first, it.orders[:1])
        with postgres.server.away():
            sent = it.world.shipx.count("POST", CREATE)
            caplog.clear()
            for client in (first, second):
                await until_told(client)
            await until(lambda: caplog.text.count(LOST_WORDS) >= 8)
            settled = it.world.shipx.count("POST", CREATE)
            assert settled - sent <= 8, "only what was being sent in that moment"
            with pytest.raises(CallFailed) as refused:
                await create(first, rows)
            assert refused.value.error.code is ErrorCode.LEDGER_UNAVAILABLE
            await until(lambda: caplog.text.count(LOST_WORDS) >= 12)
            assert it.world.shipx.count("POST", CREATE) == settled
        for job in jobs:
            await wait(second, job)
        assert Counter([each.state for job in jobs for each in await items(second, job)]) == {"created": 50}
        it.assert_each_once()
        assert it.world.shipx.count("POST", CREATE) == 50


async def until_told(client: AgentClient) -> None:
    """Until the agent says that its ledger is away."""
    async with asyncio.timeout(30):
        while True:
            status = await ask(client, "agent.status", NoParams(), AgentStatusResult)
            if ErrorCode.LEDGER_UNAVAILABLE in [each.code for each in status.problems]:
                return
            await asyncio.sleep(0.5)


@needs_secret_service
@pytest.mark.timeout(450)
@pytest.mark.parametrize("stopped_at", [5, 25])
async def test_a_station_that_slept_longer_than_its_lease_creates_nothing_twice(
    tmp_path: Path,
    postgres: PostgresDatabase,
    secret_service_environment: dict[str, str],
    monkeypatch: pytest.MonkeyPatch,
    stopped_at: int,
) -> None:
    monkeypatch.setattr(stations, "DEAD_AFTER", short_lease.DEAD_AFTER)
    async with shop(tmp_path, postgres, 40, latency_s=0.05) as it, it.station("b") as other:
        async with it.process("a", "tests.faults.short_lease") as sleeper:
            async with sleeper.client() as client:
                job = await ship(client, it.orders)
                await until_created(it.world, stopped_at)
            with sleeper.suspended():
                # Asleep in a transaction it holds its rows until the database ends it.
                await wait(other, job, seconds=300)
                assert sum(each.state == "created" for each in await items(other, job)) >= 36
            async with sleeper.client() as client:
                await until_seen(other, "a")
                await wait(client, job)
            # A call it woke up with may still be on its way; a person who looks for a lost parcel looks when it has arrived.
            await sleeper.stop()
            await wait(other, job)
            assert await lost_and_sent_again(other, [job]) <= 4
        # Asleep in the very instructions between the look at the lease and the number on its way, it may post what the other has
        # posted since: the same carrier and number, one entry by its id (docs/exactly-once.md). Never another parcel.
        it.assert_each_once(posted_twice=WORKERS)


async def until_seen(client: AgentClient, name: str) -> None:
    async with asyncio.timeout(30):
        while True:
            status = await ask(client, "agent.status", NoParams(), AgentStatusResult)
            if any(each.alive for each in status.stations if each.name == name):
                return
            await asyncio.sleep(0.5)
