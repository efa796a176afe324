"""Endless steps that survive a defect in one of them."""

import asyncio
import logging
from collections.abc import Awaitable, Callable

log = logging.getLogger(__name__)

_AFTER_A_DEFECT_S = 1.0


async def for_ever(step: Callable[[], Awaitable[None]]) -> None:
    """Repeats the step until cancelled. An exception is logged, and the others' work goes on."""
    while True:
        try:
            await step()
        except Exception:
            # The last line of defence: one bad order must never stop the rest of the work.
            log.exception("a step of the work failed")
            await asyncio.sleep(_AFTER_A_DEFECT_S)
