"""Prints a job's labels by itself, in one go and in list order, when the job has come to rest; off unless the seller wants it.

Once each: a job is remembered from the click until it rests, in memory alone, so that after a new start of the program nothing
is printed that nobody asks for; and a label that somebody has downloaded or printed meanwhile is left out, by the history.
"""

import asyncio
import logging
from collections.abc import Callable
from datetime import datetime

from agent.shipping.ledger import history
from agent.shipping.ledger.changes import Change
from agent.shipping.ledger.rows import Job
from agent.shipping.model.failure import Failure, ShippingError

from .desk import Desk
from .print_labels import LabelPrinting

log = logging.getLogger(__name__)

_IN_HANDS = ("label_given", "label_printed")


class PrintWhenReady:
    """`is_wanted` says whether the seller wants it now."""

    def __init__(self, desk: Desk, printing: LabelPrinting, is_wanted: Callable[[], bool]) -> None:
        self._desk = desk
        self._printing = printing
        self.is_wanted = is_wanted
        self._known: set[str] = set()
        self._waiting: set[str] = set()
        self._looks: set[asyncio.Task[None]] = set()
        self.problem: Failure | None = None
        """Why the labels of the last job were not printed."""

    def asked(self, job_id: str) -> None:
        """A person has asked for the job, here; said before it is stored, and once more when the click is repeated."""
        if self.is_wanted() and job_id not in self._known:
            self._known.add(job_id)
            self._waiting.add(job_id)

    def changed(self, change: Change) -> None:
        """Something of a job has changed, and is on disk."""
        if change.attempt.job_id in self._waiting and not change.attempt.held:
            look = asyncio.create_task(self._look(change.attempt.job_id))
            self._looks.add(look)
            look.add_done_callback(self._looks.discard)

    async def close(self) -> None:
        """Prints nothing more."""
        self._waiting.clear()
        for look in self._looks:
            look.cancel()
        await asyncio.gather(*self._looks, return_exceptions=True)

    async def _look(self, job_id: str) -> None:
        try:
            job = await self._desk.ledger.job(job_id)
            if job is None or job.working or job.waiting or job_id not in self._waiting:
                return
            self._waiting.discard(job_id)
            if self.is_wanted():
                await self._print(job)
        except Exception:
            log.exception("the labels of job %s could not be printed by themselves", job_id)

    async def _print(self, job: Job) -> None:
        orders = list(dict.fromkeys(each.order_id for each in await self._desk.ledger.items(job.id)))
        in_hands = await self._in_hands(orders, datetime.fromisoformat(job.created_at))
        try:
            await self._printing.print(orders, None, lambda each: each.job_id == job.id and each.reference not in in_hands)
            self.problem = None
        except ShippingError as error:
            log.warning("the labels of job %s were not printed: %s", job.id, error)
            self.problem = error.failure

    async def _in_hands(self, orders: list[str], since: datetime) -> set[str | None]:
        rows: list[tuple[int, history.Entry]] = []
        while page := await history.read(self._desk.ledger.database, orders, since, rows[-1][0] if rows else 0):
            rows += page
        return {entry.reference for _, entry in rows if entry.what in _IN_HANDS}
