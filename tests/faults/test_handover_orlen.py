"""ORLEN Paczka: the hand-over protocol and the courier through the whole agent, whatever the wire does."""

import asyncio
import json
import sqlite3
import uuid
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from agent.cli.exit_codes import ExitCode
from agent.client import CallFailed
from agent.config.running import note_port
from agent.demo.faults import Fault
from agent.demo.pwr.options import Oddity
from agent.demo.setup import ORLEN_ACCOUNT
from agent.shipping.ledger.rows import timestamp
from agent.shipping.pdf import page_count
from shared_schema.agent import AgentStatusResult
from shared_schema.codes import ErrorCode
from shared_schema.handover import (
    HandoverBookParams,
    HandoverBookResult,
    HandoverListResult,
    HandoverSendParams,
    HandoverSendResult,
    OpenSet,
)
from shared_schema.pickup import PickupInfo, PickupOrderParams, PickupOrderResult, PickupSlotsParams, PickupSlotsResult
from shared_schema.request import NoParams
from tests.carriers.paczka_w_ruchu.test_whole_way import Running, shop
from tests.cli.conftest import Terminal

PROTOCOL = "/GenerateProtocol$"
COURIER = "/CallPickupNew$"


async def listed(it: Running) -> HandoverListResult:
    return await it.client.call("handover.list", NoParams(), HandoverListResult)


async def send(it: Running, each: OpenSet, key: str | None = None, again: bool = False) -> HandoverSendResult:
    key = key or str(uuid.uuid4())
    params = HandoverSendParams(account_id=each.account_id, set_id=each.set_id, key=key, again=again)
    return await it.client.call("handover.send", params, HandoverSendResult)


async def slots(it: Running) -> PickupSlotsResult:
    return await it.client.call("pickup.slots", PickupSlotsParams(account_id=ORLEN_ACCOUNT), PickupSlotsResult)


async def courier(it: Running, day: str, key: str | None = None, again: bool = False) -> PickupInfo:
    params = PickupOrderParams(account_id=ORLEN_ACCOUNT, key=key or str(uuid.uuid4()), day=day, earlier=False, again=again)
    return (await it.client.call("pickup.order", params, PickupOrderResult)).pickup


async def test_the_days_parcels_stand_in_one_protocol_and_later_ones_in_the_next(tmp_path: Path) -> None:
    async with shop(tmp_path, count=3) as it:
        first = await it.ship()
        [each] = (await listed(it)).sets
        assert (each.account_id, each.parcels, each.paper, each.earlier, each.unsure) == (
            ORLEN_ACCOUNT,
            3,
            "protocol",
            False,
            False,
        )
        sent = await send(it, each)
        assert (sent.parcels, sent.status, sent.errors, sent.book_error) == (3, "accepted", [], None)
        [made] = it.world.pwr.protocols
        assert sorted(made.pack_codes) == sorted(str(item.tracking_number) for item in first)
        after = await listed(it)
        assert after.sets == []
        assert [(one.handed_id, one.parcels, one.paper) for one in after.handed] == [(sent.handed_id, 3, "protocol")]
        kept = it.home / "handover" / f"{ORLEN_ACCOUNT}-{sent.handed_id}.pdf"
        assert kept.stat().st_mode & 0o777 == 0o600
        params = HandoverBookParams(account_id=ORLEN_ACCOUNT, handed_id=sent.handed_id)
        for _ in range(2):
            book = await it.client.call("handover.book", params, HandoverBookResult)
            assert book.filename.startswith("protokol-przekazania-")
        assert it.world.pwr.count("POST", PROTOCOL) == 1
        kept.unlink()
        with pytest.raises(CallFailed) as gone:
            await it.client.call("handover.book", params, HandoverBookResult)
        assert gone.value.error.code is ErrorCode.PROTOCOL_NOT_KEPT
        assert it.world.pwr.count("POST", PROTOCOL) == 1


async def test_what_is_withdrawn_or_on_its_way_is_told_and_waits_no_more(tmp_path: Path) -> None:
    async with shop(tmp_path, count=3) as it:
        items = await it.ship()
        withdrawn, posted = (str(item.tracking_number) for item in items[:2])
        it.world.pwr.set_status(withdrawn, 201)
        it.world.pwr.set_status(posted, 210)
        sent = await send(it, (await listed(it)).sets[0])
        assert sent.parcels == 1
        assert [(each.order_id, each.tracking_number, each.carrier.code) for each in sent.errors] == [
            (items[0].order_id, withdrawn, "201"),
            (items[1].order_id, posted, "213"),
        ]
        after = await listed(it)
        assert after.sets == []
        assert after.handed[0].errors == sent.errors


async def test_parcels_of_an_earlier_day_without_a_protocol_are_listed_and_no_trouble(tmp_path: Path) -> None:
    async with shop(tmp_path, count=2) as it:
        await it.ship()

        def made_yesterday() -> None:
            with sqlite3.connect(it.home / "ledger.sqlite", timeout=30) as file:
                yesterday = timestamp(datetime.now(UTC) - timedelta(days=1))
                file.execute("UPDATE attempts SET intent_at = ? WHERE position = 0", [yesterday])

        await asyncio.to_thread(made_yesterday)  # the agent of this very loop may be within a transaction
        sets = (await listed(it)).sets
        assert [(each.parcels, each.earlier) for each in sets] == [(1, True), (1, False)]
        assert (await it.client.call("agent.status", NoParams(), AgentStatusResult)).problems == []
        offer = await slots(it)
        assert (offer.today, offer.earlier) == (1, 1)
        assert (await send(it, sets[0])).parcels == 1
        assert [each.set_id for each in (await listed(it)).sets] == [sets[1].set_id]


async def test_the_same_key_makes_one_protocol(tmp_path: Path) -> None:
    async with shop(tmp_path) as it:
        await it.ship()
        [each] = (await listed(it)).sets
        key = str(uuid.uuid4())
        first, second = await asyncio.gather(send(it, each, key), send(it, each, key))
        assert first == second
        assert len(it.world.pwr.protocols) == 1


@pytest.mark.parametrize("fault", [Fault.LOST_ANSWER, Fault.HALF_ANSWER, Fault.ERROR_AFTER, Fault.RESET_BEFORE])
async def test_a_protocol_whose_answer_was_lost_is_asked_for_again_by_a_person_only(tmp_path: Path, fault: Fault) -> None:
    async with shop(tmp_path) as it:
        await it.ship()
        [each] = (await listed(it)).sets
        it.world.pwr.faults.arm(fault, method="POST", path=PROTOCOL)
        with pytest.raises(CallFailed) as lost:
            await send(it, each)
        assert (lost.value.error.code, lost.value.error.outcome) == (ErrorCode.PROTOCOL_UNKNOWN, "unknown")
        asked = it.world.pwr.count("POST", PROTOCOL)
        [open_set] = (await listed(it)).sets
        assert open_set.unsure
        with pytest.raises(CallFailed) as refused:
            await send(it, open_set)
        assert refused.value.error.code is ErrorCode.PROTOCOL_ASKED_BEFORE
        assert it.world.pwr.count("POST", PROTOCOL) == asked == 1
        assert (await send(it, open_set, again=True)).parcels == 1
        assert (await listed(it)).sets == []


@pytest.mark.parametrize("oddity", [Oddity.EMPTY_DATASET, Oddity.NO_RESULT, Oddity.NO_LABEL])
async def test_an_odd_answer_leaves_the_parcels_waiting_and_unsure(tmp_path: Path, oddity: Oddity) -> None:
    async with shop(tmp_path) as it:
        await it.ship()
        it.world.pwr.plan_answer("GenerateProtocol", oddity)
        with pytest.raises(CallFailed) as caught:
            await send(it, (await listed(it)).sets[0])
        assert caught.value.error.outcome == "unknown"
        assert (await listed(it)).sets[0].unsure


async def test_a_courier_comes_once(tmp_path: Path) -> None:
    async with shop(tmp_path, count=2) as it:
        items = await it.ship()
        offer = await slots(it)
        assert (offer.today, offer.earlier) == (2, 0)
        slot = offer.slots[1]
        assert (slot.ready, slot.until) == ("08:00", "18:00")
        key = str(uuid.uuid4())
        first, twin = await asyncio.gather(courier(it, slot.day, key), courier(it, slot.day, key))
        assert first == twin
        [order] = it.world.pwr.pickups
        assert (first.number, first.day, first.ready, first.until, first.parcels) == (order.number, slot.day, "08:00", "18:00", 2)
        assert sorted(order.pack_codes) == sorted(str(item.tracking_number) for item in items)
        assert (order.ready, order.until) == (f"{slot.day}T08:00:00", f"{slot.day}T18:00:00")
        assert [each.number for each in (await listed(it)).pickups] == [order.number]
        with pytest.raises(CallFailed) as second:
            await courier(it, slot.day)
        assert second.value.error.code is ErrorCode.PICKUP_ORDERED_BEFORE
        assert (await slots(it)).today == 0
        assert len(it.world.pwr.pickups) == 1


@pytest.mark.parametrize("fault", [Fault.LOST_ANSWER, Fault.HALF_ANSWER, Fault.ERROR_AFTER, Fault.RESET_BEFORE])
async def test_a_courier_whose_answer_was_lost_is_not_ordered_again_by_itself(tmp_path: Path, fault: Fault) -> None:
    async with shop(tmp_path) as it:
        await it.ship()
        day = (await slots(it)).slots[1].day
        it.world.pwr.faults.arm(fault, method="POST", path=COURIER)
        with pytest.raises(CallFailed) as lost:
            await courier(it, day)
        assert (lost.value.error.code, lost.value.error.outcome) == (ErrorCode.PICKUP_UNKNOWN, "unknown")
        assert [each.state for each in (await listed(it)).pickups] == ["unknown"]
        with pytest.raises(CallFailed) as refused:
            await courier(it, day)
        assert refused.value.error.code is ErrorCode.PICKUP_ORDERED_BEFORE
        assert it.world.pwr.count("POST", COURIER) == 1
        assert (await courier(it, day, again=True)).state == "ordered"


async def test_a_refused_courier_may_be_ordered_at_once(tmp_path: Path) -> None:
    async with shop(tmp_path, count=2) as it:
        items = await it.ship()
        day = (await slots(it)).slots[1].day
        posted = str(items[0].tracking_number)
        it.world.pwr.set_status(posted, 210)
        with pytest.raises(CallFailed) as refused:
            await courier(it, day)
        assert (refused.value.error.code, refused.value.error.outcome) == (ErrorCode.PICKUP_REFUSED, "refused")
        it.world.pwr.set_status(posted, 200)
        assert (await courier(it, day)).parcels == 2


async def test_a_day_no_courier_comes_is_refused_without_a_call(tmp_path: Path) -> None:
    async with shop(tmp_path) as it:
        await it.ship()
        with pytest.raises(CallFailed) as caught:
            await courier(it, "2020-01-01")
        assert caught.value.error.code is ErrorCode.PICKUP_NOT_OFFERED
        assert it.world.pwr.count("POST", COURIER) == 0


async def test_at_the_command_line(tmp_path: Path) -> None:
    async with shop(tmp_path) as it:
        await it.ship()
        note_port(it.home, it.port)
        terminal = Terminal(it.home)
        terminal.vault.secrets.update(it.vault.secrets)
        sent = await asyncio.to_thread(terminal.call, "handover", "--yes", "--json", "-o", str(tmp_path))
        assert sent.exit_code == ExitCode.OK, sent.output
        [handed] = json.loads(sent.stdout)["handed_over"]
        assert page_count(Path(handed["book"]).read_bytes()) == 1
        day = (await slots(it)).slots[1].day
        asked = await asyncio.to_thread(terminal.call, "pickup", "--day", day)
        assert asked.exit_code == ExitCode.NOT_CONFIRMED, asked.output
        ordered = await asyncio.to_thread(terminal.call, "pickup", "--day", day, "--yes", "--json")
        assert ordered.exit_code == ExitCode.OK, ordered.output
        assert json.loads(ordered.stdout)["ordered"]["number"] == it.world.pwr.pickups[0].number
        second = await asyncio.to_thread(terminal.call, "pickup", "--day", day, "--yes", "--earlier")
        assert second.exit_code == ExitCode.NOT_CONFIRMED, second.output
        assert len(it.world.pwr.pickups) == 1
