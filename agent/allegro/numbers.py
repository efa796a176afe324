"""Tracking numbers on orders (contract: section 4). A number that was added cannot be removed by the API."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from aiolimiter import AsyncLimiter

from agent.shipping.model.failure import Failure
from agent.shipping.model.shipment import TrackingNumber
from agent.shipping.ports import Clock
from shared_schema.codes import ErrorCode

from .client import Client
from .errors import AllegroError, unreadable
from .orders import is_order_id
from .reading import items, section, text

CARRIERS_FRESH = timedelta(hours=1)
CARRIER_NAME_MAX = 30
OTHER = "OTHER"
_BURST = 10


def numbers_of(body: object) -> tuple[TrackingNumber, ...]:
    """The numbers in an answer; an entry without a number is left out."""
    entries = [section(entry) for entry in items(section(body).get("shipments"))]
    return tuple(
        TrackingNumber(text(entry.get("carrierId")), text(entry.get("waybill")), text(entry.get("createdAt")) or None)
        for entry in entries
        if text(entry.get("waybill"))
    )


def limiter(per_second: int) -> AsyncLimiter:
    """Keeps below `per_second` plus a burst of ten in any second, because Allegro counts 50 on these resources."""
    burst = min(_BURST, per_second)
    return AsyncLimiter(burst, burst / per_second)


class Numbers:
    """Reads and adds tracking numbers, and knows the carriers Allegro takes."""

    def __init__(self, client: Client, clock: Clock, per_second: int) -> None:
        self._client = client
        self._clock = clock
        self._reads = limiter(per_second)
        self._writes = limiter(per_second)
        self._lock = asyncio.Lock()
        self._carriers: frozenset[str] = frozenset()
        self._carriers_read_at: datetime | None = None

    async def of(self, order_id: str) -> Sequence[TrackingNumber]:
        """The numbers on the order now, also those added by the carrier itself or in the panel."""
        path = _path(order_id)
        try:
            async with self._reads:
                answer = await self._client.get(path)
        except AllegroError as error:
            if error.status == 404:
                failure = replace(error.failure, code=ErrorCode.ORDER_NOT_FOUND)
                raise AllegroError(failure, status=error.status) from None
            raise
        if not isinstance(section(answer.body).get("shipments"), list):
            # Read as "no numbers", a strange answer would make the caller add one that is already there.
            raise unreadable("not_sent")
        return numbers_of(answer.body)

    async def carrier_ids(self) -> frozenset[str]:
        """The ids Allegro takes, read at most once an hour; an older list serves while Allegro is out of reach."""
        async with self._lock:
            now = self._clock.now()
            if self._carriers_read_at is not None and now - self._carriers_read_at < CARRIERS_FRESH:
                return self._carriers
            try:
                answer = await self._client.get("/order/carriers")
            except AllegroError as error:
                if error.temporary and self._carriers:
                    return self._carriers
                raise
            found = frozenset(text(section(entry).get("id")) for entry in items(section(answer.body).get("carriers"))) - {""}
            if not found:
                raise unreadable("not_sent")
            self._carriers, self._carriers_read_at = found, now
            return found

    async def add(self, order_id: str, carrier_id: str, carrier_name: str | None, number: str) -> None:
        """Adds a number, for all items of the order; `carrier_name` goes along with `OTHER` only, cut to 30 characters.

        Raises `TRACKING_NUMBER_REFUSED` (`refused`, with Allegro's words) when Allegro says no. After `unknown` the number may
        be there, perhaps later: read the order's numbers before anything else.
        """
        path = _path(order_id)
        body: dict[str, object] = {"carrierId": carrier_id, "waybill": number}
        if carrier_id == OTHER and carrier_name:
            body["carrierName"] = carrier_name[:CARRIER_NAME_MAX]
        async with self._writes:
            answer = await self._client.post(path, body, ErrorCode.TRACKING_NUMBER_REFUSED)
        if not text(section(answer.body).get("waybill")) and not text(section(answer.body).get("id")):
            raise unreadable("unknown")


def _path(order_id: str) -> str:
    if not is_order_id(order_id):
        raise AllegroError(Failure(ErrorCode.ORDER_NOT_FOUND, "not_sent", "not the id of an order"))
    return f"/order/checkout-forms/{order_id}/shipments"
