"""The work as a whole: takes jobs, and keeps a shift running for as long as the ledger can be reached."""

import asyncio
import logging
from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from agent.shipping.ledger.database import LedgerUnavailable
from agent.shipping.ledger.rows import Attempt, NewItem
from agent.shipping.ledger.states import State
from agent.shipping.model.failure import Failure
from agent.shipping.model.shipment import ListedShipment
from shared_schema.codes import ErrorCode

from .decide import decision
from .desk import LEDGER_LOST, Desk
from .lane import Lane
from .lease import LeaseLost
from .points import Point, reach
from .shift import Shift

log = logging.getLogger(__name__)

LEDGER_PAUSES_S = (1.0, 2.0, 5.0, 10.0)
CLOSE_GRACE_S = 10.0
ANSWER_GRACE_S = 70.0
"""Longer than any call: without the ledger only the answer itself tells what became of a parcel being sent."""


class Engine:
    """Started with `start`, ended with `close`; everything it knows is on disk, so it may be killed at any moment."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._shift: Shift | None = None
        self._task: asyncio.Task[None] | None = None
        self._begun = asyncio.Event()
        self.ledger_lost = False

    async def start(self) -> None:
        """Takes up whatever was under way, and waits for jobs. Returns once the first shift has begun."""
        self._task = asyncio.create_task(self._keep_working())
        await self._begun.wait()

    async def close(self) -> None:
        """Stops all work; nothing is lost by it."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)

    async def submit(self, job_id: str, client: str, seller_id: str, items: Sequence[NewItem]) -> None:
        """Stores the job and starts on it; a job that is there already is left as it is. Raises LedgerUnavailable."""
        try:
            if not await self._desk.ledger.add_job(job_id, client, seller_id, items, self._desk.now()):
                return
            reach(Point.JOB_STORED)
            attempts = await self._desk.ledger.items(job_id)
        except LedgerUnavailable as error:
            if self._shift is not None:
                self._shift.end(error)  # the job may be stored all the same: the next shift finds it on disk
            raise
        for attempt in attempts:
            if attempt.state is State.QUEUED and self._shift is not None:
                self._shift.route(attempt)

    async def cancel(self, job_id: str, client: str, order_ids: Collection[str] | None = None, parcel: int | None = None) -> int:
        """Stops the job's attempts of which nothing was sent, with `order_ids` and `parcel` only those; how many."""
        failure = Failure(ErrorCode.CANCELLED_BY_USER, "not_sent", "stopped before anything was sent")
        changes = await self._desk.ledger.cancel(job_id, self._desk.now(), failure, client, order_ids, parcel)
        for change in changes:
            self._desk.tell(change)
        return len(changes)

    async def decide(self, attempt: Attempt, client: str, number: str | None) -> Attempt | None:
        """Writes what a person found out about a lost answer: the parcel's number, or None for "there is no parcel".

        None when the attempt does not wait for a person: it is still looked for, or was settled meanwhile.
        """
        event, facts = decision(attempt, number, self._shift.account_of(attempt) if self._shift else None)
        change = await self._desk.ledger.apply(attempt.id, event, self._desk.now(), client, seen=attempt, **facts)
        if change is None:
            return None
        self._desk.tell(change)
        if self._shift is not None:
            self._shift.route(change.attempt)
        return change.attempt

    async def withdraw(self, attempt: Attempt, client: str) -> Attempt:
        """Has the carrier take the parcel back; the attempt, withdrawn. Raises ShippingError and LedgerUnavailable."""
        return await (await self._at_work()).withdraw(attempt, client)

    def problems(self) -> list[Failure]:
        """What needs the seller: the ledger away, and by `account` in the data those that make no calls until they are tested."""
        stopped = [replace(why, data={**why.data, "account": each}) for each, why in self._desk.stopped.reasons.items()]
        return [*([LEDGER_LOST] if self.ledger_lost else []), *stopped]

    def next_tries(self) -> dict[str, datetime]:
        """Accounts whose carrier does not answer, and when it is tried again."""
        if self._shift is None:
            return {}
        out = {each.account.id: each.door.gate for each in self._shift.lanes.values() if each.door.gate.outage is not None}
        return {each: self._desk.now() + timedelta(seconds=gate.next_try_s()) for each, gate in out.items()}

    async def fetch_missing_labels(self, attempts: Sequence[Attempt]) -> dict[int, Failure]:
        """Asks once more for labels that are not kept here; by attempt id, why some are still missing."""
        if self._shift is None:
            return dict.fromkeys((each.id for each in attempts), LEDGER_LOST)
        return await self._shift.fetch_labels(attempts)

    async def lanes(self) -> list[Lane]:
        """The accounts as they are configured now. Raises LedgerUnavailable while the ledger is away."""
        return await (await self._at_work()).current_lanes()

    async def lists(self, since: datetime) -> tuple[dict[str, Sequence[ListedShipment]], dict[str, Failure | None]]:
        """What each account's carrier lists, and why some are missing: None for a carrier without a list."""
        return await (await self._at_work()).lists(since)

    async def mend(self, attempt: Attempt, client: str | None) -> bool:
        """Takes up a number or a parcel that was given up, as ordinary work; False when that cannot be done here and now."""
        return await (await self._at_work()).mend(attempt, client)

    async def _at_work(self) -> Shift:
        await self._begun.wait()
        if self._shift is None:
            raise LedgerUnavailable("no shift")
        return self._shift

    async def _keep_working(self) -> None:
        tries = 0
        while True:
            shift = Shift(self._desk)
            grace_s = CLOSE_GRACE_S
            try:
                self._shift = shift  # before it begins: a job stored while it reads the ledger is given to it as well
                await shift.begin()
                self.ledger_lost, tries = False, 0
                self._begun.set()
                await shift.until_over()
            except LedgerUnavailable as error:
                log.warning("the ledger cannot be reached (%s); nothing is created until it can", error)
                self.ledger_lost, grace_s = True, ANSWER_GRACE_S
            except LeaseLost:
                log.warning("this station was away too long; its work is read anew from the ledger")
            except Exception:  # parcels under way have to come to their end: a new shift takes them up
                log.exception("the shift failed in an unforeseen way and is begun anew")
            finally:
                self._shift = None
                self._begun.set()
                await shift.close(grace_s)
            pause_s = LEDGER_PAUSES_S[min(tries, len(LEDGER_PAUSES_S) - 1)]
            await asyncio.sleep(pause_s * min(1.0, self._desk.patience))
            tries += 1
