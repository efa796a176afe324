"""The lockers of a plan are looked at before anything is made: once each, a few at a time, and never at the plan's expense."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from agent.app import running
from agent.carriers.inpost.target_points import AT_ONCE
from agent.client import AgentClient, connect
from agent.demo.allegro_orders import OrderKind, build_order
from agent.demo.faults import Fault
from agent.demo.memory_vault import MemoryVault
from agent.demo.points import POINTS, point_body
from agent.demo.setup import demo_secrets, write_config
from agent.demo.stand_ins import StandIns, start_stand_ins
from agent.demo.wire import dump
from shared_schema.codes import ErrorCode, NoteCode
from shared_schema.plans import PlanRow
from tests.faults.shipping import create, items, plan, wait

ONE = r"/v1/points/[^/]+$"
EVERY = tuple(name for name, point in POINTS.items() if "allegro_parcel_collect" in point.functions)


@dataclass
class Shop:
    world: StandIns
    client: AgentClient

    async def plan(self) -> list[PlanRow]:
        return await plan(self.client, list(self.world.allegro.orders))

    @property
    def asked(self) -> list[str]:
        """The points that were asked for by name."""
        return [call.path.rpartition("/")[2] for call in self.world.shipx.calls if "/v1/points/" in call.path]


@asynccontextmanager
async def shop(tmp_path: Path, points: Sequence[str], latency_s: float = 0.0) -> AsyncIterator[Shop]:
    orders = [build_order(OrderKind.LOCKER, number) for number in range(1, len(points) + 1)]
    for order, point in zip(orders, points, strict=True):
        order["delivery"]["pickupPoint"]["id"] = point
    async with start_stand_ins(orders, latency_s=latency_s) as world:
        write_config(tmp_path / "home", world, inpost={"requests_per_minute": 6000})
        vault = MemoryVault(demo_secrets(world))
        async with running(tmp_path / "home", vault, port=0, patience=0.03) as server, connect(server.port, vault) as client:
            yield Shop(world, client)


def codes(row: PlanRow) -> list[NoteCode]:
    return [note.code for note in (*row.problems, *row.why) if note.code.startswith("point_")]


async def test_a_point_that_takes_no_such_parcel_is_said_in_the_plan(tmp_path: Path) -> None:
    async with shop(tmp_path, ["KRA010", "NOPE99", "SZC88S", "GLI99X", "KRA012"]) as it:
        closed = dump({**point_body(POINTS["KRA012"], it.world.shipx.points_url), "status": "NonOperating"})
        it.world.shipx.faults.arm(Fault.ERROR_BEFORE, path="/v1/points/KRA012$", status=200, body=closed)
        rows = await it.plan()
        assert [(row.status, codes(row)) for row in rows] == [
            ("ready", [NoteCode.POINT_FROM_ORDER]),
            ("blocked", [NoteCode.POINT_UNKNOWN, NoteCode.POINT_FROM_ORDER]),
            ("blocked", [NoteCode.POINT_ONLY_POSTS, NoteCode.POINT_FROM_ORDER]),
            ("attention", [NoteCode.POINT_NOT_FOR_SERVICE, NoteCode.POINT_FROM_ORDER]),
            ("attention", [NoteCode.POINT_CLOSED, NoteCode.POINT_FROM_ORDER]),
        ]
        assert rows[1].error is not None
        assert rows[1].error.code is ErrorCode.PLAN_HAS_PROBLEMS
        assert it.world.shipx.shipments == []


async def test_a_point_that_was_chosen_is_looked_at_instead_of_the_orders(tmp_path: Path) -> None:
    async with shop(tmp_path, ["KRA010"]) as it:
        [row] = await plan(it.client, list(it.world.allegro.orders), point="NOPE99")
        assert (row.status, NoteCode.POINT_UNKNOWN in codes(row)) == ("blocked", True)
        assert it.asked == ["NOPE99"]


async def test_every_point_is_asked_for_once_a_day_and_a_few_at_the_same_time(tmp_path: Path) -> None:
    async with shop(tmp_path, EVERY * 6, latency_s=0.05) as it:
        assert {row.status for row in await it.plan()} == {"ready"}
        assert sorted(it.asked) == sorted(EVERY)
        assert it.world.shipx.most_at_once(ONE) == AT_ONCE
        assert {row.status for row in await it.plan()} == {"ready"}
        assert len(it.asked) == len(EVERY)


@pytest.mark.parametrize("fault", [Fault.HTML_ERROR, Fault.HTML_OK, Fault.RESET_BEFORE, Fault.NEVER_ANSWERS])
async def test_points_that_nobody_tells_of_keep_no_parcel_from_being_sent(tmp_path: Path, fault: Fault) -> None:
    async with shop(tmp_path, EVERY) as it:
        it.world.shipx.faults.arm(fault, path=ONE, times=None)
        rows = await it.plan()
        assert {row.status for row in rows} == {"ready"}
        assert all(NoteCode.POINT_NOT_CHECKED in codes(row) for row in rows)
        job = await create(it.client, rows)
        await wait(it.client, job)
        assert {each.state for each in await items(it.client, job)} == {"created"}


async def test_a_points_service_that_is_away_is_not_asked_for_every_point(tmp_path: Path) -> None:
    async with shop(tmp_path, EVERY) as it:
        it.world.shipx.faults.arm(Fault.HTML_OK, path=ONE, times=None)
        await it.plan()
        assert len(it.asked) <= AT_ONCE
        await it.plan()
        assert len(it.asked) <= AT_ONCE
