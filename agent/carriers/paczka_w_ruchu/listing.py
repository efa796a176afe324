"""Keeps the list of points of one account: in memory and on disk, read anew once a day, and used old rather than not at all."""

import asyncio
import logging
from datetime import datetime, timedelta
from typing import Final

from lxml import etree

from agent.shipping.model.failure import ShippingError
from agent.shipping.ports import Cache, Clock

from .client import PwrClient
from .codes import CREDENTIALS, refusal
from .kept import packed, unpacked
from .points import PointList, last_renewal, point_list, read_points
from .settings import POINT_LIST

TRY_AGAIN: Final = timedelta(minutes=10)
FIRST_LIST_S: Final = 5.0
"""A list that takes longer is read on beside the work: shipping does not wait for what it can do without."""

_log = logging.getLogger(__name__)


class PointKeeper:
    """The newest list that could be had; without a `cache` it is gone with the program."""

    def __init__(self, client: PwrClient, clock: Clock, cache: Cache | None = None) -> None:
        self._client = client
        self._clock = clock
        self._cache = cache
        self._cache_unread = cache
        self._loading = asyncio.Lock()
        self._tried_at: datetime | None = None
        self._reading: asyncio.Task[None] | None = None
        self.points: PointList | None = None

    async def renew(self) -> None:
        """Reads the list when there is none; an old one is read anew beside the work. Raises for refused credentials."""
        await self._load()
        self._harvest()
        now = self._clock.now()
        if self._reading is None and self._due(now):
            self._tried_at = now
            self._reading = asyncio.create_task(self._read())
        if self._reading is not None and self.points is None:
            await asyncio.wait([self._reading], timeout=FIRST_LIST_S)
            self._harvest()

    async def _load(self) -> None:
        """Takes the list that an earlier run kept, once; one that cannot be used is as good as none."""
        async with self._loading:
            cache, self._cache_unread = self._cache_unread, None
            if cache is None:
                return
            try:
                content = await cache.read(POINT_LIST)
            except OSError as error:
                _log.warning("the kept list of points cannot be read: %s", error.strerror)
                return
            if content is None:
                return
            kept = await asyncio.to_thread(unpacked, content, self._client.url)
            if kept is None or kept.read_at > self._clock.now():
                _log.warning("the kept list of points is damaged, of another version or another service: it is read anew")
                return
            self.points = kept
            _log.info("%d points are known, from %s", len(kept.points), kept.read_at.isoformat(timespec="minutes"))

    async def _keep(self, points: PointList) -> None:
        if self._cache is None:
            return
        try:
            await self._cache.keep(POINT_LIST, await asyncio.to_thread(packed, points, self._client.url))
        except OSError as error:
            _log.warning("the list of points could not be kept: %s", error.strerror)

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
            code, text, points = await self._client.read_apart("GiveMeAllRUCHWithFilled", self._listed)
        except ShippingError as error:
            _log.warning("the list of points did not come: %s", error)
            return
        if code in CREDENTIALS:
            raise ShippingError(refusal(code, text))
        if not points.points:
            _log.warning("the list of points came without points: code %s", code)
            return
        self.points = points
        _log.info("%d points are known", len(points.points))
        await self._keep(points)

    def _listed(self, response: etree._Element) -> tuple[int | None, str, PointList]:
        code, text, points = read_points(response)
        return code, text, point_list(points, self._clock.now())
