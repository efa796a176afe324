"""One shift of work: from the moment the ledger can be reached until it cannot, or until the agent ends.

Everything a shift knows is on disk, so the next one begins exactly as after a crash: one way to start, tested all the time.
"""

import asyncio
import logging
from collections.abc import Mapping, Sequence
from datetime import datetime

from agent.shipping.ledger.database import LedgerUnavailable
from agent.shipping.ledger.rows import Attempt
from agent.shipping.ledger.states import State
from agent.shipping.model.failure import Failure, ShippingError
from agent.shipping.model.order import Order
from agent.shipping.model.plan import Unshippable
from agent.shipping.model.shipment import ListedShipment
from agent.shipping.planning.plan import make_plan
from agent.shipping.ports import CarrierAccount
from shared_schema.codes import ErrorCode

from .corrections import choices_for_parcel
from .desk import Desk
from .labels import has_label
from .lane import Lane
from .lease import BEAT_S
from .loops import Loops
from .points import Point, reach
from .reporter import Reporter
from .waiting_room import WaitingRoom
from .withdraw import not_done, withdraw

log = logging.getLogger(__name__)


class Shift:
    """Begun with `begin`, ended with `close`; `until_over` tells why it cannot go on."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._loops = Loops()
        self._reporter = Reporter(desk, self._loops, self.account_of)
        self._intake: asyncio.Queue[Attempt] = asyncio.Queue()
        self._room = WaitingRoom(desk, self._loops, self.route)
        self.lanes: dict[str, Lane] = {}

    async def begin(self) -> None:
        """Shows that this station is there, and takes up whatever it had under way. Raises LedgerUnavailable."""
        await self._desk.lease.begin()
        await self._desk.stopped.read()
        await self._desk.write_kept()
        await self._refresh_lanes()
        for attempt in await self._desk.ledger.open_attempts():
            self.route(attempt)
        for step in (self._take_in, self._beat, self._look_around, self._hear):
            self._loops.start(step)

    async def until_over(self) -> None:
        """Never returns. Raises LedgerUnavailable when the ledger is lost, LeaseLost when this station was away too long."""
        await self._loops.until_failure()

    def end(self, error: LedgerUnavailable) -> None:
        """The ledger was found to be away by somebody else."""
        self._loops.fail(error)

    async def close(self, grace_s: float) -> None:
        """Ends the loops; calls that create parcels may come to their answer within the grace."""
        await self._loops.close()
        await asyncio.gather(*(lane.close(grace_s) for lane in self.lanes.values()))

    def route(self, attempt: Attempt) -> None:
        """Every attempt goes to the stage its state on disk belongs to, after a start as in the middle of a job.

        One that another station holds by now is the other's to go on with.
        """
        if attempt.holder not in (None, self._desk.ledger.own.id):
            return
        if attempt.state is State.QUEUED:
            self._intake.put_nowait(attempt)
            return
        if attempt.state is State.WAITING:
            self._room.take_up(attempt)
            return
        if attempt.state is State.CREATED and attempt.on_allegro == "waiting":
            self._reporter.take_up(attempt)
        lane = self.lanes.get(attempt.account_id or "")
        if lane is not None:
            lane.take_up(attempt)
        elif attempt.working:
            log.warning("attempt %s waits for the account %s, which is not there", attempt.id, attempt.account_id)

    async def fetch_labels(self, attempts: Sequence[Attempt]) -> dict[int, Failure]:
        """Asks for labels because a person wants them; by attempt id, why some are missing."""
        failures: dict[int, Failure] = {}
        await self._refresh_lanes()
        for account_id in {attempt.account_id for attempt in attempts}:
            wanted = [each for each in attempts if each.account_id == account_id and has_label(each)]
            lane = self.lanes.get(account_id or "")
            if lane is None:
                gone = Failure(ErrorCode.NOT_CONFIGURED, "not_sent", "the account is not configured any more")
                failures.update(dict.fromkeys((each.id for each in wanted), gone))
            else:
                failures.update(await lane.fetch_now(wanted))
        return failures

    async def withdraw(self, attempt: Attempt, client: str) -> Attempt:
        """Has the attempt's account take its parcel back, whichever station made it. Raises ShippingError."""
        await self._refresh_lanes()
        lane = self.lanes.get(attempt.account_id or "")
        if lane is None:
            raise ShippingError(not_done(Failure(ErrorCode.NOT_CONFIGURED, "not_sent", "the account is not configured here")))
        return await withdraw(self._desk, lane, attempt, client)

    async def current_lanes(self) -> list[Lane]:
        """The lanes of the accounts that are configured now."""
        await self._refresh_lanes()
        accounts, _ = await self._desk.enabled()
        return [self.lanes[account.id] for account in accounts]

    async def lists(self, since: datetime) -> tuple[dict[str, Sequence[ListedShipment]], dict[str, Failure | None]]:
        """What each account's carrier lists, and why some are missing: None for a carrier without a list."""
        await self._refresh_lanes()
        _, unready = await self._desk.enabled()
        listed: dict[str, Sequence[ListedShipment]] = {}
        missing: dict[str, Failure | None] = {each: why for each, why in unready.items() if each not in self.lanes}
        for account_id, lane in self.lanes.items():
            try:
                found = await lane.listed(since)
            except ShippingError as error:
                missing[account_id] = error.failure
                continue
            if found is None:
                missing[account_id] = None
            else:
                listed[account_id] = found
        return listed, missing

    async def mend(self, attempt: Attempt, client: str | None) -> bool:
        """Takes up what was given up: the number of a created parcel, or a parcel whose answer was lost.

        False when the account is not here, or somebody else was first. The work itself is the ordinary one.
        """
        if attempt.account_id not in self.lanes:
            return False
        ledger = self._desk.ledger
        again = ledger.owe_number if attempt.state is State.CREATED else ledger.look_again
        change = await again(attempt.id, self._desk.now(), client)
        if change is None:
            return False
        self._desk.tell(change)
        self.route(change.attempt)
        return True

    async def _take_in(self) -> None:
        taken = [await self._intake.get()]
        while not self._intake.empty():
            taken.append(self._intake.get_nowait())
        of_sellers: dict[str, dict[str, dict[int, Attempt]]] = {}
        for attempt in taken:
            of_sellers.setdefault(attempt.seller_id, {}).setdefault(attempt.order_id, {})[attempt.id] = attempt
        for seller_id, batch in of_sellers.items():
            await self._read_and_place(seller_id, batch)

    async def _read_and_place(self, seller_id: str, batch: dict[str, dict[int, Attempt]]) -> None:
        try:
            accounts, unready = await self._refresh_lanes()
            async for read in self._desk.marketplace.orders(list(batch), seller_id):
                if isinstance(read, Order):
                    reach(Point.ORDER_READ)
                    for attempt in batch.pop(read.id).values():
                        await self._place(attempt, read, accounts, unready)
                else:
                    for attempt in batch.pop(read[0]).values():
                        await self._room.put_off(attempt, read[1])
            left = Failure(ErrorCode.ORDER_NOT_FOUND, "not_sent", "Allegro did not give the order")
        except ShippingError as error:
            left = error.failure
        except LedgerUnavailable:
            raise
        except Exception:  # a defect costs these orders, and they say so
            log.exception("the orders could not be read")
            left = Failure(ErrorCode.INTERNAL, "not_sent", "the orders could not be read")
        for attempt in (each for parcels in batch.values() for each in parcels.values()):
            await self._room.put_off(attempt, left)

    async def _place(
        self, attempt: Attempt, order: Order, accounts: Sequence[CarrierAccount], unready: Mapping[str, Failure]
    ) -> None:
        try:
            choices = await choices_for_parcel(self._desk.corrections, order, attempt)
            planned = make_plan(order, accounts, unready, choices, self._desk.rules(), self._desk.accounts.missing_for)
            if not isinstance(planned, Unshippable):
                self.lanes[planned.account_id].submit(attempt, order)
                return
            failure = planned.failure
        except Exception:  # a defect costs the one order it meets, and says so
            log.exception("order %s could not be planned", attempt.order_id)
            failure = Failure(ErrorCode.INTERNAL, "not_sent", "the order could not be planned")
        await self._room.put_off(attempt, failure)

    async def _beat(self) -> None:
        await asyncio.sleep(BEAT_S * min(1.0, self._desk.patience))
        await self._desk.lease.renew()
        await self._desk.stopped.read()
        for lane in self.lanes.values():
            lane.door.follow_stops()

    async def _look_around(self) -> None:
        """What a station that died was working on goes on here: looked up where it may have been sent, never sent again.

        Not in one loop with the signs of life, which no slow answer of Allegro's may hold up.
        """
        await asyncio.sleep(BEAT_S * min(1.0, self._desk.patience))
        try:
            sellers = await self._desk.marketplace.sellers()
        except ShippingError:
            return
        seller_ids = [each.id for each in sellers.connected]
        for attempt in await self._desk.ledger.stations.take_over(seller_ids, self.lanes.keys()):
            log.info("order %s is taken over from another station", attempt.order_id)
            self.route(attempt)

    async def _hear(self) -> None:
        async for change in self._desk.ledger.news():
            self._desk.tell(change)

    async def _refresh_lanes(self) -> tuple[Sequence[CarrierAccount], Mapping[str, Failure]]:
        accounts, unready = await self._desk.enabled()
        for account in accounts:
            if account.id in self.lanes:
                self.lanes[account.id].door.use(account)
            else:
                self.lanes[account.id] = Lane(self._desk, account, self._loops, self._room, self.route)
        return accounts, unready

    def account_of(self, attempt: Attempt) -> CarrierAccount | None:
        """The account an attempt was sent with, if it is still there."""
        lane = self.lanes.get(attempt.account_id or "")
        return lane.account if lane else None
