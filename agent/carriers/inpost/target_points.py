"""The points parcels go to: asked for by name before they are planned, remembered for a day (contract, section 10)."""

import asyncio
import logging
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from agent.shipping.model.failure import ShippingError
from agent.shipping.ports import Clock

from .answer import as_list, as_text
from .client import ShipxClient
from .points import point

STAYS_FRESH: Final = timedelta(days=1)
TRY_AGAIN: Final = timedelta(minutes=10)
"""After a look-up that failed no other is tried for so long: planning does without."""
AT_ONCE: Final = 8

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class TargetPoint:
    """What InPost says of a point. Without functions it did not say what the point is for."""

    exists: bool
    open: bool = True
    functions: frozenset[str] = frozenset()


class PointBook:
    """Remembers points by their name in upper case."""

    def __init__(self, client: ShipxClient, points_url: str, clock: Clock) -> None:
        self._client = client
        self._url = points_url
        self._clock = clock
        self._known: dict[str, tuple[datetime, TargetPoint]] = {}
        self._rests_until: datetime | None = None
        self._limit = asyncio.Semaphore(AT_ONCE)

    @property
    def known(self) -> Mapping[str, TargetPoint]:
        """The points asked for within a day."""
        now = self._clock.now()
        return {name: told for name, (asked, told) in self._known.items() if timedelta(0) <= now - asked < STAYS_FRESH}

    async def learn(self, name: str) -> None:
        """Asks for the point unless it is known. Does not raise: what InPost does not tell stays unknown."""
        name = name.strip().upper()
        async with self._limit:
            now = self._clock.now()
            if name in self.known or (self._rests_until is not None and now < self._rests_until):
                return
            try:
                body = await point(self._client, self._url, name)
            except ShippingError as error:
                _log.warning("a point could not be checked: %s", error)
                self._rests_until = now + TRY_AGAIN
                return
            self._known[name] = (now, TargetPoint(exists=False) if body is None else _told(body))


def _told(body: Mapping[str, object]) -> TargetPoint:
    is_open = (as_text(body.get("status")) or "Operating") == "Operating"
    return TargetPoint(exists=True, open=is_open, functions=frozenset(str(each) for each in as_list(body.get("functions"))))
