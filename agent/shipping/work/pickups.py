"""Couriers: when they can come, and ordering one; on disk before it is ordered, so that no second one comes by mistake."""

import asyncio
import logging
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from agent.shipping.ledger import handovers
from agent.shipping.ledger.handovers import CreatedParcel, HandOverRow, Progress
from agent.shipping.ledger.rows import timestamp
from agent.shipping.model.failure import Data, Failure, ShippingError
from agent.shipping.model.handover import PickupSlot
from agent.shipping.ports import CourierPickup
from shared_schema.codes import ErrorCode

from .desk import Desk
from .lane import Lane

log = logging.getLogger(__name__)

POLAND = ZoneInfo("Europe/Warsaw")
LOOKED_BACK = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Offer:
    """When a courier can come, and how many parcels no courier was ordered for, made today and earlier."""

    slots: Sequence[PickupSlot]
    today: int
    earlier: int


class Pickups:
    """One order at a time at each account."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._turns: defaultdict[str, asyncio.Lock] = defaultdict(asyncio.Lock)

    async def offer(self, lane: Lane) -> Offer:
        """What can be ordered. Raises ShippingError and LedgerUnavailable."""
        account = _able(lane)
        async with lane.door.calling_at_once():
            slots = await account.pickup_slots()
        parcels = await self._parcels(lane, earlier=True)
        today = sum(self._is_today(each) for each in parcels)
        return Offer(slots, today, len(parcels) - today)

    async def order(self, lane: Lane, day: date, key: str, earlier: bool, again: bool, client: str | None = None) -> HandOverRow:
        """Orders a courier once for this key. Raises ShippingError and LedgerUnavailable.

        `pickup_ordered_before`: for this day one was ordered, or may have been; a second one needs `again`.
        """
        account = _able(lane)
        ledger = self._desk.ledger
        async with self._turns[lane.account.id]:
            async with lane.door.calling_at_once():
                slots = await account.pickup_slots()
            slot = next((each for each in slots if each.ready.astimezone(POLAND).date() == day), None)
            parcels = await self._parcels(lane, earlier)
            row = HandOverRow(
                key=key,
                kind="pickup",
                account_id=lane.account.id,
                set_id=day.isoformat(),
                day=day.isoformat(),
                ready=clock(slot.ready) if slot else None,
                until=clock(slot.until) if slot else None,
                parcels=len(parcels),
                daily=False,
                station=ledger.own.name,
                asked_at=timestamp(self._desk.now()),
            )
            known = await handovers.begin(ledger.database, row, again)
            if known is not None:
                return _told(known, key)
            codes = [each.shipment_id for each in parcels]
            try:
                if slot is None or not codes:
                    why = "no courier comes on this day" if codes else "no parcel waits for a courier"
                    raise ShippingError(Failure(ErrorCode.PICKUP_NOT_OFFERED, "not_sent", why))
                async with lane.door.calling_at_once():
                    number = await account.order_pickup(slot, codes)
            except ShippingError as error:
                state: Progress = "unknown" if error.failure.outcome == "unknown" else "refused"
                failed = replace(row, state=state, error=error.failure)
                await handovers.finish(ledger.database, ledger.own, failed, self._desk.now(), client=client)
                raise
            done = replace(row, state="done", number=number)
            await handovers.finish(ledger.database, ledger.own, done, self._desk.now(), codes, client)
        log.info("account %s: a courier was ordered for %s, %d parcels", lane.account.id, day, len(codes))
        return done

    async def _parcels(self, lane: Lane, earlier: bool) -> Sequence[CreatedParcel]:
        since = self._desk.now() - LOOKED_BACK
        found = await handovers.unsettled(self._desk.ledger.database, lane.account.id, "pickup", since)
        return [each for each in found if earlier or self._is_today(each)]

    def _is_today(self, parcel: CreatedParcel) -> bool:
        return parcel.made_at.astimezone().date() == self._desk.now().astimezone().date()


def clock(moment: datetime) -> str:
    """The time of the day as the courier has it."""
    return f"{moment.astimezone(POLAND):%H:%M}"


def _told(known: HandOverRow, key: str) -> HandOverRow:
    if known.key == key and known.state == "done":
        return known
    if known.key == key and known.error is not None:
        raise ShippingError(known.error)
    data: Data = {"day": known.day, "number": known.number, "asked_at": known.asked_at, "station": known.station}
    if known.key == key:
        raise ShippingError(Failure(ErrorCode.PICKUP_UNKNOWN, "unknown", "the program ended before the answer came", data=data))
    why = "a courier was ordered for this day, or may have been"
    raise ShippingError(Failure(ErrorCode.PICKUP_ORDERED_BEFORE, "not_sent", why, data=data))


def _able(lane: Lane) -> CourierPickup:
    account = lane.account
    if not isinstance(account, CourierPickup):
        raise ShippingError(Failure(ErrorCode.PICKUP_NOT_OFFERED, "not_sent", "this carrier's courier cannot be ordered here"))
    return account
