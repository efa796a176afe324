"""Several parcels of one order through the whole agent, at each carrier: each once, its own number and label, paid for once."""

import asyncio
import contextlib
import sqlite3
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

import httpx
import pytest

from agent.app import running
from agent.cli.talk import ask
from agent.client import AgentClient, CallFailed, connect
from agent.demo.allegro_orders import OrderKind, build_order
from agent.demo.en.options import EnOptions
from agent.demo.faults import Fault
from agent.demo.memory_vault import MemoryVault
from agent.demo.pwr.options import PwrOptions
from agent.demo.setup import demo_secrets, write_config
from agent.demo.shipx_options import ShipxOptions
from agent.demo.stand_ins import StandIns, start_stand_ins
from agent.server.address import http_url
from agent.shipping.pdf import split_by_number
from agent.shipping.work.points import Point
from shared_schema.agent import AgentPauseParams, AgentPauseResult
from shared_schema.codes import ErrorCode, NoteCode
from shared_schema.jobs import JobItem, JobsCancelParams, JobsCancelResult, JobsDecideParams, JobsDecideResult
from shared_schema.labels import LabelsPrepareParams, LabelsPrepareResult
from shared_schema.orders import OrdersStatusParams, OrdersStatusResult
from shared_schema.shipments import ShipmentsWithdrawParams, ShipmentsWithdrawResult
from tests.contract.kit import Habits, Kit
from tests.contract.kits import KITS
from tests.faults.batch import PATIENCE
from tests.faults.crashes import patient
from tests.faults.processes import death
from tests.faults.shipping import create, items, plan, wait
from tests.faults.test_stations import shop as shared_shop
from tests.postgres import PostgresDatabase

CREATE = r"/shipments$"
ANY_CREATE = r"/shipments$|/addShipment$|/GenerateLabelBusinessPackListTwo$"


@dataclass
class Running:
    """The agent in this process, the stand-ins, and a client."""

    world: StandIns
    client: AgentClient
    port: int

    @property
    def orders(self) -> list[str]:
        return list(self.world.allegro.orders)

    def total_grosze(self, order_id: str) -> int:
        return int(Decimal(self.world.allegro.orders[order_id]["summary"]["totalToPay"]["amount"]) * 100)

    def numbers(self, order_id: str) -> list[str]:
        return [each.waybill for each in self.world.allegro.numbers(order_id)]

    async def begin(self, *order_ids: str, parcels: int) -> str:
        return await create(self.client, await plan(self.client, order_ids, parcels=parcels))

    async def ship(self, *order_ids: str, parcels: int) -> list[JobItem]:
        return await self.finished(await self.begin(*order_ids, parcels=parcels))

    async def finished(self, job_id: str) -> list[JobItem]:
        await wait(self.client, job_id, seconds=60)
        return await items(self.client, job_id)

    async def pause(self, paused: bool) -> None:
        await ask(self.client, "agent.pause", AgentPauseParams(paused=paused), AgentPauseResult)

    async def cancel(self, job_id: str, order_id: str, parcel: int) -> int:
        params = JobsCancelParams(job_id=job_id, order_ids=[order_id], parcel=parcel)
        return (await ask(self.client, "jobs.cancel", params, JobsCancelResult)).stopped

    async def not_created(self, job_id: str, order_id: str, parcel: int | None) -> JobItem:
        params = JobsDecideParams(job_id=job_id, order_id=order_id, outcome="not_created", tracking_number=None, parcel=parcel)
        return (await ask(self.client, "jobs.decide", params, JobsDecideResult)).item

    async def icon(self, order_id: str) -> str:
        [found] = (await ask(self.client, "orders.status", OrdersStatusParams(order_ids=[order_id]), OrdersStatusResult)).orders
        return found.state

    async def labels(self, *order_ids: str) -> bytes:
        made = await ask(self.client, "labels.prepare", LabelsPrepareParams(order_ids=list(order_ids)), LabelsPrepareResult)
        assert made.missing == []
        [file] = made.files
        async with httpx.AsyncClient() as http:
            return (await http.get(http_url(self.port, file.path))).content


@asynccontextmanager
async def shop(tmp_path: Path, *kinds: OrderKind, reports_itself: bool = False) -> AsyncIterator[Running]:
    orders = [build_order(kind, number) for number, kind in enumerate(kinds, 1)]
    async with start_stand_ins(
        orders,
        inpost_reports_itself=reports_itself,
        inpost_report_delay_s=0.0,
        shipx=ShipxOptions(confirm_after_s=0.2 if reports_itself else 0.05),
        pwr=PwrOptions(list_lag_s=0, cash_on_delivery=True, rows_shuffled=True),
        en=EnOptions(),
        en_allegro=EnOptions(kind="allegro"),
    ) as world:
        fast = {"requests_per_minute": 6000}
        write_config(tmp_path / "home", world, inpost=fast, poczta=fast, orlen={})
        vault = MemoryVault(demo_secrets(world))
        async with running(tmp_path / "home", vault, port=0, patience=PATIENCE) as server, connect(server.port, vault) as client:
            yield Running(world, client, server.port)


def at_inpost(world: StandIns) -> Sequence[int]:
    return [round(Decimal(str(each.body["cod"]["amount"])) * 100) if "cod" in each.body else 0 for each in world.shipx.shipments]


def at_poczta(world: StandIns) -> Sequence[int]:
    return [each.cod_grosze or 0 for server in (world.en, world.en_allegro) if server for each in server.shipments]


def at_orlen(world: StandIns) -> Sequence[int]:
    return [int(each.fields.get("AmountCashOnDelivery") or 0) for each in world.pwr.parcels]


PAID_ON_DELIVERY = [
    pytest.param(OrderKind.LOCKER_COD, at_inpost, id="inpost"),
    pytest.param(OrderKind.COURIER_COD, at_inpost, id="inpost-courier"),
    pytest.param(OrderKind.POCZTEX_COD, at_poczta, id="pocztex"),
    pytest.param(OrderKind.PARCEL_COD, at_poczta, id="poczta"),
    pytest.param(OrderKind.ORLEN_COD, at_orlen, id="orlen"),
]


@pytest.mark.parametrize(("kind", "collected"), PAID_ON_DELIVERY)
async def test_three_parcels_and_a_later_one_are_paid_for_once(
    tmp_path: Path, kind: OrderKind, collected: Callable[[StandIns], Sequence[int]]
) -> None:
    async with shop(tmp_path, kind, kind) as it:
        order, other = it.orders
        rows = await plan(it.client, [order, other], parcels=3)
        assert [(row.parcels, row.cod_grosze) for row in rows] == [(3, it.total_grosze(order)), (3, it.total_grosze(other))]
        assert NoteCode.COD_WITH_FIRST_PARCEL in [note.code for note in rows[0].why]
        made = await it.finished(await create(it.client, rows))
        assert [(each.order_id, each.parcel, each.parcels) for each in made] == [
            (each, parcel, 3) for each in (order, other) for parcel in (1, 2, 3)
        ]
        assert {(each.state, each.on_allegro, each.label) for each in made} == {("created", "yes", "ready")}, made
        assert [each.cod_grosze for each in made] == [it.total_grosze(order), None, None, it.total_grosze(other), None, None]
        assert sorted(collected(it.world)) == sorted([0, 0, 0, 0, it.total_grosze(order), it.total_grosze(other)])
        numbers = [each.tracking_number or "" for each in made]
        assert len(set(numbers)) == 6
        assert sorted(it.numbers(order)) == sorted(numbers[:3])
        assert sorted(it.numbers(other)) == sorted(numbers[3:])
        merged = await it.labels(other, order)
        assert list(split_by_number(merged, numbers)) == [*numbers[3:], *numbers[:3]]

        [row] = await plan(it.client, [order])
        assert (row.status, row.cod_grosze) == ("attention", None)
        assert sorted(each.tracking_number or "" for each in row.earlier) == sorted(numbers[:3])
        assert NoteCode.COD_WITH_EARLIER_PARCEL in [note.code for note in row.problems]
        [refused] = await it.finished(await create(it.client, [row.model_copy(update={"confirmation": None})]))
        assert refused.error is not None
        assert (refused.state, refused.error.code) == ("refused", ErrorCode.ALREADY_SHIPPED)
        [later] = await it.finished(await create(it.client, [row]))
        assert (later.state, later.parcel, later.parcels, later.cod_grosze) == ("created", 1, 1, None)
        assert sorted(it.numbers(order)) == sorted([*numbers[:3], later.tracking_number or ""])
        assert sum(collected(it.world)) == it.total_grosze(order) + it.total_grosze(other)


@pytest.mark.parametrize("kind", [OrderKind.ALLEGRO_POCZTEX_COD, OrderKind.ALLEGRO_POCZTEX_POINT_COD])
async def test_the_allegro_account_of_poczta_wants_the_money_on_every_parcel_which_is_said_before_any_is_made(
    tmp_path: Path, kind: OrderKind
) -> None:
    async with shop(tmp_path, kind, OrderKind.ALLEGRO_POCZTEX) as it:
        order, other = it.orders
        row, good = await plan(it.client, [order, other], parcels=2)
        assert (row.status, row.digest, good.status) == ("blocked", None, "ready")
        assert [note.code for note in row.problems] == [NoteCode.COD_ON_EVERY_PARCEL]
        assert it.world.en_allegro is not None
        assert it.world.en_allegro.called("addShipment") == 0
        [made] = await it.ship(order, parcels=1)
        assert (made.state, made.cod_grosze) == ("created", it.total_grosze(order))
        [later] = await plan(it.client, [order])
        assert (later.status, later.digest) == ("blocked", None)
        assert NoteCode.COD_ON_EVERY_PARCEL in [note.code for note in later.problems]
        assert {each.state for each in await it.ship(other, parcels=2)} == {"created"}
        assert sorted(at_poczta(it.world)) == [0, 0, it.total_grosze(order)]


def references(world: StandIns) -> dict[str, str]:
    """Our references as the carriers have them, by the parcel's number."""
    at_post = [each for server in (world.en, world.en_allegro) if server for each in server.shipments]
    return {
        **{str(each.tracking_number): str(each.reference) for each in world.shipx.shipments},
        **{str(each.number): str(each.description).split()[-1] for each in at_post},
        **{each.pack_code: each.sender_orders for each in world.pwr.parcels},
    }


@pytest.mark.parametrize("kind", [OrderKind.LOCKER, OrderKind.POCZTEX, OrderKind.ALLEGRO_POCZTEX, OrderKind.ORLEN])
@pytest.mark.parametrize("lost", [False, True], ids=["answered", "lost"])
async def test_parcels_of_the_same_content_to_the_same_buyer_are_told_apart(tmp_path: Path, kind: OrderKind, lost: bool) -> None:
    async with shop(tmp_path, kind) as it:
        if lost:
            for server in filter(None, (it.world.shipx, it.world.pwr, it.world.en, it.world.en_allegro)):
                server.faults.arm(Fault.LOST_ANSWER, method="POST", path=ANY_CREATE, times=4)
        made = await it.ship(*it.orders, parcels=4)
        assert {(each.state, each.on_allegro, each.label) for each in made} == {("created", "yes", "ready")}, made
        with contextlib.closing(sqlite3.connect(tmp_path / "home" / "ledger.sqlite")) as ledger:
            ours = dict(ledger.execute("SELECT tracking_number, reference FROM attempts"))
        assert ours == references(it.world)
        assert len(ours) == 4


async def test_parcels_are_no_earlier_shipments_of_each_other_when_inpost_tells_allegro_first(tmp_path: Path) -> None:
    async with shop(tmp_path, *[OrderKind.LOCKER] * 4, reports_itself=True) as it:
        made = await it.ship(*it.orders, parcels=4)
        assert {(each.state, each.on_allegro) for each in made} == {("created", "yes")}, made
        for order in it.orders:
            ours = [each.tracking_number for each in made if each.order_id == order]
            assert sorted(it.numbers(order)) == sorted(str(each) for each in ours)


@pytest.mark.parametrize("kit", KITS.values(), ids=KITS.keys())
async def test_a_lost_answer_of_the_second_parcel_is_not_taken_for_the_first(tmp_path: Path, kit: Kit) -> None:
    async with kit.start(kit.orders(1), Habits()) as world:
        world.write_config(tmp_path / "home", 1)
        vault = MemoryVault(dict(world.secrets()))
        world.carrier.faults.arm(Fault.LOST_ANSWER, method=kit.create.method, path=kit.create.path, every=2)
        async with running(tmp_path / "home", vault, port=0, patience=PATIENCE) as server, connect(server.port, vault) as client:
            [order] = world.allegro.orders
            job = await create(client, await plan(client, [order], parcels=3))
            await wait(client, job)
            made = await items(client, job)
        found = [NoteCode.FOUND_AFTER_LOST_ANSWER in [note.code for note in each.warnings] for each in made]
        assert sum(found) == 1
        assert [(each.state, each.on_allegro, each.label) for each in made] == [("created", "yes", "ready")] * 3
        assert sorted(str(each) for each in world.parcels(order)) == sorted(str(each.tracking_number) for each in made)
        assert len({each.tracking_number for each in made}) == 3


@pytest.mark.parametrize("point", [Point.CHECKED, Point.ANSWER_ARRIVED, Point.OUTCOME_WRITTEN])
@pytest.mark.parametrize("kit", KITS.values(), ids=KITS.keys())
@pytest.mark.timeout(120)
async def test_death_between_the_first_and_the_second_parcel(tmp_path: Path, kit: Kit, point: Point) -> None:
    async with patient(kit, tmp_path / "home", Habits(), orders=1) as it:
        [order] = it.world.allegro.orders
        await it.agent.start(*death(point, 2 if point is Point.CHECKED else 1))
        async with it.agent.client() as client:
            job = await create(client, await plan(client, [order], parcels=3), it.key)
        assert await it.agent.died(20)
        await it.agent.start()
        async with it.agent.client() as client:
            await wait(client, job)
            made = await items(client, job)
            # Killed between intent and call, a parcel was never made, and only a person may say so.
            lost = [each for each in made if each.state == "unknown"]
            made = [each for each in made if each not in lost]
            assert sorted(str(each) for each in it.world.parcels(order)) == sorted(str(each.tracking_number) for each in made)
            for each in lost:
                params = JobsDecideParams(
                    job_id=job, order_id=order, outcome="not_created", tracking_number=None, parcel=each.parcel
                )
                await ask(client, "jobs.decide", params, JobsDecideResult)
            if lost:
                rest = await create(client, await plan(client, [order], parcels=len(lost)))
                await wait(client, rest)
                made += await items(client, rest)
        assert [(each.state, each.on_allegro) for each in made] == [("created", "yes")] * 3
        assert sorted(str(each) for each in it.world.parcels(order)) == sorted(str(each.tracking_number) for each in made)
        assert len(it.world.allegro.numbers(order)) == 3


async def test_two_stations_that_ship_orders_at_once_make_the_parcels_of_one(tmp_path: Path, postgres: PostgresDatabase) -> None:
    async with shared_shop(tmp_path, postgres, 20) as it, it.station("a") as first, it.station("b") as second:
        plans = await asyncio.gather(plan(first, it.orders, parcels=2), plan(second, it.orders, parcels=3))
        jobs = await asyncio.gather(create(first, plans[0]), create(second, list(reversed(plans[1]))))
        for client, job in zip((first, second), jobs, strict=True):
            await wait(client, job)
        found = [each for job in jobs for each in await items(second, job)]
        made = 0
        for order in it.orders:
            winners = {(each.parcels, each.state) for each in found if each.order_id == order}
            assert winners in ({(2, "created"), (3, "refused")}, {(3, "created"), (2, "refused")})
            made += 2 if (2, "created") in winners else 3
        assert {each.error.code for each in found if each.error} == {ErrorCode.ALREADY_SHIPPED}
        assert len(it.world.shipx.shipments) == made


async def test_one_of_the_parcels_is_stopped_and_the_others_go_on(tmp_path: Path) -> None:
    async with shop(tmp_path, OrderKind.LOCKER) as it:
        [order] = it.orders
        await it.pause(True)
        job = await it.begin(order, parcels=3)
        assert await it.cancel(job, order, 2) == 1
        await it.pause(False)
        made = await it.finished(job)
        assert [each.state for each in made] == ["created", "cancelled", "created"]
        assert await it.icon(order) == "created"
        assert len(it.world.shipx.shipments) == 2


async def test_without_the_parcel_that_is_paid_for_the_others_do_not_leave(tmp_path: Path) -> None:
    async with shop(tmp_path, OrderKind.LOCKER_COD) as it:
        [order] = it.orders
        await it.pause(True)
        job = await it.begin(order, parcels=3)
        assert await it.cancel(job, order, 1) == 1
        await it.pause(False)
        made = await it.finished(job)
        assert [each.state for each in made] == ["cancelled", "refused", "refused"]
        assert {each.error.code for each in made[1:] if each.error} == {ErrorCode.COD_PARCEL_MISSING}
        assert it.world.shipx.shipments == []
        again = await it.ship(order, parcels=2)
        assert [(each.state, each.cod_grosze) for each in again] == [("created", it.total_grosze(order)), ("created", None)]


async def test_a_person_says_which_of_the_lost_parcels_is_meant(tmp_path: Path) -> None:
    async with shop(tmp_path, OrderKind.LOCKER) as it:
        [order] = it.orders
        it.world.shipx.faults.arm(Fault.RESET_BEFORE, method="POST", path=CREATE, times=2)
        job = await it.begin(order, parcels=3)
        made = await it.finished(job)
        lost = [each.parcel for each in made if each.state == "unknown"]
        assert len(lost) == 2
        assert await it.icon(order) == "unknown", "the whole one does not hide the lost ones"
        with pytest.raises(CallFailed) as caught:
            await it.not_created(job, order, None)
        assert caught.value.error.code is ErrorCode.SEVERAL_UNDECIDED
        assert caught.value.error.data == {"parcels": f"{lost[0]}, {lost[1]}"}
        assert (await it.not_created(job, order, lost[1])).parcel == lost[1]
        [whole] = [each.tracking_number for each in made if each.tracking_number]
        params = JobsDecideParams(job_id=job, order_id=order, outcome="created", tracking_number=whole)
        with pytest.raises(CallFailed) as caught:
            await ask(it.client, "jobs.decide", params, JobsDecideResult)
        assert caught.value.error.code is ErrorCode.NOT_ALLOWED, "the number is the third parcel's"
        assert (await it.not_created(job, order, None)).parcel == lost[0]
        assert [each.state for each in await items(it.client, job)].count("refused") == 2
        assert await it.icon(order) == "failed"


async def test_taking_one_of_the_parcels_back_leaves_the_others(tmp_path: Path) -> None:
    async with shop(tmp_path, OrderKind.ORLEN) as it:
        [order] = it.orders
        made = await it.ship(order, parcels=3)
        params = ShipmentsWithdrawParams(order_id=order, tracking_number=None)
        with pytest.raises(CallFailed) as caught:
            await ask(it.client, "shipments.withdraw", params, ShipmentsWithdrawResult)
        assert caught.value.error.code is ErrorCode.SEVERAL_PARCELS
        params = ShipmentsWithdrawParams(order_id=order, tracking_number=made[1].tracking_number)
        gone = (await ask(it.client, "shipments.withdraw", params, ShipmentsWithdrawResult)).item
        assert (gone.parcel, gone.state) == (2, "withdrawn")
        kept = [made[0].tracking_number or "", made[2].tracking_number or ""]
        assert list(split_by_number(await it.labels(order), kept)) == kept
