"""Compares ledger, carriers and Allegro for the last days: when asked, and once a day; and mends what is safe to mend.

Reading changes nothing. Mending only takes up what was given up, as ordinary work: a number is added after the order's numbers
were read again, a lost parcel is looked up. Whatever else is found is told to people.
"""

import asyncio
import logging
import uuid
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Literal

from agent.shipping.ledger.database import LedgerUnavailable
from agent.shipping.ledger.rounds import begin_round
from agent.shipping.ledger.rows import Attempt
from agent.shipping.ledger.states import State
from agent.shipping.model.failure import Failure, ShippingError
from agent.shipping.model.shipment import RecentOrder
from agent.shipping.reconcile.compare import compare
from agent.shipping.reconcile.sides import Finding, Mending, Sides
from shared_schema.codes import ErrorCode, FindingCode

from .desk import LEDGER_LOST, Desk
from .engine import Engine

log = logging.getLogger(__name__)

DAYS = 7
GRACE = timedelta(minutes=10)
"""What is younger is work under way: numbers on their way to Allegro, parcels not in the carrier's list yet, clocks apart."""
MARGIN = timedelta(days=1)
"""So much further back the ledger and the carriers' lists are read, so that nothing at the edge seems to be missing."""
FIRST_AFTER_S = 600.0
AGAIN_AFTER_S = 3600.0
TRIES = 3
"""How often a day's comparison is made when some side cannot be read."""
EVERY = timedelta(hours=23)
"""A little less than a day, so that an agent started at the same hour every morning does it every morning."""
MEND_S = 90.0
MEND_LOOK_S = 0.5
KEPT = 5
"""Runs remembered; older ones are forgotten."""


@dataclass(slots=True)
class Run:
    """One comparison, filling up. `unread`: sides that could not be read, by account id, Allegro under None."""

    id: str
    days: int
    started_at: datetime
    state: Literal["reading", "mending", "finished"] = "reading"
    finished_at: datetime | None = None
    attempts: int = 0
    parcels: int = 0
    orders: int = 0
    findings: list[Finding] = field(default_factory=list)
    unread: dict[str | None, Failure | None] = field(default_factory=dict)
    failure: Failure | None = None

    @property
    def to_look_at(self) -> int:
        """How many findings are more than good to know, and not mended."""
        return sum(each.weight != "information" and each.mending != "done" for each in self.findings)

    @property
    def whole(self) -> bool:
        """Whether every side that has a list could be read."""
        return self.failure is None and not any(self.unread.values())


class Reconciler:
    """`keep` gets every finished run, to be kept for people."""

    def __init__(self, desk: Desk, engine: Engine, keep: Callable[[Run], Awaitable[None]]) -> None:
        self._desk = desk
        self._engine = engine
        self._keep = keep
        self._runs: dict[str, Run] = {}
        self._one_at_a_time = asyncio.Lock()
        self._tasks: set[asyncio.Task[None]] = set()

    def begin(self, days: int, mend: bool, client: str | None = None) -> Run:
        """Starts a comparison; `client` is the pairing that asked for it."""
        run = Run(str(uuid.uuid4()), days, self._desk.now())
        self._remember(run)
        self._start(self._fill(run, mend, client))
        return run

    def run(self, run_id: str) -> Run | None:
        """A run that is not forgotten yet."""
        return self._runs.get(run_id)

    def start_daily(self) -> None:
        """Compares once a day from now on, at one station of the ledger; what could not be read whole is read again soon."""
        self._start(self._every_day())

    async def close(self) -> None:
        """Stops comparing."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def _start(self, work: Awaitable[None]) -> None:
        task = asyncio.ensure_future(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    def _remember(self, run: Run) -> None:
        self._runs[run.id] = run
        for old in list(self._runs)[:-KEPT]:
            del self._runs[old]

    async def _every_day(self) -> None:
        await asyncio.sleep(FIRST_AFTER_S)
        tries_left = 0
        while True:
            try:
                ledger = self._desk.ledger
                if await begin_round(ledger.database, ledger.own, "reconciled", EVERY):
                    tries_left = TRIES
                if tries_left:
                    run = Run(str(uuid.uuid4()), DAYS, self._desk.now())
                    await self._fill(run, mend=False, client=None)
                    tries_left = 0 if run.whole else tries_left - 1
            except LedgerUnavailable:
                log.info("the daily comparison waits for the ledger")
            await asyncio.sleep(AGAIN_AFTER_S)

    async def _fill(self, run: Run, mend: bool, client: str | None) -> None:
        async with self._one_at_a_time:
            try:
                run.findings = compare(await self._read(run))
                if mend:
                    run.state = "mending"
                    await self._mend(run, client)
            except ShippingError as error:
                run.failure = error.failure
            except LedgerUnavailable:
                run.failure = LEDGER_LOST
            except Exception:  # a task nobody waits for: the report has to say that there is none
                log.exception("comparing failed")
                run.failure = Failure(ErrorCode.INTERNAL, "not_sent", "comparing failed")
            run.finished_at, run.state = self._desk.now(), "finished"
            if run.failure is None:
                await self._keep(run)
            log.info("compared %d days: %d findings, %d to look at", run.days, len(run.findings), run.to_look_at)

    async def _read(self, run: Run) -> Sides:
        """The ledger comes last: whatever others say is then older than what it knows."""
        now = self._desk.now()
        since = now - timedelta(days=run.days)
        listed, missing = await self._engine.lists(since - MARGIN)
        run.unread.update(missing)
        orders: dict[str, RecentOrder] = {}
        seller_ids: list[str] = []
        try:
            sellers = await self._desk.marketplace.sellers()
            for failure in sellers.failures.values():
                raise ShippingError(failure)
            seller_ids = [each.id for each in sellers.connected]
            for each in seller_ids:
                orders |= {order.order_id: order async for order in self._desk.marketplace.recent(each, since)}
        except ShippingError as error:
            orders = {}
            run.unread[None] = error.failure
        attempts = await self._desk.ledger.changed_since(since - MARGIN)
        if None not in run.unread:
            sent = [each for each in attempts if each.seller_id in seller_ids and each.sent_at >= since]
            try:
                await self._read_numbers(orders, sent)
            except ShippingError as error:
                orders = {}
                run.unread[None] = error.failure
        run.attempts = sum(each.sent_at >= since for each in attempts)
        run.parcels = sum(each.live and each.created_at >= since for shipments in listed.values() for each in shipments)
        run.orders = len(orders)
        return Sides(since, now - GRACE, seller_ids, attempts, listed, orders)

    async def _read_numbers(self, orders: dict[str, RecentOrder], attempts: Sequence[Attempt]) -> None:
        """Asks the orders themselves where a number of ours seems to be missing: bought earlier, or changed meanwhile."""
        for attempt in attempts:
            order = orders.get(attempt.order_id)
            standing = {each.number for each in order.numbers} if order else set()
            if attempt.state is not State.CREATED or attempt.tracking_number in standing:
                continue
            try:
                numbers = tuple(await self._desk.marketplace.numbers(attempt.seller_id, attempt.order_id))
            except ShippingError as error:
                if error.failure.code is not ErrorCode.ORDER_NOT_FOUND:
                    raise
                orders.pop(attempt.order_id, None)  # merged with another order, perhaps: nothing can be said of it
                continue
            known = order or RecentOrder(attempt.order_id, marked_sent=False, numbers=())
            orders[attempt.order_id] = replace(known, numbers=numbers)

    async def _mend(self, run: Run, client: str | None) -> None:
        for position, finding in enumerate(run.findings):
            attempt = await self._attempt(finding)
            if finding.mending == "possible" and attempt is not None:
                begun = await self._engine.mend(attempt, client)
                run.findings[position] = replace(finding, mending="under_way" if begun else "failed")
        for _ in range(round(MEND_S / MEND_LOOK_S)):
            if not await self._under_way(run):
                return
            await asyncio.sleep(MEND_LOOK_S)

    async def _under_way(self, run: Run) -> bool:
        """Notes what has been mended meanwhile; whether anything is still under way."""
        for position, finding in enumerate(run.findings):
            attempt = await self._attempt(finding) if finding.mending == "under_way" else None
            if attempt is not None:
                run.findings[position] = replace(finding, mending=_mended(finding.code, attempt))
        return any(each.mending == "under_way" for each in run.findings)

    async def _attempt(self, finding: Finding) -> Attempt | None:
        return None if finding.attempt_id is None else await self._desk.ledger.attempt(finding.attempt_id)


def _mended(code: FindingCode, attempt: Attempt) -> Mending:
    if code is FindingCode.NUMBER_MISSING:
        return "done" if attempt.on_allegro == "yes" else "under_way" if attempt.on_allegro == "waiting" else "failed"
    if attempt.state in (State.CONFIRMING, State.CREATED):
        return "done"
    return "under_way" if attempt.state is State.SENDING or attempt.error is None else "failed"
