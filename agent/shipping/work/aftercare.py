"""What follows the carrier's answer, or the lack of one: confirmation, looking up, labels; each with its own loop."""

import logging
from collections.abc import Callable
from datetime import datetime, timedelta

from agent.shipping.ledger.rows import Attempt
from agent.shipping.ledger.states import Event, State
from agent.shipping.model.failure import Failure, ShippingError
from agent.shipping.model.shipment import Progress
from shared_schema.codes import ErrorCode

from .desk import Desk
from .door import Door
from .due import DueQueue, Waiting
from .labels import fetch
from .loops import Loops
from .points import Point, reach
from .recover import look
from .send import numbered

log = logging.getLogger(__name__)

CONFIRM_PAUSES_S = (1.0, 2.0, 3.0, 5.0, 8.0, 13.0, 21.0, 34.0, 60.0)
STALLED_PAUSES_S = (300.0,)
CONFIRM_PATIENCE = timedelta(seconds=120)
"""After it the wait is given up, not the shipment: it is looked at on and on, and the seller is told."""
LABEL_PAUSES_S = (1.0, 2.0, 4.0, 8.0, 15.0, 30.0, 60.0, 120.0)
LOOK_AGAIN_PAUSES_S = (5.0, 15.0, 60.0)
LABEL_GATHER_S = 0.8


class Aftercare:
    """Never creates anything. `route` gives an attempt that leaves these stages to its next place."""

    def __init__(self, desk: Desk, door: Door, loops: Loops, route: Callable[[Attempt], None]) -> None:
        self._desk = desk
        self._door = door
        self._route = route
        self._confirming = DueQueue(desk.patience)
        self._lost = DueQueue(desk.patience)
        self._labels = DueQueue(desk.patience)
        for step in (self._confirm, self._recover, self._fetch_labels):
            loops.start(step)

    def take_up(self, attempt: Attempt, more_to_come: bool) -> None:
        """Takes an attempt into the stage its state on disk belongs to; `more_to_come`: its label may wait for others'."""
        account = self._door.account
        if attempt.state in (State.SENDING, State.UNKNOWN):
            if attempt.looks < len(account.lookup_pauses_s):
                self._lost.put(attempt, account.lookup_pauses_s[attempt.looks])
        elif attempt.state is State.CONFIRMING:
            self._confirming.put(attempt, CONFIRM_PAUSES_S[0])
        elif attempt.state is State.CREATED and attempt.label == "waiting":
            self._labels.put(attempt, LABEL_GATHER_S if more_to_come or len(self._confirming) else 0.0)

    async def _confirm(self) -> None:
        async with self._confirming.taken(self._door.account.max_ids_per_call, gather_s=1.0) as batch:
            known: dict[str, Progress] = {}
            stopped: Failure | None = None
            try:
                async with self._door.calling():
                    progress = await self._door.account.progress([each.attempt.shipment_id or "" for each in batch])
                known = {each.shipment_id: each for each in progress}
            except ShippingError as error:
                log.info("account %s: the confirmations did not come", self._door.account.id)
                stopped = self._door.stop_of(error)
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
                async with self._door.calling():
                    after = await look(self._desk, self._door.account, [each for each in lost if each.state is State.UNKNOWN])
            except ShippingError as error:
                stopped = self._door.stop_of(error)
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
        async with self._labels.taken(self._door.account.max_ids_per_call, gather_s=LABEL_GATHER_S) as batch:
            try:
                failures = await fetch(self._desk, self._door.account, self._door.calling, [each.attempt for each in batch])
            except ShippingError as error:
                failures = dict.fromkeys((each.attempt.id for each in batch), self._door.stop_of(error) or error.failure)
            for waiting in batch:
                failure = failures.get(waiting.attempt.id)
                if failure is None:
                    continue
                attempt = waiting.attempt
                if failure.code is ErrorCode.ACCOUNT_STOPPED and attempt.label_error is None:
                    attempt = await self._desk.note(attempt, label_error=failure) or attempt
                if waiting.tries < len(LABEL_PAUSES_S) or self._door.shut() is not None:
                    self._labels.again(waiting, attempt, LABEL_PAUSES_S)
                else:
                    await self._desk.note(attempt, "label", label="failed", label_error=failure)

    async def _tell(self, attempt: Attempt, failure: Failure) -> Attempt:
        """Says what keeps the attempt from moving, unless it has said so; its next success takes that back."""
        if attempt.error is not None:
            return attempt
        return await self._desk.note(attempt, "stalled", error=failure) or await self._desk.current(attempt)
