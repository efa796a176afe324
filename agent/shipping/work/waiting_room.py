"""Attempts of which certainly nothing was sent, until whatever did not answer is tried again.

They are on disk with the moment of their next try, so the queue survives a restart, and a person can stop them.
"""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

from agent.shipping.ledger.changes import Facts
from agent.shipping.ledger.rows import Attempt, timestamp
from agent.shipping.ledger.states import Event
from agent.shipping.model.failure import Failure
from agent.shipping.ports import CarrierAccount

from .desk import Desk
from .due import DueQueue
from .loops import Loops
from .points import Point, reach
from .send import passes

PAUSES_S = (5.0, 15.0, 30.0, 60.0, 120.0, 300.0)


class WaitingRoom:
    """`route` takes an attempt that is queued again; everything about it is checked anew from there."""

    def __init__(self, desk: Desk, loops: Loops, route: Callable[[Attempt], None]) -> None:
        self._desk = desk
        self._route = route
        self._due = DueQueue(1.0)
        self._tries: dict[int, int] = {}
        loops.start(self._resume)

    async def put_off(
        self, attempt: Attempt, failure: Failure, pause_s: float | None = None, account: CarrierAccount | None = None
    ) -> None:
        """A queued attempt that cannot be sent now: what passes by itself is waited for, everything else is refused."""
        if passes(failure):
            await self.wait(attempt, failure, pause_s, account)
            return
        # Nothing was sent for a queued attempt, whatever the call that failed thought of its own outcome.
        told = failure if failure.outcome == "refused" else replace(failure, outcome="not_sent")
        await self._desk.apply(attempt, Event.REFUSE, error=told)

    async def wait(
        self, attempt: Attempt, failure: Failure, pause_s: float | None = None, account: CarrierAccount | None = None
    ) -> None:
        """Makes the attempt wait, for the account when it is known.

        `pause_s` None: as long as the failure asks for, within reason, else longer with every try.
        """
        after = await self._desk.apply(attempt, Event.WAIT, **self.facts(attempt, failure, pause_s, account))
        if after is not None:
            reach(Point.WAIT_WRITTEN)
            self.take_up(after)

    def facts(
        self, attempt: Attempt, failure: Failure, pause_s: float | None = None, account: CarrierAccount | None = None
    ) -> Facts:
        """What is written beside the event `wait`."""
        tries = self._tries.get(attempt.id, 0)
        self._tries[attempt.id] = tries + 1
        if pause_s is None:
            asked_s = failure.retry_after_s or PAUSES_S[min(tries, len(PAUSES_S) - 1)]
            pause_s = min(asked_s, PAUSES_S[-1]) * self._desk.patience
        next_try = timestamp(self._desk.now() + timedelta(seconds=pause_s))
        facts: Facts = {"error": replace(failure, outcome="not_sent"), "next_try_at": next_try}
        return facts if account is None else {**facts, "account_id": account.id, "carrier": account.carrier}

    def take_up(self, attempt: Attempt) -> None:
        """Takes an attempt that is waiting on disk."""
        due = datetime.fromisoformat(attempt.next_try_at or attempt.updated_at)
        self._due.put(attempt, max(0.0, (due - self._desk.now()).total_seconds()))

    async def _resume(self) -> None:
        async with self._due.taken(1000) as batch:
            for waiting in batch:
                after = await self._desk.apply(waiting.attempt, Event.RESUME, error=None)
                if after is not None:
                    self._route(after)
