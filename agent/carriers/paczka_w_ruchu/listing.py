"""Keeps the list of points of one account: in memory, read anew once a day, and used old rather than not at all."""

import asyncio
import logging
from datetime import datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from agent.shipping.model.failure import ShippingError
from agent.shipping.ports import Clock

from .client import PwrClient
from .codes import CREDENTIALS, refusal
from .points import PointList, read_points

RENEWED_AT_HOUR: Final = 6
"""The service renews its list about then, Polish time (contract, section 7)."""
TRY_AGAIN: Final = timedelta(minutes=10)
FIRST_LIST_S: Final = 5.0
"""A list that takes longer is read on beside the work: shipping does not wait for what it can do without."""

_WARSAW = ZoneInfo("Europe/Warsaw")
_log = logging.getLogger(__name__)


class PointKeeper:
    """The newest list that could be had. It is gone with the program: a carrier has no place on the disk."""

    def __init__(self, client: PwrClient, clock: Clock) -> None:
        self._client = client
        self._clock = clock
        self._tried_at: datetime | None = None
        self._reading: asyncio.Task[None] | None = None
        self.points: PointList | None = None

    async def renew(self) -> None:
        """Reads the list when there is none; an old one is read anew beside the work. Raises for refused credentials."""
        self._harvest()
        now = self._clock.now()
        if self._reading is None and self._due(now):
            self._tried_at = now
            self._reading = asyncio.create_task(self._read())
        if self._reading is not None and self.points is None:
            await asyncio.wait([self._reading], timeout=FIRST_LIST_S)
            self._harvest()

    def _harvest(self) -> None:
        if self._reading is not None and self._reading.done():
            done, self._reading = self._reading, None
            done.result()

    async def close(self) -> None:
        """Ends a reading under way."""
        if self._reading is not None:
            self._reading.cancel()
            await asyncio.gather(self._reading, return_exceptions=True)

    def _due(self, now: datetime) -> bool:
        if self.points is not None and self.points.read_at >= last_renewal(now):
            return False
        return self._tried_at is None or now - self._tried_at >= TRY_AGAIN

    async def _read(self) -> None:
        try:
            code, text, points = await self._client.read_apart("GiveMeAllRUCHWithFilled", read_points)
        except ShippingError as error:
            _log.warning("the list of points did not come: %s", error)
            return
        if code in CREDENTIALS:
            raise ShippingError(refusal(code, text))
        if not points:
            _log.warning("the list of points came without points: code %s", code)
            return
        self.points = PointList(points, self._clock.now())
        _log.info("%d points are known", len(points))


def last_renewal(now: datetime) -> datetime:
    """When the service last renewed its list."""
    local = now.astimezone(_WARSAW)
    today = local.replace(hour=RENEWED_AT_HOUR, minute=0, second=0, microsecond=0)
    return today if today <= local else today - timedelta(days=1)
