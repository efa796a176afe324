"""SIGKILL while a parcel is taken back: the next start says that nobody knows, and asking again settles it."""

import asyncio
from contextlib import suppress
from pathlib import Path

import pytest

from agent.client import AgentClient, CallFailed, ClientError
from agent.shipping.work.points import Point
from shared_schema.codes import ErrorCode
from shared_schema.jobs import JobItem
from shared_schema.labels import LabelsPrepareParams, LabelsPrepareResult
from shared_schema.shipments import ShipmentsWithdrawParams, ShipmentsWithdrawResult
from tests.contract.kit import Habits
from tests.contract.kits import KITS
from tests.faults.crashes import DEATH_S, patient
from tests.faults.processes import death
from tests.faults.shipping import POLL_S, items

pytestmark = pytest.mark.timeout(120)


async def _withdraw(client: AgentClient, order_id: str) -> JobItem:
    params = ShipmentsWithdrawParams(order_id=order_id, tracking_number=None)
    return (await client.call("shipments.withdraw", params, ShipmentsWithdrawResult)).item


async def _item(client: AgentClient, job_id: str | None) -> JobItem:
    assert job_id is not None
    [item] = await items(client, job_id)
    return item


async def _whole(client: AgentClient, job_id: str | None) -> JobItem:
    async with asyncio.timeout(30):
        while (item := await _item(client, job_id)).label != "ready" or item.on_allegro != "yes":  # noqa: ASYNC110  # the agent is asked, as a page does
            await asyncio.sleep(POLL_S)
    return item


@pytest.mark.parametrize("carrier", ["poczta_polska_allegro", "paczka_w_ruchu"])
@pytest.mark.parametrize("point", [Point.WITHDRAWAL_ASKED, Point.WITHDRAWAL_ARRIVED])
async def test_a_death_while_a_parcel_is_taken_back(tmp_path: Path, carrier: str, point: Point) -> None:
    async with patient(KITS[carrier], tmp_path / "home", Habits(), orders=1) as it:
        await it.agent.start(*death(point, 1))
        await it.ship()
        async with it.agent.client() as client:
            shipped = await _whole(client, it.job_id)
            with suppress(ClientError):
                await _withdraw(client, shipped.order_id)
        assert await it.agent.died(DEATH_S)
        assert it.deaths() == [point]
        await it.agent.start()
        async with it.agent.client() as client:
            after = await _item(client, it.job_id)
            assert after.error is not None
            assert (after.state, after.error.code, after.error.outcome) == ("created", ErrorCode.WITHDRAWAL_UNKNOWN, "unknown")
            if carrier == "poczta_polska_allegro" and point is Point.WITHDRAWAL_ARRIVED:
                # In no list for ten minutes, as a shipment that is not listed yet: it stays in doubt so long.
                with pytest.raises(CallFailed) as caught:
                    await _withdraw(client, shipped.order_id)
                assert caught.value.error.code is ErrorCode.WITHDRAWAL_UNKNOWN
                return
            settled = await _withdraw(client, shipped.order_id)
            assert (settled.state, settled.label, settled.tracking_number) == ("withdrawn", "none", shipped.tracking_number)
            params = LabelsPrepareParams(order_ids=[shipped.order_id])
            labels = await client.call("labels.prepare", params, LabelsPrepareResult)
            assert [each.error.code for each in labels.missing] == [ErrorCode.PARCEL_WITHDRAWN]
