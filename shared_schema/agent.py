"""The agent itself: its state, its accounts and stations; pausing and stopping it."""

from typing import Literal

from .base import SellerId, Version, WireModel
from .errors import ErrorInfo
from .request import NoParams, Request


class AgentPing(Request):
    """Keeps the connection and the background awake."""

    method: Literal["agent.ping"]
    params: NoParams


class AgentPingResult(WireModel):
    """`time` is the agent's clock, ISO 8601 in UTC."""

    time: str


class AgentStatus(Request):
    """Asks what is connected."""

    method: Literal["agent.status"]
    params: NoParams


class SellerInfo(WireModel):
    """The connected Allegro account."""

    id: SellerId
    login: str


class AccountInfo(WireModel):
    """A configured carrier account; no credential, ever.

    `waiting`: the carrier does not answer and is tried again at `next_try_at`. `stopped`: its credentials were refused, and no
    call is made with them until the account has been tested. `expires_in_days`: until its password ends, where the carrier's end
    and it said so. `withdraws`: whether its carrier takes parcels back that were not handed over.
    """

    id: str
    carrier: str
    name: str
    enabled: bool
    state: Literal["untested", "ok", "waiting", "stopped"]
    next_try_at: str | None
    expires_in_days: int | None
    withdraws: bool


class StationInfo(WireModel):
    """A packing station on the same ledger; `alive` when it was seen within the last minute."""

    name: str
    seen_at: str
    alive: bool
    this: bool


class StationPrinter(WireModel):
    """The printer this station's labels go to; `when_ready` when those of a new job are printed by themselves."""

    name: str
    when_ready: bool


class AgentStatusResult(WireModel):
    """What is connected, and what needs the seller: `problems`, and how many `findings` of the last comparison to look at.

    `newer_version`: of the program, known from a paired extension that is newer than this agent; null also while the seller
    wants no such notice. `paused`: a person wants no parcel to be created now. `locked`: what spends money is refused to
    browsers until a person unlocks it. `printer` is null while none is chosen.
    """

    agent_version: Version
    newer_version: Version | None
    station: str
    sellers: list[SellerInfo]
    accounts: list[AccountInfo]
    stations: list[StationInfo]
    running_jobs: int
    problems: list[ErrorInfo]
    findings: int
    paused: bool
    locked: bool
    printer: StationPrinter | None


class AgentPauseParams(WireModel):
    """Whether parcels wait from now on, or go on being created."""

    paused: bool


class AgentPause(Request):
    """Lets no parcel be created until it is said otherwise or the agent is started anew. Command line only."""

    method: Literal["agent.pause"]
    params: AgentPauseParams


class AgentPauseResult(WireModel):
    """As it is now."""

    paused: bool


class AgentUnlock(Request):
    """A person at this computer lets browsers spend money again. Command line only."""

    method: Literal["agent.unlock"]
    params: NoParams


class AgentUnlockResult(WireModel):
    """Whether it was locked."""

    was_locked: bool


class AgentStop(Request):
    """Ends the agent in order; nothing is lost by it. Command line only."""

    method: Literal["agent.stop"]
    params: NoParams


class AgentStopResult(WireModel):
    """The agent ends once this is sent."""
