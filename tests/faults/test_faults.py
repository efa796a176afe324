"""What the fault matrix does not show: what exactly is told, and how labels find their orders."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from agent.app import running
from agent.client import AgentClient, connect
from agent.demo.allegro_orders import OrderKind, build_order
from agent.demo.faults import Fault
from agent.demo.memory_vault import MemoryVault
from agent.demo.setup import demo_secrets, write_config
from agent.demo.shipx_options import PurchaseResult, ShipxOptions
from agent.demo.stand_ins import StandIns, start_stand_ins
from agent.shipping.pdf import split_by_number
from shared_schema.codes import ErrorCode
from shared_schema.jobs import JobItem
from tests.faults.shipping import create, items, plan, wait

PATIENCE = 0.03
CREATE = r"/shipments$"


@dataclass
class Running:
    """The agent in this process, the stand-ins, and a client."""

    world: StandIns
    client: AgentClient

    async def ship(self, *order_ids: str) -> list[JobItem]:
        job = await create(self.client, await plan(self.client, order_ids or list(self.world.allegro.orders)))
        await wait(self.client, job, seconds=60)
        return await items(self.client, job)


@asynccontextmanager
async def shop(tmp_path: Path, count: int = 1, shipx: ShipxOptions | None = None, **inpost: int) -> AsyncIterator[Running]:
    orders = [build_order(OrderKind.LOCKER, number) for number in range(1, count + 1)]
    async with start_stand_ins(orders, shipx=shipx or ShipxOptions(confirm_after_s=0.05)) as world:
        home = tmp_path / "home"
        write_config(home, world, inpost={"requests_per_minute": 6000, **inpost})
        vault = MemoryVault(demo_secrets(world))
        async with running(home, vault, port=0, patience=PATIENCE) as server, connect(server.port, vault) as client:
            yield Running(world, client)


@pytest.mark.parametrize("fault", [Fault.RESET_BEFORE, Fault.ERROR_BEFORE, Fault.REDIRECT])
async def test_row_13_a_parcel_that_may_exist_and_cannot_be_found_is_not_sent_again(tmp_path: Path, fault: Fault) -> None:
    async with shop(tmp_path) as it:
        it.world.shipx.faults.arm(fault, method="POST", path=CREATE)
        item = (await it.ship())[0]
        assert it.world.shipx.count("POST", CREATE) == 1
        assert it.world.shipx.shipments == []
        assert item.error is not None
        assert item.state == "unknown"
        assert (item.error.code, item.error.outcome) == (ErrorCode.SHIPMENT_NOT_FOUND_AT_CARRIER, "unknown")


async def test_a_purchase_that_failed_is_told_with_its_reason(tmp_path: Path) -> None:
    async with shop(tmp_path) as it:
        it.world.shipx.plan_purchase(PurchaseResult.DEBT_COLLECTION)
        item = (await it.ship())[0]
        assert item.state == "confirming"
        assert item.error is not None
        assert item.error.code is ErrorCode.PURCHASE_FAILED
        assert item.error.carrier is not None
        assert item.error.carrier.code == "debt_collection"


async def test_labels_in_another_order_than_asked_are_told_by_their_numbers(tmp_path: Path) -> None:
    options = ShipxOptions(confirm_after_s=0.05, label_order="reversed")
    async with shop(tmp_path, count=5, shipx=options) as it:
        shipped = await it.ship()
        assert [item.label for item in shipped] == ["ready"] * 5
        for item in shipped:
            assert item.tracking_number is not None
            [label] = (tmp_path / "home" / "labels").glob(f"{item.order_id[:8]}-*.pdf")
            kept = label.read_bytes()
            assert list(split_by_number(kept, [item.tracking_number])) == [item.tracking_number]


async def test_row_12_the_same_key_twice_at_once_is_one_job_and_one_parcel(tmp_path: Path) -> None:
    key = "11111111-7f6a-41e8-ac45-09db60ede9d6"
    async with shop(tmp_path) as it:
        rows = await plan(it.client, list(it.world.allegro.orders))
        jobs = await asyncio.gather(*(create(it.client, rows, key) for _ in range(5)))
        assert set(jobs) == {key}
        await wait(it.client, key)
        assert it.world.shipx.count("POST", CREATE) == 1


async def test_a_wrong_token_is_tried_once_however_many_calls_may_be_under_way(tmp_path: Path) -> None:
    async with shop(tmp_path, count=12, concurrency=4) as it:
        rows = await plan(it.client, list(it.world.allegro.orders))
        it.world.shipx.options = replace(it.world.shipx.options, token="another")
        job = await create(it.client, rows)
        await wait(it.client, job)
        codes = {item.error.code for item in await items(it.client, job) if item.error}
        assert codes == {ErrorCode.CREDENTIALS_REFUSED, ErrorCode.ACCOUNT_STOPPED}
        assert len([call for call in it.world.shipx.calls if call.status == 401]) == 1
