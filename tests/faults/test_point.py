"""Another point than the order's, through the whole agent: what was looked at is what the carrier gets, after a restart too."""

from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from agent.app import running
from agent.cli.talk import ask
from agent.client import connect
from agent.demo.allegro_orders import OrderKind, build_order
from agent.demo.en.options import EnOptions
from agent.demo.memory_vault import MemoryVault
from agent.demo.pwr.options import PwrOptions
from agent.demo.setup import demo_secrets, write_config
from agent.demo.shipx_options import ShipxOptions
from agent.demo.stand_ins import StandIns, start_stand_ins
from shared_schema.agent import AgentPauseParams, AgentPauseResult
from shared_schema.codes import ErrorCode, NoteCode
from tests.faults.batch import PATIENCE
from tests.faults.shipping import create, items, plan, wait


def at_inpost(world: StandIns) -> Sequence[str]:
    return [each.body["custom_attributes"]["target_point"] for each in world.shipx.shipments]


def at_orlen(world: StandIns) -> Sequence[str]:
    return [each.fields["DestinationCode"] for each in world.pwr.parcels]


def at_poczta(world: StandIns) -> Sequence[str]:
    shipments = world.en.shipments if world.en else ()
    return [point.get("id") or "" for each in shipments for point in each.element.findall("punktOdbioru")]


WAYS = [
    pytest.param(OrderKind.LOCKER, "BBI02A", at_inpost, id="inpost"),
    pytest.param(OrderKind.ORLEN, "LD-204418-L1-06", at_orlen, id="orlen"),
    pytest.param(OrderKind.POCZTEX_POINT, "10027341", at_poczta, id="poczta"),
]


@pytest.mark.parametrize(("kind", "point", "sent"), WAYS)
async def test_a_chosen_point_is_planned_kept_over_a_restart_and_sent(
    tmp_path: Path, kind: OrderKind, point: str, sent: Callable[[StandIns], Sequence[str]]
) -> None:
    form = build_order(kind, 1)
    async with start_stand_ins(
        [form], shipx=ShipxOptions(confirm_after_s=0.05), pwr=PwrOptions(list_lag_s=0), en=EnOptions()
    ) as world:
        home, vault = tmp_path / "home", MemoryVault(demo_secrets(world))
        write_config(home, world, inpost={"requests_per_minute": 6000}, poczta={"requests_per_minute": 6000}, orlen={})
        async with running(home, vault, port=0, patience=PATIENCE) as server, connect(server.port, vault) as client:
            [ordinary] = await plan(client, [form["id"]], parcels=2)
            [row] = await plan(client, [form["id"]], parcels=2, point=point)
            assert (row.status, row.point) == ("attention", point), row
            assert row.point != ordinary.point
            assert row.digest != ordinary.digest
            assert NoteCode.POINT_CHOSEN in [note.code for note in row.why]
            assert NoteCode.POINT_NOT_BUYERS in [note.code for note in row.problems]
            # what was looked at was another point: nothing is sent
            job = await create(client, [row])
            await wait(client, job, seconds=60)
            assert {each.error.code for each in await items(client, job) if each.error} == {ErrorCode.PLAN_CHANGED}
            assert sent(world) == []
            await ask(client, "agent.pause", AgentPauseParams(paused=True), AgentPauseResult)
            job = await create(client, [row], point=point)
        assert sent(world) == []
        async with running(home, vault, port=0, patience=PATIENCE) as server, connect(server.port, vault) as client:
            await ask(client, "agent.pause", AgentPauseParams(paused=False), AgentPauseResult)
            await wait(client, job, seconds=60)
            assert [each.state for each in await items(client, job)] == ["created", "created"], await items(client, job)
        assert sent(world) == [point, point]
