"""A person's word about a parcel whose answer was lost: heard once the looks are over, written down with who said it."""

from collections.abc import Sequence

import pytest

from agent.shipping.ledger import history
from agent.shipping.ledger.rows import Attempt
from agent.shipping.ledger.states import State
from agent.shipping.model.failure import Failure
from agent.shipping.model.shipment import LabelPart
from shared_schema.codes import ErrorCode
from tests.shipping.conftest import OpenShop, Shop
from tests.shipping.fakes import order_id

LOST = Failure(ErrorCode.CARRIER_TIMEOUT, "unknown", "no answer")
NUMBER = "2101066592589"
ORDER = order_id(0)


@pytest.fixture
def losing(shop: Shop) -> Shop:
    """A shop whose carrier answers nothing and lists nothing."""
    shop.carrier.answer = lambda parcel: LOST
    shop.carrier.makes_when_lost = False
    return shop


async def lost(running: OpenShop) -> tuple[str, Attempt]:
    job = await running.ship(running.shop.item(ORDER))
    [attempt] = await running.finished(job)
    assert (attempt.state, attempt.error is not None) == (State.UNKNOWN, True)
    return job, attempt


async def test_a_number_given_by_a_person_goes_to_allegro_once(losing: Shop) -> None:
    async with losing.open() as running:
        job, attempt = await lost(running)
        assert await running.engine.decide(attempt, "pairing-7", NUMBER) is not None
        [created] = await running.finished(job)
        told = await history.read(running.ledger.database, [ORDER])
    assert (created.state, created.tracking_number, created.on_allegro, created.error) == (State.CREATED, NUMBER, "yes", None)
    assert [each.number for each in losing.marketplace.on_order[ORDER]] == [NUMBER]
    assert [(each.what, each.client, each.tracking_number) for _, each in told if each.what == "affirm"] == [
        ("affirm", "pairing-7", NUMBER)
    ]


@pytest.mark.parametrize("enough", [True, False])
async def test_the_label_is_fetched_where_the_number_is_enough_for_it(losing: Shop, enough: bool) -> None:
    losing.carrier.numbers_are_ids = enough
    asked: list[str] = []

    def no_label(ids: Sequence[str]) -> Sequence[LabelPart]:
        asked.extend(ids)
        return ()

    losing.carrier.label_of = no_label
    async with losing.open() as running:
        job, attempt = await lost(running)
        await running.engine.decide(attempt, "test", NUMBER)
        [created] = await running.finished(job)
    assert created.shipment_id == (NUMBER if enough else None)
    assert bool(asked) is enough
    assert created.label == "failed"
    assert created.label_error is not None
    assert (created.label_error.code is ErrorCode.LABEL_AT_CARRIER) is not enough


async def test_a_parcel_said_not_to_exist_frees_the_order(losing: Shop) -> None:
    async with losing.open() as running:
        job, attempt = await lost(running)
        assert await running.engine.decide(attempt, "test", None) is not None
        [refused] = await running.ledger.items(job)
        losing.carrier.answer = lambda parcel: None
        [again] = await running.finished(await running.ship(losing.item(ORDER)))
    assert refused.state is State.REFUSED
    assert refused.error is not None
    assert (refused.error.code, refused.error.outcome) == (ErrorCode.DECLARED_NOT_CREATED, "not_sent")
    assert again.state is State.CREATED


@pytest.mark.parametrize("number", [NUMBER, None])
async def test_nobody_decides_while_the_agent_still_looks(losing: Shop, number: str | None) -> None:
    losing.carrier.lookup_pauses_s = (3600.0,)
    async with losing.open() as running:
        job = await running.ship(losing.item(ORDER))
        [attempt] = await running.until(lambda items: items[0].state is State.UNKNOWN, job)
        assert await running.engine.decide(attempt, "test", number) is None
        assert [each.state for each in await running.ledger.items(job)] == [State.UNKNOWN]


async def test_the_first_decision_counts(losing: Shop) -> None:
    async with losing.open() as running:
        job, attempt = await lost(running)
        assert await running.engine.decide(attempt, "test", NUMBER) is not None
        assert await running.engine.decide(attempt, "test", None) is None
        assert [each.state for each in await running.finished(job)] == [State.CREATED]


async def test_a_created_parcel_is_not_to_be_decided(shop: Shop) -> None:
    async with shop.open() as running:
        [created] = await running.finished(await running.ship(shop.item(ORDER)))
        for number in (NUMBER, None):
            assert await running.engine.decide(created, "test", number) is None
