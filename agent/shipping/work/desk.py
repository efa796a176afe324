"""What every step of the work shares: the ledger, the marketplace, the label store, and who is told of changes."""

import asyncio
import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Unpack

from agent.shipping.ledger.changes import Change, Facts, Move
from agent.shipping.ledger.database import LedgerUnavailable
from agent.shipping.ledger.rows import Attempt
from agent.shipping.ledger.states import ANSWERS, Event
from agent.shipping.ledger.store import Ledger
from agent.shipping.model.failure import Failure
from agent.shipping.ports import Accounts, CarrierAccount, Corrections, LabelStore, Marketplace
from agent.shipping.rules.model import NO_RULES, RuleSet
from shared_schema.codes import ErrorCode

from .corrections import CorrectionsInMemory
from .lease import Lease
from .stopped_accounts import StoppedAccounts, account_stopped

log = logging.getLogger(__name__)

LEDGER_LOST = Failure(ErrorCode.LEDGER_UNAVAILABLE, "not_sent", "the ledger cannot be reached; nothing is created until it can")


def _set_event() -> asyncio.Event:
    event = asyncio.Event()
    event.set()
    return event


@dataclass(frozen=True, slots=True)
class Outcome:
    """An event of an attempt with its facts, on its way to the ledger; an answer is kept while the ledger cannot take it."""

    attempt: Attempt
    event: Event
    facts: Facts


@dataclass(frozen=True, slots=True)
class Desk:
    """Every change of an attempt goes through here, so that it is on disk before anyone hears of it."""

    ledger: Ledger
    marketplace: Marketplace
    accounts: Accounts
    labels: LabelStore
    lease: Lease
    stopped: StoppedAccounts
    changed: Callable[[Change], None]
    patience: float = 1.0
    """Every pause is multiplied by it; below 1 only where stand-ins are talked to."""
    corrections: Corrections = field(default_factory=CorrectionsInMemory)
    rules: Callable[[], RuleSet] = lambda: NO_RULES
    """The seller's rules as they are now."""
    unwritten: list[Outcome] = field(default_factory=list)
    """Answers that came while the ledger was away; written first when it is back, and looked up should the agent die before."""
    not_paused: asyncio.Event = field(default_factory=_set_event)
    """Cleared while a person wants no parcel to be created; everything else goes on. A new start of the program sets it again."""

    def now(self) -> datetime:
        """The moment in UTC."""
        return datetime.now(UTC)

    async def apply(self, attempt: Attempt, event: Event, **facts: Unpack[Facts]) -> Attempt | None:
        """Moves the attempt; None when somebody else was first: another station, or a twin of this attempt here.

        That the carrier has the parcel is written whatever happened meanwhile; everything else rests on what is believed of the
        attempt, and a station that was away must not undo what another one has done with it since.
        """
        seen = None if event in ANSWERS else attempt
        return self._tell(await self.ledger.apply(attempt.id, event, self.now(), seen=seen, **facts))

    async def apply_all(self, outcomes: Sequence[Outcome]) -> list[Attempt | None]:
        """Like `apply` for each, in one transaction: all of them are on disk, or none."""
        moves = [
            Move(each.attempt.id, each.event, each.facts, None if each.event in ANSWERS else each.attempt) for each in outcomes
        ]
        return [self._tell(change) for change in await self.ledger.apply_all(moves, self.now())]

    async def conclude_all(self, outcomes: Sequence[Outcome]) -> list[Attempt | None]:
        """Like `apply_all`, for what the carrier answered: it is never thrown away. Raises LedgerUnavailable all the same."""
        try:
            return await self.apply_all(outcomes)
        except LedgerUnavailable:
            log.warning("the outcomes of %d orders cannot be written now and are kept", len(outcomes))
            self.unwritten.extend(outcomes)
            raise

    async def write_kept(self) -> None:
        """Writes the outcomes that were kept. Raises LedgerUnavailable; what is not written stays kept."""
        while self.unwritten:
            kept = self.unwritten[0]
            try:
                await self.apply(kept.attempt, kept.event, **kept.facts)
            except LedgerUnavailable:
                raise
            except Exception:  # a defect costs this outcome, not those kept behind it
                log.exception("order %s: the kept outcome cannot be written and will be looked up", kept.attempt.order_id)
            del self.unwritten[0]

    async def note(self, attempt: Attempt, what: str | None = None, **facts: Unpack[Facts]) -> Attempt | None:
        """Writes facts beside the state the attempt is believed to have; with `what`, the history tells of it."""
        return self._tell(await self.ledger.note(attempt.id, self.now(), what, seen=attempt, **facts))

    async def note_all(self, noted: Sequence[tuple[Attempt, Facts]], what: str) -> None:
        """Like `note` for each, in one transaction."""
        for change in await self.ledger.note_all(noted, self.now(), what):
            self._tell(change)

    async def current(self, attempt: Attempt) -> Attempt:
        """The attempt as it is on disk, when somebody else was first."""
        return await self.ledger.attempt(attempt.id) or attempt

    async def enabled(self) -> tuple[Sequence[CarrierAccount], Mapping[str, Failure]]:
        """The enabled accounts, and why some (by id) cannot plan now. One whose credentials are refused is stopped at once.

        Raises LedgerUnavailable.
        """
        accounts, unready = await self.accounts.enabled((await self.stopped.known()).keys())
        for account_id, failure in unready.items():
            if failure.code is ErrorCode.CREDENTIALS_REFUSED:
                await self.stopped.stop(account_id, failure)
        return accounts, {**unready, **{each: account_stopped(each, why) for each, why in self.stopped.reasons.items()}}

    def tell(self, change: Change) -> None:
        """Passes on a change that is on disk already."""
        self.changed(change)

    def _tell(self, change: Change | None) -> Attempt | None:
        if change is None:
            return None
        self.changed(change)
        return change.attempt
