"""The table of handlers against the table of methods: none without the other. What an item says of other stations."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import cast

import pytest

from agent.api.context import Context
from agent.api.jobs import event, job_item
from agent.api.pairing import pairing_handlers
from agent.api.plans import plan_row
from agent.api.table import shipping_handlers
from agent.demo.memory_vault import MemoryVault
from agent.server.pairing_desk import PairingDesk
from agent.server.pairings import PairingStore
from agent.settings.api import settings_handlers
from agent.settings.server import SettingsServer
from agent.shipping.ledger.changes import Change
from agent.shipping.ledger.rows import Attempt
from agent.shipping.ledger.states import State
from agent.shipping.ledger.stations import SeenStation
from agent.shipping.model.failure import Failure
from agent.shipping.model.order import OrderLine
from agent.shipping.model.plan import Unshippable
from agent.shipping.planning.earlier import earlier_shipments
from shared_schema.codes import ErrorCode
from shared_schema.methods import METHODS
from shared_schema.plans import PlanOffer
from tests.shipping.fakes import an_order


def test_every_method_has_a_handler_and_every_handler_a_method() -> None:
    shipping = shipping_handlers(cast(Context, object()))
    pairing = pairing_handlers(PairingDesk(PairingStore(MemoryVault())))
    settings = settings_handlers(SettingsServer(dict))
    assert len(shipping) + len(pairing) + len(settings) == len(METHODS)
    assert shipping.keys() | pairing.keys() | settings.keys() == METHODS.keys()


SEEN_AT = datetime(2026, 11, 25, 9, 35, tzinfo=UTC)
OTHERS = {"two": SeenStation("two", "stanowisko 2", SEEN_AT, alive=False)}
ATTEMPT = Attempt(
    id=1,
    job_id="1" * 8 + "-7f6a-41e8-ac45-09db60ede9d6",
    position=0,
    seller_id="1",
    order_id="29738e61-8a1f-11f1-ac45-09db60ede9d6",
    parcel_number=1,
    reference="29738e61-abc",
    state=State.SENDING,
    digest="d" * 16,
    size=None,
    accepted=False,
    confirmation=None,
    account_id="inpost",
    carrier="inpost",
    service=None,
    cod_grosze=None,
    intent_at=None,
    shipment_id=None,
    tracking_number=None,
    looks=0,
    next_try_at=None,
    on_allegro="none",
    label="none",
    label_pages=0,
    error=None,
    number_error=None,
    label_error=None,
    warnings=(),
    station="stanowisko 1",
    holder="two",
    created_at="2026-11-25T09:00:00.000+00:00",
    updated_at="2026-11-25T09:00:00.000+00:00",
)


@pytest.mark.parametrize(
    ("state", "elsewhere"),
    [(State.QUEUED, True), (State.WAITING, True), (State.SENDING, True), (State.REFUSED, False), (State.CANCELLED, False)],
)
def test_what_another_station_goes_on_with_names_it(state: State, elsewhere: bool) -> None:
    """In an answer, in an event and beside a plan alike: no event may make the page forget the station."""
    attempt = replace(ATTEMPT, state=state)
    told = job_item(attempt, OTHERS).elsewhere
    assert told == event(Change(attempt, 1), OTHERS).data.item.elsewhere
    assert (told is not None) is elsewhere
    [earlier] = earlier_shipments([attempt], [], OTHERS)
    assert (earlier.station_seen_at is not None) is elsewhere
    if told is not None:
        assert (told.station, told.alive) == ("stanowisko 2", False)
        assert datetime.fromisoformat(told.seen_at) == SEEN_AT
        assert earlier.station == "stanowisko 2"


CUP = OrderLine("Kubek", 2, offer_id="7")


@pytest.mark.parametrize(
    ("lines", "offer"),
    [
        ((CUP,), PlanOffer(id="7", name="Kubek", pieces=2)),
        ((CUP, replace(CUP, quantity=1)), PlanOffer(id="7", name="Kubek", pieces=3)),
        ((CUP, replace(CUP, offer_id="8")), None),
        ((CUP, replace(CUP, offer_id="")), None),
        ((replace(CUP, quantity=0),), None),
        ((), None),
    ],
)
def test_a_row_names_the_offer_where_it_is_one_alone(lines: tuple[OrderLine, ...], offer: PlanOffer | None) -> None:
    failure = Failure(ErrorCode.ORDER_UNPAID, "not_sent", "not paid")
    order = an_order(1, lines=lines)
    assert plan_row(Unshippable(order.id, failure, order), (), False).offer == offer
