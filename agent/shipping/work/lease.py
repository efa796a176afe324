"""Whether this station may still act: a station that was away too long must not, since others have its work by then.

A computer that slept, or lost the shared ledger, wakes up with old intentions. It stops acting well before the others take
over (`ledger.stations.DEAD_AFTER`), so that no two stations ever create the same parcel or add the same number.
"""

import time

from agent.shipping.ledger.stations import DEAD_AFTER, Stations

BEAT_S = 10.0
ACT_FOR_S = DEAD_AFTER.total_seconds() - 20.0
"""How long after its last sign of life a station may begin something that cannot be undone."""


class LeaseLost(Exception):
    """The station was silent so long that others may have taken over its work: it has to be read anew from the ledger."""


class Lease:
    """Renewed every `BEAT_S` seconds. Two clocks, because neither counts everything: one stops in sleep, one can be set."""

    def __init__(self, stations: Stations) -> None:
        self._stations = stations
        self._renewed: tuple[float, float] | None = None

    async def begin(self) -> None:
        """The first sign of life. Raises LedgerUnavailable."""
        _, self._renewed = await self._beat()

    async def renew(self) -> None:
        """Another sign of life. Raises LedgerUnavailable, and LeaseLost when it came too late."""
        kept, began = await self._beat()
        # What is in memory now must not be acted upon: it is read anew, and only then there is a lease again.
        self._renewed = began if kept else None
        if not kept:
            raise LeaseLost

    async def _beat(self) -> tuple[bool, tuple[float, float]]:
        began = time.time(), time.monotonic()
        return await self._stations.beat(), began

    @property
    def valid(self) -> bool:
        """Whether something that cannot be undone may begin now."""
        return self.left_s > 0

    @property
    def left_s(self) -> float:
        """For how long it may: what has not left this computer by then must not leave it any more."""
        if self._renewed is None:
            return 0.0
        wall, steady = self._renewed
        return max(0.0, ACT_FOR_S - max(time.time() - wall, time.monotonic() - steady))
