"""The table of states: whole, without a way back from what may exist."""

from agent.shipping.ledger.states import LIVE, TRANSITIONS, UNDER_WAY, Event, State, sources, target


def test_every_event_leads_to_one_state() -> None:
    for event in Event:
        assert {after for (_, each), after in TRANSITIONS.items() if each is event} == {target(event)}
        assert sources(event)


def test_what_may_exist_at_the_carrier_never_becomes_queued_again_except_when_certainly_not_sent() -> None:
    assert [(state, event) for (state, event), after in TRANSITIONS.items() if after is State.QUEUED] == [
        (State.SENDING, Event.REQUEUE)
    ]


def test_every_state_that_may_stand_for_a_parcel_holds_the_orders_place() -> None:
    assert set(LIVE) == set(State) - {State.REFUSED, State.CANCELLED}
    assert set(UNDER_WAY) < set(LIVE)


def test_every_state_can_be_reached() -> None:
    reached = {State.QUEUED}
    for _ in State:
        reached |= {after for (before, _event), after in TRANSITIONS.items() if before in reached}
    assert reached == set(State)
