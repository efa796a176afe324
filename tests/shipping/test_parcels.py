"""Several parcels of one order: what is planned, what the ledger takes, and what keeps one of them from leaving."""

import asyncio
import uuid
from collections.abc import Sequence
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import URL, Row, Select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from agent.shipping.ledger.rows import Attempt, NewItem, Station
from agent.shipping.ledger.states import State
from agent.shipping.ledger.store import Ledger
from agent.shipping.ledger.tables import attempts
from agent.shipping.ledger.unsettled import unsettled
from agent.shipping.model.failure import Failure
from agent.shipping.model.order import Money, Order
from agent.shipping.model.plan import Choices, Plan
from agent.shipping.model.shipment import TrackingNumber
from agent.shipping.planning.earlier import confirmation, earlier_shipments
from agent.shipping.planning.parcels import as_parcel, collecting
from agent.shipping.planning.plan import make_plan
from agent.shipping.work.check import PAYER_MISSING, WAITS_FOR_SIBLING, verdict
from shared_schema.codes import ErrorCode, NoteCode
from tests.shipping.conftest import Shop
from tests.shipping.fakes import SELLER, FakeCarrier, an_order, order_id
from tests.shipping.test_ledger import JOB, NOW, OTHER_JOB

LOST = Failure(ErrorCode.CARRIER_TIMEOUT, "unknown", "no answer")
ORDER = order_id(0)


def paid_on_delivery(grosze: int = 12345) -> Order:
    return an_order(0, payment_type="CASH_ON_DELIVERY", total=Money(grosze, "PLN"))


def planned(order: Order, parcels: int, payer: Attempt | None = None) -> Plan:
    plan = make_plan(order, [FakeCarrier()], {}, Choices(parcels=parcels), collecting=payer)
    assert isinstance(plan, Plan)
    return plan


def item(number: int, parcels: int = 1, confirmation: str | None = None) -> NewItem:
    return NewItem(order_id(number), "0" * 16, None, False, confirmation, parcels=parcels)


def attempt(parcel: int, state: State = State.QUEUED, **changes: object) -> Attempt:
    """The second of two parcels, or another one of them."""
    values: dict[str, object] = dict.fromkeys(
        ("size", "confirmation", "account_id", "carrier", "service", "cod_grosze", "intent_at", "shipment_id",
         "tracking_number", "next_try_at", "error", "number_error", "label_error", "holder")
    ) | {
        "id": parcel, "job_id": JOB, "position": parcel - 1, "seller_id": SELLER.id, "order_id": ORDER, "parcel_number": parcel,
        "reference": f"r{parcel}", "state": state, "digest": "", "accepted": False, "looks": 0, "on_allegro": "none",
        "label": "none", "label_pages": 0, "warnings": (), "station": "s1", "created_at": "", "updated_at": "",
        "parcel": parcel, "parcels": 2, **changes,
    }  # fmt: skip
    return Attempt(**values)  # type: ignore[arg-type]  # a test builder with overrides


@given(grosze=st.integers(1, 10_000_000), parcels=st.integers(1, 20), on_delivery=st.booleans(), paid=st.booleans())
def test_the_parcels_together_collect_what_the_order_costs(grosze: int, parcels: int, on_delivery: bool, paid: bool) -> None:
    order = paid_on_delivery(grosze) if on_delivery else an_order(0, total=Money(grosze, "PLN"))
    payer = attempt(1, State.CREATED, cod_grosze=grosze) if paid else None
    plan = planned(order, parcels, payer)
    collected = [plan.draft_of(each).cod_grosze or 0 for each in range(1, parcels + 1)]
    assert sum(collected) == (grosze if on_delivery and not paid else 0)
    assert not any(collected[1:])


@given(parcels=st.integers(1, 20), others=st.integers(1, 20))
def test_the_digest_stands_for_the_number_of_parcels_too(parcels: int, others: int) -> None:
    for order in (an_order(0), paid_on_delivery()):
        assert (planned(order, parcels).digest == planned(order, others).digest) == (parcels == others)


def test_the_digest_stands_for_what_the_other_parcels_are_sent_with() -> None:
    plan = planned(paid_on_delivery(), 2)
    assert plan.further is not None
    assert replace(plan, further=replace(plan.further, request="other")).digest != plan.digest


def test_who_collects_is_said() -> None:
    assert NoteCode.COD_WITH_FIRST_PARCEL in [note.code for note in planned(paid_on_delivery(), 2).draft.why]
    assert NoteCode.COD_WITH_FIRST_PARCEL not in [note.code for note in planned(an_order(0), 2).draft.why]
    payer = attempt(1, State.CREATED, cod_grosze=12345, tracking_number="600")
    later = planned(paid_on_delivery(), 1, payer)
    assert later.needs_look
    assert [(note.code, note.data) for note in later.draft.warnings] == [(NoteCode.COD_WITH_EARLIER_PARCEL, {"number": "600"})]


@pytest.mark.parametrize("state", State)
def test_only_a_parcel_that_is_there_collects(state: State) -> None:
    there = state in (State.CONFIRMING, State.CREATED)
    assert (collecting([attempt(1, state, cod_grosze=100)]) is not None) == there
    assert collecting([attempt(1, state)]) is None


def test_nothing_but_the_payment_of_a_further_parcel_differs() -> None:
    order = paid_on_delivery()
    assert as_parcel(order, 1) is order
    assert replace(as_parcel(order, 2), payment_type=order.payment_type) == order
    assert not as_parcel(order, 2).cash_on_delivery


def judged(own: Attempt, order: Order, beside: Sequence[Attempt], numbers: Sequence[str] = ()) -> Plan | Failure:
    plan = planned(order, 2)
    on_order = [TrackingNumber("INPOST", each) for each in numbers]
    earlier = earlier_shipments([], on_order, beside=beside)
    return verdict(replace(own, digest=plan.digest), plan, earlier, beside=beside)


def test_a_parcel_beside_is_no_earlier_shipment_and_neither_is_its_number() -> None:
    beside = [attempt(1, State.CREATED, tracking_number="600")]
    assert isinstance(judged(attempt(2), an_order(0), beside, ["600"]), Plan)
    other = judged(attempt(2), an_order(0), beside, ["600", "700"])
    assert isinstance(other, Failure)
    assert (other.code, other.data["tracking_number"]) == (ErrorCode.ALREADY_SHIPPED, "700")


@pytest.mark.parametrize("state", [State.SENDING, State.CONFIRMING, State.UNKNOWN])
def test_a_number_that_may_be_that_of_a_parcel_beside_is_waited_for(state: State) -> None:
    assert judged(attempt(2), an_order(0), [attempt(1, state)], ["600"]) == WAITS_FOR_SIBLING
    given_up = judged(attempt(2), an_order(0), [attempt(1, state, error=LOST)], ["600"])
    assert isinstance(given_up, Failure)
    assert given_up.code is ErrorCode.ALREADY_SHIPPED


@pytest.mark.parametrize("state", State)
def test_no_parcel_leaves_unpaid_before_the_one_that_is_paid_for_is_there(state: State) -> None:
    said = judged(attempt(2), paid_on_delivery(), [attempt(1, state)])
    if state in (State.CREATED, State.CONFIRMING):
        assert isinstance(said, Plan)
    elif state in (State.REFUSED, State.CANCELLED, State.WITHDRAWN):
        assert said == PAYER_MISSING
    else:
        assert said == WAITS_FOR_SIBLING
        given_up = judged(attempt(2), paid_on_delivery(), [attempt(1, state, error=LOST)])
        assert given_up == (WAITS_FOR_SIBLING if state is State.WAITING else PAYER_MISSING)
    assert isinstance(judged(attempt(2), an_order(0), [attempt(1, state)]), Plan)
    assert isinstance(judged(attempt(1), paid_on_delivery(), [attempt(2, state)]), Plan)


async def test_parcels_of_one_order_are_items_of_one_job(ledger_url: str | URL) -> None:
    ledger = await Ledger.open(ledger_url, Station("s1", "s1"))
    await ledger.add_job(JOB, "browser", SELLER.id, [item(1), item(2, 3), item(3)], NOW)
    found = await ledger.items(JOB)
    assert [(each.order_id, each.position, each.parcel, each.parcels, each.parcel_number) for each in found] == [
        (order_id(1), 0, 1, 1, 1),
        (order_id(2), 1, 1, 3, 1),
        (order_id(2), 2, 2, 3, 2),
        (order_id(2), 3, 3, 3, 3),
        (order_id(3), 4, 1, 1, 1),
    ]
    assert len({each.reference for each in found}) == 5
    assert {each.choices.parcels for each in found[1:4]} == {3}
    await ledger.close()


async def test_a_further_order_for_parcels_names_all_of_the_earlier_ones(ledger_url: str | URL) -> None:
    ledger = await Ledger.open(ledger_url, Station("s1", "s1"))
    await ledger.add_job(JOB, "browser", SELLER.id, [item(1, 2)], NOW)
    await ledger.add_job(OTHER_JOB, "browser", SELLER.id, [item(1, 2)], NOW)
    assert {each.state for each in await ledger.items(OTHER_JOB)} == {State.REFUSED}
    named = confirmation(earlier_shipments(await ledger.items(JOB), []))
    third = str(uuid.uuid4())
    await ledger.add_job(third, "browser", SELLER.id, [item(1, 2, named)], NOW)
    assert [(each.state, each.parcel_number) for each in await ledger.items(third)] == [(State.QUEUED, 3), (State.QUEUED, 4)]
    await ledger.close()


async def test_one_parcel_that_loses_its_place_refuses_all_of_its_order(
    ledger_url: str | URL, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Another station was faster between the look and the insertion: here the first look sees nothing."""
    ledger = await Ledger.open(ledger_url, Station("s1", "s1"))
    await ledger.add_job(OTHER_JOB, "browser", SELLER.id, [item(1)], NOW)
    async with ledger.database.writing() as connection:
        await connection.execute(update(attempts).values(parcel_number=2))
    look = ledger._select_in
    looks = 0

    async def blind_at_first(
        connection: AsyncConnection, statement: Select[tuple[object, ...]], order_ids: Sequence[str]
    ) -> list[Row[tuple[object, ...]]]:
        nonlocal looks
        looks += 1
        return [] if looks == 1 else await look(connection, statement, order_ids)

    monkeypatch.setattr(ledger, "_select_in", blind_at_first)
    await ledger.add_job(JOB, "browser", SELLER.id, [item(1, 3), item(2, 2)], NOW)
    found = await ledger.items(JOB)
    assert [(each.state, each.parcel) for each in found] == [
        (State.REFUSED, 1),
        (State.REFUSED, 2),
        (State.REFUSED, 3),
        (State.QUEUED, 1),
        (State.QUEUED, 2),
    ]
    assert {each.error.code for each in found if each.error} == {ErrorCode.ALREADY_SHIPPED}
    await ledger.close()


async def test_a_lost_parcel_is_not_settled_by_one_that_was_asked_for_with_it(shop: Shop) -> None:
    shop.carrier.makes_when_lost = False
    lost: list[str] = []

    def second_is_made(parcel: object) -> Failure | None:
        lost.append(str(parcel))
        return LOST if len(lost) == 1 else None

    shop.carrier.answer = second_is_made
    async with shop.open() as running:
        digest = planned(shop.marketplace.known[ORDER], 2).digest
        job = await running.ship(shop.item(ORDER, parcels=2, digest=digest))
        made = await running.finished(job)
        assert sorted(each.state for each in made) == [State.CREATED, State.UNKNOWN]
        assert [each.state for each in await unsettled(running.ledger.database)] == [State.UNKNOWN]


async def test_two_jobs_at_once_make_the_parcels_of_one(shop: Shop) -> None:
    async with shop.open() as running:
        digest = planned(shop.marketplace.known[ORDER], 3).digest
        jobs = await asyncio.gather(*(running.ship(shop.item(ORDER, parcels=3, digest=digest)) for _ in range(8)))
        states = [tuple(each.state for each in await running.finished(job)) for job in jobs]
    assert sorted(states) == [(State.CREATED,) * 3, *[(State.REFUSED,) * 3] * 7]
    assert shop.carrier.create_calls == 3
    made = {each.tracking_number for each in shop.carrier.made.values()}
    assert {each.number for each in shop.marketplace.on_order[ORDER]} == made
