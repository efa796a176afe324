"""Two Allegro accounts of one seller through the whole agent: one selection, each order reported to the account it is of."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from agent.allegro.tokens import tokens_of
from agent.app import running
from agent.cli.talk import ask
from agent.client import AgentClient, CallFailed, connect
from agent.demo.allegro_orders import OrderKind, build_order
from agent.demo.en.options import EnOptions
from agent.demo.memory_vault import MemoryVault
from agent.demo.setup import allegro_tokens, demo_secrets, write_config
from agent.demo.shipx_options import ShipxOptions
from agent.demo.stand_ins import StandIns, start_stand_ins
from shared_schema.agent import AgentStatusResult
from shared_schema.codes import ErrorCode
from shared_schema.jobs import JobItem
from shared_schema.reconcile import ReconcileGetParams, ReconcileGetResult, ReconcileStartParams, ReconcileStartResult
from shared_schema.request import NoParams
from tests.faults.shipping import POLL_S, create, items, plan, wait

SECOND = "76093512"
PATIENCE = 0.03
KINDS = (OrderKind.LOCKER, OrderKind.ALLEGRO_POCZTEX_POINT, OrderKind.ORLEN)


@dataclass
class Shop:
    world: StandIns
    client: AgentClient
    vault: MemoryVault

    @property
    def mixed(self) -> list[str]:
        """Orders of both, one of each in turn."""
        first, second = (self.of(each) for each in (self.world.allegro.options.user_id, SECOND))
        return [each for pair in zip(first, second, strict=True) for each in pair]

    def of(self, seller_id: str) -> list[str]:
        return [each for each in self.world.allegro.orders if self.world.allegro.seller_of(each) == seller_id]


@asynccontextmanager
async def shop(home: Path) -> AsyncIterator[Shop]:
    orders = [build_order(kind, number) for number, kind in enumerate(KINDS, 1)]
    others = [build_order(kind, 5000 + number) for number, kind in enumerate(KINDS, 1)]
    en = EnOptions(kind="allegro")
    async with start_stand_ins(orders, shipx=ShipxOptions(confirm_after_s=0.05), en=EnOptions(), en_allegro=en) as world:
        world.allegro.add_seller(SECOND, "zuraw_outlet", others)
        write_config(home, world, orlen={})
        vault = MemoryVault(demo_secrets(world))
        async with running(home, vault, port=0, patience=PATIENCE) as server, connect(server.port, vault) as client:
            yield Shop(world, client, vault)


def assert_whole(shop: Shop, order_ids: list[str], shipped: list[JobItem]) -> None:
    assert [each.order_id for each in shipped] == order_ids
    for item in shipped:
        assert (item.state, item.on_allegro, item.label) == ("created", "yes", "ready"), item
        assert [each.waybill for each in shop.world.allegro.numbers(item.order_id)] == [item.tracking_number]


async def test_one_selection_of_both_accounts_orders_is_shipped_and_reported(tmp_path: Path) -> None:
    async with shop(tmp_path) as it:
        job = await create(it.client, await plan(it.client, it.mixed))
        await wait(it.client, job)
        assert_whole(it, it.mixed, await items(it.client, job))
        status = await ask(it.client, "agent.status", NoParams(), AgentStatusResult)
        assert [each.login for each in status.sellers] == ["sklep_zuraw", "zuraw_outlet"]
        shipped = it.mixed
        by_hand = build_order(OrderKind.ALREADY_SENT, 6000)
        it.world.allegro.add_order(by_hand, SECOND)
        started = await ask(it.client, "reconcile.start", ReconcileStartParams(days=7, mend=False), ReconcileStartResult)
        page = ReconcileGetParams(run_id=started.run_id, offset=0, limit=10)
        async with asyncio.timeout(90):
            while True:
                done = await ask(it.client, "reconcile.get", page, ReconcileGetResult)
                if done.summary.state == "finished":
                    break
                await asyncio.sleep(POLL_S)
        assert done.summary.orders == len(shipped) + 1
        assert [each.account for each in done.summary.unread] == ["orlen"]  # it has no list
        assert [each.order_id for each in done.findings] == [by_hand["id"]]


async def test_an_order_shipped_before_is_asked_about_whoever_it_is_of(tmp_path: Path) -> None:
    async with shop(tmp_path) as it:
        await wait(it.client, await create(it.client, await plan(it.client, it.mixed)))
        again = await plan(it.client, it.mixed)
        assert [len(each.earlier) for each in again] == [1] * len(again)
        job = await create(it.client, [each.model_copy(update={"confirmation": None}) for each in again])
        await wait(it.client, job)
        refused = await items(it.client, job)
        assert {each.error.code for each in refused if each.error} == {ErrorCode.ALREADY_SHIPPED}
        assert len(refused) == len(again)


async def test_an_account_that_is_refused_stops_none_of_the_others_orders(tmp_path: Path) -> None:
    async with shop(tmp_path) as it:
        it.world.allegro.revoke_all_tokens(SECOND)
        rows = {each.order_id: each for each in await plan(it.client, it.mixed)}
        assert {rows[each].status for each in it.of(SECOND)} == {"blocked"}
        assert {error.code for each in it.of(SECOND) if (error := rows[each].error)} == {ErrorCode.CREDENTIALS_REFUSED}
        mine = it.of(it.world.allegro.options.user_id)
        job = await create(it.client, list(rows.values()))
        await wait(it.client, job)
        assert_whole(it, mine, await items(it.client, job))
        status = await ask(it.client, "agent.status", NoParams(), AgentStatusResult)
        assert [each.login for each in status.sellers] == ["sklep_zuraw"]
        assert ErrorCode.CREDENTIALS_REFUSED in [each.code for each in status.problems]
        await it.vault.set(tokens_of(SECOND), allegro_tokens(it.world, SECOND))  # connected anew
        job = await create(it.client, await plan(it.client, it.of(SECOND)))
        await wait(it.client, job)
        assert_whole(it, it.of(SECOND), await items(it.client, job))


async def test_a_page_of_one_account_plans_and_ships_its_orders_alone(tmp_path: Path) -> None:
    async with shop(tmp_path) as it:
        [mine, *_], [other, *_] = it.of(SECOND), it.of(it.world.allegro.options.user_id)
        rows = await plan(it.client, [mine, other], seller_id=SECOND)
        assert [each.status for each in rows] == ["ready", "blocked"]
        [stranger] = await plan(it.client, [mine], seller_id="1")
        assert stranger.error is not None
        assert (stranger.error.code, stranger.error.data["connected"]) == (
            ErrorCode.ORDER_OF_OTHER_SELLER,
            "sklep_zuraw, zuraw_outlet",
        )
        with pytest.raises(CallFailed) as failed:
            await create(it.client, rows, seller_id="1")
        assert failed.value.error.code is ErrorCode.ORDER_OF_OTHER_SELLER
        job = await create(it.client, rows, seller_id=SECOND)
        await wait(it.client, job)
        assert_whole(it, [mine], await items(it.client, job))
