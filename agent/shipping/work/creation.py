"""From a queued attempt to the carrier's answer on disk: the last check, the batch, intent, call, outcome."""

import asyncio
import logging
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import replace

from agent.shipping.ledger.database import LedgerUnavailable
from agent.shipping.ledger.rows import Attempt, timestamp
from agent.shipping.ledger.states import Event, State
from agent.shipping.model.failure import Failure
from agent.shipping.model.order import Order
from agent.shipping.model.plan import Plan
from agent.shipping.model.shipment import Created
from shared_schema.codes import ErrorCode

from .check import check
from .desk import Desk, Outcome
from .door import Door
from .loops import Loops
from .points import Point, reach
from .send import call, intend, outcome
from .waiting_room import WaitingRoom

log = logging.getLogger(__name__)

CHECKS_AT_ONCE = 8
BATCH_GATHER_S = 10.0
"""How long a call of many waits for parcels that are still being checked; it leaves at once when there are none."""


class Creation:
    """Creates parcels at one account. `route` takes every attempt whose outcome is written, or that is another account's."""

    def __init__(self, desk: Desk, door: Door, loops: Loops, room: WaitingRoom, route: Callable[[Attempt], None]) -> None:
        account = door.account
        self._desk = desk
        self._door = door
        self._room = room
        self._route = route
        self._checks: asyncio.Queue[tuple[Attempt, Order]] = asyncio.Queue()
        self._ready: asyncio.Queue[tuple[Attempt, Plan]] = asyncio.Queue(2 * account.concurrency * account.max_parcels_per_call)
        self._checking = 0
        self._checked = asyncio.Event()
        self._gathering = asyncio.Lock()
        self._sending: set[asyncio.Task[None]] = set()
        for _ in range(max(2 * account.concurrency, min(account.max_parcels_per_call, CHECKS_AT_ONCE))):
            loops.start(self._check)
        for _ in range(account.concurrency):
            loops.start(self._create)

    @property
    def busy(self) -> bool:
        """Whether parcels are on their way to the carrier."""
        return bool(self._checks.qsize() or self._ready.qsize())

    async def close(self, grace_s: float) -> None:
        """Lets calls that create parcels come to their answer, so that none has to be looked up for it.

        To be called when the loops have ended. What is under way after the grace stays on disk and is taken up again.
        """
        if self._sending:
            await asyncio.wait(self._sending, timeout=grace_s)
        for sending in self._sending:
            sending.cancel()
        await asyncio.gather(*self._sending, return_exceptions=True)

    def submit(self, attempt: Attempt, order: Order) -> None:
        """Takes a queued attempt whose order this account ships."""
        self._checks.put_nowait((attempt, order))

    async def _check(self) -> None:
        attempt, order = await self._checks.get()
        self._checking += 1
        try:
            await self._check_one(attempt, order)
        finally:
            self._checking -= 1
            self._checked.set()

    async def _check_one(self, attempt: Attempt, order: Order) -> None:
        try:
            shut = self._door.shut()
            verdict = shut if shut is not None else await check(self._desk, attempt, order, *await self._desk.enabled())
        except LedgerUnavailable:
            raise
        except Exception:  # nothing was sent yet, so the attempt may simply come again
            log.exception("attempt %s could not be checked", attempt.id)
            await self._room.wait(attempt, Failure(ErrorCode.INTERNAL, "not_sent", "checking failed"))
            return
        if isinstance(verdict, Failure):
            await self._put_off(attempt, verdict)
        elif verdict.account_id != self._door.account.id:
            self._route(attempt)  # the configuration changed meanwhile: another account's order
        else:
            reach(Point.CHECKED)
            await self._ready.put((attempt, verdict))

    async def _put_off(self, attempt: Attempt, failure: Failure) -> None:
        await self._room.put_off(attempt, failure, self._door.pause_s(), self._door.account)

    async def _create(self) -> None:
        async with self._gathering:
            batch = await self._gather()
        await self._desk.not_paused.wait()
        async with self._door.gate.turn():
            # The turn comes before the intent: between intent and call there must be nothing to wait for.
            sending = asyncio.create_task(self._send(batch))
            self._sending.add(sending)
            sending.add_done_callback(self._sent)
            await asyncio.shield(sending)

    async def _gather(self) -> list[tuple[Attempt, Plan]]:
        """As many parcels as one call takes, those on their way here included."""
        batch = [await self._ready.get()]
        with suppress(TimeoutError):
            async with asyncio.timeout(BATCH_GATHER_S):
                while len(batch) < self._door.account.max_parcels_per_call:
                    self._checked.clear()
                    if not self._ready.empty():
                        batch.append(self._ready.get_nowait())
                    elif self._checking or not self._checks.empty():
                        await self._checked.wait()
                    else:
                        break
        return batch

    def _sent(self, sending: asyncio.Task[None]) -> None:
        self._sending.discard(sending)
        if not sending.cancelled():
            sending.exception()  # looked at, so that asyncio does not report it when the shift has ended meanwhile

    async def _send(self, batch: Sequence[tuple[Attempt, Plan]]) -> None:
        shut = self._door.shut()
        if shut is not None:
            for attempt, _ in batch:
                await self._put_off(attempt, shut)
            return
        intended = await self._intend(batch)
        if not intended:
            return
        if not self._desk.lease.valid:
            # Others may have our work by now; nothing was sent, and that is certain only here.
            late = Failure(ErrorCode.LEDGER_UNAVAILABLE, "not_sent", "this station was away too long to send")
            await self._conclude([(attempt, late) for attempt, _ in intended])
            return
        answers = await call(self._door.account, intended)
        reach(Point.ANSWER_ARRIVED)
        self._door.learn(list(answers.values()))
        await self._conclude([(attempt, answers[attempt.reference]) for attempt, _ in intended])
        await self._desk.stopped.write()

    async def _intend(self, batch: Sequence[tuple[Attempt, Plan]]) -> list[tuple[Attempt, Plan]]:
        """The attempts whose intent is on disk, all of one call at once. Without the ledger nothing is sent."""
        intent_at = timestamp(self._desk.now())
        try:
            intended = await intend(self._desk, self._door.account, batch, intent_at)
        except LedgerUnavailable:
            # Nobody knows whether the intents were stored; that nothing was sent for them is certain.
            failure = Failure(ErrorCode.LEDGER_UNAVAILABLE, "not_sent", "the ledger cannot be written")
            perhaps = [replace(attempt, state=State.SENDING, intent_at=intent_at) for attempt, _ in batch]
            self._desk.unwritten.extend(Outcome(each, Event.WAIT, self._room.facts(each, failure, 0.0)) for each in perhaps)
            raise
        for _ in intended:
            reach(Point.INTENT_WRITTEN)
        return intended

    async def _conclude(self, answers: Sequence[tuple[Attempt, Created | Failure]]) -> None:
        """Writes the outcomes of one call at once, or keeps them when the ledger does not take them now: LedgerUnavailable."""
        outcomes = [self._outcome(attempt, answer) for attempt, answer in answers]
        try:
            written = await self._desk.conclude_all(outcomes)
        except LedgerUnavailable:
            raise
        except Exception:  # one outcome that cannot be written must not take the others along
            log.exception("the outcomes of %d orders could not be written at once", len(outcomes))
            written = await self._conclude_one_by_one(outcomes)
        for _ in written:
            reach(Point.OUTCOME_WRITTEN)
        # Together, so that labels of one call are asked for in one call too.
        for after in written:
            if after is not None:
                self._route(after)

    async def _conclude_one_by_one(self, outcomes: Sequence[Outcome]) -> list[Attempt | None]:
        """So that one which cannot be written costs the others nothing. Raises LedgerUnavailable after the last one."""
        unavailable: LedgerUnavailable | None = None
        written: list[Attempt | None] = []
        for each in outcomes:
            try:
                [after] = await self._desk.conclude_all([each])
            except LedgerUnavailable as error:
                unavailable = error
                continue
            except Exception:  # a defect costs the one order it meets
                log.exception("order %s: the outcome could not be written", each.attempt.order_id)
                after = each.attempt  # the intent on disk makes it a lost answer
            written.append(after)
        if unavailable is not None:
            raise unavailable
        return written

    def _outcome(self, attempt: Attempt, answer: Created | Failure) -> Outcome:
        event, facts = outcome(answer)
        if event is Event.WAIT and isinstance(answer, Failure):
            facts = self._room.facts(attempt, answer, self._door.pause_s(), self._door.account)
        return Outcome(attempt, event, facts)
