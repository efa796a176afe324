"""What a person corrected reaches the parcel it was meant for, and no other; where it is missing nothing is sent."""

import asyncio
from dataclasses import replace

import pytest

from agent.shipping.model.failure import Failure, Note
from agent.shipping.model.order import Order
from agent.shipping.model.plan import Choices, Plan, Unshippable
from agent.shipping.model.receiver import Correction
from agent.shipping.planning.plan import make_plan
from agent.shipping.ports import Corrections
from agent.shipping.work.corrections import CorrectionsInMemory, choices_for_parcel, choices_for_plan, of_input, of_plan, remember
from agent.shipping.work.planner import Planner
from shared_schema.codes import ErrorCode, NoteCode
from tests.shipping.conftest import Shop
from tests.shipping.fakes import an_order, order_id

FIX = Correction(street="Solna 1A")


def digest(shop: Shop, order: str, fix: Correction) -> str:
    planned = make_plan(shop.marketplace.known[order], [shop.carrier], {}, Choices(correction=fix, corrected="now"))
    assert isinstance(planned, Plan)
    return planned.digest


async def test_each_order_is_sent_as_it_was_corrected(shop: Shop) -> None:
    orders = [order_id(0), order_id(1)]
    fixes = {orders[0]: FIX, orders[1]: Correction(street="Solna 1B")}
    async with shop.open() as running:
        await running.desk.corrections.keep({of_plan(digest(shop, each, fix)): fix for each, fix in fixes.items()})
        items = [shop.item(each, digest=digest(shop, each, fix)) for each, fix in fixes.items()]
        done = await running.finished(await running.ship(*items))
    assert [each.state for each in done] == ["created", "created"]


async def test_without_the_correction_nothing_is_sent(shop: Shop) -> None:
    order = order_id(0)
    async with shop.open() as running:
        (item,) = await running.finished(await running.ship(shop.item(order, digest=digest(shop, order, FIX))))
    assert item.problem is not None
    assert (item.problem.code, item.problem.outcome) == (ErrorCode.PLAN_CHANGED, "not_sent")
    assert shop.carrier.create_calls == 0


async def test_a_receiver_that_the_buyer_changed_meanwhile_is_not_sent_as_corrected_before(shop: Shop) -> None:
    order = order_id(0)
    agreed = digest(shop, order, FIX)
    known = shop.marketplace.known[order]
    assert known.recipient is not None
    shop.marketplace.known[order] = replace(known, recipient=replace(known.recipient, city="Gdańsk"))
    async with shop.open() as running:
        await running.desk.corrections.keep({of_plan(agreed): FIX})
        (item,) = await running.finished(await running.ship(shop.item(order, digest=agreed)))
    assert item.problem is not None
    assert item.problem.code is ErrorCode.PLAN_CHANGED
    assert shop.carrier.create_calls == 0


async def test_a_plan_remembers_and_forgets() -> None:
    kept: Corrections = CorrectionsInMemory()
    order, same, other = an_order(1), an_order(2), an_order(3)
    assert order.recipient is not None
    other = replace(other, recipient=replace(order.recipient, street="Solna 2"))

    async def planned(of: Order, fix: Correction | None = None) -> tuple[Correction | None, str]:
        asked = Choices("small", correction=fix)
        choices = await choices_for_plan(kept, of, asked)
        assert choices.size == "small"
        await remember(kept, of, asked, Unshippable(of.id, Failure(ErrorCode.INTERNAL, "not_sent", "")))
        return choices.correction, choices.corrected

    assert await planned(order) == (None, "no")
    assert await planned(order, FIX) == (FIX, "now")
    assert await planned(order) == await planned(same) == (FIX, "before")
    assert await planned(other) == (None, "no")
    assert await planned(same, Correction()) == (None, "no")
    assert await planned(order) == (None, "no")


async def test_a_parcel_takes_the_correction_of_its_plan_before_the_remembered_one(shop: Shop) -> None:
    of_its_plan = Correction(street="Solna 1B")
    order = shop.marketplace.known[order_id(0)]
    async with shop.open() as running:
        kept = running.desk.corrections
        await kept.keep({of_input(order): FIX})
        (attempt,) = await running.finished(await running.ship(shop.item(order.id, digest=digest(shop, order.id, of_its_plan))))
        assert (await choices_for_parcel(kept, order, attempt)).correction == FIX
        await kept.keep({of_plan(attempt.digest): of_its_plan})
        assert (await choices_for_parcel(kept, order, attempt)).correction == of_its_plan


class FullDisk(CorrectionsInMemory):
    """Keeps nothing."""

    async def keep(self, entries: object) -> None:
        raise OSError(28, "No space left on device")


async def test_a_correction_that_cannot_be_remembered_makes_no_plan(shop: Shop, caplog: pytest.LogCaptureFixture) -> None:
    orders = [order_id(0), order_id(1)]
    async with shop.open() as running:
        planner = Planner(replace(running.desk, corrections=FullDisk()), lambda _: None)
        book = planner.begin({orders[0]: Choices(correction=FIX), orders[1]: Choices()}, None)
        async with asyncio.timeout(10):
            while len(book.rows) < len(orders):  # noqa: ASYNC110  # the book knows no subscribers
                await asyncio.sleep(0)
        await planner.close()
    bad, good = (book.rows[each].planned for each in orders)
    assert isinstance(bad, Unshippable)
    assert (bad.failure.code, bad.failure.outcome) == (ErrorCode.STORE_FAILED, "not_sent")
    assert isinstance(good, Plan)
    assert "Solna" not in caplog.text


async def test_a_proposal_for_a_buyers_text_never_reaches_the_ledger(shop: Shop) -> None:
    shop.carrier.warnings = (
        Note(NoteCode.LABEL_CUTS_TEXT, "recipient.last_name", {"limit": 21, "proposal": "A. Zmyślona", "letters": "Ш"}),
    )
    async with shop.open() as running:
        (item,) = await running.finished(await running.ship(shop.item(order_id(0))))
    assert item.problem is not None
    assert item.problem.code is ErrorCode.PLAN_NOT_ACCEPTED
    assert [(each.code, each.data) for each in item.problem.problems] == [(NoteCode.LABEL_CUTS_TEXT, {"limit": 21})]
