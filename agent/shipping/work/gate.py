"""Whether calls to one account may be made now, how many at once, and how many a minute."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from aiolimiter import AsyncLimiter

from agent.shipping.model.failure import Failure
from shared_schema.codes import ErrorCode

OUTAGE_PAUSES_S = (5.0, 15.0, 30.0, 60.0, 120.0, 300.0)
LOST_IN_A_ROW = 3
"""So many parcels in a row whose answer was lost are an outage; a single lost answer happens every day."""
MAX_PAUSE_S = 120.0
_BURST_S = 3.0
"""The bound a minute is kept over windows of this length, so that calls come evenly and not sixty at once."""

PROOF_LASTS_S = 30.0
"""So long after a call that succeeded the credentials count as good; before the first one and after that, calls go one by one."""

_SILENT = (ErrorCode.CARRIER_UNAVAILABLE, ErrorCode.CARRIER_TIMEOUT, ErrorCode.CARRIER_ANSWER_UNREADABLE)


@dataclass(frozen=True, slots=True)
class Outage:
    """The carrier does not answer; `due` is the next try by the loop's clock."""

    failure: Failure
    due: float


class Gate:
    """Open, or closed by an outage, or closed by refused credentials until a person has tested the account."""

    def __init__(self, concurrency: int, requests_per_minute: int, patience: float) -> None:
        self._slots = asyncio.Semaphore(concurrency)
        self._rate = AsyncLimiter(max(1.0, requests_per_minute * _BURST_S / 60), _BURST_S)
        self._patience = patience
        self._paused_until = 0.0
        self._lost = 0
        self._outages = 0
        self._proven_at: float | None = None
        self._going_ahead = asyncio.Lock()
        self._changed = asyncio.Event()
        self.stopped: Failure | None = None
        self.outage: Outage | None = None

    @asynccontextmanager
    async def turn(self) -> AsyncIterator[None]:
        """Waits for the right to make one call. Whether the gate is open is the caller's to ask, inside."""
        async with self._slots:
            await self._paused()
            async with self._ahead(), self._rate:
                yield

    @asynccontextmanager
    async def _ahead(self) -> AsyncIterator[None]:
        """Lets one call go ahead while nobody knows whether the credentials are good: wrong ones are to be tried once."""
        if not self._proven:
            async with self._going_ahead:
                if not self._proven:
                    yield
                    return
        yield

    @property
    def _proven(self) -> bool:
        return self._proven_at is not None and _now() < self._proven_at + PROOF_LASTS_S

    def doubt(self) -> None:
        """The credentials may be other ones by now."""
        self._proven_at = None

    async def _paused(self) -> None:
        wait = self._paused_until - _now()
        if wait > 0:
            await asyncio.sleep(wait)
            await self._paused()  # the pause may have grown meanwhile

    @asynccontextmanager
    async def slot(self) -> AsyncIterator[None]:
        """Waits until an outage is over, and then for a turn. Refused credentials are not waited for."""
        while True:
            while self._waits():
                self._changed.clear()
                await self._changed.wait()
            async with self.turn():
                if not self._waits():
                    yield
                    return

    def _waits(self) -> bool:
        return self.outage is not None and self.stopped is None

    def consider(self, failure: Failure, creating: bool = False) -> None:
        """Learns from a call that failed: whether there was an answer at all, and what it asks for."""
        if failure.code is ErrorCode.CREDENTIALS_REFUSED:
            # That is an answer too: no outage, whose next try would be one more call with the refused password.
            self.outage = None
            self.stop(failure)
        elif failure.code not in _SILENT:
            self._heard(creating)
            if failure.retry_after_s:
                self._paused_until = max(self._paused_until, _now() + min(failure.retry_after_s, MAX_PAUSE_S) * self._patience)
        else:
            self._lost += creating
            nobody_there = failure.outcome == "not_sent"
            if (nobody_there or self._lost >= LOST_IN_A_ROW) and (self.outage is None or self.outage.due <= _now()):
                pause_s = OUTAGE_PAUSES_S[min(self._outages, len(OUTAGE_PAUSES_S) - 1)]
                pause_s = max(pause_s, min(failure.retry_after_s or 0.0, MAX_PAUSE_S))
                self._outages += 1
                self.outage = Outage(failure, _now() + pause_s * self._patience)
                self._changed.set()

    def answered(self, creating: bool = False) -> None:
        """A call succeeded: the credentials are good, and an outage is over."""
        self._proven_at = _now()
        self._heard(creating)

    def _heard(self, creating: bool) -> None:
        """The carrier answered, so an outage is over; after lost parcels that is certain only once one is created again."""
        if creating or not self._lost:
            self._lost = self._outages = 0
        else:
            self._lost = min(self._lost, LOST_IN_A_ROW - 1)
        if self.outage is not None:
            self.outage = None
            self._changed.set()

    def stop(self, failure: Failure | None) -> None:
        """Closes the gate for refused credentials; None opens it."""
        self.stopped = failure
        self.doubt()
        self._changed.set()

    def next_try_s(self) -> float:
        """Seconds until the outage's next try; a little while when it is being tried right now."""
        return max(self.outage.due - _now(), OUTAGE_PAUSES_S[0] * self._patience) if self.outage else 0.0

    async def due(self) -> None:
        """Waits until an outage's next try is due; for ever while there is none, or the credentials are refused."""
        while self.outage is None or self.stopped is not None or self.outage.due > _now():
            self._changed.clear()
            left = None if self.outage is None or self.stopped is not None else self.outage.due - _now()
            try:
                await asyncio.wait_for(self._changed.wait(), left)
            except TimeoutError:
                continue


def _now() -> float:
    return asyncio.get_running_loop().time()
