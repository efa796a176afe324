"""Plans a selection before anything is made: reads the orders and says what would be sent, for each as it becomes known."""

import asyncio
import logging
import uuid
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from dataclasses import dataclass, field

from agent.shipping.ledger.database import LedgerUnavailable
from agent.shipping.ledger.rows import Attempt
from agent.shipping.ledger.stations import SeenStation
from agent.shipping.model.failure import Failure, ShippingError
from agent.shipping.model.order import Order
from agent.shipping.model.plan import Choices, Plan, Unshippable
from agent.shipping.model.shipment import TrackingNumber
from agent.shipping.planning.earlier import EarlierShipment, earlier_shipments
from agent.shipping.planning.parcels import collecting
from agent.shipping.planning.plan import make_plan
from agent.shipping.ports import CarrierAccount
from shared_schema.codes import ErrorCode

from .corrections import choices_for_plan, remember
from .desk import LEDGER_LOST, Desk
from .point_checks import with_points

log = logging.getLogger(__name__)

KEPT = 20
"""Plans remembered; older ones are forgotten, and planning again is harmless."""
NUMBERS_AT_ONCE = 8
NOT_REMEMBERED = Failure(ErrorCode.STORE_FAILED, "not_sent", "the corrected receiver could not be stored")
ROWS_PER_NEWS = 20
"""People need no news of every single row."""


@dataclass(frozen=True, slots=True)
class PlannedOrder:
    """One row: the plan or why there is none, the shipments the order has, and whether Allegro's could not be read."""

    planned: Plan | Unshippable
    earlier: tuple[EarlierShipment, ...]
    numbers_unchecked: bool


@dataclass(slots=True)
class PlanBook:
    """A selection being planned; `rows` fill in any order."""

    id: str
    order_ids: tuple[str, ...]
    rows: dict[str, PlannedOrder] = field(default_factory=dict)
    accounts: Sequence[CarrierAccount] = ()
    """What may be chosen from for any of the orders."""

    def page(self, offset: int, limit: int) -> list[PlannedOrder]:
        """The rows from `offset` on, in the order asked for, up to the first that is not ready."""
        page: list[PlannedOrder] = []
        for order_id in self.order_ids[offset : offset + limit]:
            if order_id not in self.rows:
                break
            page.append(self.rows[order_id])
        return page


class Planner:
    """Makes plan books in the background; `progressed` is told of every step."""

    def __init__(self, desk: Desk, progressed: Callable[[PlanBook], None]) -> None:
        self._desk = desk
        self._progressed = progressed
        self._books: dict[str, PlanBook] = {}
        self._tasks: set[asyncio.Task[None]] = set()

    def begin(self, choices: Mapping[str, Choices], seller_id: str | None) -> PlanBook:
        """Starts planning the orders; `seller_id` is the one the page shows, if it shows one."""
        book = PlanBook(str(uuid.uuid4()), tuple(choices))
        self._books[book.id] = book
        for old in list(self._books)[:-KEPT]:
            del self._books[old]
        task = asyncio.create_task(self._fill(book, choices, seller_id))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return book

    def book(self, book_id: str) -> PlanBook | None:
        """A plan book that is not forgotten yet."""
        return self._books.get(book_id)

    async def close(self) -> None:
        """Stops planning."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _fill(self, book: PlanBook, choices: Mapping[str, Choices], seller_id: str | None) -> None:
        left = Failure(ErrorCode.ORDER_NOT_FOUND, "not_sent", "Allegro did not give the order")
        try:
            sellers = await self._desk.marketplace.sellers()
            if seller_id is not None:
                sellers.check(seller_id)
            earlier = await self._desk.ledger.named([each.id for each in sellers.connected], book.order_ids)
            others = await self._desk.ledger.stations.others()
            limit = asyncio.Semaphore(NUMBERS_AT_ONCE)
            async with asyncio.TaskGroup() as group:
                async for planned in self._planned(book, choices, earlier, seller_id):
                    group.create_task(self._finish(book, planned, earlier.get(planned.order_id, []), others, limit))
        except ShippingError as error:
            left = error.failure
        except LedgerUnavailable:
            left = LEDGER_LOST
        except Exception:  # a task nobody waits for: rows that never come would be waited for
            log.exception("planning failed")
            left = Failure(ErrorCode.INTERNAL, "not_sent", "planning failed")
        for order_id in book.order_ids:
            if order_id not in book.rows:
                book.rows[order_id] = PlannedOrder(Unshippable(order_id, left), (), numbers_unchecked=False)
        self._progressed(book)

    async def _planned(
        self,
        book: PlanBook,
        choices: Mapping[str, Choices],
        earlier: Mapping[str, Sequence[Attempt]],
        seller_id: str | None,
    ) -> AsyncIterator[Plan | Unshippable]:
        accounts, unready = await self._desk.enabled()
        book.accounts = accounts
        rules = self._desk.rules()
        ready = [each for each in accounts if each.id not in unready]
        reading = self._desk.marketplace.orders(book.order_ids, seller_id)
        async for read in with_points(reading, ready, choices):
            if isinstance(read, Order):
                asked = choices[read.id]
                chosen = await choices_for_plan(self._desk.corrections, read, asked)
                payer = collecting(earlier.get(read.id, ()))
                planned = make_plan(read, accounts, unready, chosen, rules, self._desk.accounts.missing_for, payer)
                try:
                    await remember(self._desk.corrections, read, asked, planned)
                except OSError:
                    yield Unshippable(read.id, NOT_REMEMBERED, read, parcels=asked.parcels)
                else:
                    yield planned
            else:
                yield Unshippable(*read, parcels=choices[read[0]].parcels)

    async def _finish(
        self,
        book: PlanBook,
        planned: Plan | Unshippable,
        attempts: Sequence[Attempt],
        others: Mapping[str, SeenStation],
        limit: asyncio.Semaphore,
    ) -> None:
        numbers: tuple[TrackingNumber, ...] = ()
        unchecked = False
        # The order itself tells whether any item has a number, so only those that do cost a call.
        if planned.order is not None and planned.order.lines_sent not in ("", "NONE"):
            try:
                async with limit:
                    order = planned.order
                    numbers = tuple(await self._desk.marketplace.numbers(order.seller_id, order.id))
            except ShippingError:
                unchecked = True
        book.rows[planned.order_id] = PlannedOrder(planned, earlier_shipments(attempts, numbers, others), unchecked)
        if len(book.rows) % ROWS_PER_NEWS == 0:
            self._progressed(book)
