"""The computer's time: what `ports.Clock` is outside of tests."""

import asyncio
from datetime import UTC, datetime


class WallClock:
    """Implements `ports.Clock`."""

    def now(self) -> datetime:
        """The moment in UTC."""
        return datetime.now(UTC)

    async def sleep(self, seconds: float) -> None:
        """Waits."""
        await asyncio.sleep(seconds)
