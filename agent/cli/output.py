"""What `--json` prints: one JSON object on the standard output, the same fields as in the protocol.

Fields are only ever added. On a failure that ends the whole command nothing is printed here: the exit code and the words on
the standard error tell why.
"""

from typing import Literal

import click

from shared_schema.agent import AccountInfo, SellerInfo, StationInfo
from shared_schema.base import WireModel
from shared_schema.codes import LabelFormat
from shared_schema.errors import ErrorInfo
from shared_schema.handover import FailedAccount, HandOverStatus, OpenSet, SetError
from shared_schema.jobs import JobItem, JobSummary
from shared_schema.labels import MissingLabel
from shared_schema.orders import OrderStatus
from shared_schema.pairing import PairedInfo
from shared_schema.pickup import PickupInfo, PickupSlot
from shared_schema.plans import PlanAccount, PlanRow
from shared_schema.points import PointInfo
from shared_schema.reconcile import Finding, ReconcileSummary
from shared_schema.rules import Rule


class PlanCounts(WireModel):
    """How many rows of a plan have each status: the page's green, amber and red."""

    ready: int
    attention: int
    blocked: int


class PlanOutput(WireModel):
    """`nadajnik plan`: one row per order, in the order asked for; `accounts` may be chosen for any of them."""

    counts: PlanCounts
    plan: list[PlanRow]
    accounts: list[PlanAccount]


class PointsOutput(WireModel):
    """`nadajnik points`: the best first; `read_at` is how old what is said of them is."""

    points: list[PointInfo]
    read_at: str


class NotSent(WireModel):
    """An order left out before anything was sent.

    `blocked` cannot be shipped as it is, `attention` needs `--accept`, `already_shipped` needs `--again` with every number
    of `earlier`.
    """

    order_id: str
    reason: Literal["blocked", "attention", "already_shipped"]
    error: ErrorInfo | None
    earlier: list[str]


class ShipOutput(WireModel):
    """`nadajnik ship`: what became of each order; `job_id` and `state` are null when nothing was sent.

    Unless `state` is `finished`, the agent goes on by itself: `waiting` for a service to answer, `running` during a try.
    """

    job_id: str | None
    state: Literal["running", "waiting", "finished"] | None
    items: list[JobItem]
    not_sent: list[NotSent]


class WrittenLabels(WireModel):
    """A written file: the labels of one format."""

    file: str
    format: LabelFormat
    pages: int
    labels: int


class LabelsOutput(WireModel):
    """`nadajnik labels`: `file` is the first of the written files, null when there was no label at all; `pages` are of all."""

    file: str | None
    pages: int
    labels: int
    missing: list[MissingLabel]
    files: list[WrittenLabels]


class PrintedOutput(WireModel):
    """`nadajnik labels --print`: `labels` counts the parcels whose labels were sent to the printer."""

    printer: str
    labels: int
    missing: list[MissingLabel]


class HandedOver(WireModel):
    """What became of one set: `error` when it was not handed over, `book` is the written posting book."""

    account_id: str
    set_id: str
    handed_id: str | None
    status: HandOverStatus | None
    errors: list[SetError]
    book: str | None
    error: ErrorInfo | None


class HandoverOutput(WireModel):
    """`nadajnik handover`: the sets that waited, the accounts that could not tell, and what was handed over."""

    waiting: list[OpenSet]
    failed: list[FailedAccount]
    handed_over: list[HandedOver]


class PickupOutput(WireModel):
    """`nadajnik pickup`: when a courier can come, and the one that was ordered, null when none was."""

    account_id: str
    slots: list[PickupSlot]
    today: int
    earlier: int
    ordered: PickupInfo | None
    error: ErrorInfo | None


class OpenItem(WireModel):
    """An order that waits, that another station has in hand, or that a person has to decide about."""

    job_id: str
    item: JobItem


class StatusOutput(WireModel):
    """`nadajnik status`: the orders in the order asked for, and what keeps orders from being sent.

    `open` is of these orders, without any of all orders in the newest jobs.
    """

    orders: list[OrderStatus]
    open: list[OpenItem]
    sellers: list[SellerInfo]
    accounts: list[AccountInfo]
    stations: list[StationInfo]
    problems: list[ErrorInfo]
    paused: bool
    locked: bool


class CancelOutput(WireModel):
    """`nadajnik cancel`: how many orders were stopped, and the job as it is then."""

    job: JobSummary
    stopped: int


class Withdrawn(WireModel):
    """What became of an order's parcel: `item` as it is when it was taken back, else `error`."""

    order_id: str
    item: JobItem | None
    error: ErrorInfo | None


class WithdrawOutput(WireModel):
    """`nadajnik withdraw`: the orders that were confirmed, in the order asked for."""

    withdrawn: list[Withdrawn]


class ReconcileOutput(WireModel):
    """`nadajnik reconcile`: the costliest findings first."""

    summary: ReconcileSummary
    findings: list[Finding]


class RulesOutput(WireModel):
    """`nadajnik rules show`: in the order in which they are asked."""

    rules: list[Rule]


class PairingsOutput(WireModel):
    """`nadajnik pairings list`."""

    pairings: list[PairedInfo]


class BackupInfo(WireModel):
    """A copy of the ledger."""

    file: str
    made_at: str
    size_bytes: int


class BackupsOutput(WireModel):
    """`nadajnik ledger backups`: newest first."""

    backups: list[BackupInfo]


class RestoreOutput(WireModel):
    """`nadajnik ledger restore`.

    `known_until` is the last moment the copy tells of, null for an empty one; `aside` the ledger that was there before;
    `doubtful` counts orders that were unsent in the copy and may have been sent since.
    """

    file: str
    known_until: str | None
    aside: str | None
    doubtful: int
    reconcile_days: int


class HistoryRow(WireModel):
    """One row of `nadajnik history`; `client` is the id of a pairing, `client_name` its browser while it is known here."""

    at: str
    station: str
    client: str | None
    client_name: str | None
    what: str
    order_id: str | None
    reference: str | None
    state: str | None
    account_id: str | None
    carrier: str | None
    shipment_id: str | None
    tracking_number: str | None
    code: str | None


class DoctorRow(WireModel):
    """One finding of `nadajnik doctor`; `text` says it in words, and what to do."""

    check: str
    state: Literal["good", "attention", "broken"]
    text: str


class DoctorOutput(WireModel):
    """`nadajnik doctor`."""

    findings: list[DoctorRow]


class AllegroAccountRow(WireModel):
    """A connected Allegro account; `credentials` tells whether tokens of it are stored that the application can use."""

    id: str
    login: str
    credentials: bool


class AllegroAccountsOutput(WireModel):
    """`nadajnik allegro list`."""

    accounts: list[AllegroAccountRow]


class AccountRow(WireModel):
    """A configured carrier account; `credentials` tells whether all its secrets are stored.

    `expires_in_days`: until its password ends, as far as the running agent knows it.
    """

    id: str
    carrier: str
    name: str
    enabled: bool
    credentials: bool
    expires_in_days: int | None


class AccountsOutput(WireModel):
    """`nadajnik account list`."""

    accounts: list[AccountRow]


def emit(output: WireModel) -> None:
    """Prints the object."""
    click.echo(output.model_dump_json(indent=2))
