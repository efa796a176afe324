"""What the checks look at. No secret and no personal data is ever in it: an order is its id."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Literal

from agent.shipping.ledger.history import CodeCount
from agent.shipping.ledger.rows import Attempt
from agent.shipping.ledger.stations import SeenStation
from agent.shipping.model.failure import Failure
from agent.shipping.model.shipment import AccountReport
from agent.shipping.rules.model import NO_RULES, RuleSet
from shared_schema.agent import AgentStatusResult
from shared_schema.pairing import PairedInfo

LedgerState = Literal["good", "old", "none", "missing", "damaged", "too_new", "unavailable"]
AgentState = Literal["running", "not_running", "other_home", "stranger", "version", "silent"]


@dataclass(frozen=True, slots=True)
class WrongPlace:
    """Where the configuration cannot be read, and why in the system's words where it is not the content."""

    path: Path
    line: int = 0
    field: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True)
class LedgerFacts:
    """What stands in a ledger that can be read. `held` counts open attempts by the id of the station that holds them."""

    stopped: tuple[str, ...] = ()
    unsettled: tuple[Attempt, ...] = ()
    stations: tuple[SeenStation, ...] = ()
    held: Mapping[str, int] | None = None
    errors: tuple[CodeCount, ...] = ()


@dataclass(frozen=True, slots=True)
class BackupFacts:
    """The newest copy, and whether another can be written."""

    newest: datetime | None
    writable: bool


@dataclass(frozen=True, slots=True)
class PointListFacts:
    """An enabled account that keeps a list of its carrier's points, and since when there is one."""

    account_id: str
    read_at: datetime | None


@dataclass(frozen=True, slots=True)
class ServiceFacts:
    """A service's host; how far this clock is ahead of its own, where it told a time; why it could not be reached."""

    host: str
    offset_s: float | None
    unreached: str | None


@dataclass(frozen=True, slots=True)
class AllegroFacts:
    """What a connected account's stored tokens may do, and when they were renewed (None: there are none that can be used)."""

    seller_id: str
    scopes: tuple[str, ...] = ()
    renewed_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class CarrierFacts:
    """What a carrier says of an account, or why it was not asked or did not say it."""

    account_id: str
    carrier: str
    state: Literal["answered", "failed", "late", "secret_missing", "not_asked"]
    report: AccountReport | None = None
    failure: Failure | None = None


@dataclass(frozen=True, slots=True)
class PrinterFacts:
    """By the system's word: the printer chosen for labels, and whether it is there; where none is chosen, the default one."""

    state: Literal["chosen", "gone", "found", "none", "unknown"]
    name: str = ""


@dataclass(frozen=True, slots=True)
class Facts:
    """Everything that was read; None where it could not be, or does not apply."""

    now: datetime
    config: WrongPlace | None
    """None is good here."""
    keyring: str | None
    """Why the key store cannot be used; None is good."""
    free_bytes: int
    backend: str = "?"
    """What keeps the secrets, as `Vault.backend` has it."""
    rules: RuleSet = NO_RULES
    ledger_state: LedgerState | None = None
    ledger_reason: str = ""
    ledger_version: str | None = None
    ledger: LedgerFacts | None = None
    backups: BackupFacts | None = None
    agent: AgentState | None = None
    status: AgentStatusResult | None = None
    browsers: tuple[PairedInfo, ...] | None = None
    point_lists: tuple[PointListFacts, ...] = ()
    services: tuple[ServiceFacts, ...] = ()
    sellers: Mapping[str, str] = field(default_factory=dict)
    """Logins of the connected Allegro accounts by seller id, as configured."""
    allegro: tuple[AllegroFacts, ...] = ()
    carriers: tuple[CarrierFacts, ...] = ()
    printer: PrinterFacts | None = None
    accounts: Mapping[str, str] = field(default_factory=dict)
    """Configured accounts with their carriers."""
    unread: Mapping[str, Literal["late", "failed"]] = field(default_factory=dict)
    """Checks whose facts could not be read, and why; the others go on without them."""
