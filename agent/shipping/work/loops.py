"""Endless steps that survive a defect in one of them, but not the loss of the ledger: without it nothing may go on."""

import asyncio
import logging
from collections.abc import Awaitable, Callable

from agent.shipping.ledger.database import LedgerUnavailable

from .lease import LeaseLost

log = logging.getLogger(__name__)

_AFTER_A_DEFECT_S = 1.0


async def for_ever(step: Callable[[], Awaitable[None]]) -> None:
    """Repeats the step until cancelled. An exception is logged, and the others' work goes on.

    Raises LedgerUnavailable and LeaseLost, which end the whole shift.
    """
    while True:
        try:
            await step()
        except (LedgerUnavailable, LeaseLost):
            raise
        except Exception:  # the last line of defence: one bad order must never stop the rest of the work
            log.exception("a step of the work failed")
            await asyncio.sleep(_AFTER_A_DEFECT_S)


class Loops:
    """The endless steps of one shift: started one by one, ended together."""

    def __init__(self) -> None:
        self._tasks: set[asyncio.Task[None]] = set()
        self._failed: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    def start(self, step: Callable[[], Awaitable[None]]) -> None:
        """Repeats the step until `close`."""
        task = asyncio.create_task(for_ever(step))
        self._tasks.add(task)
        task.add_done_callback(self._ended)

    def _ended(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        if not task.cancelled() and (error := task.exception()) is not None:
            self.fail(error)

    def fail(self, error: BaseException) -> None:
        """Makes `until_failure` raise the error."""
        if not self._failed.done():
            self._failed.set_exception(error)

    async def until_failure(self) -> None:
        """Waits for ever; raises what ended a step: LedgerUnavailable or LeaseLost."""
        await self._failed

    async def close(self) -> None:
        """Ends all steps."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        self._failed.cancel()
