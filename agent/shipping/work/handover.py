"""Handing sets of parcels over to carriers that need it: what waits, sending it, and the paper, kept like a label."""

import asyncio
import logging
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from agent.shipping.ledger import handovers
from agent.shipping.ledger.handovers import HandOverRow, Progress
from agent.shipping.ledger.rows import timestamp
from agent.shipping.model.failure import Data, Failure, ShippingError
from agent.shipping.model.handover import HandedOver, OpenSet
from agent.shipping.ports import HandOver, HandOverProtocol, LabelStore
from shared_schema.codes import ErrorCode

from .desk import Desk
from .lane import Lane
from .papers import keep_paper
from .protocol import open_protocols, protocol
from .stopped_accounts import account_stopped

log = logging.getLogger(__name__)

STATUS_PAUSES_S = (0.5, 1.0, 2.0)
"""A set may take minutes to be accepted; a person who waits at the screen is told what is known after a moment."""
REMEMBERED = timedelta(days=7)
"""So long what was handed over is shown, and its status asked for."""


@dataclass(frozen=True, slots=True)
class Sent:
    """What was handed over, and why its paper is not kept yet, if it is not."""

    row: HandOverRow
    book: Failure | None


class Handovers:
    """What is asked for is on disk before the carrier is asked; one thing at a time at each account. `books` keeps the papers."""

    def __init__(self, desk: Desk, books: LabelStore) -> None:
        self._desk = desk
        self._books = books
        self._turns: defaultdict[str, asyncio.Lock] = defaultdict(asyncio.Lock)
        self.seen: Mapping[str, Sequence[OpenSet]] = {}
        """By account, the sets that waited when they were last asked for."""
        self._protocols: set[str] = set()

    @property
    def today(self) -> date:
        """The day as the people at this station call it."""
        return self._desk.now().astimezone().date()

    async def waiting(self, lanes: Sequence[Lane]) -> tuple[Mapping[str, Sequence[OpenSet]], Mapping[str, Failure]]:
        """By account, the sets that wait; and which accounts could not tell. Those that hand nothing over are left out.

        Raises LedgerUnavailable.
        """
        sets: dict[str, Sequence[OpenSet]] = {}
        failures: dict[str, Failure] = {}
        for lane in lanes:
            account = lane.account
            if isinstance(account, HandOverProtocol):
                self._protocols.add(account.id)
                sets[account.id] = await open_protocols(self._desk, account)
            elif isinstance(account, HandOver):
                try:
                    _ask_open(lane)
                    async with lane.door.calling_at_once():
                        sets[account.id] = await account.open_sets()
                except ShippingError as error:
                    failures[account.id] = error.failure
        # What an account that does not answer had is not gone by that.
        self.seen = {**{each: found for each, found in self.seen.items() if each in failures}, **sets}
        return sets, failures

    def overdue(self) -> list[tuple[str, OpenSet]]:
        """Sets of earlier days the carrier does not know of, by account, as they were last seen.

        Not what could stand in a protocol: the carrier has those parcels, and most are brought to a point without one.
        """
        known = [(account_id, each) for account_id, sets in self.seen.items() for each in sets]
        return [(account_id, each) for account_id, each in known if each.day < self.today and account_id not in self._protocols]

    async def remembered(self, lanes: Sequence[Lane]) -> list[HandOverRow]:
        """What was asked for lately, on any station, the newest first; sets under way as far as they have come by now."""
        rows = await handovers.recent(self._desk.ledger.database, self._desk.now() - REMEMBERED)
        accounts = {lane.account.id: lane for lane in lanes}
        return [await self._looked_at(each, accounts.get(each.account_id)) for each in rows]

    async def knows(self, key: str) -> bool:
        """Whether this wish, a courier's too, is on disk already. Raises LedgerUnavailable."""
        return await handovers.is_known(self._desk.ledger.database, key)

    async def hand_over(
        self, lane: Lane, set_id: str, key: str, again: bool, daily: bool = False, client: str | None = None
    ) -> Sent:
        """Sends the set once for this key, looks how far it comes, and keeps its paper.

        `again` answers for a protocol whose answer was lost. Raises ShippingError when nothing was handed over, or that cannot be
        told, and LedgerUnavailable. At an account with one call at a time no parcel can be on its way into the set meanwhile.
        """
        account = lane.account
        ledger = self._desk.ledger
        async with self._turns[account.id]:
            seen = next((each for each in self.seen.get(account.id, ()) if each.id == set_id), None)
            row = HandOverRow(
                key=key,
                kind="protocol" if isinstance(account, HandOverProtocol) else "set",
                account_id=account.id,
                set_id=set_id,
                day=seen.day.isoformat() if seen else None,
                parcels=0,
                daily=daily,
                station=ledger.own.name,
                asked_at=timestamp(self._desk.now()),
            )
            able = account if isinstance(account, HandOverProtocol) else _able(lane)
            _ask_open(lane)
            earlier = await handovers.begin(ledger.database, row, again)
            if earlier is not None:
                return Sent(_told(earlier, key), None)
            try:
                if isinstance(able, HandOver):
                    sent = await self._send(lane, able, row, client)
                else:
                    sent = Sent(await protocol(self._desk, lane.door, able, row, self._books, client), None)
            except ShippingError as error:
                state: Progress = "unknown" if error.failure.outcome == "unknown" else "refused"
                failed = replace(row, state=state, error=error.failure)
                await handovers.finish(ledger.database, ledger.own, failed, self._desk.now(), client=client)
                raise
            left = [each for each in self.seen.get(account.id, ()) if each.id != set_id]
            self.seen = {**self.seen, account.id: left}
            return sent

    async def _send(self, lane: Lane, account: HandOver, row: HandOverRow, client: str | None) -> Sent:
        async with lane.door.calling_at_once():
            handed = await account.hand_over(row.set_id)
        log.info("account %s: set %s was handed over as %s, %d parcels", row.account_id, row.set_id, handed.id, handed.parcels)
        handed = await self._followed(lane, account, handed)
        done = replace(row, state="done", number=handed.id, parcels=handed.parcels, status=handed.status, errors=handed.errors)
        await handovers.finish(self._desk.ledger.database, self._desk.ledger.own, done, self._desk.now(), client=client)
        try:
            await self.book(lane, handed.id)
        except ShippingError as error:
            return Sent(done, error.failure)
        return Sent(done, None)

    async def book(self, lane: Lane, handed_id: str) -> bytes:
        """The paper: as it is kept here, else from the carrier, and kept then. Raises ShippingError."""
        name = f"{lane.account.id}-{handed_id}"
        kept = await self._books.read(name)
        if kept:
            return kept[0].content
        if isinstance(lane.account, HandOverProtocol):
            row = await handovers.by_number(self._desk.ledger.database, lane.account.id, handed_id)
            where: Data = {"station": row.station if row else None}
            raise ShippingError(Failure(ErrorCode.PROTOCOL_NOT_KEPT, "not_sent", "the protocol is not kept here", data=where))
        account = _able(lane)
        async with lane.door.calling_at_once():
            content = await account.posting_book(handed_id)
        await keep_paper(self._books, name, content)
        return content

    async def _followed(self, lane: Lane, account: HandOver, handed: HandedOver) -> HandedOver:
        """Looks a few times; that the status cannot be had changes nothing of what was done."""
        for pause_s in STATUS_PAUSES_S:
            if handed.status != "under_way":
                break
            await asyncio.sleep(pause_s * self._desk.patience)
            try:
                async with lane.door.calling_at_once():
                    handed = replace(handed, status=await account.hand_over_status(handed.id))
            except ShippingError:
                log.info("account %s: the status of set %s did not come", lane.account.id, handed.id)
        return handed

    async def _looked_at(self, row: HandOverRow, lane: Lane | None) -> HandOverRow:
        if lane is None or row.status != "under_way" or row.number is None or not isinstance(lane.account, HandOver):
            return row
        try:
            _ask_open(lane)
            async with lane.door.calling_at_once():
                status = await lane.account.hand_over_status(row.number)
        except ShippingError:
            return row
        if status != row.status:
            await handovers.note_status(self._desk.ledger.database, row.key, status)
        return replace(row, status=status)


def _told(earlier: HandOverRow, key: str) -> HandOverRow:
    """What an earlier wish that stands in the way comes to. Raises ShippingError unless it is this very one, and done."""
    data: Data = {"asked_at": earlier.asked_at, "station": earlier.station}
    if earlier.key != key:
        why = "a protocol of these parcels was asked for and its answer was lost"
        raise ShippingError(Failure(ErrorCode.PROTOCOL_ASKED_BEFORE, "not_sent", why, data=data))
    if earlier.state == "done" or (earlier.state == "refused" and earlier.errors):
        return earlier
    if earlier.error is not None:
        raise ShippingError(earlier.error)
    code = ErrorCode.HAND_OVER_UNKNOWN if earlier.kind == "set" else ErrorCode.PROTOCOL_UNKNOWN
    raise ShippingError(Failure(code, "unknown", "the program ended before the answer came", data=data))


def _able(lane: Lane) -> HandOver:
    account = lane.account
    if not isinstance(account, HandOver):
        raise ShippingError(Failure(ErrorCode.SET_NOT_OPEN, "not_sent", "this account has no sets to be handed over"))
    _ask_open(lane)
    return account


def _ask_open(lane: Lane) -> None:
    if lane.door.gate.stopped is not None:
        raise ShippingError(account_stopped(lane.account.id, lane.door.gate.stopped))
