"""The table of states: whole, without a way back from what may exist."""

from agent.shipping.ledger.states import LIVE, MOVES, UNDER_WAY, UNSENT, Event, State, sources, target


def test_every_event_leads_to_one_state() -> None:
    for event in Event:
        assert {move.after for move in MOVES if move.event is event} == {target(event)}
        assert sources(event)


def test_what_may_exist_at_the_carrier_never_becomes_queued_again_except_when_certainly_not_sent() -> None:
    back = [(move.before, move.event) for move in MOVES if move.after in UNSENT and move.before not in UNSENT]
    assert back == [(State.SENDING, Event.WAIT)]


def test_every_state_that_may_stand_for_a_parcel_holds_the_orders_place() -> None:
    assert set(LIVE) == set(State) - {State.REFUSED, State.CANCELLED}
    assert set(UNDER_WAY) < set(LIVE)


def test_every_state_can_be_reached() -> None:
    reached = {State.QUEUED}
    for _ in State:
        reached |= {move.after for move in MOVES if move.before in reached}
    assert reached == set(State)
