"""Bounds the calls to one account: how many at once, how many a minute, and a pause when the carrier asks for one."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from aiolimiter import AsyncLimiter

_BURST_S = 3.0
"""The bound a minute is kept over windows of this length, so that calls come evenly and not sixty at once."""


class Throttle:
    """Use `async with throttle.slot()` round each call, intent included, so that an intent never waits for its call."""

    def __init__(self, concurrency: int, requests_per_minute: int) -> None:
        self._slots = asyncio.Semaphore(concurrency)
        self._rate = AsyncLimiter(max(1.0, requests_per_minute * _BURST_S / 60), _BURST_S)
        self._closed_until = 0.0

    @asynccontextmanager
    async def slot(self) -> AsyncIterator[None]:
        """Waits for the right to make one call."""
        async with self._slots:
            await self._opened()
            async with self._rate:
                yield

    async def _opened(self) -> None:
        wait = self._closed_until - asyncio.get_running_loop().time()
        if wait > 0:
            await asyncio.sleep(wait)
            await self._opened()

    def pause(self, seconds: float) -> None:
        """Keeps all further calls waiting; those under way go on."""
        self._closed_until = max(self._closed_until, asyncio.get_running_loop().time() + seconds)
