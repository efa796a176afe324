"""Sends labels to the station's printer: one document for each format, in the order of the list, and tells the history."""

import asyncio
import logging
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace
from typing import Final

from agent.shipping.label_files import merged
from agent.shipping.ledger.database import LedgerUnavailable
from agent.shipping.ledger.rows import Attempt
from agent.shipping.model.failure import Failure, ShippingError
from agent.shipping.ports import LabelPrinter
from shared_schema.codes import ErrorCode, LabelFormat

from .collect import Collected, Missing, collect
from .desk import Desk
from .engine import Engine

log = logging.getLogger(__name__)

KEYS_REMEMBERED: Final = 64


@dataclass(frozen=True, slots=True)
class Printed:
    """`labels` counts the parcels whose labels the printer's system has taken."""

    printer: str
    labels: int
    missing: Sequence[Missing]


class LabelPrinting:
    """Printing again is harmless but costs labels: a key prints once, for as long as the program runs."""

    def __init__(self, desk: Desk, engine: Engine, printer: LabelPrinter) -> None:
        self._desk = desk
        self._engine = engine
        self._printer = printer
        self._asked: dict[str, asyncio.Task[Printed]] = {}

    @property
    def printer(self) -> str | None:
        """The printer chosen now."""
        return self._printer.name

    async def print_once(self, key: str, order_ids: Sequence[str], client: str) -> Printed:
        """Prints the orders' labels; a repetition with the key waits for the same outcome, also one whose asker has gone.

        Raises as `print` does.
        """
        if key not in self._asked:
            while len(self._asked) >= KEYS_REMEMBERED:
                del self._asked[next(iter(self._asked))]
            self._asked[key] = asyncio.create_task(self.print(order_ids, client))
        return await asyncio.shield(self._asked[key])

    async def close(self) -> None:
        """Begins nothing more; a document the system has taken is printed all the same."""
        for task in self._asked.values():
            task.cancel()
        await asyncio.gather(*self._asked.values(), return_exceptions=True)

    async def print(
        self, order_ids: Sequence[str], client: str | None, wanted: Callable[[Attempt], bool] = lambda attempt: True
    ) -> Printed:
        """Prints the labels of the orders' parcels that are `wanted`; `client` is None when nobody asked for it.

        Raises LedgerUnavailable while nothing is printed yet, and ShippingError; `printed` in its data counts the parcels
        whose labels went before those of another format were refused.
        """
        printer = self._printer.name
        if printer is None:
            raise ShippingError(Failure(ErrorCode.PRINTER_NOT_CHOSEN, "not_sent", "no printer is chosen for labels"))
        collected = await collect(self._desk, self._engine, order_ids, wanted)
        sent: set[LabelFormat] = set()
        try:
            for kind, labels in collected.by_format().items():
                [document] = await merged(labels)
                await self._printer.print(printer, document)
                sent.add(kind)
        except ShippingError as error:
            printed = len(_whole(collected, sent))
            raise ShippingError(replace(error.failure, data={**error.failure.data, "printed": printed or None})) from error
        finally:
            await self._tell(_whole(collected, sent), client)
        log.info("the labels of %d parcels were sent to the printer", len(collected.given))
        return Printed(printer, len(collected.given), collected.missing)

    async def _tell(self, done: Sequence[Attempt], client: str | None) -> None:
        """That the history misses a line is no reason to have somebody print again."""
        try:
            await self._desk.ledger.record("label_printed", done, self._desk.now(), client)
        except LedgerUnavailable:
            log.warning("the history could not be told that %d labels were printed", len(done))


def _whole(collected: Collected, sent: Collection[LabelFormat]) -> list[Attempt]:
    """The parcels of which everything was sent."""
    return [attempt for attempt, labels in collected.given if all(each.format in sent for each in labels)]
