"""Waiting for a condition with a deadline."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import TypeVar

PATIENCE_S = 180.0
"""The one deadline for what a browser does: it says that something does not happen, and never how fast a computer is."""
_POLL_SECONDS = 0.05

Value = TypeVar("Value")


async def poll(
    check: Callable[[], Awaitable[Value | None]], seconds: float, complaint: Callable[[], str], *, pause_s: float = _POLL_SECONDS
) -> Value:
    """Call ``check`` again and again, ``pause_s`` apart, until its value is true, and return that value.

    Raises:
        TimeoutError: with the text of ``complaint``; ``check`` was called at least once.
    """
    deadline = asyncio.get_running_loop().time() + seconds
    while True:
        if value := await check():
            return value
        if asyncio.get_running_loop().time() > deadline:
            raise TimeoutError(complaint())
        await asyncio.sleep(pause_s)
