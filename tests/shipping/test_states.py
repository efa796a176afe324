"""The table of states: whole, without a way back from what may exist. Proven over the table, with no ledger."""

from collections.abc import Iterable

import pytest

from agent.shipping.ledger.states import (
    ANSWERS,
    DECISIONS,
    LIVE,
    MOVES,
    NAMED,
    UNDER_WAY,
    UNSENT,
    Cause,
    Event,
    Move,
    State,
    sources,
    target,
)

ENDED = {State.REFUSED, State.CANCELLED, State.WITHDRAWN}
AT_REST = ENDED | {State.CREATED}
"""What no attempt leaves by itself."""
MAY_EXIST = set(LIVE) - set(UNSENT)
NOTHING_WAS_SENT = Move(State.SENDING, Event.WAIT, State.WAITING, Cause.SILENCE)
"""The one move that takes an intent back, since nothing came of it."""


def reached(start: State, moves: Iterable[Move] = MOVES) -> set[State]:
    """The states some path leads to, the start among them."""
    moves = tuple(moves)
    found = {start}
    while more := {move.after for move in moves if move.before in found} - found:
        found |= more
    return found


def test_every_event_leads_to_one_state() -> None:
    for event in Event:
        assert {move.after for move in MOVES if move.event is event} == {target(event)}
        assert sources(event)


def test_no_state_has_two_moves_for_one_event() -> None:
    assert len({(move.before, move.event) for move in MOVES}) == len(MOVES)


def test_every_state_can_be_reached() -> None:
    assert reached(State.QUEUED) == set(State)


@pytest.mark.parametrize("state", State)
def test_only_an_ended_state_has_no_exit_and_every_other_can_end(state: State) -> None:
    assert (state in ENDED) == all(move.before is not state for move in MOVES)
    assert reached(state) & ENDED


def test_what_may_exist_at_the_carrier_never_becomes_queued_again_except_when_certainly_not_sent() -> None:
    assert [move for move in MOVES if move.after in UNSENT and move.before not in UNSENT] == [NOTHING_WAS_SENT]


@pytest.mark.parametrize("state", sorted(MAY_EXIST - {State.SENDING}))
def test_what_was_sent_is_never_sent_again_on_any_path(state: State) -> None:
    assert not reached(state) & set(sources(Event.INTEND))


def test_what_is_being_sent_is_sent_again_only_through_the_move_that_says_nothing_was() -> None:
    assert not reached(State.SENDING, set(MOVES) - {NOTHING_WAS_SENT}) & set(sources(Event.INTEND))


def test_only_an_intent_leads_from_where_nothing_was_sent_to_where_a_parcel_may_exist() -> None:
    assert {move.event for move in MOVES if move.before in UNSENT and move.after in MAY_EXIST} == {Event.INTEND}


def test_a_person_cancels_while_nothing_was_sent_and_decides_what_was_lost_and_does_nothing_else() -> None:
    persons = {Event.CANCEL, *DECISIONS}
    assert {move for move in MOVES if move.cause is Cause.PERSON} == {move for move in MOVES if move.event in persons}
    assert set(sources(Event.CANCEL)) == set(UNSENT)
    assert all(sources(each) == (State.UNKNOWN,) for each in DECISIONS)


def test_once_sent_only_the_carrier_or_a_person_who_looked_ends_an_attempt_and_silence_never_does() -> None:
    ending = {move for move in MOVES if move.before in MAY_EXIST and move.after in AT_REST}
    assert {move.cause for move in ending if move.event not in DECISIONS} == {Cause.CARRIER}
    assert not {move.after for move in MOVES if move.cause is Cause.SILENCE} & (AT_REST | {State.CONFIRMING})


def test_what_was_lost_is_refused_by_nothing_but_a_person_s_word() -> None:
    assert State.REFUSED not in reached(State.UNKNOWN, [move for move in MOVES if move.event is not Event.DENY])


def test_the_carriers_answer_finds_every_state_in_which_it_may_come() -> None:
    assert {move.cause for move in MOVES if move.event in ANSWERS} == {Cause.CARRIER}
    assert set(sources(Event.NUMBER)) == MAY_EXIST - {State.CREATED}
    assert set(sources(Event.ACCEPT)) == MAY_EXIST - {State.CREATED, State.CONFIRMING}


def test_every_state_that_may_stand_for_a_parcel_holds_the_orders_place() -> None:
    assert set(LIVE) == set(State) - ENDED
    assert set(NAMED) == {*LIVE, State.WITHDRAWN}
    assert set(UNDER_WAY) == set(LIVE) - {State.CREATED}


def test_only_a_parcel_that_is_there_is_taken_back_by_the_carriers_word_and_for_good() -> None:
    taken_back = [move for move in MOVES if State.WITHDRAWN in (move.before, move.after)]
    assert taken_back == [Move(State.CREATED, Event.WITHDRAW, State.WITHDRAWN, Cause.CARRIER)]
    assert [move.after for move in MOVES if move.before is State.CREATED] == [State.WITHDRAWN]
