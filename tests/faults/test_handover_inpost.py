"""InPost: the printout for the courier through the whole agent."""

import uuid
from collections.abc import Collection
from pathlib import Path

import pytest

from agent.client import CallFailed
from agent.demo.allegro_orders import OrderKind
from agent.demo.faults import Fault
from agent.demo.setup import ACCOUNT
from agent.shipping.pdf import page_texts
from shared_schema.handover import HandoverListResult, HandoverSendParams, HandoverSendResult, OpenSet
from shared_schema.request import NoParams
from tests.faults.test_label_formats import Shop, numbers_of, shop

PRINTOUT = "/dispatch_orders/printouts$"
MIXED = (OrderKind.LOCKER, OrderKind.COURIER, OrderKind.LOCKER)


async def open_set(it: Shop) -> OpenSet | None:
    found = await it.client.call("handover.list", NoParams(), HandoverListResult)
    return next((each for each in found.sets if each.account_id == ACCOUNT), None)


async def send(it: Shop) -> HandoverSendResult:
    waiting = await open_set(it)
    assert waiting is not None
    params = HandoverSendParams(account_id=ACCOUNT, set_id=waiting.set_id, key=str(uuid.uuid4()), again=False)
    return await it.client.call("handover.send", params, HandoverSendResult)


def printed(it: Shop) -> list[str]:
    [paper] = (it.kept.parent / "handover").iterdir()
    return page_texts(paper.read_bytes())


def once_each(numbers: Collection[str], pages: Collection[str]) -> bool:
    return all(sum(number in page for page in pages) == 1 for number in numbers)


async def test_parcels_of_several_services_stand_in_one_paper_and_later_ones_in_the_next(tmp_path: Path) -> None:
    async with shop(tmp_path, *MIXED) as it:
        shipped = await it.ship()
        waiting = await open_set(it)
        assert waiting is not None
        assert (waiting.paper, waiting.parcels) == ("protocol", 3)
        sent = await send(it)
        assert (sent.parcels, sent.status, sent.errors, sent.book_error) == (3, "accepted", [], None)
        assert once_each(numbers_of(shipped), printed(it))
        assert it.world.shipx.count("GET", PRINTOUT) == 1
        assert await open_set(it) is None


async def test_what_is_on_its_way_is_told_of_and_what_is_not_listed_waits_for_the_next(tmp_path: Path) -> None:
    async with shop(tmp_path, *MIXED) as it:
        shipped = await it.ship()
        taken, fresh, here = it.world.shipx.shipments
        it.world.shipx.set_status(taken.id, "taken_by_courier")
        it.world.shipx.shipments.remove(fresh)
        sent = await send(it)
        assert sent.parcels == 1
        assert [(each.order_id, each.carrier.code) for each in sent.errors] == [
            (shipped[0].order_id, "taken_by_courier"),
            (shipped[1].order_id, "not_listed"),
        ]
        assert once_each([str(here.tracking_number)], printed(it))
        it.world.shipx.shipments.append(fresh)
        waiting = await open_set(it)
        assert waiting is not None
        assert waiting.parcels == 1


@pytest.mark.parametrize("fault", [Fault.HTML_OK, Fault.ERROR_BEFORE, Fault.RESET_BEFORE])
async def test_a_paper_that_did_not_come_is_asked_for_again(tmp_path: Path, fault: Fault) -> None:
    async with shop(tmp_path, *MIXED) as it:
        await it.ship()
        armed = it.world.shipx.faults.arm(fault, method="GET", path=PRINTOUT, times=None)
        with pytest.raises(CallFailed) as failed:
            await send(it)
        assert failed.value.error.outcome == "not_sent"
        armed.disarm()
        assert (await send(it)).parcels == 3
