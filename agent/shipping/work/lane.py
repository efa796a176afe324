"""The work at one carrier account: check, create, confirm, recover, labels; each stage with its own loop.

An attempt enters a stage by its state on disk, after a start just as in the middle of a job.
"""

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import replace
from datetime import datetime, timedelta

from agent.shipping.ledger.database import LedgerUnavailable
from agent.shipping.ledger.rows import Attempt, timestamp
from agent.shipping.ledger.states import Event, State
from agent.shipping.model.failure import Failure, ShippingError
from agent.shipping.model.order import Order
from agent.shipping.model.plan import Plan
from agent.shipping.model.shipment import Created, ListedShipment, Progress
from agent.shipping.ports import CarrierAccount
from shared_schema.codes import ErrorCode

from .check import check
from .desk import Desk, Outcome, account_stopped
from .due import DueQueue, Waiting
from .gate import Gate
from .labels import fetch
from .loops import Loops
from .points import Point, reach
from .recover import look
from .send import call, intend, numbered, outcome
from .waiting_room import WaitingRoom

log = logging.getLogger(__name__)

CONFIRM_PAUSES_S = (1.0, 2.0, 3.0, 5.0, 8.0, 13.0, 21.0, 34.0, 60.0)
STALLED_PAUSES_S = (300.0,)
CONFIRM_PATIENCE = timedelta(seconds=120)
"""After it the wait is given up, not the shipment: it is looked at on and on, and the seller is told."""
LABEL_PAUSES_S = (1.0, 2.0, 4.0, 8.0, 15.0, 30.0, 60.0, 120.0)
LOOK_AGAIN_PAUSES_S = (5.0, 15.0, 60.0)
LABEL_GATHER_S = 0.8
CHECKS_AT_ONCE = 8
BATCH_GATHER_S = 10.0
"""How long a call of many waits for parcels that are still being checked; it leaves at once when there are none."""


class Lane:
    """Everything under way at one account. `route` gives an attempt that leaves this lane's stages to its next place."""

    def __init__(
        self, desk: Desk, account: CarrierAccount, loops: Loops, room: WaitingRoom, route: Callable[[Attempt], None]
    ) -> None:
        self.account = account
        self.gate = Gate(account.concurrency, account.requests_per_minute, desk.patience)
        self._desk = desk
        self.follow_stops()
        self._room = room
        self._route = route
        self._checks: asyncio.Queue[tuple[Attempt, Order]] = asyncio.Queue()
        self._ready: asyncio.Queue[tuple[Attempt, Plan]] = asyncio.Queue(2 * account.concurrency * account.max_parcels_per_call)
        self._checking = 0
        self._checked = asyncio.Event()
        self._gathering = asyncio.Lock()
        self._sending: set[asyncio.Task[None]] = set()
        self._confirming = DueQueue(desk.patience)
        self._lost = DueQueue(desk.patience)
        self._labels = DueQueue(desk.patience)
        steps: list[Callable[[], Awaitable[None]]] = [self._confirm, self._recover, self._fetch_labels, self._probe]
        checks = max(2 * account.concurrency, min(account.max_parcels_per_call, CHECKS_AT_ONCE))
        steps += [self._check] * checks + [self._create] * account.concurrency
        for step in steps:
            loops.start(step)

    async def close(self, grace_s: float) -> None:
        """Lets calls that create parcels come to their answer, so that none has to be looked up for it.

        To be called when the loops have ended. What is under way after the grace stays on disk and is taken up again.
        """
        if self._sending:
            await asyncio.wait(self._sending, timeout=grace_s)
        for sending in self._sending:
            sending.cancel()
        await asyncio.gather(*self._sending, return_exceptions=True)

    def use(self, account: CarrierAccount) -> None:
        """Goes on with the account as it is configured now."""
        self.account = account

    def follow_stops(self) -> None:
        """Makes no more calls, or calls again, as the desk knows by now: another call than a lane's may have been refused."""
        why = self._desk.stopped.get(self.account.id)
        if why != self.gate.stopped:
            self.gate.stop(why)

    def submit(self, attempt: Attempt, order: Order) -> None:
        """Takes a queued attempt whose order this account ships."""
        self._checks.put_nowait((attempt, order))

    def take_up(self, attempt: Attempt) -> None:
        """Takes an attempt into the stage its state on disk belongs to."""
        if attempt.state in (State.SENDING, State.UNKNOWN):
            if attempt.looks < len(self.account.lookup_pauses_s):
                self._lost.put(attempt, self.account.lookup_pauses_s[attempt.looks])
        elif attempt.state is State.CONFIRMING:
            self._confirming.put(attempt, CONFIRM_PAUSES_S[0])
        elif attempt.state is State.CREATED and attempt.label == "waiting":
            self._labels.put(attempt, LABEL_GATHER_S if self._busy() else 0.0)

    def _busy(self) -> bool:
        return bool(self._checks.qsize() or self._ready.qsize() or len(self._confirming))

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
            shut = self._shut()
            verdict = shut if shut is not None else await check(self._desk, attempt, order, *await self._desk.enabled())
        except LedgerUnavailable:
            raise
        except Exception:
            # Nothing was sent yet, so the attempt may simply come again.
            log.exception("attempt %s could not be checked", attempt.id)
            await self._room.wait(attempt, Failure(ErrorCode.INTERNAL, "not_sent", "checking failed"))
            return
        if isinstance(verdict, Failure):
            await self._put_off(attempt, verdict)
        elif verdict.account_id != self.account.id:
            self._route(attempt)  # the configuration changed meanwhile: another account's order
        else:
            reach(Point.CHECKED)
            await self._ready.put((attempt, verdict))

    def _shut(self) -> Failure | None:
        """Why nothing may be created at this account now."""
        self.follow_stops()
        if self.gate.stopped is not None:
            return account_stopped(self.account.id, self.gate.stopped)
        return self.gate.outage.failure if self.gate.outage is not None else None

    async def _put_off(self, attempt: Attempt, failure: Failure) -> None:
        await self._room.put_off(attempt, failure, self._pause_s(), self.account)

    def _pause_s(self) -> float | None:
        """While the whole account is out, its attempts wait for the account's next try."""
        return self.gate.next_try_s() if self.gate.outage is not None else None

    async def _probe(self) -> None:
        """Asks a carrier that did not answer something harmless, so that no parcel is at stake in finding out."""
        await self.gate.due()
        try:
            async with self.gate.turn():
                if self.gate.stopped is not None:
                    return
                unanswered = (await self.account.check()).unanswered
        except ShippingError as error:
            await self._consider(error.failure)
        else:
            if unanswered is not None:
                await self._consider(unanswered)
            else:
                self.gate.answered()

    async def _create(self) -> None:
        async with self._gathering:
            batch = await self._gather()
        async with self.gate.turn():
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
                while len(batch) < self.account.max_parcels_per_call:
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
        shut = self._shut()
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
        answers = await call(self.account, intended)
        reach(Point.ANSWER_ARRIVED)
        self._learn(list(answers.values()))
        await self._conclude([(attempt, answers[attempt.reference]) for attempt, _ in intended])
        await self._desk.write_stops()

    async def _intend(self, batch: Sequence[tuple[Attempt, Plan]]) -> list[tuple[Attempt, Plan]]:
        """The attempts whose intent is on disk. Without the ledger nothing is sent, nor what had its intent written before."""
        intended: list[tuple[Attempt, Plan]] = []
        for attempt, plan in batch:
            intent_at = timestamp(self._desk.now())
            try:
                written = await intend(self._desk, self.account, attempt, plan, intent_at)
            except LedgerUnavailable:
                # Nobody knows whether the last intent was stored; that nothing was sent for it is certain.
                perhaps = replace(attempt, state=State.SENDING, intent_at=intent_at)
                failure = Failure(ErrorCode.LEDGER_UNAVAILABLE, "not_sent", "the ledger cannot be written")
                unsent = [*(each for each, _ in intended), perhaps]
                self._desk.unwritten.extend(Outcome(each, Event.WAIT, self._room.facts(each, failure, 0.0)) for each in unsent)
                raise
            if written is not None:
                intended.append((written, plan))
                reach(Point.INTENT_WRITTEN)
        return intended

    async def _conclude(self, answers: Sequence[tuple[Attempt, Created | Failure]]) -> None:
        """Writes every outcome, or keeps those the ledger does not take now. Raises LedgerUnavailable after the last one."""
        unavailable: LedgerUnavailable | None = None
        written: list[Attempt] = []
        for attempt, answer in answers:
            event, facts = outcome(answer)
            if event is Event.WAIT and isinstance(answer, Failure):
                facts = self._room.facts(attempt, answer, self._pause_s(), self.account)
            try:
                after = await self._desk.conclude(attempt, event, facts)
            except LedgerUnavailable as error:
                unavailable = error
                continue
            except Exception:
                log.exception("order %s: the outcome could not be written", attempt.order_id)
                after = attempt  # the intent on disk makes it a lost answer
            reach(Point.OUTCOME_WRITTEN)
            if after is not None:
                written.append(after)
        # Together, so that labels of one call are asked for in one call too.
        for after in written:
            self._route(after)
        if unavailable is not None:
            raise unavailable

    async def _confirm(self) -> None:
        async with self._confirming.taken(self.account.max_ids_per_call, gather_s=1.0) as batch:
            known: dict[str, Progress] = {}
            stopped: Failure | None = None
            try:
                async with self._calling():
                    progress = await self.account.progress([each.attempt.shipment_id or "" for each in batch])
                known = {each.shipment_id: each for each in progress}
            except ShippingError as error:
                log.info("account %s: the confirmations did not come", self.account.id)
                stopped = self._stopped(error)
            reach(Point.CONFIRMATION_ARRIVED)
            for waiting in batch:
                await self._settle(waiting, known.get(waiting.attempt.shipment_id or ""), stopped)

    async def _settle(self, waiting: Waiting, progress: Progress | None, stopped: Failure | None) -> None:
        attempt = waiting.attempt
        if progress is not None and progress.tracking_number is not None:
            after = await self._desk.apply(attempt, Event.NUMBER, **numbered(progress.tracking_number, progress.service))
            reach(Point.CONFIRMATION_WRITTEN)
            self._route(after or await self._desk.current(attempt))
            return
        pauses: tuple[float, ...] = CONFIRM_PAUSES_S[1:]
        if progress is not None and progress.stalled is not None:
            pauses = STALLED_PAUSES_S
            if attempt.error != progress.stalled:
                attempt = await self._desk.note(attempt, "stalled", error=progress.stalled) or await self._desk.current(attempt)
        elif stopped is not None:
            attempt = await self._tell(attempt, stopped)
        elif attempt.error is None and self._waited(attempt) > CONFIRM_PATIENCE:
            late = Failure(ErrorCode.CONFIRMATION_LATE, "unknown", "the carrier has the shipment but gives no number yet")
            attempt = await self._desk.note(attempt, "stalled", error=late) or await self._desk.current(attempt)
        if attempt.state is State.CONFIRMING:
            self._confirming.again(waiting, attempt, pauses)
        else:
            self._route(attempt)

    def _waited(self, attempt: Attempt) -> timedelta:
        return self._desk.now() - datetime.fromisoformat(attempt.intent_at or attempt.created_at)

    async def _recover(self) -> None:
        async with self._lost.taken(1000, gather_s=2.0) as batch:
            lost = [await self._lose(each.attempt) for each in batch]
            try:
                async with self._calling():
                    after = await look(self._desk, self.account, [each for each in lost if each.state is State.UNKNOWN])
            except ShippingError as error:
                stopped = self._stopped(error)
                for waiting, each in zip(batch, lost, strict=True):
                    attempt = await self._tell(each, stopped) if stopped and each.state is State.UNKNOWN else each
                    if attempt.state is State.UNKNOWN:
                        self._lost.again(waiting, attempt, LOOK_AGAIN_PAUSES_S)
                    else:
                        self._route(attempt)
                return
            for attempt in (*after, *(each for each in lost if each.state is not State.UNKNOWN)):
                self._route(attempt)

    async def _lose(self, attempt: Attempt) -> Attempt:
        if attempt.state is not State.SENDING:
            return attempt
        lost = await self._desk.apply(attempt, Event.LOSE) or await self._desk.current(attempt)
        reach(Point.LOSS_WRITTEN)
        return lost

    async def _fetch_labels(self) -> None:
        async with self._labels.taken(self.account.max_ids_per_call, gather_s=LABEL_GATHER_S) as batch:
            try:
                failures = await fetch(self._desk, self.account, self._calling, [each.attempt for each in batch])
            except ShippingError as error:
                failures = dict.fromkeys((each.attempt.id for each in batch), self._stopped(error) or error.failure)
            for waiting in batch:
                failure = failures.get(waiting.attempt.id)
                if failure is None:
                    continue
                attempt = waiting.attempt
                if failure.code is ErrorCode.ACCOUNT_STOPPED and attempt.label_error is None:
                    attempt = await self._desk.note(attempt, label_error=failure) or attempt
                if waiting.tries < len(LABEL_PAUSES_S) or self._shut() is not None:
                    self._labels.again(waiting, attempt, LABEL_PAUSES_S)
                else:
                    await self._desk.note(attempt, "label", label="failed", label_error=failure)

    async def fetch_now(self, attempts: Sequence[Attempt]) -> dict[int, Failure]:
        """Asks for labels because a person wants them; by attempt id, why some are missing. Waits for no outage."""
        shut = self._shut()
        if shut is not None:
            return dict.fromkeys((each.id for each in attempts), shut)
        failures: dict[int, Failure] = {}
        for start in range(0, len(attempts), self.account.max_ids_per_call):
            chunk = attempts[start : start + self.account.max_ids_per_call]
            try:
                failures.update(await fetch(self._desk, self.account, self.calling_at_once, chunk))
            except ShippingError as error:
                failures.update(dict.fromkeys((each.id for each in chunk), error.failure))
        return failures

    async def listed(self, since: datetime) -> Sequence[ListedShipment] | None:
        """The account's own list, None when it has none. Raises ShippingError; waits for no outage."""
        shut = self._shut()
        if shut is not None:
            raise ShippingError(shut)
        async with self.gate.turn():
            try:
                return await self.account.listed(since)
            except ShippingError as error:
                # Comparing must not keep parcels from being sent; but a wrong password is tried once only.
                if error.failure.code is ErrorCode.CREDENTIALS_REFUSED:
                    await self._consider(error.failure)
                raise

    @asynccontextmanager
    async def _calling(self) -> AsyncIterator[None]:
        """Round a call that creates nothing: waits until it may be made, and learns from how it ends.

        Raises ShippingError when the account makes no calls: no outage, but a person ends that.
        """
        async with self.gate.slot(), self._learning():
            yield

    @asynccontextmanager
    async def calling_at_once(self) -> AsyncIterator[None]:
        """The same for a person who waits: for a turn, but for no outage to end."""
        async with self.gate.turn(), self._learning():
            yield

    @asynccontextmanager
    async def _learning(self) -> AsyncIterator[None]:
        self.follow_stops()
        if self.gate.stopped is not None:
            raise ShippingError(account_stopped(self.account.id, self.gate.stopped))
        try:
            yield
        except ShippingError as error:
            await self._consider(error.failure)
            raise
        self.gate.answered()

    def _learn(self, answers: Sequence[Created | Failure]) -> None:
        """One failure of a whole call counts once, however many parcels were in it. Writes nothing: the outcomes come first."""
        for failure in {id(each): each for each in answers if isinstance(each, Failure)}.values():
            self._take_note(failure, creating=True)
        if any(isinstance(each, Created) for each in answers):
            self.gate.answered(creating=True)

    async def _consider(self, failure: Failure) -> None:
        self._take_note(failure)
        await self._desk.write_stops()

    def _take_note(self, failure: Failure, creating: bool = False) -> None:
        self.gate.consider(failure, creating)
        if self.gate.stopped is not None:
            self._desk.remember_stop(self.account.id, self.gate.stopped)

    def _stopped(self, error: ShippingError) -> Failure | None:
        """What an order is told whose account makes no calls until it was tested; None for a failure of any other kind."""
        if error.failure.code is ErrorCode.CREDENTIALS_REFUSED:
            return account_stopped(self.account.id, error.failure)
        return error.failure if error.failure.code is ErrorCode.ACCOUNT_STOPPED else None

    async def _tell(self, attempt: Attempt, failure: Failure) -> Attempt:
        """Says what keeps the attempt from moving, unless it has said so; its next success takes that back."""
        if attempt.error is not None:
            return attempt
        return await self._desk.note(attempt, "stalled", error=failure) or await self._desk.current(attempt)
