"""What the agent sends: the handshake, one result model per method, errors and events."""

from typing import Annotated, Literal

from pydantic import Field

from .base import Digest, Key, Nonce, PairingId, Proof, RequestId, Version, WireModel
from .codes import LabelFormat
from .rules import Rule
from .values import (
    AccountInfo,
    ErrorInfo,
    Finding,
    HandedSet,
    HandOverStatus,
    JobItem,
    JobSummary,
    MethodInfo,
    OpenSet,
    OrderStatus,
    PairedInfo,
    PairingInfo,
    PickupInfo,
    PickupSlot,
    PlanAccount,
    PlanRow,
    PointInfo,
    ReconcileSummary,
    RuleChange,
    RuleProblem,
    SellerInfo,
    SetError,
    StationInfo,
)


class Challenge(WireModel):
    """The first message, sent at once; reveals nothing else."""

    type: Literal["challenge"]
    protocol: int
    min_protocol: int
    agent_version: Version
    nonce: Nonce


class Paired(WireModel):
    """The only time a key is ever sent. The agent closes the connection after it; the client comes back with `authenticate`."""

    type: Literal["paired"]
    pairing_id: PairingId
    key: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]


class Limits(WireModel):
    """What the agent takes, so that the client need not find out by being refused."""

    max_message_bytes: int
    max_orders: int
    page_rows: int
    requests_per_10_s: int


class Ready(WireModel):
    """The agent's own proof; requests may follow. `methods` lists what this agent has for this client."""

    type: Literal["ready"]
    proof: Proof
    methods: list[str]
    limits: Limits


class Error(WireModel):
    """Failure of a request; `id` is null only when the frame could not be read, or before `ready`."""

    type: Literal["error"]
    id: RequestId | None
    error: ErrorInfo


class AgentPingResult(WireModel):
    """`time` is the agent's clock, ISO 8601 in UTC."""

    time: str


class AgentStatusResult(WireModel):
    """What is connected, and what needs the seller: `problems`, and how many `findings` of the last comparison to look at.

    `paused`: a person wants no parcel to be created now.
    """

    agent_version: Version
    station: str
    seller: SellerInfo | None
    accounts: list[AccountInfo]
    stations: list[StationInfo]
    running_jobs: int
    problems: list[ErrorInfo]
    findings: int
    paused: bool


class AgentPauseResult(WireModel):
    """As it is now."""

    paused: bool


class AgentStopResult(WireModel):
    """The agent ends once this is sent."""


class PlansCreateResult(WireModel):
    """The plan being made; read it with `plans.get`."""

    plan_id: Key
    total: int


class PlansGetResult(WireModel):
    """`done` of `total` rows are ready; `rows` are those from the offset asked for. `accounts` may be chosen for any row."""

    plan_id: Key
    done: int
    total: int
    rows: list[PlanRow]
    accounts: list[PlanAccount]


class ShipmentsCreateResult(WireModel):
    """The stored job."""

    job: JobSummary


class ShipmentsWithdrawResult(WireModel):
    """The item as it is now, withdrawn."""

    job: JobSummary
    item: JobItem


class JobsListResult(WireModel):
    """Newest first, at most 20."""

    jobs: list[JobSummary]


class JobsGetResult(WireModel):
    """The job and a page of its items."""

    job: JobSummary
    items: list[JobItem]


class JobsCancelResult(WireModel):
    """How many queued and waiting items were stopped."""

    job: JobSummary
    stopped: int


class JobsDecideResult(WireModel):
    """The item as it is now."""

    job: JobSummary
    item: JobItem


class OrdersStatusResult(WireModel):
    """In the order asked for."""

    orders: list[OrderStatus]


class LabelFile(WireModel):
    """The labels of one format; `path` is to be fetched once from the agent's address within 60 seconds.

    `pages` counts the print jobs of a printer's language, `labels` the parcels with something in this file.
    """

    path: str
    filename: str
    format: LabelFormat
    pages: int
    labels: int


class MissingLabel(WireModel):
    """A label that is in none of the files, and why; `parcel` tells which of its order's, null when the order has just one."""

    order_id: str
    parcel: int | None
    error: ErrorInfo


class LabelsPrepareResult(WireModel):
    """A file for each format among the labels, none when there is no label at all; `labels` counts parcels."""

    files: list[LabelFile]
    labels: int
    missing: list[MissingLabel]


class FailedAccount(WireModel):
    """An account that could not be asked, and why."""

    account_id: str
    error: ErrorInfo


class HandoverListResult(WireModel):
    """The sets that wait to be handed over, those of earlier days included; accounts in `failed` may have more.

    `handed` and `pickups` are of the last days, the newest first; `couriers` are the accounts whose carrier sends one.
    """

    sets: list[OpenSet]
    failed: list[FailedAccount]
    handed: list[HandedSet]
    pickups: list[PickupInfo]
    couriers: list[str]


class HandoverSendResult(WireModel):
    """The set was handed over. `errors` are the carrier's by parcel; `book_error` tells why the posting book is not kept yet."""

    handed_id: str
    status: HandOverStatus
    parcels: int
    errors: list[SetError]
    book_error: ErrorInfo | None


class HandoverBookResult(WireModel):
    """`path` is to be fetched once from the agent's address within 60 seconds."""

    path: str
    filename: str
    pages: int


class PickupSlotsResult(WireModel):
    """`today` and `earlier`: parcels no courier was ordered for yet, by the day they were made."""

    slots: list[PickupSlot]
    today: int
    earlier: int


class PickupOrderResult(WireModel):
    """The courier that was ordered."""

    pickup: PickupInfo


class ReconcileStartResult(WireModel):
    """The comparison being made; read it with `reconcile.get`."""

    run_id: Key


class ReconcileGetResult(WireModel):
    """The comparison and a page of its findings, the costliest first."""

    summary: ReconcileSummary
    findings: list[Finding]


class PointsSearchResult(WireModel):
    """The best first; `read_at` is when the carrier said so: now, or when the list that is kept here was read."""

    points: list[PointInfo]
    read_at: str


class MethodsListResult(WireModel):
    """Every delivery method Allegro lists, as it was read at `read_at`."""

    read_at: str
    methods: list[MethodInfo]


class RulesGetResult(WireModel):
    """The rules in their order. With `problems` the file is wrong and none of its rules is used."""

    revision: Digest
    rules: list[Rule]
    problems: list[RuleProblem]


class RulesSaveResult(WireModel):
    """Kept."""

    revision: Digest


class RulesTryResult(WireModel):
    """How many of the newest orders were looked at; `sizes` to `insurances` count those of which that would change."""

    orders: int
    sizes: int
    services: int
    accounts: int
    insurances: int
    changes: list[RuleChange]


class RulesAddResult(WireModel):
    """The rule as it was kept."""

    revision: Digest
    rule: Rule


class PageReportResult(WireModel):
    """Noted."""


class SettingsOpenResult(WireModel):
    """The address to open, good once and for 30 seconds; it is for the window alone and is kept nowhere."""

    address: str


class PairingOpenResult(WireModel):
    """The code to be typed into the extension."""

    code: str
    expires_in_s: float


class PairingStateResult(WireModel):
    """`asking` gave the right code and waits for `pairing.answer`; `paired` is the last success of this window."""

    state: Literal["closed", "open", "asking", "paired", "refused"]
    asking: PairingInfo | None


class PairingAnswerResult(WireModel):
    """Noted."""


class PairingListResult(WireModel):
    """All pairings, oldest first."""

    pairings: list[PairedInfo]


class PairingRemoveResult(WireModel):
    """Whether there was such a pairing."""

    removed: bool


AnyResult = (
    AgentPingResult
    | AgentStatusResult
    | AgentPauseResult
    | AgentStopResult
    | PlansCreateResult
    | PlansGetResult
    | ShipmentsCreateResult
    | ShipmentsWithdrawResult
    | JobsListResult
    | JobsGetResult
    | JobsCancelResult
    | JobsDecideResult
    | OrdersStatusResult
    | LabelsPrepareResult
    | HandoverListResult
    | HandoverSendResult
    | HandoverBookResult
    | PickupSlotsResult
    | PickupOrderResult
    | ReconcileStartResult
    | ReconcileGetResult
    | PointsSearchResult
    | MethodsListResult
    | RulesGetResult
    | RulesSaveResult
    | RulesTryResult
    | RulesAddResult
    | PageReportResult
    | SettingsOpenResult
    | PairingOpenResult
    | PairingStateResult
    | PairingAnswerResult
    | PairingListResult
    | PairingRemoveResult
)


class Result(WireModel):
    """Success of a request; exactly one `result` or `error` answers each request."""

    type: Literal["result"]
    id: RequestId
    result: AnyResult


class JobItemData(WireModel):
    """One item's new state."""

    job_id: Key
    item: JobItem


class JobItemEvent(WireModel):
    """`seq` increases by one per event of a job, so a gap is visible; after a gap ask `jobs.get`."""

    type: Literal["event"]
    topic: Literal["job.item"]
    seq: int
    data: JobItemData


class JobEvent(WireModel):
    """The job's counts changed, or it finished."""

    type: Literal["event"]
    topic: Literal["job"]
    seq: int
    data: JobSummary


class PlanProgress(WireModel):
    """How many rows are ready."""

    plan_id: Key
    done: int
    total: int


class PlanEvent(WireModel):
    """A plan grew."""

    type: Literal["event"]
    topic: Literal["plan"]
    seq: int
    data: PlanProgress


AnyEvent = JobItemEvent | JobEvent | PlanEvent

AnyOutgoing = Challenge | Paired | Ready | Result | Error | AnyEvent
