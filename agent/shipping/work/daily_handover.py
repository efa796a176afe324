"""Hands the day's sets over at the time the seller set, and knows which sets of earlier days still wait.

Once a day and account, at one station of the ledger; sets of earlier days, and what was not certain, are a person's.
"""

import asyncio
import logging
import uuid
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, time, timedelta

from agent.shipping.ledger import handovers
from agent.shipping.ledger.database import LedgerUnavailable
from agent.shipping.ledger.handovers import HandOverRow
from agent.shipping.ledger.rounds import begin_round
from agent.shipping.model.failure import Failure, ShippingError
from shared_schema.codes import ErrorCode

from .desk import Desk
from .engine import Engine
from .handover import Handovers
from .lane import Lane

log = logging.getLogger(__name__)

TURN_S = 30.0
LOOK_EVERY = timedelta(minutes=30)
"""How often the carriers are asked what waits when nobody else asks them."""


class DailyHandover:
    """`times`: by account id, "HH:MM" by this computer's clock."""

    def __init__(self, desk: Desk, engine: Engine, sets: Handovers, times: Callable[[], Mapping[str, str]]) -> None:
        self._desk = desk
        self._engine = engine
        self._sets = sets
        self._times = times
        self._looked_at: datetime | None = None

    async def run(self) -> None:
        """Never returns."""
        while True:
            await asyncio.sleep(TURN_S)
            try:
                await self._turn()
            except LedgerUnavailable:
                log.info("handing over waits for the ledger")
            except Exception:  # the loop has to live until the next day
                log.exception("the daily handing over failed in an unforeseen way")

    async def problems(self) -> list[Failure]:
        """What a person has to look at, without a call to any carrier. Raises LedgerUnavailable."""
        midnight = datetime.combine(self._sets.today, time()).astimezone()
        rows = await handovers.recent(self._desk.ledger.database, midnight)
        overdue = [
            Failure(
                ErrorCode.SETS_UNSENT,
                "not_sent",
                "a set of an earlier day was not handed over",
                data={"account_id": account_id, "day": each.day.isoformat(), "parcels": each.parcels},
            )
            for account_id, each in self._sets.overdue()
        ]
        return overdue + daily_failures(rows)

    async def _turn(self) -> None:
        now = self._desk.now().astimezone()
        due = due_accounts(self._times(), now.time())
        rested = self._looked_at is None or now - self._looked_at >= LOOK_EVERY
        if not due and not rested:
            return
        lanes = await self._engine.lanes()
        if rested:
            self._looked_at = now
            await self._sets.waiting(lanes)
        for lane in lanes:
            if lane.account.id in due and not await self._had_today(lane, now):
                await self._hand_over(lane, now)

    async def _had_today(self, lane: Lane, now: datetime) -> bool:
        midnight = now.replace(hour=0, minute=0, second=0, microsecond=0)
        rows = await handovers.recent(self._desk.ledger.database, midnight)
        return any(each.daily and each.account_id == lane.account.id for each in rows)

    async def _hand_over(self, lane: Lane, now: datetime) -> None:
        database, account_id = self._desk.ledger.database, lane.account.id
        if await handovers.being_created(database, account_id):
            return
        sets, _ = await self._sets.waiting([lane])
        today = [each for each in sets.get(account_id, ()) if each.day == now.date()]
        midnight = now.replace(hour=0, minute=0, second=0, microsecond=0)
        if not today or not await begin_round(database, self._desk.ledger.own, "handover_daily", now - midnight, account_id):
            return
        for each in today:
            try:
                sent = await self._sets.hand_over(lane, each.id, str(uuid.uuid4()), again=False, daily=True)
            except ShippingError as error:
                log.warning("account %s: set %s was not handed over at its time: %s", account_id, each.id, error)
            else:
                log.info("account %s: set %s handed over at its time, %s", account_id, each.id, sent.row.status)


def due_accounts(times: Mapping[str, str], now: time) -> list[str]:
    """The accounts whose time of the day has come; `times` as "HH:MM"."""
    return [account_id for account_id, at in times.items() if now >= time.fromisoformat(at)]


def daily_failures(rows: Sequence[HandOverRow]) -> list[Failure]:
    """Today's sets that the program did not hand over at their time, and nobody has since. `rows`: the newest first."""
    failures: list[Failure] = []
    settled: set[tuple[str, str]] = set()
    for row in rows:
        place = (row.account_id, row.set_id)
        if row.kind == "pickup" or place in settled:
            continue
        settled.add(place)
        if row.daily and row.state != "done" and row.state != "begun":
            code = row.error.code.value if row.error else None
            failures.append(
                Failure(
                    ErrorCode.DAILY_HAND_OVER_FAILED,
                    "unknown" if row.doubtful else "not_sent",
                    "a set was not handed over at its time",
                    row.error.words if row.error else None,
                    data={"account_id": row.account_id, "why": code},
                )
            )
    return failures
