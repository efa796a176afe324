"""SIGKILL of `nadajnik run` itself, with a real key store: every order has one parcel, one number, one label in the file."""

import asyncio
from pathlib import Path

import httpx
import pytest

from agent.cli.talk import ask
from agent.demo.allegro_orders import many_orders
from agent.demo.setup import demo_secrets, write_config
from agent.demo.shipx_options import ShipxOptions
from agent.demo.stand_ins import StandIns, start_stand_ins
from agent.server.address import http_url
from agent.shipping.pdf import page_count, split_by_number
from shared_schema.labels import LabelsPrepareParams, LabelsPrepareResult
from tests.faults.processes import nadajnik_run
from tests.faults.shipping import create, items, plan, wait
from tests.secret_service import needs_secret_service


async def until_created(world: StandIns, count: int, seconds: float = 60) -> None:
    async with asyncio.timeout(seconds):
        while len(world.shipx.shipments) < count:  # noqa: ASYNC110  # the stand-in knows no subscribers
            await asyncio.sleep(0.01)


@needs_secret_service
@pytest.mark.timeout(300)
@pytest.mark.parametrize(("orders", "kill_at"), [(200, [70, 140])], ids=["200 orders, killed twice"])
async def test_row_13_200_orders_and_sigkill_in_the_middle(
    tmp_path: Path, secret_service_environment: dict[str, str], orders: int, kill_at: list[int]
) -> None:
    options = ShipxOptions(confirm_after_s=0.3, list_lag_s=1.0)
    async with start_stand_ins(many_orders(orders), latency_s=0.05, inpost_reports_itself=True, shipx=options) as world:
        home = tmp_path / "home"
        write_config(home, world, inpost={"requests_per_minute": 6000})
        agent = nadajnik_run(home)
        for name, secret in demo_secrets(world).items():
            await agent.vault.set(name, secret)
        order_ids = list(world.allegro.orders)
        try:
            await agent.start()
            async with agent.client() as client:
                job_id = await create(client, await plan(client, order_ids))
            for count in kill_at:
                await until_created(world, count)
                await agent.kill()
                await agent.start()
            async with agent.client() as client:
                job = await wait(client, job_id, seconds=200)
                # Killed between intent and call, a parcel was never made, and only a person may say so.
                lost = [each.order_id for each in await items(client, job_id) if each.state == "unknown"]
                if lost:
                    await wait(client, await create(client, await plan(client, lost)))
                labels = await ask(client, "labels.prepare", LabelsPrepareParams(order_ids=order_ids), LabelsPrepareResult)
            [file] = labels.files
            async with httpx.AsyncClient() as http:
                content = (await http.get(http_url(agent.port, file.path))).content
        finally:
            await agent.stop()
    assert job.total == orders
    assert job.created + len(lost) == orders
    assert len(world.shipx.shipments) == orders
    assert world.allegro.doubled_numbers() == []
    numbers = [[each.waybill for each in world.allegro.numbers(order_id)] for order_id in order_ids]
    assert all(len(each) == 1 for each in numbers)
    assert sorted(each[0] for each in numbers) == sorted(str(each.tracking_number) for each in world.shipx.shipments)
    assert labels.missing == []
    assert page_count(content) == orders
    assert list(split_by_number(content, [each[0] for each in numbers])) == [each[0] for each in numbers]
