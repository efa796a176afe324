"""The work at one carrier account: check, create, confirm, recover, labels; each stage with its own loop.

An attempt enters a stage by its state on disk, after a start just as in the middle of a job.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from agent.shipping.ledger.rows import Attempt
from agent.shipping.ledger.states import Event, State
from agent.shipping.model.failure import Failure, ShippingError
from agent.shipping.model.order import Order
from agent.shipping.model.plan import Plan
from agent.shipping.model.shipment import Created, Progress
from agent.shipping.ports import CarrierAccount
from shared_schema.codes import ErrorCode

from .check import check
from .desk import Desk
from .due import DueQueue, Waiting
from .labels import fetch
from .loops import for_ever
from .recover import look
from .send import call, intend, numbered, outcome
from .throttle import Throttle

log = logging.getLogger(__name__)

CONFIRM_PAUSES_S = (1.0, 2.0, 3.0, 5.0, 8.0, 13.0, 21.0, 34.0, 60.0)
STALLED_PAUSES_S = (300.0,)
CONFIRM_PATIENCE = timedelta(seconds=120)
"""After it the wait is given up, not the shipment: it is looked at on and on, and the seller is told."""
NOT_SENT_PAUSES_S = (2.0, 5.0, 15.0)
LABEL_PAUSES_S = (1.0, 2.0, 4.0, 8.0, 15.0, 30.0, 60.0, 120.0)
LOOK_AGAIN_PAUSES_S = (5.0, 15.0, 60.0)
LABEL_GATHER_S = 0.8
CLOSE_GRACE_S = 10.0
DEFECT_PAUSE_S = 15.0
MAX_PAUSE_S = 120.0


class Lane:
    """Everything under way at one account. `route` gives an attempt that leaves this lane's stages to its next place."""

    def __init__(self, desk: Desk, account: CarrierAccount, route: Callable[[Attempt], None]) -> None:
        self.account = account
        self._desk = desk
        self._route = route
        self._throttle = Throttle(account.concurrency, account.requests_per_minute)
        self._stopped: Failure | None = None
        self._checks: asyncio.Queue[tuple[Attempt, Order]] = asyncio.Queue()
        self._ready: asyncio.Queue[tuple[Attempt, Plan]] = asyncio.Queue(2 * account.concurrency * account.max_parcels_per_call)
        self._sending: set[asyncio.Task[None]] = set()
        self._not_sent_tries: dict[int, int] = {}
        self._requeued = DueQueue(desk.patience)
        self._confirming = DueQueue(desk.patience)
        self._lost = DueQueue(desk.patience)
        self._labels = DueQueue(desk.patience)
        steps: list[Callable[[], Awaitable[None]]] = [self._confirm, self._recover, self._fetch_labels, self._requeue]
        steps += [self._check] * (2 * account.concurrency) + [self._create] * account.concurrency
        self._tasks = [asyncio.create_task(for_ever(step)) for step in steps]

    async def close(self) -> None:
        """Ends the loops, but lets calls that create parcels come to their answer, so that none has to be looked up for it.

        What is under way after the grace stays on disk and is taken up at the next start.
        """
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        if self._sending:
            await asyncio.wait(self._sending, timeout=CLOSE_GRACE_S)
        for sending in self._sending:
            sending.cancel()
        await asyncio.gather(*self._sending, return_exceptions=True)

    def use(self, account: CarrierAccount) -> None:
        """Goes on with the account as it is configured now; a stop for refused credentials ends with it."""
        if account is not self.account:
            self.account = account
            self._stopped = None

    @property
    def stopped(self) -> Failure | None:
        """Why the account makes no calls any more, if so."""
        return self._stopped

    def submit(self, attempt: Attempt, order: Order) -> None:
        """Takes a queued attempt whose order this account ships."""
        self._checks.put_nowait((attempt, order))

    def take_up(self, attempt: Attempt) -> None:
        """Takes an attempt into the stage its state on disk belongs to."""
        if attempt.state in (State.SENDING, State.UNKNOWN):
            if attempt.error is None:
                self._lost.put(attempt, self.account.lookup_pauses_s[min(attempt.looks, len(self.account.lookup_pauses_s) - 1)])
        elif attempt.state is State.CONFIRMING:
            self._confirming.put(attempt, CONFIRM_PAUSES_S[0])
        elif attempt.state is State.CREATED and attempt.label == "waiting":
            self._labels.put(attempt, LABEL_GATHER_S if self._busy() else 0.0)

    def _busy(self) -> bool:
        return bool(self._checks.qsize() or self._ready.qsize() or len(self._confirming))

    async def _check(self) -> None:
        attempt, order = await self._checks.get()
        try:
            if self._stopped is not None:
                verdict: Plan | Failure = self._account_stopped()
            else:
                accounts, unready = await self._desk.accounts.enabled()
                verdict = await check(self._desk, attempt, order, accounts, unready)
            if isinstance(verdict, Failure):
                await self._refuse(attempt, verdict)
            else:
                await self._ready.put((attempt, verdict))
        except Exception:
            # Nothing was sent yet, so the attempt may simply come again.
            log.exception("attempt %s could not be checked", attempt.id)
            self._requeued.put(attempt, DEFECT_PAUSE_S)

    async def _create(self) -> None:
        batch = [await self._ready.get()]
        while len(batch) < self.account.max_parcels_per_call and not self._ready.empty():
            batch.append(self._ready.get_nowait())
        async with self._throttle.slot():
            # The slot comes before the intent: between intent and call there must be nothing to wait for.
            sending = asyncio.create_task(self._send(batch))
            self._sending.add(sending)
            sending.add_done_callback(self._sending.discard)
            await asyncio.shield(sending)

    async def _send(self, batch: Sequence[tuple[Attempt, Plan]]) -> None:
        if self._stopped is not None:
            for attempt, _ in batch:
                await self._refuse(attempt, self._account_stopped())
            return
        written = [(await self._intend(attempt, plan), plan) for attempt, plan in batch]
        intended = [(attempt, plan) for attempt, plan in written if attempt is not None]
        if not intended:
            return
        answers = await call(self.account, intended)
        for attempt, _ in intended:
            await self._conclude(attempt, answers[attempt.reference])

    async def _conclude(self, attempt: Attempt, answer: Created | Failure) -> None:
        if isinstance(answer, Failure):
            self._consider(answer)
        tries = self._not_sent_tries.get(attempt.id, 0)
        event, facts = outcome(answer, tries < len(NOT_SENT_PAUSES_S) and self._stopped is None)
        try:
            after = await self._desk.apply(attempt, event, **facts)
        except Exception:
            # The carrier answered but the ledger cannot take it now: the intent on disk makes it a lost answer.
            log.exception("the outcome of attempt %s could not be written", attempt.id)
            after = attempt
        if after is not None and event is Event.REQUEUE:
            self._not_sent_tries[attempt.id] = tries + 1
            self._requeued.put(after, NOT_SENT_PAUSES_S[tries])
        elif after is not None:
            self._route(after)

    async def _intend(self, attempt: Attempt, plan: Plan) -> Attempt | None:
        try:
            return await intend(self._desk, self.account, attempt, plan)
        except Exception:
            # Without an intent on disk nothing may be sent.
            log.exception("the intent of attempt %s could not be written", attempt.id)
            self._requeued.put(attempt, DEFECT_PAUSE_S)
            return None

    async def _requeue(self) -> None:
        for waiting in await self._requeued.take(100):
            self._route(waiting.attempt)

    async def _confirm(self) -> None:
        batch = await self._confirming.take(self.account.max_ids_per_call, gather_s=1.0)
        known: dict[str, Progress] = {}
        try:
            async with self._throttle.slot():
                progress = await self.account.progress([each.attempt.shipment_id or "" for each in batch])
            known = {each.shipment_id: each for each in progress}
        except ShippingError as error:
            self._consider(error.failure)
        for waiting in batch:
            await self._settle(waiting, known.get(waiting.attempt.shipment_id or ""))

    async def _settle(self, waiting: Waiting, progress: Progress | None) -> None:
        attempt = waiting.attempt
        if progress is not None and progress.tracking_number is not None:
            after = await self._desk.apply(attempt, Event.NUMBER, **numbered(progress.tracking_number, progress.service))
            if after is not None:
                self._route(after)
            return
        pauses: tuple[float, ...] = CONFIRM_PAUSES_S[1:]
        if progress is not None and progress.stalled is not None:
            pauses = STALLED_PAUSES_S
            if attempt.error != progress.stalled:
                attempt = await self._desk.note(attempt, error=progress.stalled) or attempt
        elif attempt.error is None and self._waited(attempt) > CONFIRM_PATIENCE:
            late = Failure(ErrorCode.CONFIRMATION_LATE, "unknown", "the carrier has the shipment but gives no number yet")
            attempt = await self._desk.note(attempt, error=late) or attempt
        self._confirming.again(waiting, attempt, pauses)

    def _waited(self, attempt: Attempt) -> timedelta:
        return self._desk.now() - datetime.fromisoformat(attempt.intent_at or attempt.created_at)

    async def _recover(self) -> None:
        batch = await self._lost.take(1000, gather_s=2.0)
        lost = [await self._lose(each.attempt) for each in batch]
        try:
            async with self._throttle.slot():
                after = await look(self._desk, self.account, [each for each in lost if each.state is State.UNKNOWN])
        except ShippingError as error:
            self._consider(error.failure)
            for waiting, attempt in zip(batch, lost, strict=True):
                self._lost.again(waiting, attempt, LOOK_AGAIN_PAUSES_S)
            return
        for attempt in after:
            self._route(attempt)

    async def _lose(self, attempt: Attempt) -> Attempt:
        if attempt.state is not State.SENDING:
            return attempt
        return await self._desk.apply(attempt, Event.LOSE) or attempt

    async def _fetch_labels(self) -> None:
        batch = await self._labels.take(self.account.max_ids_per_call, gather_s=LABEL_GATHER_S)
        try:
            failures = await fetch(self._desk, self.account, self._throttle, [each.attempt for each in batch])
        except ShippingError as error:
            self._consider(error.failure)
            failures = dict.fromkeys((each.attempt.id for each in batch), error.failure)
        for waiting in batch:
            failure = failures.get(waiting.attempt.id)
            if failure is None:
                continue
            self._consider(failure)
            if waiting.tries < len(LABEL_PAUSES_S) and self._stopped is None:
                self._labels.again(waiting, waiting.attempt, LABEL_PAUSES_S)
            else:
                await self._desk.note(waiting.attempt, label="failed", label_error=failure)

    def _consider(self, failure: Failure) -> None:
        """Stops the account after refused credentials, and makes it wait when the carrier asks for it."""
        if failure.code is ErrorCode.CREDENTIALS_REFUSED:
            self._stopped = failure
        elif failure.retry_after_s:
            self._throttle.pause(min(failure.retry_after_s, MAX_PAUSE_S))

    def _account_stopped(self) -> Failure:
        words = self._stopped.words if self._stopped else None
        return Failure(
            ErrorCode.ACCOUNT_STOPPED,
            "not_sent",
            "the carrier refused the account's credentials; nothing is sent until they are mended",
            words=words,
            data={"account": self.account.id},
        )

    async def _refuse(self, attempt: Attempt, failure: Failure) -> None:
        # Nothing was sent for a queued attempt, whatever the call that failed thought of its own outcome.
        told = failure if failure.outcome == "refused" else replace(failure, outcome="not_sent")
        await self._desk.apply(attempt, Event.REFUSE, error=told)
