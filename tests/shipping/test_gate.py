"""The gate of an account: closed by an outage with growing pauses, or by refused credentials until a person opens it."""

import asyncio
from dataclasses import replace

import pytest

from agent.shipping.model.failure import Failure
from agent.shipping.work.gate import LOST_IN_A_ROW, OUTAGE_PAUSES_S, Gate
from shared_schema.codes import ErrorCode

NOBODY_THERE = Failure(ErrorCode.CARRIER_UNAVAILABLE, "not_sent", "nobody listens")
LOST = Failure(ErrorCode.CARRIER_TIMEOUT, "unknown", "no answer")
REFUSED = Failure(ErrorCode.CARRIER_REFUSED, "refused", "no")
UNAUTHORISED = Failure(ErrorCode.CREDENTIALS_REFUSED, "refused", "token")
PATIENCE = 0.001


def gate() -> Gate:
    return Gate(concurrency=2, requests_per_minute=60_000, patience=PATIENCE)


def lengths(tried: Gate, failure: Failure, times: int) -> list[int]:
    """The pauses of so many failures, one after the other, each when the last pause is over."""
    pauses = []
    for _ in range(times):
        now = asyncio.get_running_loop().time()
        tried.consider(failure, creating=True)
        assert tried.outage is not None
        pauses.append(round((tried.outage.due - now) / PATIENCE))
        tried.outage = type(tried.outage)(tried.outage.failure, now)  # over
    return pauses


async def test_pauses_grow_up_to_the_longest() -> None:
    found = lengths(gate(), NOBODY_THERE, len(OUTAGE_PAUSES_S) + 2)
    assert found == [*map(round, OUTAGE_PAUSES_S), round(OUTAGE_PAUSES_S[-1]), round(OUTAGE_PAUSES_S[-1])]


async def test_after_an_answer_they_begin_anew() -> None:
    tried = gate()
    lengths(tried, NOBODY_THERE, 4)
    tried.answered(creating=True)
    assert tried.outage is None
    assert lengths(tried, NOBODY_THERE, 1) == [round(OUTAGE_PAUSES_S[0])]


async def test_a_single_lost_answer_is_no_outage_but_several_in_a_row_are() -> None:
    tried = gate()
    for _ in range(LOST_IN_A_ROW - 1):
        tried.consider(LOST, creating=True)
        assert tried.outage is None
    tried.consider(LOST, creating=True)
    assert tried.outage is not None


async def test_a_look_up_that_is_answered_does_not_hide_that_parcels_are_lost() -> None:
    tried = gate()
    for _ in range(LOST_IN_A_ROW):
        tried.consider(LOST, creating=True)
    tried.answered()
    assert tried.outage is None
    tried.consider(LOST, creating=True)
    assert tried.outage is not None


async def test_a_refusal_is_an_answer() -> None:
    tried = gate()
    tried.consider(NOBODY_THERE)
    tried.consider(REFUSED, creating=True)
    assert tried.outage is None


async def test_a_turn_is_given_at_once_while_a_slot_waits_for_the_outage_to_end() -> None:
    tried = gate()
    tried.consider(NOBODY_THERE)
    entered = asyncio.Event()

    async def call() -> None:
        async with tried.slot():
            entered.set()

    async with asyncio.timeout(5):
        async with tried.turn():
            pass
    waiting = asyncio.create_task(call())
    await asyncio.sleep(0)  # one turn of the loop
    assert not entered.is_set()
    tried.answered()
    async with asyncio.timeout(5):
        await waiting
    assert entered.is_set()


async def test_an_outage_is_due_for_its_next_try_after_the_pause() -> None:
    tried = gate()
    waiting = asyncio.create_task(tried.due())
    await asyncio.sleep(0)  # one turn of the loop
    assert not waiting.done()
    tried.consider(NOBODY_THERE)
    async with asyncio.timeout(5):
        await waiting


@pytest.mark.parametrize("failure", [NOBODY_THERE, LOST, REFUSED, UNAUTHORISED])
async def test_a_stop_stays_whatever_comes_after(failure: Failure) -> None:
    tried = gate()
    tried.consider(UNAUTHORISED)
    tried.consider(failure)
    tried.answered(creating=True)
    assert tried.stopped == UNAUTHORISED


async def test_a_refused_password_is_an_answer_too_and_no_outage_is_asked_about_with_it() -> None:
    tried = gate()
    tried.consider(NOBODY_THERE)
    tried.consider(UNAUTHORISED)
    assert tried.outage is None
    tried.consider(NOBODY_THERE)  # a call that was under way
    with pytest.raises(TimeoutError):
        await asyncio.wait_for(tried.due(), 0.05)
    async with asyncio.timeout(5), tried.slot():
        pass  # who asks learns that the account is stopped, instead of waiting for a person
    tried.stop(None)
    async with asyncio.timeout(5):
        await tried.due()


async def test_a_carrier_that_asks_to_wait_is_not_asked_before() -> None:
    tried = Gate(concurrency=1, requests_per_minute=60, patience=1.0)
    tried.consider(replace(NOBODY_THERE, retry_after_s=60.0), creating=True)
    assert tried.next_try_s() > 50


async def _at_once(tried: Gate) -> int:
    """How many of three calls are let in at once."""
    inside, go = 0, asyncio.Event()

    async def call() -> None:
        nonlocal inside
        async with tried.turn():
            inside += 1
            await go.wait()

    calls = [asyncio.create_task(call()) for _ in range(3)]
    for _ in range(10):
        await asyncio.sleep(0)  # one turn of the loop
    found = inside
    go.set()
    await asyncio.gather(*calls)
    return found


async def test_one_call_goes_ahead_until_the_credentials_are_known_to_be_good() -> None:
    tried = gate()
    assert await _at_once(tried) == 1
    tried.consider(REFUSED, creating=True)
    assert await _at_once(tried) == 1
    tried.answered()
    assert await _at_once(tried) == 2
    tried.doubt()
    assert await _at_once(tried) == 1
    tried.answered()
    tried.consider(UNAUTHORISED)
    tried.stop(None)
    assert await _at_once(tried) == 1
