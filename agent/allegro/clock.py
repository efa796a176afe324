"""Time, so that tests need not wait."""

import asyncio
from datetime import UTC, datetime
from typing import Protocol


class Clock(Protocol):
    """The time and waiting."""

    def now(self) -> datetime:
        """The moment in UTC."""

    async def sleep(self, seconds: float) -> None:
        """Waits."""


class WallClock:
    """The computer's time, and real waiting."""

    def now(self) -> datetime:
        """The moment in UTC."""
        return datetime.now(UTC)

    async def sleep(self, seconds: float) -> None:
        """Waits."""
        await asyncio.sleep(seconds)
