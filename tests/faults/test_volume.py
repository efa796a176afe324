"""Big batches and all accounts in one selection, through the whole agent: calls counted, numbers and pages compared."""

import asyncio
import uuid
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest
from aiolimiter import AsyncLimiter

from agent.allegro import numbers
from agent.app import running
from agent.client import AgentClient, CallFailed, connect
from agent.demo.allegro_orders import OrderKind, build_order
from agent.demo.en.options import EnOptions
from agent.demo.en.server import EnServer
from agent.demo.memory_vault import MemoryVault
from agent.demo.pwr.options import PwrOptions
from agent.demo.setup import POCZTA_ALLEGRO, demo_secrets, write_config
from agent.demo.shipx_options import ShipxOptions
from agent.demo.stand_ins import StandIns, start_stand_ins
from agent.shipping.pdf import page_count, split_by_number
from shared_schema import PAGE_ROWS
from shared_schema.agent import AgentPauseParams, AgentPauseResult
from shared_schema.codes import ErrorCode
from shared_schema.handover import HandoverListResult, HandoverSendParams, HandoverSendResult
from shared_schema.jobs import JobItem, JobsCancelParams, JobsCancelResult
from shared_schema.labels import LabelsPrepareParams, LabelsPrepareResult
from shared_schema.plans import (
    PlanItem,
    PlanRow,
    PlansCreateParams,
    PlansCreateResult,
    PlansGetParams,
    PlansGetResult,
    ReceiverCorrection,
)
from shared_schema.request import NoParams
from tests.faults.shipping import POLL_S, create, items, plan, wait

pytestmark = pytest.mark.timeout(180)

PATIENCE = 0.03
CREATE_ORLEN = "/GenerateLabelBusinessPackListTwo$"
CARRIER_IDS = {
    "inpost": "INPOST",
    "poczta_polska": "POCZTA_POLSKA",
    "poczta_polska_allegro": "POCZTA_POLSKA",
    "paczka_w_ruchu": "RUCH",
}
MIX = (
    OrderKind.ORLEN,
    OrderKind.LOCKER,
    OrderKind.ALLEGRO_POCZTEX_COD,
    OrderKind.POCZTEX_COD,
    OrderKind.ORLEN_COD,
    OrderKind.COURIER_COD,
    OrderKind.ALLEGRO_REGISTERED,
    OrderKind.PARCEL,
)


@dataclass
class Running:
    """The agent in this process with all four accounts, the stand-ins, and a client."""

    world: StandIns
    client: AgentClient
    home: Path
    port: int
    en: EnServer
    en_allegro: EnServer

    async def ship(self) -> list[JobItem]:
        return await self.shipped(await create(self.client, await plan(self.client, list(self.world.allegro.orders))))

    async def shipped(self, job: str) -> list[JobItem]:
        await wait(self.client, job)
        return await items(self.client, job)

    def numbers(self, order_id: str) -> list[tuple[str, str]]:
        """The order's numbers at Allegro, each with its carrier."""
        return [(number.carrier_id, number.waybill) for number in self.world.allegro.numbers(order_id)]

    async def merged(self, order_ids: list[str]) -> bytes:
        """The one file with the labels of these orders."""
        made = await self.client.call("labels.prepare", LabelsPrepareParams(order_ids=order_ids), LabelsPrepareResult)
        [file] = made.files
        async with httpx.AsyncClient(trust_env=False) as http:
            return (await http.get(f"http://127.0.0.1:{self.port}{file.path}")).content


@asynccontextmanager
async def shop(
    home: Path,
    kinds: Mapping[int, OrderKind],
    pwr: PwrOptions | None = None,
    monkeypatch: pytest.MonkeyPatch | None = None,
    **orlen: int,
) -> AsyncIterator[Running]:
    """`monkeypatch`: without Allegro's forty calls a second, which 500 orders would spend half a minute on."""
    if monkeypatch is not None:
        monkeypatch.setattr(numbers, "limiter", lambda per_second: AsyncLimiter(per_second * 1000, 1))
    orders = [build_order(kind, number) for number, kind in kinds.items()]
    shipx, allegro_account = ShipxOptions(confirm_after_s=0.05), EnOptions(kind="allegro")
    async with start_stand_ins(orders, shipx=shipx, en=EnOptions(), en_allegro=allegro_account, pwr=pwr) as world:
        hurry = {"requests_per_minute": 6000}
        write_config(home, world, inpost=hurry, poczta=hurry, orlen=orlen)
        vault = MemoryVault(demo_secrets(world))
        assert world.en is not None
        assert world.en_allegro is not None
        async with running(home, vault, port=0, patience=PATIENCE) as server, connect(server.port, vault) as client:
            yield Running(world, client, home, server.port, world.en, world.en_allegro)


def assert_at_allegro(it: Running, shipped: list[JobItem]) -> None:
    """Every parcel created, its label kept, its number once at Allegro, under its own carrier."""
    for item in shipped:
        assert (item.state, item.on_allegro, item.label, item.error) == ("created", "yes", "ready", None)
        assert it.numbers(item.order_id) == [(CARRIER_IDS[item.carrier or ""], item.tracking_number)]
    assert len({item.tracking_number for item in shipped}) == len(shipped)


async def test_one_selection_over_all_four_accounts_ends_in_one_file_in_list_order(tmp_path: Path) -> None:
    kinds = {number: MIX[number % len(MIX)] for number in range(1, 25)}
    async with shop(tmp_path / "home", kinds, PwrOptions(cash_on_delivery=True, list_lag_s=0)) as it:
        shipped = await it.ship()
        assert_at_allegro(it, shipped)
        assert {item.carrier for item in shipped} == set(CARRIER_IDS)
        for order_ids in (list(it.world.allegro.orders), list(reversed(it.world.allegro.orders))):
            expected = [number for order_id in order_ids for _, number in it.numbers(order_id)]
            content = await it.merged(order_ids)
            assert page_count(content) == len(kinds)
            assert list(split_by_number(content, expected)) == expected


async def test_500_parcels_of_poczta_polska_are_ten_calls_one_bufor_and_one_sending(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kinds = dict.fromkeys(range(1, 501), OrderKind.ALLEGRO_POCZTEX)
    async with shop(tmp_path / "home", kinds, monkeypatch=monkeypatch) as it:
        shipped = await it.ship()
        assert len(shipped) == 500
        assert_at_allegro(it, shipped)
        called = it.en_allegro.called
        assert (called("addShipment"), called("getPrintForParcel"), called("createEnvelopeBufor")) == (10, 10, 1)
        [waiting] = (await it.client.call("handover.list", NoParams(), HandoverListResult)).sets
        assert (waiting.account_id, waiting.parcels) == (POCZTA_ALLEGRO, 500)
        params = HandoverSendParams(account_id=waiting.account_id, set_id=waiting.set_id, key=str(uuid.uuid4()), again=False)
        sent = await it.client.call("handover.send", params, HandoverSendResult, timeout_s=60)
        assert (sent.parcels, sent.errors) == (500, [])
        assert called("sendEnvelope") == 1
        assert it.en_allegro.foreign_changes() == []


async def test_200_parcels_of_orlen_are_four_calls(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    kinds = dict.fromkeys(range(1, 201), OrderKind.ORLEN)
    async with shop(tmp_path / "home", kinds, PwrOptions(list_lag_s=0), monkeypatch) as it:
        shipped = await it.ship()
        assert len(shipped) == 200
        assert_at_allegro(it, shipped)
        assert it.world.pwr.count("POST", CREATE_ORLEN) == 4


def corrected(number: int) -> ReceiverCorrection:
    """Every field as long as it may be, of letters that take two bytes; a phone's and a post code's blanks do not count."""
    texts = dict.fromkeys(ReceiverCorrection.model_fields, "ż" * 200)
    fields = {**texts, "first_name": f"{number:03d}".ljust(200, "ż"), "phone": "600100200".ljust(200)}
    return ReceiverCorrection.model_validate(fields)


async def planned_in_parts(client: AgentClient, items: Sequence[PlanItem], size: int) -> list[PlanRow]:
    """All rows; so many orders in one request, as the extension does it."""
    rows: list[PlanRow] = []
    for start in range(0, len(items), size):
        part = list(items[start : start + size])
        made = await client.call("plans.create", PlansCreateParams(seller_id=None, items=part), PlansCreateResult)
        await asyncio.sleep(POLL_S)
        there = 0
        while there < made.total:
            page = PlansGetParams(plan_id=made.plan_id, offset=there, limit=PAGE_ROWS)
            found = (await client.call("plans.get", page, PlansGetResult)).rows
            rows += found
            there += len(found)
            await asyncio.sleep(POLL_S)
    return rows


async def test_row_18_1000_orders_and_long_corrections_are_planned_and_created_as_they_were_looked_at(tmp_path: Path) -> None:
    kinds = dict.fromkeys(range(1, 1001), OrderKind.LOCKER)
    async with shop(tmp_path / "home", kinds) as it:
        orders = list(it.world.allegro.orders)
        fixes = {order: corrected(number) for number, order in enumerate(orders[:200])}
        items = [PlanItem(order_id=each, size=None, receiver=fixes.get(each)) for each in orders]
        whole = PlansCreateParams(seller_id=None, items=items)
        with pytest.raises(CallFailed) as refused:
            await it.client.call("plans.create", whole, PlansCreateResult)
        assert (refused.value.error.code, refused.value.error.outcome) == (ErrorCode.TOO_LARGE, "not_sent")

        rows = await planned_in_parts(it.client, items[:200], 40) + await planned_in_parts(it.client, items[200:], 800)
        assert [row.order_id for row in rows] == orders
        assert [row.receiver.corrected if row.receiver else "" for row in rows] == ["now"] * 200 + ["no"] * 800
        await it.client.call("agent.pause", AgentPauseParams(paused=True), AgentPauseResult)
        job = await create(it.client, rows)
        rest = JobsCancelParams(job_id=job, order_ids=orders[3:])
        stopped = await it.client.call("jobs.cancel", rest, JobsCancelResult)
        assert (stopped.job.total, stopped.stopped) == (1000, 997)
        await it.client.call("agent.pause", AgentPauseParams(paused=False), AgentPauseResult)
        await wait(it.client, job)
        sent = [each.receiver["first_name"] for each in it.world.shipx.shipments]
        assert sorted(sent) == [corrected(number).first_name for number in range(3)]


async def test_a_page_of_long_rows_leaves_to_the_next_what_does_not_fit(tmp_path: Path) -> None:
    kinds = dict.fromkeys(range(1, 101), OrderKind.COURIER)
    async with shop(tmp_path / "home", kinds) as it:
        orders = list(it.world.allegro.orders)
        items = [PlanItem(order_id=each, size=None, receiver=corrected(number)) for number, each in enumerate(orders)]
        await planned_in_parts(it.client, items, 50)
        rows = await planned_in_parts(it.client, [item.model_copy(update={"receiver": None}) for item in items], 100)
        assert [row.order_id for row in rows] == orders
        assert {row.receiver.corrected if row.receiver else "" for row in rows} == {"before"}


async def test_a_wrong_partner_key_is_one_call_and_the_other_carriers_ship(tmp_path: Path) -> None:
    kinds = {number: MIX[number % len(MIX)] for number in range(1, 41)}
    pwr = PwrOptions(cash_on_delivery=True, list_lag_s=0)
    async with shop(tmp_path / "home", kinds, pwr, parcels_per_call=2) as it:
        rows = await plan(it.client, list(it.world.allegro.orders))
        it.world.pwr.change_key("another")
        it.world.pwr.latency_s = 0.5
        before = len(it.world.pwr.calls)
        shipped = await it.shipped(await create(it.client, rows))
        assert (len(it.world.pwr.calls) - before, it.world.pwr.parcels) == (1, [])
        of_orlen = [
            item for item in shipped if item.order_id in {row.order_id for row in rows if row.carrier == "paczka_w_ruchu"}
        ]
        assert len(of_orlen) == 10
        for item in of_orlen:
            assert (item.state, item.tracking_number, it.numbers(item.order_id)) == ("refused", None, [])
            assert item.error is not None
            assert item.error.carrier is not None
            assert (item.error.carrier.name, item.error.carrier.code) == ("ORLEN Paczka", "200")
        codes = [item.error.code for item in of_orlen if item.error]
        assert (codes.count(ErrorCode.CREDENTIALS_REFUSED), codes.count(ErrorCode.ACCOUNT_STOPPED)) == (2, 8)
        assert_at_allegro(it, [item for item in shipped if item not in of_orlen])
