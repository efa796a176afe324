"""What every step of the work shares: the ledger, the marketplace, the label store, and who is told of changes."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Unpack

from agent.shipping.ledger.rows import Attempt
from agent.shipping.ledger.states import Event
from agent.shipping.ledger.store import Change, Facts, Ledger
from agent.shipping.ports import Accounts, LabelStore, Marketplace


@dataclass(frozen=True, slots=True)
class Desk:
    """Every change of an attempt goes through here, so that it is on disk before anyone hears of it."""

    ledger: Ledger
    marketplace: Marketplace
    accounts: Accounts
    labels: LabelStore
    changed: Callable[[Change], None]
    patience: float = 1.0
    """Every pause is multiplied by it; below 1 only where stand-ins are talked to."""

    def now(self) -> datetime:
        """The moment in UTC."""
        return datetime.now(UTC)

    async def apply(self, attempt: Attempt, event: Event, **facts: Unpack[Facts]) -> Attempt | None:
        """Moves the attempt; None when its state does not allow the event, as somebody else was first."""
        return self._tell(await self.ledger.apply(attempt.id, event, self.now(), **facts))

    async def note(self, attempt: Attempt, **facts: Unpack[Facts]) -> Attempt | None:
        """Writes facts beside the state."""
        return self._tell(await self.ledger.note(attempt.id, self.now(), **facts))

    def _tell(self, change: Change | None) -> Attempt | None:
        if change is None:
            return None
        self.changed(change)
        return change.attempt
