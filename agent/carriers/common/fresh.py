"""What an account reads at its carrier before it can plan, read anew when it has become too old."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from typing import Generic, TypeVar

T = TypeVar("T")


class KeptFresh(Generic[T]):
    """Remembers what `read` gave last. Both calls raise what `read` raises, and then keep what was there before."""

    def __init__(self, read: Callable[[], Awaitable[T]], now: Callable[[], datetime], stays_fresh: timedelta) -> None:
        self._read = read
        self._now = now
        self._stays_fresh = stays_fresh
        self._known: tuple[datetime, T] | None = None
        self._reading = asyncio.Lock()

    @property
    def last(self) -> T | None:
        """What was read last, however old; None before the first time."""
        return None if self._known is None else self._known[1]

    async def read(self) -> T:
        """Reads now."""
        value = await self._read()
        self._known = (self._now(), value)
        return value

    async def renew(self) -> None:
        """Reads, unless what is known is fresh; callers at the same time read once."""
        async with self._reading:
            if self._known is None or not timedelta(0) <= self._now() - self._known[0] < self._stays_fresh:
                await self.read()
