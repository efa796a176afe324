"""The person at the agent: ships a batch, waits, reads what is told, and does what only a person may do.

A parcel that could not be found is confirmed again only when the carrier really has none; everything else that was told with
a reason is shipped again or left. What is neither whole nor told with a reason is a silent error.
"""

import asyncio
import contextlib
from collections.abc import Awaitable, Callable, Collection, Iterable
from dataclasses import dataclass, field
from pathlib import Path

from agent.cli.talk import ask
from agent.client import AgentClient, CallFailed
from agent.shipping.pdf import split_by_number
from shared_schema.agent import AgentStatusResult
from shared_schema.codes import ErrorCode
from shared_schema.jobs import JobItem
from shared_schema.labels import LabelsPrepareParams, LabelsPrepareResult
from shared_schema.request import NoParams
from tests.contract.kit import World
from tests.faults.shipping import POLL_S, create, items, plan

ROUNDS = 4


@dataclass(frozen=True)
class Result:
    """What a batch came to. All numbers are of orders or things too many or too few; only `finished` may be other than 0."""

    duplicates: int
    losses: int
    """Orders without a parcel, parcels the agent does not know, and labels that are not kept."""
    numbers: int
    """Orders whose numbers at Allegro are not exactly their parcel's, once."""
    silent: int
    finished: bool
    remarks: tuple[str, ...] = ()

    @property
    def good(self) -> bool:
        """Nothing doubled, lost or silent, and all of it finished."""
        return self.finished and not (self.duplicates or self.losses or self.numbers or self.silent or self.remarks)


@dataclass
class Person:
    """`refused` are orders whose number Allegro refuses for good: told is all that can be asked there."""

    world: World
    home: Path
    refused: Collection[str] = ()
    mend: Callable[[], Awaitable[None]] | None = None
    """Done once, before anything is shipped again."""
    mended: bool = False
    latest: dict[str, JobItem] = field(default_factory=dict)
    silent: set[str] = field(default_factory=set)
    remarks: list[str] = field(default_factory=list)

    async def begin(self, client: AgentClient, order_ids: Iterable[str]) -> str:
        """Ships the orders; the job."""
        return await create(client, await plan(client, list(order_ids)))

    async def settle(self, client: AgentClient, job_id: str, seconds: float = 240) -> bool:
        """Waits until every order of the job is whole or has told why not, and nothing moves; whether that came in time."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                while True:
                    shipped = await items(client, job_id)
                    self.latest.update({each.order_id: each for each in shipped})
                    if all(self.whole(each.order_id) or self._final(each) for each in shipped):
                        break
                    await asyncio.sleep(POLL_S)
                self._note_silent()
                return True
        self._note_silent()
        self.remarks.append(f"not settled: {[describe(each) for each in self.latest.values() if not self.whole(each.order_id)]}")
        return False

    def _note_silent(self) -> None:
        self.silent |= {each for each, item in self.latest.items() if not self.whole(each) and item.error is None}

    async def finish(self, client: AgentClient, job_id: str, seconds: float = 240) -> Result:
        """Waits for the job and brings to an end whatever a person has to decide; what it all came to."""
        finished = await self.settle(client, job_id, seconds)
        if self.mend is not None:
            await self.mend()
            self.mended = True
            finished = finished and await self.settle(client, job_id, seconds)
        for _ in range(ROUNDS):
            again = [each for each in self.latest if self._may_ship_again(each)]
            missing = [each for each, item in self.latest.items() if item.label == "failed"]
            if missing:
                await ask(client, "labels.prepare", LabelsPrepareParams(order_ids=missing), LabelsPrepareResult)
            if not finished or not again:
                break
            finished = await self.settle(client, await self.begin(client, again), seconds)
        return self.result(finished)

    def result(self, finished: bool) -> Result:
        """What is at the carrier, at Allegro and in the label folder now."""
        orders = list(self.latest)
        wrong = [each for each in orders if not self._numbers_right(each)]
        lost = [each for each in orders if not self._parcel_known(each) or not self._label_kept(each)]
        return Result(
            duplicates=sum(max(0, len(self.world.parcels(each)) - 1) for each in orders),
            losses=len(lost),
            numbers=len(wrong),
            silent=len(self.silent),
            finished=finished and all(self.whole(each) or each in self.refused for each in orders),
            remarks=tuple(self.remarks) + tuple(describe(self.latest[each]) for each in {*lost, *wrong, *self.silent}),
        )

    def whole(self, order_id: str) -> bool:
        """One parcel, its number once at Allegro, its label kept, and the agent says so."""
        item = self.latest[order_id]
        said = (item.state, item.on_allegro, item.label, item.error) == ("created", "yes", "ready", None)
        return said and self._parcel_known(order_id) and self._numbers_right(order_id)

    def _parcel_known(self, order_id: str) -> bool:
        number = self.latest[order_id].tracking_number
        return number is not None and number in self.world.parcels(order_id)

    def _numbers_right(self, order_id: str) -> bool:
        standing = [each.waybill for each in self.world.allegro.numbers(order_id)]
        item = self.latest[order_id]
        if order_id in self.refused:
            return standing == [] and item.on_allegro == "failed" and item.error is not None
        return standing == [item.tracking_number]

    def _label_kept(self, order_id: str) -> bool:
        number = self.latest[order_id].tracking_number or ""
        kept = [each.read_bytes() for each in (self.home / "labels").glob(f"{order_id[:8]}-*.pdf")]
        return any(list(split_by_number(each, [number])) == [number] for each in kept)

    def _may_ship_again(self, order_id: str) -> bool:
        item = self.latest[order_id]
        not_found = item.error is not None and item.error.code is ErrorCode.SHIPMENT_NOT_FOUND_AT_CARRIER
        not_there = item.state == "unknown" and not_found and self.world.parcels(order_id) == []
        return item.state in ("refused", "cancelled") or not_there

    def _final(self, item: JobItem) -> bool:
        """Whether nothing moves any more without a person."""
        if item.error is not None and item.error.code is ErrorCode.ACCOUNT_STOPPED and item.state not in ("refused", "cancelled"):
            return not self.mended
        if item.state == "created":
            return item.on_allegro in ("yes", "failed") and item.label in ("ready", "failed")
        return item.state in ("refused", "cancelled") or (item.state == "unknown" and item.error is not None)


def describe(item: JobItem) -> str:
    """One order, in a line."""
    code = f"{item.error.code} ({item.error.message})" if item.error else "no reason"
    return f"{item.order_id[:8]}: {item.state}, number {item.on_allegro}, label {item.label}, {code}"


async def ledger_is_lost(client: AgentClient) -> bool:
    """Whether the agent says that its ledger cannot be used."""
    try:
        status = await ask(client, "agent.status", NoParams(), AgentStatusResult)
    except CallFailed as failed:
        return failed.error.code is ErrorCode.LEDGER_UNAVAILABLE
    return any(each.code is ErrorCode.LEDGER_UNAVAILABLE for each in status.problems)
