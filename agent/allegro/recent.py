"""Orders of the last days with their tracking numbers, for comparing (contract: sections 3.3 and 4)."""

import asyncio
import logging
from collections.abc import AsyncGenerator, Mapping
from datetime import UTC, datetime

from agent.shipping.model.failure import Failure
from agent.shipping.model.shipment import RecentOrder
from shared_schema.codes import ErrorCode

from .client import Client
from .errors import AllegroError, unreadable
from .numbers import Numbers
from .order_reader import FORMS, FURTHEST, PAGE
from .orders import is_order_id
from .reading import section, text

_log = logging.getLogger(__name__)


class RecentReader:
    """Walks the whole list; asks for the numbers only of orders that can have some."""

    def __init__(self, client: Client, numbers: Numbers, concurrency: int) -> None:
        self._client = client
        self._numbers = numbers
        self._concurrency = concurrency

    async def read(self, since: datetime) -> AsyncGenerator[RecentOrder, None]:
        """Yields each order once, the oldest first, so that orders coming in meanwhile are appended and move no page.

        Raises AllegroError, also when there are more orders than the list shows.
        """
        seen: set[str] = set()
        total = 1
        offset = 0
        while offset < total:
            forms, total = await self._page(since, offset)
            fresh = [form for form in forms if text(form.get("id")) not in seen and _worth_asking(form)]
            seen.update(text(form.get("id")) for form in forms)
            for order in await self._with_numbers(fresh):
                yield order
            if not forms:
                return
            offset += PAGE

    async def _page(self, since: datetime, offset: int) -> tuple[list[Mapping[str, object]], int]:
        bought = since.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.000Z")
        query: dict[str, str | int] = {
            "limit": PAGE,
            "offset": offset,
            "sort": "lineItems.boughtAt",
            "lineItems.boughtAt.gte": bought,
        }
        body = section((await self._client.get(FORMS, query)).body)
        forms, total = body.get("checkoutForms"), body.get("totalCount")
        if not isinstance(forms, list) or not isinstance(total, int):
            raise unreadable("not_sent")
        if total > FURTHEST:
            failure = Failure(ErrorCode.ALLEGRO_REFUSED, "not_sent", "more orders than Allegro lists; ask for fewer days")
            raise AllegroError(failure)
        return [section(form) for form in forms], total

    async def _with_numbers(self, forms: list[Mapping[str, object]]) -> list[RecentOrder]:
        limit = asyncio.Semaphore(self._concurrency)

        async def one(form: Mapping[str, object]) -> RecentOrder | None:
            async with limit:
                return await self._order(form)

        return [each for each in await asyncio.gather(*map(one, forms)) if each is not None]

    async def _order(self, form: Mapping[str, object]) -> RecentOrder | None:
        order_id = text(form.get("id"))
        try:
            numbers = tuple(await self._numbers.of(order_id))
        except AllegroError as error:
            if error.failure.code is ErrorCode.ORDER_NOT_FOUND:
                _log.info("order %s is gone from Allegro since it was listed", order_id)
                return None
            raise
        marked_sent = _marked_sent(form)
        return RecentOrder(order_id, marked_sent, numbers, _moment(form)) if numbers or marked_sent else None


def _worth_asking(form: Mapping[str, object]) -> bool:
    """Whether the order can have numbers that are the seller's: some item has one, or it is marked as sent."""
    fulfillment = section(form.get("fulfillment"))
    if section(fulfillment, "provider").get("id") == "ALLEGRO" or not is_order_id(text(form.get("id"))):
        return False
    lines_sent = text(section(fulfillment, "shipmentSummary").get("lineItemsSent"))
    return lines_sent not in ("", "NONE") or _marked_sent(form)


def _marked_sent(form: Mapping[str, object]) -> bool:
    return section(form.get("fulfillment")).get("status") == "SENT"


def _moment(form: Mapping[str, object]) -> datetime | None:
    try:
        moment = datetime.fromisoformat(text(form.get("updatedAt")))
    except ValueError:
        return None
    return moment if moment.tzinfo else None
