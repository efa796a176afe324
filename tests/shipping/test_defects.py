"""What the fault matrix found in the work, and what no stand-in can bring about: each once, on its own."""

import asyncio
from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path
from typing import ParamSpec, TypeVar

import pytest

from agent.shipping.ledger import history
from agent.shipping.ledger.changes import Change, Move
from agent.shipping.ledger.database import Database, LedgerUnavailable
from agent.shipping.ledger.rows import Attempt
from agent.shipping.ledger.states import Event, State
from agent.shipping.ledger.store import Ledger
from agent.shipping.model.failure import Failure
from agent.shipping.model.order import Order
from agent.shipping.model.plan import Choices, Draft
from agent.shipping.model.shipment import Parcel
from agent.shipping.work.engine import Engine
from shared_schema.codes import ErrorCode, NoteCode
from tests.shipping.conftest import Shop
from tests.shipping.fakes import SELLER, FakeCarrier, order_id

UNAUTHORISED = Failure(ErrorCode.CREDENTIALS_REFUSED, "refused", "token")
LOST = Failure(ErrorCode.CARRIER_TIMEOUT, "unknown", "no answer")
BUSY = Failure(ErrorCode.CARRIER_UNAVAILABLE, "not_sent", "too many calls")


def answers(*failures: Failure) -> Callable[[Parcel], Failure | None]:
    """One after the other; afterwards everything is taken."""
    left = list(failures)
    return lambda parcel: left.pop(0) if left else None


P = ParamSpec("P")
R = TypeVar("R")


def once(call: Callable[P, R], error: Exception) -> Callable[P, R]:
    """The same call, which fails the first time."""
    left = [error]

    def failing(*positional: P.args, **named: P.kwargs) -> R:
        if left:
            raise left.pop()
        return call(*positional, **named)

    return failing


async def test_row_13_what_was_found_out_for_a_queued_attempt_does_nothing_to_one_being_sent(shop: Shop) -> None:
    shop.carrier.hold = asyncio.Event()
    async with shop.open() as running:
        job = await running.ship(shop.item(order_id(0)))
        queued = (await running.ledger.items(job))[0]
        await running.until(lambda items: items[0].state is State.SENDING, job)
        assert queued.state is State.QUEUED
        for event in (Event.WAIT, Event.REFUSE):
            assert await running.desk.apply(queued, event, error=BUSY) is None
        shop.carrier.hold.set()
        items = await running.finished(job)
    assert items[0].state is State.CREATED
    assert shop.carrier.create_calls == 1


async def test_row_13_a_job_stored_without_anyone_hearing_of_it_is_started_by_asking_again(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with shop.open() as running:
        item = shop.item(order_id(0))
        monkeypatch.setattr(running.ledger, "items", once(running.ledger.items, LedgerUnavailable("cut off")))
        with pytest.raises(LedgerUnavailable):
            await running.ship(item, job_id="11111111-7f6a-41e8-ac45-09db60ede9d6")
        items = await running.finished(await running.ship(item, job_id="11111111-7f6a-41e8-ac45-09db60ede9d6"))
    assert items[0].state is State.CREATED
    assert shop.carrier.create_calls == 1


async def test_a_refusal_and_its_stop_outlive_a_ledger_that_takes_neither(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    shop.carrier.answer = answers(UNAUTHORISED)
    shop.carrier.concurrency = 1
    async with shop.open() as running:
        monkeypatch.setattr(running.ledger.stops, "stop", once(running.ledger.stops.stop, LedgerUnavailable("full")))
        items = await running.finished(await running.ship(*(shop.item(order_id(each)) for each in range(3))))
        assert "fake" in await running.ledger.stops.all()
    assert sorted(each.error.code for each in items if each.error) == sorted(
        [ErrorCode.CREDENTIALS_REFUSED, ErrorCode.ACCOUNT_STOPPED, ErrorCode.ACCOUNT_STOPPED]
    )
    assert shop.carrier.create_calls == 1


async def test_one_order_that_cannot_be_planned_never_stops_the_rest(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    items = [shop.item(order_id(each)) for each in range(3)]
    draft = FakeCarrier.draft

    def fails_for_one(carrier: FakeCarrier, order: Order, choices: Choices) -> Draft:
        if order.id == order_id(1):
            raise RuntimeError("a defect")
        return draft(carrier, order, choices)

    monkeypatch.setattr(FakeCarrier, "draft", fails_for_one)
    async with shop.open() as running:
        shipped = await running.finished(await running.ship(*items))
    assert [each.state for each in shipped] == ["created", "refused", "created"]
    assert shipped[1].error is not None
    assert shipped[1].error.code is ErrorCode.INTERNAL


@pytest.mark.parametrize("call", ["progress", "labels", "find"])
async def test_a_defect_in_a_call_is_got_over(shop: Shop, monkeypatch: pytest.MonkeyPatch, call: str) -> None:
    shop.carrier.answer = answers(LOST)
    monkeypatch.setattr(shop.carrier, call, once(getattr(shop.carrier, call), RuntimeError("a defect")))
    async with shop.open() as running:
        items = await running.finished(await running.ship(*(shop.item(order_id(each)) for each in range(3))))
    assert [(each.state, each.on_allegro, each.label) for each in items] == [("created", "yes", "ready")] * 3


async def test_a_defect_while_a_number_is_reported_is_got_over(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shop.marketplace, "carrier_ids", once(shop.marketplace.carrier_ids, RuntimeError("a defect")))
    async with shop.open() as running:
        items = await running.finished(await running.ship(shop.item(order_id(0))))
    assert items[0].on_allegro == "yes"


async def test_an_outcome_that_cannot_be_written_for_another_reason_is_looked_up(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with shop.open() as running:
        conclude_all = once(once(type(running.desk).conclude_all, RuntimeError("a defect")), RuntimeError("alone too"))
        monkeypatch.setattr(type(running.desk), "conclude_all", conclude_all)
        items = await running.finished(await running.ship(shop.item(order_id(0))))
    assert items[0].state is State.CREATED
    assert [each.code for each in items[0].warnings] == [NoteCode.FOUND_AFTER_LOST_ANSWER]
    assert shop.carrier.create_calls == 1


async def test_one_outcome_that_cannot_be_written_costs_the_others_of_its_call_nothing(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    shop.carrier = FakeCarrier(max_parcels_per_call=3)
    shop.carrier.answer = answers(Failure(ErrorCode.CARRIER_REFUSED, "refused", "no"))
    async with shop.open() as running:
        apply_all = running.ledger.apply_all

        async def spoilt(moves: Sequence[Move], now: datetime) -> list[Change | None]:
            if any(each.event is Event.REFUSE for each in moves):
                raise RuntimeError("a defect")
            return await apply_all(moves, now)

        monkeypatch.setattr(running.ledger, "apply_all", spoilt)
        job = await running.ship(*(shop.item(order_id(each)) for each in range(3)))
        await running.until(lambda items: [each.state for each in items].count(State.CREATED) == 2, job)
        created = [each for each in await running.ledger.items(job) if each.state is State.CREATED]
        told = [entry.what for _, entry in await history.read(running.ledger.database)]
    assert "refuse" not in told
    assert [each.warnings for each in created] == [(), ()]  # they did not have to be looked up
    assert shop.carrier.create_calls == 1


async def test_nobody_waits_for_ever_because_a_service_asks_for_it(shop: Shop) -> None:
    shop.carrier.answer = answers(Failure(ErrorCode.RATE_LIMITED, "not_sent", "later", retry_after_s=1e18))
    async with shop.open() as running:
        items = await running.finished(await running.ship(shop.item(order_id(0))))
    assert items[0].state is State.CREATED


async def test_an_order_that_became_another_accounts_is_not_sent_by_the_first(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = FakeCarrier(id="other")
    first, shop.carrier = shop.carrier, other
    item = shop.item(order_id(0))
    configured = shop.accounts = [first]
    orders = shop.marketplace.orders

    def and_the_configuration_changes(order_ids: Sequence[str], seller_id: str | None = None) -> object:
        configured[:] = [other]
        return orders(order_ids, seller_id)

    monkeypatch.setattr(shop.marketplace, "orders", and_the_configuration_changes)
    async with shop.open() as running:
        items = await running.finished(await running.ship(item))
    assert (items[0].state, items[0].account_id) == ("created", "other")
    assert (first.create_calls, other.create_calls) == (0, 1)


async def test_a_ledger_that_is_not_free_in_time_counts_as_unavailable(tmp_path: Path) -> None:
    database = await Database.open(f"sqlite+aiosqlite:///{tmp_path / 'ledger.sqlite'}")
    database.engine.pool._timeout = 0.05  # type: ignore[attr-defined]  # thirty seconds otherwise
    try:
        async with database.writing():
            with pytest.raises(LedgerUnavailable):
                async with database.reading():
                    pytest.fail("there is one connection only")
    finally:
        await database.close()


async def test_a_job_stored_while_a_shift_begins_is_worked_on(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    engines: list[Engine] = []
    item, job = shop.item(order_id(0)), "11111111-7f6a-41e8-ac45-09db60ede9d6"
    start, read = Engine.start, Ledger.open_attempts

    async def noted(engine: Engine) -> None:
        engines.append(engine)
        await start(engine)

    async def then_a_click(ledger: Ledger) -> list[Attempt]:
        found = await read(ledger)
        await engines[0].submit(job, "test", SELLER.id, [item])
        return found

    monkeypatch.setattr(Engine, "start", noted)
    monkeypatch.setattr(Ledger, "open_attempts", then_a_click)
    async with shop.open() as running:
        items = await running.finished(job)
    assert items[0].state is State.CREATED
