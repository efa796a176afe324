"""The work as a whole: takes jobs, reads their orders, gives each attempt to its account's lane, resumes after a start."""

import asyncio
import logging
from collections.abc import Sequence

from agent.shipping.ledger.rows import Attempt, NewItem
from agent.shipping.ledger.states import Event, State
from agent.shipping.model.failure import Failure, ShippingError
from agent.shipping.model.order import Order
from agent.shipping.model.plan import Choices, Unshippable
from agent.shipping.planning.plan import make_plan
from agent.shipping.ports import CarrierAccount
from shared_schema.codes import ErrorCode

from .desk import Desk
from .labels import fetch, has_label
from .lane import Lane
from .loops import for_ever
from .reporter import Reporter
from .throttle import Throttle

log = logging.getLogger(__name__)


class Engine:
    """Started with `start`, ended with `close`; everything it knows is on disk, so it may be killed at any moment."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._lanes: dict[str, Lane] = {}
        self._intake: asyncio.Queue[Attempt] = asyncio.Queue()
        self._tasks: list[asyncio.Task[None]] = []
        self._reporter: Reporter | None = None

    async def start(self) -> None:
        """Takes up whatever was under way, and waits for jobs."""
        self._reporter = Reporter(self._desk, self._account_of)
        await self._refresh_lanes()
        for attempt in await self._desk.ledger.open_attempts():
            self._route(attempt)
        self._tasks = [asyncio.create_task(for_ever(self._take_in))]

    async def close(self) -> None:
        """Stops all work; nothing is lost by it."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        if self._reporter is not None:
            await self._reporter.close()
        await asyncio.gather(*(lane.close() for lane in self._lanes.values()))

    async def submit(self, job_id: str, client: str, seller_id: str, items: Sequence[NewItem]) -> None:
        """Stores the job and starts on it; a job that is there already is left as it is."""
        if await self._desk.ledger.add_job(job_id, client, seller_id, items, self._desk.now()):
            for attempt in await self._desk.ledger.items(job_id):
                if attempt.state is State.QUEUED:
                    self._intake.put_nowait(attempt)

    async def cancel(self, job_id: str) -> int:
        """Stops the job's queued attempts; how many."""
        failure = Failure(ErrorCode.CANCELLED_BY_USER, "not_sent", "stopped before anything was sent")
        changes = await self._desk.ledger.cancel(job_id, self._desk.now(), failure)
        for change in changes:
            self._desk.changed(change)
        return len(changes)

    def stopped_accounts(self) -> dict[str, Failure]:
        """Accounts that make no calls until their credentials are mended, and why."""
        return {lane.account.id: lane.stopped for lane in self._lanes.values() if lane.stopped is not None}

    async def fetch_missing_labels(self, attempts: Sequence[Attempt]) -> dict[int, Failure]:
        """Asks once more for labels that are not kept yet; by attempt id, why some are still missing."""
        failures: dict[int, Failure] = {}
        await self._refresh_lanes()
        for account_id in {attempt.account_id for attempt in attempts}:
            wanted = [each for each in attempts if each.account_id == account_id and has_label(each)]
            account = self._account(account_id)
            if account is None:
                gone = Failure(ErrorCode.NOT_CONFIGURED, "not_sent", "the account is not configured any more")
                failures.update(dict.fromkeys((each.id for each in wanted), gone))
                continue
            throttle = Throttle(1, account.requests_per_minute)
            for start in range(0, len(wanted), account.max_ids_per_call):
                chunk = wanted[start : start + account.max_ids_per_call]
                try:
                    failures.update(await fetch(self._desk, account, throttle, chunk))
                except ShippingError as error:
                    failures.update(dict.fromkeys((each.id for each in chunk), error.failure))
        return failures

    async def _take_in(self) -> None:
        batch = {(attempt := await self._intake.get()).order_id: attempt}
        while not self._intake.empty():
            attempt = self._intake.get_nowait()
            if attempt.order_id in batch:
                self._intake.put_nowait(attempt)
                break
            batch[attempt.order_id] = attempt
        await self._refresh_lanes()
        accounts, unready = await self._desk.accounts.enabled()
        try:
            async for read in self._desk.marketplace.orders(list(batch)):
                if isinstance(read, Order):
                    attempt = batch.pop(read.id)
                    planned = make_plan(read, accounts, unready, Choices(attempt.size))
                    if isinstance(planned, Unshippable):
                        await self._refuse(attempt, planned.failure)
                    else:
                        self._lanes[planned.account_id].submit(attempt, read)
                else:
                    await self._refuse(batch.pop(read[0]), read[1])
            left = Failure(ErrorCode.ORDER_NOT_FOUND, "not_sent", "Allegro did not give the order")
        except ShippingError as error:
            left = error.failure
        except Exception:
            log.exception("the orders could not be read")
            left = Failure(ErrorCode.INTERNAL, "not_sent", "the orders could not be read")
        for attempt in batch.values():
            await self._refuse(attempt, left)

    async def _refuse(self, attempt: Attempt, failure: Failure) -> None:
        await self._desk.apply(attempt, Event.REFUSE, error=failure)

    async def _refresh_lanes(self) -> None:
        accounts, _ = await self._desk.accounts.enabled()
        for account in accounts:
            if account.id in self._lanes:
                self._lanes[account.id].use(account)
            else:
                self._lanes[account.id] = Lane(self._desk, account, self._route)

    def _route(self, attempt: Attempt) -> None:
        """Every attempt goes to the stage its state on disk belongs to, after a start as in the middle of a job."""
        if attempt.state is State.QUEUED:
            self._intake.put_nowait(attempt)
            return
        if self._reporter is not None and attempt.state is State.CREATED and attempt.on_allegro == "waiting":
            self._reporter.take_up(attempt)
        lane = self._lanes.get(attempt.account_id or "")
        if lane is not None:
            lane.take_up(attempt)
        elif attempt.working:
            log.warning("attempt %s waits for the account %s, which is not there", attempt.id, attempt.account_id)

    def _account_of(self, attempt: Attempt) -> CarrierAccount | None:
        return self._account(attempt.account_id)

    def _account(self, account_id: str | None) -> CarrierAccount | None:
        lane = self._lanes.get(account_id or "")
        return lane.account if lane else None
