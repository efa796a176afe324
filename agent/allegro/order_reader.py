"""Reads many orders: Allegro has no "get many by id", so the newest pages of the list are walked while that is cheaper."""

import asyncio
import logging
from collections.abc import AsyncGenerator, Awaitable, Callable, Sequence
from contextlib import aclosing
from dataclasses import replace
from math import ceil

from agent.shipping.model.failure import Failure, ShippingError
from agent.shipping.model.order import Order
from agent.shipping.model.shipment import Seller
from agent.shipping.ports import Clock
from shared_schema.codes import ErrorCode

from .client import Client
from .errors import ACCOUNT_WIDE, AllegroError
from .orders import is_order_id, order
from .reading import items, section

FORMS = "/order/checkout-forms"
PAGE = 100
FURTHEST = 10_000  # offset + limit at most (contract: section 3.3)
FEW = 3
PAYS = 2
TRIED_ANYWAY = 2
Read = Order | tuple[str, Failure]
_log = logging.getLogger(__name__)


def pages_to_read(pages_read: int, missing: int, found_last: int, total: int | None, at_once: int) -> int:
    """How many further pages of the list to ask for now; 0 = the rest is read one by one.

    `found_last` is the most wanted orders any page of the last round held. A page pays when it saves at least two single
    calls; the first two may find little, because the wanted orders may be a few days old.
    """
    if missing <= FEW or (pages_read > TRIED_ANYWAY and found_last < PAYS):
        return 0
    last = ceil(min(FURTHEST, FURTHEST if total is None else total) / PAGE)
    return max(0, min(ceil(missing / PAGE), at_once, last - pages_read))


class OrderReader:
    """Reads orders fresh. A failure that the next call would meet too (tokens, firewall) ends the reading for all the rest."""

    def __init__(self, client: Client, seller: Callable[[], Awaitable[Seller]], clock: Clock, concurrency: int) -> None:
        self._client = client
        self._seller = seller
        self._clock = clock
        self._concurrency = concurrency

    async def read(self, order_ids: Sequence[str]) -> AsyncGenerator[Read, None]:
        """Yields each distinct id exactly once, as an `Order` or with its `Failure`; does not raise `ShippingError`."""
        missing = dict.fromkeys(order_ids)
        for order_id in [wanted for wanted in missing if not is_order_id(wanted)]:
            del missing[order_id]
            yield order_id, Failure(ErrorCode.ORDER_NOT_FOUND, "not_sent", "not the id of an order")
        if not missing:
            return
        try:
            seller_id = (await self._seller()).id
            async with aclosing(self._walk(missing, seller_id)) as walk:
                async for found in walk:
                    del missing[found.id]
                    yield found
        except ShippingError as error:
            for order_id in missing:
                yield order_id, error.failure
            return
        async with aclosing(self._singles(list(missing), seller_id)) as singles:
            async for result in singles:
                yield result

    async def listed(self, order_ids: Sequence[str]) -> AsyncGenerator[Order, None]:
        """Those that stand among the newest orders, as far as reading the list pays; of the others nothing is said.

        Raises ShippingError.
        """
        missing = {each: None for each in order_ids if is_order_id(each)}
        seller_id = (await self._seller()).id
        async with aclosing(self._walk(missing, seller_id)) as walk:
            async for found in walk:
                del missing[found.id]
                yield found

    async def newest(self, count: int) -> list[Order]:
        """At most `count` of the newest orders, page after page. Raises ShippingError."""
        seller_id = (await self._seller()).id
        found: dict[str, Order] = {}
        for number in range(ceil(min(count, FURTHEST) / PAGE)):
            forms, total = await self._page(number, seller_id)
            found |= {form.id: form for form in forms}
            if not forms or (total is not None and total <= (number + 1) * PAGE):
                break
        return list(found.values())[:count]

    async def _walk(self, missing: dict[str, None], seller_id: str) -> AsyncGenerator[Order, None]:
        """The wanted orders among the newest; the caller takes each out of `missing`. Raises only what ends the reading."""
        pages_read, found_last = 0, 0
        total: int | None = None
        while count := pages_to_read(pages_read, len(missing), found_last, total, self._concurrency):
            rounds = range(pages_read, pages_read + count)
            pages = await asyncio.gather(*(self._page(number, seller_id) for number in rounds), return_exceptions=True)
            pages_read, found_last = pages_read + count, 0
            failures: list[BaseException] = []
            for page in pages:
                if isinstance(page, BaseException):
                    failures.append(page)
                    continue
                forms, total = page
                wanted = {form.id: form for form in forms if form.id in missing}
                found_last = max(found_last, len(wanted))
                for form in wanted.values():
                    yield form
            for failure in failures:
                if not _only_this_page(failure):
                    raise failure
            if failures:
                return

    async def _page(self, number: int, seller_id: str) -> tuple[list[Order], int | None]:
        read_at = self._clock.now()
        query: dict[str, str | int] = {"limit": PAGE, "offset": number * PAGE, "sort": "-lineItems.boughtAt"}
        answer = await self._client.get(FORMS, query)
        found = []
        for form in items(section(answer.body).get("checkoutForms")):
            try:
                found.append(order(form, seller_id, read_at))
            except ValueError:
                _log.warning("a checkout form without an id in the list")
        total = section(answer.body).get("totalCount")
        return found, total if isinstance(total, int) and total >= 0 else None

    async def _singles(self, order_ids: list[str], seller_id: str) -> AsyncGenerator[Read, None]:
        limit = asyncio.Semaphore(self._concurrency)
        stop: list[Failure] = []

        async def one(order_id: str) -> Read:
            async with limit:
                if stop:
                    return order_id, stop[0]
                try:
                    return await self._single(order_id, seller_id)
                except ShippingError as error:
                    if error.failure.code in ACCOUNT_WIDE:
                        stop.append(error.failure)
                    return order_id, error.failure

        tasks = [asyncio.create_task(one(order_id)) for order_id in order_ids]
        try:
            for done in asyncio.as_completed(tasks):
                yield await done
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)

    async def _single(self, order_id: str, seller_id: str) -> Read:
        read_at = self._clock.now()
        try:
            answer = await self._client.get(f"{FORMS}/{order_id}")
        except AllegroError as error:
            if error.status in {404, 422}:
                return order_id, replace(error.failure, code=ErrorCode.ORDER_NOT_FOUND)
            raise
        try:
            found = order(answer.body, seller_id, read_at)
        except ValueError:
            found = None
        if found is None or found.id != order_id:
            return order_id, Failure(ErrorCode.ALLEGRO_UNAVAILABLE, "not_sent", "the answer is not the order asked for")
        return found


def _only_this_page(failure: BaseException) -> bool:
    """Whether single calls may still work: without an answer Allegro is down, and hundreds of them would only wait."""
    return isinstance(failure, AllegroError) and failure.status is not None and failure.failure.code not in ACCOUNT_WIDE
