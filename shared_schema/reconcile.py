"""Comparing the ledger with what carriers and Allegro list."""

from typing import Annotated, Literal

from pydantic import Field

from . import MAX_DAYS, PAGE_ROWS
from .base import Key, WireModel
from .codes import FindingCode
from .errors import ErrorInfo, NoteData
from .request import Request


class ReconcileStartParams(WireModel):
    """`mend`: afterwards mend what can be mended safely, missing numbers and parcels whose answer was lost."""

    days: Annotated[int, Field(ge=1, le=MAX_DAYS)]
    mend: bool


class ReconcileStart(Request):
    """Starts comparing the ledger, the carriers' lists and Allegro; answers at once with `run_id`. Command line only."""

    method: Literal["reconcile.start"]
    params: ReconcileStartParams


class ReconcileStartResult(WireModel):
    """The comparison being made; read it with `reconcile.get`."""

    run_id: Key


class ReconcileGetParams(WireModel):
    """A page of findings."""

    run_id: Key
    offset: Annotated[int, Field(ge=0)]
    limit: Annotated[int, Field(ge=1, le=PAGE_ROWS)]


class ReconcileGet(Request):
    """Reads a comparison; there are findings once everything has been read. Command line only."""

    method: Literal["reconcile.get"]
    params: ReconcileGetParams


FindingWeight = Literal["costs_money", "look", "information"]
Mending = Literal["no", "possible", "under_way", "done", "failed"]


class Finding(WireModel):
    """One place where ledger, carrier and Allegro differ. `order_id` is null where no order is known to belong to it.

    `mending`: `possible` with `mend`, `under_way` (the agent is at it), `done` or `failed` after it; `no`: a person's to do.
    """

    code: FindingCode
    weight: FindingWeight
    order_id: str | None
    account: str | None
    shipment_id: str | None
    tracking_number: str | None
    mending: Mending
    data: NoteData


class UnreadSide(WireModel):
    """A side that could not be compared: Allegro (`account` null) or a carrier's account.

    `error` is null when that carrier has no list to compare with.
    """

    account: str | None
    error: ErrorInfo | None


class ReconcileSummary(WireModel):
    """A comparison of the last `days`; `parcels` listed by carriers, `orders` of Allegro with numbers or marked as sent.

    `to_look_at` counts the findings but for those that are good to know; `failure` is set when nothing could be compared.
    """

    state: Literal["reading", "mending", "finished"]
    days: int
    started_at: str
    finished_at: str | None
    attempts: int
    parcels: int
    orders: int
    findings: int
    to_look_at: int
    unread: list[UnreadSide]
    failure: ErrorInfo | None


class ReconcileGetResult(WireModel):
    """The comparison and a page of its findings, the costliest first."""

    summary: ReconcileSummary
    findings: list[Finding]
