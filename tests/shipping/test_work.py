"""The work's own rules: nothing lost, nothing doubled, one bad order never stops the rest."""

import asyncio
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

import pytest

from agent.shipping.label_files import shows_other_number
from agent.shipping.ledger import history, stations
from agent.shipping.ledger.changes import Change, Move
from agent.shipping.ledger.database import LedgerUnavailable
from agent.shipping.ledger.states import Event, State
from agent.shipping.model.failure import Failure, Note, Words
from agent.shipping.model.label import Label
from agent.shipping.model.shipment import Created, LabelPart, Parcel, TrackingNumber
from agent.shipping.planning.earlier import confirmation, earlier_shipments
from agent.shipping.work import lease
from shared_schema.codes import ErrorCode, LabelFormat, NoteCode
from tests.shipping.conftest import Shop
from tests.shipping.fakes import an_order, order_id, pdf_label

LOST = Failure(ErrorCode.CARRIER_TIMEOUT, "unknown", "no answer")
REFUSED = Failure(ErrorCode.CARRIER_REFUSED, "refused", "no")
NOT_SENT = Failure(ErrorCode.CARRIER_UNAVAILABLE, "not_sent", "nobody listens")
UNAUTHORISED = Failure(ErrorCode.CREDENTIALS_REFUSED, "refused", "token")


async def test_a_selection_becomes_parcels_numbers_and_labels(shop: Shop) -> None:
    async with shop.open() as running:
        items = await running.finished(await running.ship(*(shop.item(order_id(each)) for each in range(3))))
    assert [(each.state, each.on_allegro, each.label, each.label_pages) for each in items] == [("created", "yes", "ready", 1)] * 3
    assert len(shop.carrier.made) == 3
    for each in items:
        assert [number.number for number in shop.marketplace.on_order[each.order_id]] == [each.tracking_number]
        assert [label.format for label in shop.labels.kept[each.reference]] == ["pdf"]


async def test_one_bad_order_never_stops_the_rest(shop: Shop) -> None:
    shop.marketplace.known[order_id(1)] = an_order(1, cancelled=True)
    async with shop.open() as running:
        job = await running.ship(shop.item(order_id(0)), shop.item(order_id(1), digest="0" * 16), shop.item(order_id(2)))
        items = await running.finished(job)
    assert [each.state for each in items] == ["created", "refused", "created"]
    assert items[1].error is not None
    assert items[1].error.code is ErrorCode.ORDER_CANCELLED


async def test_row_12_the_same_key_gives_the_same_job_and_one_carrier_call(shop: Shop) -> None:
    async with shop.open() as running:
        job = await running.ship(shop.item(order_id(0)))
        await running.ship(shop.item(order_id(0)), job_id=job)
        await running.finished(job)
        await running.ship(shop.item(order_id(0)), job_id=job)
        items = await running.finished(job)
    assert len(items) == 1
    assert shop.carrier.create_calls == 1


async def test_row_13_twenty_parallel_requests_make_one_parcel(shop: Shop) -> None:
    async with shop.open() as running:
        jobs = await asyncio.gather(*(running.ship(shop.item(order_id(0))) for _ in range(20)))
        states = [(await running.finished(job))[0] for job in jobs]
    assert sorted(each.state for each in states) == ["created"] + ["refused"] * 19
    assert {each.error.code for each in states if each.error} == {ErrorCode.ALREADY_SHIPPED}
    assert shop.carrier.create_calls == 1


async def test_row_13_a_lost_answer_is_looked_up_and_never_sent_again(shop: Shop) -> None:
    shop.carrier.answer = lambda parcel: LOST
    async with shop.open() as running:
        items = await running.finished(await running.ship(shop.item(order_id(0))))
    assert items[0].state is State.CREATED
    assert NoteCode.FOUND_AFTER_LOST_ANSWER in [note.code for note in items[0].warnings]
    assert shop.carrier.create_calls == 1


async def test_row_13_a_lost_answer_that_cannot_be_found_waits_for_a_person(shop: Shop) -> None:
    shop.carrier.answer = lambda parcel: LOST
    shop.carrier.makes_when_lost = False
    async with shop.open() as running:
        items = await running.finished(await running.ship(shop.item(order_id(0))))
        again = await running.finished(await running.ship(shop.item(order_id(0))))
    assert items[0].state is State.UNKNOWN
    assert items[0].error is not None
    assert items[0].error.code is ErrorCode.SHIPMENT_NOT_FOUND_AT_CARRIER
    assert items[0].looks == 2
    assert again[0].error is not None
    assert again[0].error.code is ErrorCode.ALREADY_SHIPPED
    assert shop.carrier.create_calls == 1


async def test_row_13_death_between_sent_and_answer_is_looked_up_after_the_start(shop: Shop) -> None:
    shop.add_orders(4)
    async with shop.open() as running:
        await running.finished(await running.ship(shop.item(order_id(3))))  # the credentials are good: several calls at once
        shop.carrier.hold = asyncio.Event()
        job = await running.ship(*(shop.item(order_id(each)) for each in range(3)))
        await running.until(lambda items: all(each.state is State.SENDING for each in items), job)
        running.die()
    assert shop.carrier.create_calls == 4
    calls = shop.carrier.create_calls
    shop.carrier.hold = None
    async with shop.open() as running:
        items = await running.finished(job)
    assert [each.state for each in items] == ["unknown"] * 3
    assert shop.carrier.create_calls == calls


async def test_an_orderly_end_waits_for_the_answer_of_what_is_being_sent(shop: Shop) -> None:
    shop.carrier.hold = asyncio.Event()
    async with shop.open() as running:
        job = await running.ship(shop.item(order_id(0)))
        await running.until(lambda items: items[0].state is State.SENDING, job)
        asyncio.get_running_loop().call_later(0.2, shop.carrier.hold.set)
    async with shop.open() as running:
        items = await running.finished(job)
    assert items[0].state is State.CREATED
    assert items[0].warnings == ()


async def test_what_is_only_queued_goes_on_after_a_start(shop: Shop) -> None:
    shop.carrier.confirms = False
    async with shop.open() as running:
        job = await running.ship(shop.item(order_id(0)))
        await running.until(lambda items: items[0].state is State.CONFIRMING, job)
    shop.carrier.confirms = True
    async with shop.open() as running:
        items = await running.finished(job)
    assert (items[0].state, items[0].on_allegro, items[0].label) == ("created", "yes", "ready")
    assert shop.carrier.create_calls == 1


async def test_row_13_an_order_with_a_number_at_allegro_is_shipped_only_when_that_is_confirmed(shop: Shop) -> None:
    numbers = [TrackingNumber("DPD", "0000007268757Q")]
    shop.marketplace.on_order[order_id(0)] = numbers
    async with shop.open() as running:
        first = await running.finished(await running.ship(shop.item(order_id(0))))
        named = confirmation(earlier_shipments([], numbers))
        second = await running.finished(await running.ship(shop.item(order_id(0), confirmation=named)))
    assert first[0].error is not None
    assert first[0].error.code is ErrorCode.ALREADY_SHIPPED
    assert first[0].error.data["tracking_number"] == "0000007268757Q"
    assert second[0].state is State.CREATED


async def test_a_second_parcel_needs_the_confirmation_of_exactly_the_first(shop: Shop) -> None:
    async with shop.open() as running:
        first = (await running.finished(await running.ship(shop.item(order_id(0)))))[0]
        wrong = await running.finished(await running.ship(shop.item(order_id(0), confirmation="f" * 16)))
        named = confirmation(earlier_shipments([first], []))
        second = await running.finished(await running.ship(shop.item(order_id(0), confirmation=named)))
    assert wrong[0].state is State.REFUSED
    assert second[0].state is State.CREATED
    assert second[0].parcel_number == 2
    assert shop.carrier.create_calls == 2


async def test_a_changed_order_is_not_shipped_as_it_was_planned(shop: Shop) -> None:
    item = shop.item(order_id(0))
    shop.marketplace.known[order_id(0)] = an_order(0, payment_type="CASH_ON_DELIVERY")
    async with shop.open() as running:
        items = await running.finished(await running.ship(item))
    assert items[0].error is not None
    assert items[0].error.code is ErrorCode.PLAN_CHANGED
    assert shop.carrier.create_calls == 0


async def test_a_plan_with_a_warning_needs_acceptance(shop: Shop) -> None:
    shop.carrier.warnings = (Note(NoteCode.HOUSE_NUMBER_UNSURE, "recipient.street"),)
    async with shop.open() as running:
        refused = await running.finished(await running.ship(shop.item(order_id(0))))
        accepted = await running.finished(await running.ship(shop.item(order_id(1), accepted=True)))
    assert refused[0].error is not None
    assert refused[0].error.code is ErrorCode.PLAN_NOT_ACCEPTED
    assert accepted[0].state is State.CREATED


async def test_after_one_401_the_account_stops_for_the_whole_batch(shop: Shop) -> None:
    shop.add_orders(30)
    shop.carrier.concurrency = 1
    shop.carrier.answer = lambda parcel: UNAUTHORISED
    async with shop.open() as running:
        items = await running.finished(await running.ship(*(shop.item(order_id(each)) for each in range(30))))
        told = [(each.code, each.data["account"]) for each in running.engine.problems()]
        assert told == [(ErrorCode.CREDENTIALS_REFUSED, "fake")]
    assert shop.carrier.create_calls == 1
    codes = [each.error.code for each in items if each.error]
    assert sorted(codes) == sorted([ErrorCode.CREDENTIALS_REFUSED] + [ErrorCode.ACCOUNT_STOPPED] * 29)


async def test_only_a_certain_not_sent_is_tried_again(shop: Shop) -> None:
    failures = [NOT_SENT, NOT_SENT]
    shop.carrier.answer = lambda parcel: failures.pop() if failures else None
    async with shop.open() as running:
        items = await running.finished(await running.ship(shop.item(order_id(0))))
    assert items[0].state is State.CREATED
    assert shop.carrier.create_calls == 3


async def test_a_carrier_that_stays_away_lets_the_order_wait_and_a_restart_keeps_the_queue(shop: Shop) -> None:
    shop.carrier.answer = lambda parcel: NOT_SENT
    shop.carrier.reachable = False
    async with shop.open() as running:
        job = await running.ship(*(shop.item(order_id(each)) for each in range(3)))
        items = await running.until(lambda items: all(each.state is State.WAITING for each in items), job)
        assert [(each.error, each.next_try_at is not None) for each in items] == [(NOT_SENT, True)] * 3
        assert {(each.account_id, each.carrier) for each in items} == {("fake", shop.carrier.carrier)}
        assert "fake" in running.engine.next_tries()
    assert shop.carrier.create_calls <= 3
    shop.carrier.answer, shop.carrier.reachable = lambda parcel: None, True
    async with shop.open() as running:
        items = await running.finished(job)
    assert [each.state for each in items] == ["created"] * 3


@pytest.mark.parametrize("raises", [True, False])
async def test_an_outage_is_asked_about_harmlessly_and_ends_by_itself(shop: Shop, raises: bool) -> None:
    """Also where the carrier's account may be saved unchecked, so that silence is reported and not raised."""
    shop.carrier.answer = lambda parcel: NOT_SENT
    shop.carrier.reachable = False
    shop.carrier.raises_when_silent = raises
    async with shop.open() as running:
        job = await running.ship(*(shop.item(order_id(each)) for each in range(3)))
        await running.until(lambda items: shop.carrier.checks > 3, job)
        calls = shop.carrier.create_calls
        shop.carrier.answer, shop.carrier.reachable = lambda parcel: None, True
        items = await running.finished(job)
        assert running.engine.next_tries() == {}
    assert [each.state for each in items] == ["created"] * 3
    assert calls <= 3


async def test_a_person_can_stop_a_waiting_order_and_leave_the_others(shop: Shop) -> None:
    shop.carrier.answer = lambda parcel: NOT_SENT
    shop.carrier.reachable = False
    async with shop.open() as running:
        job = await running.ship(*(shop.item(order_id(each)) for each in range(2)))
        await running.until(lambda items: all(each.state is State.WAITING for each in items), job)
        stop = [order_id(0)]
        async with asyncio.timeout(10):
            while not await running.engine.cancel(job, "test", stop):  # it may be queued for its next check right now
                pass
        shop.carrier.answer, shop.carrier.reachable = lambda parcel: None, True
        items = await running.finished(job)
    assert [each.state for each in items] == ["cancelled", "created"]


async def test_three_lost_answers_in_a_row_are_an_outage_so_that_not_every_order_becomes_unknown(shop: Shop) -> None:
    shop.add_orders(30)
    shop.carrier.concurrency, shop.carrier.answer, shop.carrier.makes_when_lost = 1, lambda parcel: LOST, False
    shop.carrier.reachable = False
    async with shop.open() as running:
        job = await running.ship(*(shop.item(order_id(each)) for each in range(30)))
        await running.until(lambda items: sum(each.state is State.WAITING for each in items) == 27, job)
        assert shop.carrier.create_calls == 3


async def test_a_refused_password_stops_the_account_over_a_restart_until_it_was_tested(shop: Shop) -> None:
    shop.carrier.answer = lambda parcel: UNAUTHORISED
    async with shop.open() as running:
        await running.finished(await running.ship(shop.item(order_id(0))))
    shop.carrier.answer = lambda parcel: None
    async with shop.open() as running:
        stopped = await running.finished(await running.ship(shop.item(order_id(1))))
        assert stopped[0].error is not None
        assert stopped[0].error.code is ErrorCode.ACCOUNT_STOPPED
        assert await running.ledger.stops.resume("fake")
        async with asyncio.timeout(10):
            while running.engine.problems():  # noqa: ASYNC110 # the agent looks for it with every sign of life
                await asyncio.sleep(0.01)
        items = await running.finished(await running.ship(shop.item(order_id(1))))
    assert items[0].state is State.CREATED
    assert shop.carrier.create_calls == 2


async def test_allegro_away_lets_orders_wait_instead_of_refusing_them(shop: Shop) -> None:
    item = shop.item(order_id(0))
    shop.marketplace.away = True
    async with shop.open() as running:
        job = await running.ship(item)
        waiting = await running.until(lambda items: items[0].state is State.WAITING, job)
        assert waiting[0].error is not None
        assert waiting[0].error.code is ErrorCode.ALLEGRO_UNAVAILABLE
        shop.marketplace.away = False
        items = await running.finished(job)
    assert items[0].state is State.CREATED


@pytest.mark.parametrize("taken", [True, False], ids=["allegro took it", "allegro did not take it"])
async def test_a_number_whose_answer_was_lost_stands_once(shop: Shop, taken: bool) -> None:
    shop.marketplace.refusals = [Failure(ErrorCode.ALLEGRO_UNAVAILABLE, "unknown", "reset")]
    shop.marketplace.takes_lost = taken
    async with shop.open() as running:
        items = await running.finished(await running.ship(shop.item(order_id(0))))
    assert items[0].on_allegro == "yes"
    assert [each.number for each in shop.marketplace.on_order[order_id(0)]] == [items[0].tracking_number]


async def test_a_number_the_carrier_reported_itself_is_not_added_again(shop: Shop) -> None:
    async with shop.open() as running:
        shop.carrier.confirms = False
        job = await running.ship(shop.item(order_id(0)))
        await running.until(lambda items: items[0].state is State.CONFIRMING, job)
        number = next(iter(shop.carrier.made.values())).tracking_number or ""
        shop.marketplace.on_order[order_id(0)] = [TrackingNumber("INPOST", number)]
        shop.carrier.confirms = True
        items = await running.finished(job)
    assert items[0].on_allegro == "yes"
    assert NoteCode.NUMBER_WAS_ON_ALLEGRO in [note.code for note in items[0].warnings]
    assert "add_number" not in shop.marketplace.calls


async def test_a_number_refused_for_the_carrier_is_added_as_other(shop: Shop) -> None:
    words = Words("Allegro", "CarrierWaybillValidationException", "Ten numer jest niepoprawny dla tego przewoźnika")
    shop.marketplace.refusals = [Failure(ErrorCode.TRACKING_NUMBER_REFUSED, "refused", "no", words)]
    async with shop.open() as running:
        items = await running.finished(await running.ship(shop.item(order_id(0))))
    assert [each.carrier_id for each in shop.marketplace.on_order[order_id(0)]] == ["OTHER"]
    assert NoteCode.REPORTED_AS_OTHER in [note.code for note in items[0].warnings]


async def test_a_carrier_allegro_does_not_list_is_reported_as_other_and_said_so(shop: Shop) -> None:
    shop.carrier.allegro_carrier_ids = ("ORLEN", "RUCH")
    async with shop.open() as running:
        items = await running.finished(await running.ship(shop.item(order_id(0))))
    assert [each.carrier_id for each in shop.marketplace.on_order[order_id(0)]] == ["OTHER"]
    assert NoteCode.REPORTED_AS_OTHER in [note.code for note in items[0].warnings]


async def test_a_carrier_that_takes_many_at_once_gets_full_calls(shop: Shop) -> None:
    shop.carrier.max_parcels_per_call, shop.carrier.concurrency = 10, 2
    for each in range(30):
        shop.marketplace.known[order_id(each)] = an_order(each)
    async with shop.open() as running:
        items = await running.finished(await running.ship(*(shop.item(order_id(each)) for each in range(30))))
    assert [each.state for each in items] == ["created"] * 30
    assert shop.carrier.create_calls == 3


async def test_all_intents_of_a_call_are_on_disk_before_it(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    shop.carrier.max_parcels_per_call = 10
    for each in range(10):
        shop.marketplace.known[order_id(each)] = an_order(each)
    async with shop.open() as running:
        create, on_disk = shop.carrier.create, dict[str, State]()

        async def looking(parcels: Sequence[Parcel]) -> Mapping[str, Created | Failure]:
            open_now = await running.ledger.open_attempts()
            on_disk.update((each.reference, each.state) for each in open_now)
            return await create(parcels)

        monkeypatch.setattr(shop.carrier, "create", looking)
        await running.finished(await running.ship(*(shop.item(order_id(each)) for each in range(10))))
    assert list(on_disk.values()) == [State.SENDING] * 10


async def test_the_intents_of_a_call_are_one_commit_and_so_are_its_outcomes(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    shop.carrier.max_parcels_per_call = 10
    for each in range(10):
        shop.marketplace.known[order_id(each)] = an_order(each)
    commits: list[list[State]] = []
    async with shop.open() as running:
        apply_all = running.ledger.apply_all

        async def counted(moves: Sequence[Move], now: datetime) -> list[Change | None]:
            changes = await apply_all(moves, now)
            commits.append([each.attempt.state for each in changes if each])
            return changes

        monkeypatch.setattr(running.ledger, "apply_all", counted)
        await running.finished(await running.ship(*(shop.item(order_id(each)) for each in range(10))))
    assert commits == [[State.SENDING] * 10, [State.CONFIRMING] * 10]


async def test_a_number_allegro_refuses_is_told_and_the_parcel_stays_created(shop: Shop) -> None:
    words = Words("Allegro", "WaybillsAssignedToOrderLimitReached", "limit")
    refusal = Failure(ErrorCode.TRACKING_NUMBER_REFUSED, "refused", "limit", words)
    shop.marketplace.refusals = [refusal]
    async with shop.open() as running:
        items = await running.finished(await running.ship(shop.item(order_id(0))))
    assert (items[0].state, items[0].on_allegro, items[0].label) == ("created", "failed", "ready")
    assert items[0].number_error == refusal


async def test_labels_that_do_not_come_together_are_asked_for_one_by_one(shop: Shop) -> None:
    def label(ids: list[str]) -> list[LabelPart]:
        numbers = {each.shipment_id: each.tracking_number or "" for each in shop.carrier.made.values()}
        return [LabelPart(Label(LabelFormat.PDF, b"<html>") if len(ids) > 1 else pdf_label(numbers[ids[0]]))]

    shop.carrier.label_of = label  # type: ignore[assignment]  # a list is a sequence
    async with shop.open() as running:
        items = await running.finished(await running.ship(*(shop.item(order_id(each)) for each in range(3))))
    assert [each.label for each in items] == ["ready"] * 3


async def test_a_key_of_the_carrier_that_the_label_contradicts_is_not_believed(shop: Shop) -> None:
    def label(ids: list[str]) -> list[LabelPart]:
        numbers = {each.shipment_id: each.tracking_number or "" for each in shop.carrier.made.values()}
        return [LabelPart(pdf_label(numbers[each]), key) for each, key in zip(reversed(ids), ids, strict=True)]

    async with shop.open() as running:
        items = await running.finished(await running.ship(*(shop.item(order_id(each)) for each in range(2))))
        shop.labels.kept.clear()
        shop.carrier.label_calls.clear()
        shop.carrier.label_of = label  # type: ignore[assignment]  # a list is a sequence
        assert await running.engine.fetch_missing_labels(items) == {}
    assert shop.carrier.label_calls == [2, 1, 1]
    for each in items:
        [kept] = shop.labels.kept[each.reference]
        assert not await shows_other_number(kept, each.tracking_number or "")


async def test_a_label_with_another_number_is_not_kept(shop: Shop) -> None:
    shop.carrier.label_of = lambda ids: [LabelPart(pdf_label("699999999999999999999999"))]
    async with shop.open() as running:
        items = await running.finished(await running.ship(shop.item(order_id(0))))
    assert (items[0].state, items[0].label) == ("created", "failed")
    assert items[0].label_error is not None
    assert items[0].label_error.code is ErrorCode.LABEL_UNREADABLE
    assert shop.labels.kept == {}


async def test_stopping_a_job_stops_what_is_queued_and_leaves_what_is_being_sent(shop: Shop) -> None:
    shop.add_orders(31)
    async with shop.open() as running:
        await running.finished(await running.ship(shop.item(order_id(30))))
        shop.carrier.hold = asyncio.Event()
        job = await running.ship(*(shop.item(order_id(each)) for each in range(30)))
        await running.until(lambda items: sum(each.state is State.SENDING for each in items) == 4, job)
        assert await running.engine.cancel(job, "test") == 26
        shop.carrier.hold.set()
        items = await running.finished(job)
    assert sum(each.state is State.CREATED for each in items) == 4
    assert sum(each.state is State.CANCELLED for each in items) == 26
    assert shop.carrier.create_calls == 1 + 4


async def test_the_history_tells_a_number_the_carrier_gave_from_a_number_put_on_the_order(shop: Shop) -> None:
    async with shop.open() as running:
        await running.finished(await running.ship(shop.item(order_id(0))))
        told = [entry.what for _, entry in await history.read(running.ledger.database)]
    assert told[:4] == ["asked", "intend", "accept", "number"]
    assert sorted(told[4:]) == ["label", "on_allegro"]


async def test_every_change_is_told_with_its_number_in_the_job(shop: Shop) -> None:
    async with shop.open() as running:
        job = await running.ship(*(shop.item(order_id(each)) for each in range(3)))
        await running.finished(job)
        stored = await running.ledger.job(job)
    assert sorted(change.seq for change in shop.changes) == list(range(1, len(shop.changes) + 1))
    assert stored is not None
    assert stored.seq == len(shop.changes)


async def test_a_station_whose_last_sign_of_life_is_old_sends_nothing(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    async with shop.open() as running:
        with monkeypatch.context() as away:
            away.setattr(lease, "ACT_FOR_S", -1.0)
            job = await running.ship(*(shop.item(order_id(each)) for each in range(3)))
            items = await running.until(lambda items: all(each.state is State.WAITING for each in items), job)
            assert {each.error.code for each in items if each.error} == {ErrorCode.LEDGER_UNAVAILABLE}
            assert shop.carrier.create_calls == 0
        items = await running.finished(job)
    assert [each.state for each in items] == ["created"] * 3
    assert shop.carrier.create_calls == 3


async def test_a_number_that_is_still_on_its_way_when_the_lease_ends_is_not_sent_later(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Another station may have added it by then."""
    monkeypatch.setattr(lease, "ACT_FOR_S", 1.0)
    shop.marketplace.hold_number = on_its_way = asyncio.Event()
    async with shop.open() as running:
        items = await running.finished(await running.ship(shop.item(order_id(0))))
        on_its_way.set()
    assert items[0].on_allegro == "yes"
    assert shop.marketplace.calls.count("add_number") == 2
    assert [each.number for each in shop.marketplace.on_order[order_id(0)]] == [items[0].tracking_number]


async def test_a_station_that_lost_its_lease_has_none_until_it_has_read_its_work_anew(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with shop.open() as running:
        own = lease.Lease(running.ledger.stations)
        await own.begin()
        assert own.valid
        monkeypatch.setattr(stations, "DEAD_AFTER", timedelta(0))
        with pytest.raises(lease.LeaseLost):
            await own.renew()
        assert not own.valid
        monkeypatch.undo()
        await own.begin()
        assert own.valid


async def test_an_intent_nobody_knows_to_be_stored_counts_as_not_sent(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    """The connection breaks just after the commit: on disk it looks like a parcel that may exist, but certainly none was sent."""
    async with shop.open() as running:
        apply_all, lost = running.ledger.apply_all, [True]

        async def torn(moves: Sequence[Move], now: datetime) -> list[Change | None]:
            changes = await apply_all(moves, now)
            if lost and any(each.event is Event.INTEND for each in moves):
                lost.clear()
                raise LedgerUnavailable("torn")
            return changes

        monkeypatch.setattr(running.ledger, "apply_all", torn)
        items = await running.finished(await running.ship(shop.item(order_id(0))))
    assert lost == []
    assert (items[0].state, items[0].warnings) == (State.CREATED, ())
    assert shop.carrier.create_calls == 1


async def test_two_that_work_on_one_attempt_do_not_undo_each_other(shop: Shop) -> None:
    """The same attempt routed twice, as after a shift that began while the job was being stored."""
    shop.carrier.hold = asyncio.Event()
    async with shop.open() as running:
        job = await running.ship(shop.item(order_id(0)))
        [queued] = await running.ledger.items(job)
        await running.until(lambda items: items[0].state is State.SENDING, job)
        shop.marketplace.away = True  # the twin cannot be checked, and is put off
        shift = running.engine._shift
        assert shift is not None
        shift.route(queued)
        async with asyncio.timeout(10):
            while shop.marketplace.calls.count("orders") < 2:  # noqa: ASYNC110 # the twin was looked at
                await asyncio.sleep(0.005)
        shop.marketplace.away = False
        shop.carrier.hold.set()
        items = await running.finished(job)
    assert items[0].state is State.CREATED
    assert shop.carrier.create_calls == 1
