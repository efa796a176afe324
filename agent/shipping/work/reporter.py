"""Reports tracking numbers to Allegro while later parcels are still being made."""

import logging
from collections.abc import Callable

from agent.shipping.ledger.rows import Attempt
from agent.shipping.model.failure import ShippingError
from agent.shipping.ports import CarrierAccount

from .desk import Desk
from .due import DueQueue, Waiting
from .loops import Loops
from .points import Point, reach
from .report import report

log = logging.getLogger(__name__)

WORKERS = 6
PAUSES_S = (2.0, 5.0, 15.0, 60.0, 300.0)
TRIES_BEFORE_TOLD = 3
"""After so many tries the seller is told; the trying goes on."""


class Reporter:
    """Endless; `account_of` gives the account a number came from, if it is still there."""

    def __init__(self, desk: Desk, loops: Loops, account_of: Callable[[Attempt], CarrierAccount | None]) -> None:
        self._desk = desk
        self._account_of = account_of
        self._owed = DueQueue(desk.patience)
        self._under_way: set[int] = set()
        for _ in range(WORKERS):
            loops.start(self._report)

    def take_up(self, attempt: Attempt) -> None:
        """Takes a created attempt whose number is owed to Allegro."""
        self._owed.put(attempt, 0.0)

    async def _report(self) -> None:
        async with self._owed.taken(1) as [waiting]:
            if waiting.attempt.id not in self._under_way:
                self._under_way.add(waiting.attempt.id)
                try:
                    await self._settle(waiting)
                finally:
                    self._under_way.discard(waiting.attempt.id)

    async def _settle(self, waiting: Waiting) -> None:
        attempt = waiting.attempt
        account = self._account_of(attempt)
        carrier_ids = account.allegro_carrier_ids if account else ()
        name = account.carrier_name if account else (attempt.carrier or "")[:30]
        try:
            # The row on disk may know more by now: the label, other warnings, or another station that works on it.
            attempt = await self._desk.current(attempt)
            if attempt.on_allegro == "waiting" and attempt.holder in (None, self._desk.ledger.own.id):
                await report(self._desk, attempt, carrier_ids, name)
                reach(Point.NUMBER_WRITTEN)
        except ShippingError as error:
            log.warning("order %s: its number is not on Allegro yet: %s", attempt.order_id, error)
            if waiting.tries + 1 == TRIES_BEFORE_TOLD:
                attempt = await self._desk.note(attempt, "on_allegro", number_error=error.failure) or attempt
            self._owed.again(waiting, attempt, PAUSES_S)
