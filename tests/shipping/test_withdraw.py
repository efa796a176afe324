"""Taking a parcel back: asked for on disk first, certain or in doubt afterwards, and never in the way of a new parcel."""

import asyncio
from unittest import mock

import pytest

from agent.shipping.ledger import history
from agent.shipping.ledger.database import LedgerUnavailable
from agent.shipping.ledger.rows import Attempt
from agent.shipping.ledger.states import State
from agent.shipping.ledger.store import Ledger
from agent.shipping.ledger.unsettled import unsettled
from agent.shipping.model.failure import Failure, ShippingError
from agent.shipping.planning.earlier import confirmation, earlier_shipments
from agent.shipping.work import lease
from shared_schema.codes import ErrorCode, NoteCode
from tests.shipping.conftest import OpenShop, Shop
from tests.shipping.fakes import FakeCarrier, order_id

LOST = Failure(ErrorCode.CARRIER_TIMEOUT, "unknown", "no answer")
AWAY = Failure(ErrorCode.CARRIER_UNAVAILABLE, "not_sent", "nobody listens")
KEPT = Failure(ErrorCode.WITHDRAWAL_REFUSED, "refused", "handed over")
UNAUTHORISED = Failure(ErrorCode.CREDENTIALS_REFUSED, "refused", "token")


async def created(running: OpenShop) -> Attempt:
    [attempt] = await running.finished(await running.ship(running.shop.item(order_id(0))))
    assert attempt.state is State.CREATED
    return attempt


async def refused(running: OpenShop, attempt: Attempt) -> Failure:
    """What the person is told who asks in vain."""
    with pytest.raises(ShippingError) as caught:
        await running.engine.withdraw(attempt, "browser")
    return caught.value.failure


async def told(ledger: Ledger) -> list[str]:
    return [entry.what for _, entry in await history.read(ledger.database) if entry.what.startswith("withdraw")]


async def test_the_carrier_takes_it_back_and_what_is_left_to_do_is_said(shop: Shop) -> None:
    async with shop.open() as running:
        attempt = await running.engine.withdraw(await created(running), "browser")
        assert (attempt.state, attempt.label, attempt.on_allegro) == (State.WITHDRAWN, "none", "yes")
        assert [note.code for note in attempt.warnings] == [NoteCode.NUMBER_STAYS_ON_ALLEGRO]
        assert attempt.warnings[0].data == {"number": attempt.tracking_number}
        assert shop.carrier.taken_back == {attempt.shipment_id}
        job = await running.ledger.job(attempt.job_id)
        assert job is not None
        assert (job.created, job.to_fix, job.working, job.labels, job.on_allegro) == (0, 0, 0, 0, 0)
        rows = [entry for _, entry in await history.read(running.ledger.database) if entry.what.startswith("withdraw")]
        assert [(each.what, each.state, each.client, each.code) for each in rows] == [
            ("withdraw_asked", "created", "browser", None),
            ("withdraw", "withdrawn", None, "parcel_withdrawn"),
        ]


async def test_that_it_was_asked_for_is_on_disk_before_the_call(shop: Shop) -> None:
    shop.carrier.hold_withdrawal = asyncio.Event()
    async with shop.open() as running:
        attempt = await created(running)
        asking = asyncio.create_task(running.engine.withdraw(attempt, "browser"))
        await running.until(lambda _: bool(shop.carrier.withdrawals), attempt.job_id)
        [during] = await running.ledger.items(attempt.job_id)
        assert (during.state, during.error and during.error.code) == (State.CREATED, ErrorCode.WITHDRAWAL_UNKNOWN)
        asking.cancel()
        running.die()
    shop.carrier.hold_withdrawal = None
    async with shop.open() as running:
        [after] = await running.ledger.items(attempt.job_id)
        assert (after.state, after.error and after.error.code) == (State.CREATED, ErrorCode.WITHDRAWAL_UNKNOWN)
        assert (await running.engine.withdraw(after, "browser")).state is State.WITHDRAWN


async def test_a_lost_answer_leaves_the_parcel_created_in_doubt_and_asking_again_settles_it(shop: Shop) -> None:
    shop.carrier.withdrawal_failures = [LOST]
    async with shop.open() as running:
        attempt = await created(running)
        failure = await refused(running, attempt)
        assert (failure.code, failure.outcome) == (ErrorCode.WITHDRAWAL_UNKNOWN, "unknown")
        [doubtful] = await running.ledger.items(attempt.job_id)
        assert (doubtful.state, doubtful.label) == (State.CREATED, "ready")
        assert doubtful.error is not None
        assert doubtful.error.code is ErrorCode.WITHDRAWAL_UNKNOWN
        assert not doubtful.working
        assert [each.id for each in await unsettled(running.ledger.database)] == [attempt.id]
        assert (await running.engine.withdraw(doubtful, "browser")).state is State.WITHDRAWN
        assert await told(running.ledger) == ["withdraw_asked", "withdraw_asked", "withdraw"]
        assert await unsettled(running.ledger.database) == []


@pytest.mark.parametrize(
    ("failure", "code"),
    [
        (KEPT, ErrorCode.WITHDRAWAL_REFUSED),
        (AWAY, ErrorCode.WITHDRAWAL_NOT_DONE),
        (UNAUTHORISED, ErrorCode.WITHDRAWAL_NOT_DONE),
        (Failure(ErrorCode.CARRIER_REFUSED, "refused", "no"), ErrorCode.WITHDRAWAL_REFUSED),
    ],
    ids=["handed over", "away", "credentials", "refused"],
)
async def test_a_parcel_that_was_certainly_not_taken_back_is_as_it_was(shop: Shop, failure: Failure, code: ErrorCode) -> None:
    shop.carrier.withdrawal_failures = [failure]
    async with shop.open() as running:
        attempt = await created(running)
        assert (await refused(running, attempt)).code is code
        [after] = await running.ledger.items(attempt.job_id)
        assert (after.state, after.error, after.label, after.on_allegro) == (State.CREATED, None, "ready", "yes")
        assert await told(running.ledger) == ["withdraw_asked", "withdraw_refused"]


async def test_only_the_carriers_word_that_it_keeps_the_parcel_ends_a_doubt(shop: Shop) -> None:
    shop.carrier.withdrawal_failures = [LOST, AWAY, Failure(ErrorCode.CARRIER_REFUSED, "refused", "no"), KEPT]
    async with shop.open() as running:
        attempt = await created(running)
        doubts = []
        for _ in range(4):
            await refused(running, attempt)
            [attempt] = await running.ledger.items(attempt.job_id)
            doubts.append(attempt.error and attempt.error.code)
    assert doubts == [ErrorCode.WITHDRAWAL_UNKNOWN] * 3 + [None]


async def test_what_ends_certainly_does_not_end_the_doubt_of_another_request(shop: Shop) -> None:
    shop.carrier.hold_withdrawal = asyncio.Event()
    shop.carrier.withdrawal_failures = [AWAY, LOST]
    async with shop.open() as running:
        attempt = await created(running)
        both = [asyncio.create_task(running.engine.withdraw(attempt, name)) for name in ("one", "two")]
        await running.until(lambda _: len(shop.carrier.withdrawals) == 2, attempt.job_id)
        shop.carrier.hold_withdrawal.set()
        outcomes = await asyncio.gather(*both, return_exceptions=True)
        assert all(isinstance(each, ShippingError) for each in outcomes)
        [after] = await running.ledger.items(attempt.job_id)
        assert after.error is not None
        assert after.error.code is ErrorCode.WITHDRAWAL_UNKNOWN


async def test_two_clicks_take_it_back_once_and_both_are_told_so(shop: Shop) -> None:
    async with shop.open() as running:
        attempt = await created(running)
        answers = await asyncio.gather(*(running.engine.withdraw(attempt, "browser") for _ in range(2)), return_exceptions=True)
        states = [each.state if isinstance(each, Attempt) else each for each in answers]
        assert State.WITHDRAWN in states
        assert all(each is State.WITHDRAWN or _is_gone(each) for each in states), states


def _is_gone(outcome: object) -> bool:
    return isinstance(outcome, ShippingError) and outcome.failure.code is ErrorCode.NOTHING_TO_WITHDRAW


async def test_refused_credentials_stop_the_account_and_the_next_request_makes_no_call(shop: Shop) -> None:
    shop.carrier.withdrawal_failures = [UNAUTHORISED]
    async with shop.open() as running:
        attempt = await created(running)
        first, second = await refused(running, attempt), await refused(running, attempt)
        assert (first.data["why"], second.data["why"]) == ("credentials_refused", "account_stopped")
        assert len(shop.carrier.withdrawals) == 1
        assert set(await running.ledger.stops.all()) == {"fake"}


async def test_a_station_that_was_away_too_long_asks_the_carrier_nothing(shop: Shop) -> None:
    async with shop.open() as running:
        attempt = await created(running)
        with mock.patch.object(lease, "ACT_FOR_S", 0.0):
            failure = await refused(running, attempt)
        assert failure.data["why"] == "ledger_unavailable"
        assert shop.carrier.withdrawals == []
        [after] = await running.ledger.items(attempt.job_id)
        assert after.error is None


async def test_an_answer_the_ledger_does_not_take_is_kept_and_written_when_it_is_back(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with shop.open() as running:
        attempt = await created(running)
        with monkeypatch.context() as away:

            async def fail(*_: object, **__: object) -> None:
                raise LedgerUnavailable("away")

            away.setattr(Ledger, "apply_all", fail)
            with pytest.raises(LedgerUnavailable):
                await running.engine.withdraw(attempt, "browser")
        await running.desk.write_kept()
        [after] = await running.ledger.items(attempt.job_id)
        assert after.state is State.WITHDRAWN


async def test_the_order_is_shipped_again_only_after_a_question_that_names_it_as_withdrawn(shop: Shop) -> None:
    async with shop.open() as running:
        attempt = await running.engine.withdraw(await created(running), "browser")
        [unasked] = await running.finished(await running.ship(shop.item(order_id(0))))
        assert unasked.error is not None
        assert (unasked.error.code, unasked.error.data["state"]) == (ErrorCode.ALREADY_SHIPPED, "withdrawn")
        named = (await running.ledger.named([attempt.seller_id], [order_id(0)]))[order_id(0)]
        earlier = earlier_shipments(named, shop.marketplace.on_order[order_id(0)])
        assert [(each.source, each.state, each.tracking_number) for each in earlier] == [
            ("ledger", "withdrawn", attempt.tracking_number)
        ]
        item = shop.item(order_id(0), confirmation=confirmation(earlier))
        [again] = await running.finished(await running.ship(item))
        assert (again.state, again.on_allegro) == (State.CREATED, "yes")
        assert again.tracking_number != attempt.tracking_number


async def test_an_account_that_is_not_configured_here_any_more_changes_nothing(shop: Shop) -> None:
    async with shop.open() as running:
        attempt = await created(running)
    shop.accounts = []
    async with shop.open() as running:
        failure = await refused(running, attempt)
        assert (failure.code, failure.data["why"]) == (ErrorCode.WITHDRAWAL_NOT_DONE, "not_configured")
        assert await told(running.ledger) == []


class KeepsEverything(FakeCarrier):
    """A carrier without the way back."""

    withdraw = None  # type: ignore[assignment]  # told from the others by what it does not have


async def test_a_carrier_that_takes_nothing_back_is_not_asked(shop: Shop) -> None:
    shop.carrier = KeepsEverything()
    async with shop.open() as running:
        attempt = await created(running)
        failure = await refused(running, attempt)
        assert failure.code is ErrorCode.WITHDRAWAL_NOT_POSSIBLE
        assert await told(running.ledger) == []
