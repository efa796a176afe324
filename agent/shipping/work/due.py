"""Attempts that wait for their moment: the next look, the next try."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass

from agent.shipping.ledger.rows import Attempt

AFTER_A_DEFECT_S = 15.0


@dataclass(frozen=True, slots=True)
class Waiting:
    """An attempt, how often it has been tried, and when it is due by the loop's clock."""

    attempt: Attempt
    tries: int
    due: float


class DueQueue:
    """A queue ordered by due time; an attempt put in again replaces itself."""

    def __init__(self, patience: float) -> None:
        self._patience = patience
        self._waiting: dict[int, Waiting] = {}
        self._changed = asyncio.Event()

    def put(self, attempt: Attempt, pause_s: float, tries: int = 0) -> None:
        """Makes the attempt due after the pause."""
        due = asyncio.get_running_loop().time() + pause_s * self._patience
        self._waiting[attempt.id] = Waiting(attempt, tries, due)
        self._changed.set()

    def again(self, waiting: Waiting, attempt: Attempt, pauses_s: Sequence[float]) -> None:
        """Makes the attempt due once more, after the pause that belongs to its number of tries (the last one for ever)."""
        self.put(attempt, pauses_s[min(waiting.tries, len(pauses_s) - 1)], waiting.tries + 1)

    @asynccontextmanager
    async def taken(self, limit: int, gather_s: float = 0.0) -> AsyncIterator[list[Waiting]]:
        """Waits until one is due; gives it and those due within `gather_s`, at most `limit`, the most overdue first.

        Should the block fail, those it has not put in again come back after a while: a defect must not lose them.
        """
        batch = await self._take(limit, gather_s)
        try:
            yield batch
        except Exception:  # raised again: nothing that waited may be lost on the way
            for each in batch:
                if each.attempt.id not in self._waiting:
                    self.put(each.attempt, AFTER_A_DEFECT_S, each.tries + 1)
            raise

    async def _take(self, limit: int, gather_s: float) -> list[Waiting]:
        while True:
            self._changed.clear()
            now = asyncio.get_running_loop().time()
            first = min((each.due for each in self._waiting.values()), default=None)
            if first is not None and first <= now:
                break
            try:
                await asyncio.wait_for(self._changed.wait(), None if first is None else first - now)
            except TimeoutError:
                continue
        until = now + gather_s * self._patience
        due = sorted((each for each in self._waiting.values() if each.due <= until), key=lambda each: each.due)[:limit]
        for each in due:
            del self._waiting[each.attempt.id]
        return due

    def __len__(self) -> int:
        return len(self._waiting)
