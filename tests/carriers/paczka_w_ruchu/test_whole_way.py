"""Through the whole agent: order, plan, parcel, number at Allegro, label kept."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest

from agent.app import running
from agent.cli.phrases import item_text
from agent.cli.words import Words
from agent.client import AgentClient, connect
from agent.demo.allegro_orders import OrderKind, build_order
from agent.demo.faults import Fault
from agent.demo.memory_vault import MemoryVault
from agent.demo.pwr.options import Oddity, PwrOptions
from agent.demo.setup import ORLEN_ACCOUNT, demo_secrets, write_config
from agent.demo.shipx_options import ShipxOptions
from agent.demo.stand_ins import StandIns, start_stand_ins
from agent.shipping.pdf import split_by_number
from shared_schema.codes import ErrorCode, NoteCode
from shared_schema.jobs import JobItem
from tests.cli.test_points import made_older
from tests.faults.shipping import create, items, plan, wait

PATIENCE = 0.03
CREATE = "/GenerateLabelBusinessPackListTwo$"


@dataclass
class Running:
    world: StandIns
    client: AgentClient
    home: Path
    vault: MemoryVault
    port: int

    async def ship(self) -> list[JobItem]:
        job = await create(self.client, await plan(self.client, list(self.world.allegro.orders)))
        await wait(self.client, job, seconds=60)
        return await items(self.client, job)

    def creations(self) -> int:
        return self.world.pwr.count("POST", CREATE)


@asynccontextmanager
async def shop(
    tmp_path: Path,
    count: int = 1,
    kinds: Sequence[OrderKind] = (OrderKind.ORLEN,),
    pwr: PwrOptions | None = None,
    **orlen: int | str,
) -> AsyncIterator[Running]:
    orders = [build_order(kinds[number % len(kinds)], number) for number in range(1, count + 1)]
    options = pwr or PwrOptions(list_lag_s=0)
    async with start_stand_ins(orders, shipx=ShipxOptions(confirm_after_s=0.05), pwr=options) as world:
        home = tmp_path / "home"
        write_config(home, world, inpost={"requests_per_minute": 6000}, orlen=orlen)
        vault = MemoryVault(demo_secrets(world))
        async with running(home, vault, port=0, patience=PATIENCE) as server, connect(server.port, vault) as client:
            yield Running(world, client, home, vault, server.port)


def assert_whole(it: Running, shipped: Sequence[JobItem]) -> None:
    """One parcel an order, its number once at Allegro, its own label kept."""
    assert len(it.world.pwr.parcels) == len(shipped)
    for item in shipped:
        assert (item.state, item.on_allegro, item.label) == ("created", "yes", "ready"), item
        assert item.tracking_number is not None
        assert [number.waybill for number in it.world.allegro.numbers(item.order_id)] == [item.tracking_number]
        assert it.world.pwr.parcel(item.tracking_number).sender_orders.startswith(item.order_id[:8])
        [label] = (it.home / "labels").glob(f"{item.order_id[:8]}-*.pdf")
        assert list(split_by_number(label.read_bytes(), [item.tracking_number])) == [item.tracking_number]


async def test_one_order_from_plan_to_label(tmp_path: Path) -> None:
    async with shop(tmp_path) as it:
        shipped = await it.ship()
        assert_whole(it, shipped)
        assert it.creations() == 1
        [parcel] = it.world.pwr.parcels
        order_id = shipped[0].order_id
        assert parcel.fields["EMail"] == it.world.allegro.orders[order_id]["buyer"]["email"]
        assert [number.carrier_id for number in it.world.allegro.numbers(order_id)] == ["RUCH"]


async def test_two_hundred_parcels_are_made_in_four_calls(tmp_path: Path) -> None:
    """Many go to the same few points, and the rows come in any order: the labels tell whose is whose."""
    async with shop(tmp_path, count=200, pwr=PwrOptions(rows_shuffled=True, list_lag_s=0)) as it:
        shipped = await it.ship()
        assert_whole(it, shipped)
        assert it.creations() == 4
        assert it.world.pwr.count("POST", "LabelPrintDuplicate") == 0


@pytest.mark.parametrize("fault", [Fault.LOST_ANSWER, Fault.HALF_ANSWER, Fault.ERROR_AFTER, Fault.HTML_OK_AFTER])
async def test_a_parcel_whose_answer_was_lost_is_found_by_its_label(tmp_path: Path, fault: Fault) -> None:
    async with shop(tmp_path, count=3) as it:
        it.world.pwr.faults.arm(fault, path=CREATE)
        shipped = await it.ship()
        assert_whole(it, shipped)
        assert it.creations() == 1
        assert all(NoteCode.FOUND_AFTER_LOST_ANSWER in [note.code for note in item.warnings] for item in shipped)


@pytest.mark.parametrize("fault", [Fault.RESET_BEFORE, Fault.HTML_ERROR])
async def test_what_may_exist_and_cannot_be_found_is_not_sent_again(tmp_path: Path, fault: Fault) -> None:
    async with shop(tmp_path) as it:
        it.world.pwr.faults.arm(fault, path=CREATE)
        [item] = await it.ship()
        assert (it.creations(), it.world.pwr.parcels) == (1, [])
        assert item.state == "unknown"
        assert item.error is not None
        assert (item.error.code, item.error.outcome) == (ErrorCode.SHIPMENT_NOT_FOUND_AT_CARRIER, "unknown")


async def test_a_carrier_that_asks_to_wait_is_waited_for(tmp_path: Path) -> None:
    async with shop(tmp_path) as it:
        it.world.pwr.faults.arm(Fault.RATE_LIMITED, path=CREATE, retry_after_s=1)
        assert_whole(it, await it.ship())
        assert it.creations() == 2


async def test_a_wrong_key_is_tried_once_and_leaves_the_others_alone(tmp_path: Path) -> None:
    async with shop(tmp_path, count=10, kinds=(OrderKind.ORLEN, OrderKind.LOCKER)) as it:
        rows = await plan(it.client, list(it.world.allegro.orders))
        it.world.pwr.change_key("another")
        before = len(it.world.pwr.calls)
        job = await create(it.client, rows)
        await wait(it.client, job, seconds=60)
        shipped = await items(it.client, job)
        refused = [item for item in shipped if item.carrier == "paczka_w_ruchu"]
        assert [item.state for item in shipped if item not in refused] == ["created"] * 5
        assert [item.error.code for item in refused if item.error] == [ErrorCode.CREDENTIALS_REFUSED] * 5
        assert all(item.error and item.error.outcome == "refused" for item in refused)
        assert {field.code for item in refused if item.error for field in item.error.fields} == {NoteCode.PARTNER_REFUSED}
        assert (len(it.world.pwr.calls) - before, it.world.pwr.parcels) == (1, [])


async def test_a_wrong_key_stops_a_batch_at_its_first_parcel_and_the_order_says_what_to_correct(tmp_path: Path) -> None:
    async with shop(tmp_path, count=5, parcels_per_call=1, concurrency=1) as it:
        rows = await plan(it.client, list(it.world.allegro.orders))
        it.world.pwr.change_key("another")
        job = await create(it.client, rows)
        await wait(it.client, job, seconds=60)
        shipped = await items(it.client, job)
        assert (it.creations(), it.world.pwr.refused_credentials, it.world.pwr.parcels) == (1, 1, [])
        codes = [item.error.code for item in shipped if item.error]
        assert (codes.count(ErrorCode.CREDENTIALS_REFUSED), codes.count(ErrorCode.ACCOUNT_STOPPED)) == (1, 4)
        assert all(item.error and item.error.outcome != "unknown" for item in shipped)
        [first] = [item for item in shipped if item.error and item.error.code is ErrorCode.CREDENTIALS_REFUSED]
        said = item_text(Words("pl"), first)
        assert "PartnerID lub PartnerKey jest błędny. Popraw je w ustawieniach konta ORLEN Paczka." in said
        assert "Nic nie powstało" in said


async def test_a_closed_point_blocks_the_plan_with_others_nearby_also_offline_with_the_age_of_the_list(tmp_path: Path) -> None:
    orders = [build_order(OrderKind.ORLEN, number) for number in range(2)]
    orders[0]["delivery"]["pickupPoint"]["id"] = "LD-204417-L1-05"
    orders[1]["delivery"]["pickupPoint"]["id"] = "310220"
    async with start_stand_ins(orders) as world:
        home, vault = tmp_path / "home", MemoryVault(demo_secrets(world))
        write_config(home, world, orlen={})
        async with running(home, vault, port=0) as server, connect(server.port, vault) as client:
            await plan(client, list(world.allegro.orders))
        world.pwr.faults.arm(Fault.RESET_BEFORE, path="GiveMeAllRUCHWithFilled", times=None)
        made_older(home / "cache" / ORLEN_ACCOUNT / "points", timedelta(days=2))
        async with running(home, vault, port=0) as server, connect(server.port, vault) as client:
            closed, full = await plan(client, list(world.allegro.orders))
        for row, code, nearby in (
            (closed, NoteCode.POINT_CLOSED, "LD-204418-L1-06"),
            (full, NoteCode.POINT_FULL, "PO-310221-P4-03"),
        ):
            [problem] = row.problems
            assert (row.status, problem.code) == ("blocked", code)
            assert str(problem.data["alternatives"]).startswith(nearby)
            [old] = [note for note in row.why if note.code is NoteCode.POINTS_ARE_OLD]
            assert (old.data["hours"], old.data["listed_at"]) == (48, problem.data["listed_at"])


async def test_an_insured_parcel(tmp_path: Path) -> None:
    async with shop(tmp_path, pwr=PwrOptions(insurance=True), insurance_grosze=15_000) as it:
        [row] = await plan(it.client, list(it.world.allegro.orders))
        assert row.insurance_grosze == 15_000
        shipped = await it.ship()
        assert_whole(it, shipped)
        fields = it.world.pwr.parcels[0].fields
        assert (fields["Insurance"], fields["PackValue"]) == ("T", "15000")


async def test_a_parcel_without_its_label_gets_it_later(tmp_path: Path) -> None:
    async with shop(tmp_path, count=2) as it:
        it.world.pwr.plan_answer("GenerateLabelBusinessPackListTwo", Oddity.NO_LABEL)
        assert_whole(it, await it.ship())
        assert it.world.pwr.count("POST", "LabelPrintDuplicate") >= 1


async def test_a_label_that_is_not_routed_yet_is_waited_for(tmp_path: Path) -> None:
    async with shop(tmp_path, pwr=PwrOptions(label_ready_after_s=0.5)) as it:
        it.world.pwr.plan_answer("GenerateLabelBusinessPackListTwo", Oddity.NO_LABEL)
        assert_whole(it, await it.ship())


async def test_a_point_changed_by_the_carrier_is_a_loud_success(tmp_path: Path) -> None:
    async with shop(tmp_path, auto_destination_change=True) as it:
        [order] = it.world.allegro.orders.values()
        order["delivery"]["pickupPoint"]["id"] = "LD-204417-L1-05"  # closed; its neighbour takes over
        [item] = await it.ship()
        assert_whole(it, [item])
        [note] = [note for note in item.warnings if note.code is NoteCode.POINT_CHANGED_BY_CARRIER]
        assert note.data == {"point": "LD-204418-L1-06", "asked": "204417"}


async def test_odd_answers_after_creating_are_looked_up(tmp_path: Path) -> None:
    for oddity in (Oddity.EMPTY_DATASET, Oddity.UNKNOWN_SHAPE, Oddity.NO_RESULT, Oddity.OTHER_TABLE):
        async with shop(tmp_path / oddity, count=2) as it:
            it.world.pwr.plan_answer("GenerateLabelBusinessPackListTwo", oddity)
            assert_whole(it, await it.ship())
            assert it.creations() == 1


async def test_cash_on_delivery(tmp_path: Path) -> None:
    async with shop(tmp_path, kinds=(OrderKind.ORLEN_COD,), pwr=PwrOptions(cash_on_delivery=True)) as it:
        [item] = await it.ship()
        assert_whole(it, [item])
        [parcel] = it.world.pwr.parcels
        assert parcel.cash_on_delivery_grosze == item.cod_grosze


async def test_a_contract_without_cash_on_delivery_is_told_plainly(tmp_path: Path) -> None:
    async with shop(tmp_path, kinds=(OrderKind.ORLEN_COD,)) as it:
        [item] = await it.ship()
        assert item.state == "refused"
        assert item.error is not None
        assert [field.code for field in item.error.fields] == [NoteCode.COD_NOT_IN_CONTRACT]
        assert "Twoja umowa z przewoźnikiem nie obejmuje pobrań." in item_text(Words("pl"), item)


async def test_a_person_chooses_the_size(tmp_path: Path) -> None:
    async with shop(tmp_path) as it:
        [row] = await plan(it.client, list(it.world.allegro.orders), size="l")
        assert (row.size, row.sizes) == ("l", ["s", "m", "l"])
        job = await create(it.client, [row], size="l")
        await wait(it.client, job)
        assert it.world.pwr.parcels[0].fields["BoxSize"] == "L"
