"""What mending may take up, and what a comparison must leave alone."""

import asyncio
from datetime import timedelta
from pathlib import Path

import pytest

from agent.shipping.ledger import history
from agent.shipping.ledger.rows import Attempt
from agent.shipping.ledger.states import State
from agent.shipping.model.failure import Failure
from agent.shipping.model.shipment import TrackingNumber
from agent.shipping.work import reconciler
from agent.shipping.work.reconciler import Reconciler, Run
from shared_schema.codes import ErrorCode, FindingCode
from tests.demo.worlds import wait_until
from tests.shipping.conftest import OpenShop, Shop
from tests.shipping.fakes import order_id

LOST = Failure(ErrorCode.CARRIER_TIMEOUT, "unknown", "no answer")


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reconciler, "GRACE", timedelta(0))
    monkeypatch.setattr(reconciler, "MEND_LOOK_S", 0.01)


@pytest.fixture
def shop(tmp_path: Path) -> Shop:
    made = Shop(f"sqlite+aiosqlite:///{tmp_path / 'ledger.sqlite'}")
    made.add_orders(2)
    return made


async def _forget(_: Run) -> None:
    return None


async def compared(it: OpenShop, mend: bool = False) -> Run:
    """A comparison from beginning to end."""
    comparing = Reconciler(it.engine._desk, it.engine, _forget)  # the desk is put together by the shop
    run = comparing.begin(7, mend, "client")
    await wait_until(lambda: run.state == "finished", 20)
    await comparing.close()
    return run


async def shipped(it: OpenShop, number: int = 0) -> Attempt:
    return (await it.finished(await it.ship(it.shop.item(order_id(number)))))[0]


async def test_a_number_is_owed_once_by_whoever_comes_first(shop: Shop) -> None:
    async with shop.open() as it:
        attempt = await shipped(it)
        now = it.engine._desk.now()
        shop.marketplace.away = True
        first, second = await asyncio.gather(*(it.ledger.owe_number(attempt.id, now, "client") for _ in range(2)))
        taken = [each for each in (first, second) if each is not None]
        assert [(each.attempt.on_allegro, each.attempt.holder) for each in taken] == [("waiting", "station-1")]
        told = [(entry.what, entry.client) for _, entry in await history.read(it.ledger.database)]
        assert told.count(("number_owed", "client")) == 1


async def test_only_what_was_given_up_is_looked_for_again(shop: Shop) -> None:
    async with shop.open() as it:
        attempt = await shipped(it)
        assert await it.ledger.look_again(attempt.id, it.engine._desk.now()) is None
        shop.carrier.answer = lambda parcel: LOST
        shop.carrier.makes_when_lost = False
        lost = await shipped(it, 1)
        assert lost.state is State.UNKNOWN
        assert await it.ledger.owe_number(lost.id, it.engine._desk.now()) is None
        again = await it.ledger.look_again(lost.id, it.engine._desk.now())
        assert again is not None
        assert (again.attempt.looks, again.attempt.error) == (0, None)
        assert await it.ledger.look_again(lost.id, it.engine._desk.now()) is None


async def test_many_who_mend_at_once_add_one_number(shop: Shop) -> None:
    async with shop.open() as it:
        attempt = await shipped(it)
        shop.marketplace.on_order.clear()
        added = shop.marketplace.calls.count("add_number")
        runs = await asyncio.gather(*(compared(it, mend=True) for _ in range(8)))
        assert shop.marketplace.calls.count("add_number") == added + 1
        assert [each.number for each in shop.marketplace.on_order[attempt.order_id]] == [attempt.tracking_number]
        assert any(finding.mending == "done" for run in runs for finding in run.findings)


async def test_a_number_that_appeared_meanwhile_is_not_added(shop: Shop) -> None:
    async with shop.open() as it:
        attempt = await shipped(it)
        shop.marketplace.on_order.clear()
        run = await compared(it)
        assert [each.code for each in run.findings] == [FindingCode.NUMBER_MISSING]
        added = shop.marketplace.calls.count("add_number")
        shop.marketplace.on_order[attempt.order_id] = [TrackingNumber("INPOST", attempt.tracking_number or "")]
        assert await it.engine.mend(attempt, "client")
        await it.until(lambda items: items[0].on_allegro == "yes", attempt.job_id)
        assert shop.marketplace.calls.count("add_number") == added


async def test_an_attempt_of_an_account_that_is_gone_is_not_mended(shop: Shop) -> None:
    async with shop.open() as it:
        await shipped(it)
        shop.marketplace.on_order.clear()
        shop.carrier.id = "another"
    async with shop.open() as it:
        run = await compared(it, mend=True)
        assert [(each.code, each.mending) for each in run.findings] == [(FindingCode.NUMBER_MISSING, "failed")]
        assert shop.marketplace.on_order == {}


async def test_a_carrier_without_a_list_is_named_and_nothing_is_said_of_it(shop: Shop) -> None:
    shop.carrier.has_list = False
    async with shop.open() as it:
        await shipped(it)
        run = await compared(it)
        assert (run.findings, run.unread, run.whole) == ([], {"fake": None}, True)


async def test_a_list_that_fails_stops_no_parcel(shop: Shop) -> None:
    shop.carrier.list_failure = Failure(ErrorCode.CARRIER_ANSWER_UNREADABLE, "not_sent", "half a list")
    async with shop.open() as it:
        run = await compared(it)
        assert (run.findings, run.unread, run.whole) == ([], {"fake": shop.carrier.list_failure}, False)
        assert it.engine.next_tries() == {}
        assert (await shipped(it)).state is State.CREATED


async def test_a_password_refused_while_comparing_stops_the_account(shop: Shop) -> None:
    shop.carrier.list_failure = Failure(ErrorCode.CREDENTIALS_REFUSED, "refused", "token")
    async with shop.open() as it:
        await compared(it)
        assert [each.code for each in it.engine.problems()] == [ErrorCode.CREDENTIALS_REFUSED]
        shop.carrier.list_failure = None
        run = await compared(it)
        assert [each.code for each in run.unread.values() if each] == [ErrorCode.ACCOUNT_STOPPED]
