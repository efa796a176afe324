"""Jobs: what became of each order so far, and what a person decides about it."""

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from . import MAX_ORDERS, MAX_PARCELS, PAGE_ROWS
from .base import Key, OrderId, OrderIds, TrackingNumber, WireModel
from .errors import ErrorInfo, Note
from .plans import Parcels
from .request import NoParams, Request


class JobsList(Request):
    """The newest jobs."""

    method: Literal["jobs.list"]
    params: NoParams


class JobSummary(WireModel):
    """A job as a whole. `seq` counts its events; `working` items may still move by themselves.

    `waiting`: nothing is left to do but to wait for a service that does not answer.
    `undecided`: those of `to_fix` whose answer was lost and whose parcel was not found, which a person has to say.
    """

    job_id: str
    created_at: str
    state: Literal["running", "waiting", "finished"]
    total: int
    created: int
    to_fix: int
    undecided: int
    working: int
    waiting: int
    on_allegro: int
    labels: int
    seq: int


class JobsListResult(WireModel):
    """Newest first, at most 20."""

    jobs: list[JobSummary]


class JobsGetParams(WireModel):
    """A page of a job's items; an order has one for each of its parcels."""

    job_id: Key
    offset: Annotated[int, Field(ge=0, le=MAX_ORDERS * MAX_PARCELS)]
    limit: Annotated[int, Field(ge=1, le=PAGE_ROWS)]


class JobsGet(Request):
    """The truth about a job."""

    method: Literal["jobs.get"]
    params: JobsGetParams


ItemState = Literal["queued", "waiting", "sending", "confirming", "created", "refused", "unknown", "cancelled", "withdrawn"]
AllegroState = Literal["none", "waiting", "yes", "failed"]
LabelState = Literal["none", "waiting", "ready", "failed"]


class Elsewhere(WireModel):
    """Another packing station is working on the item; `alive` is false once it has not been seen for a minute."""

    station: str
    seen_at: str
    alive: bool


class JobItem(WireModel):
    """One parcel of a job. `state` is about the parcel; `on_allegro` and `label` follow once it is `created`.

    `parcel` counts from 1 to `parcels`, those of its order in this job.
    `waiting`: certainly nothing was sent, `error` says what does not answer, and it is tried again at `next_try_at`.
    `withdrawn`: the carrier took the parcel back; `warnings` say what is left to do at Allegro.
    """

    order_id: OrderId
    position: int
    parcel: int
    parcels: int
    state: ItemState
    account: str | None
    carrier: str | None
    service: str | None
    tracking_number: str | None
    on_allegro: AllegroState
    label: LabelState
    label_pages: int
    cod_grosze: int | None
    error: ErrorInfo | None
    warnings: list[Note]
    next_try_at: str | None
    elsewhere: Elsewhere | None


class JobsGetResult(WireModel):
    """The job and a page of its items."""

    job: JobSummary
    items: list[JobItem]


class JobsCancelParams(WireModel):
    """Names the job, and the orders to stop when it is not to be all of them; `parcel` when one parcel of a single order is."""

    job_id: Key
    order_ids: OrderIds | None
    parcel: Parcels | None = None

    @model_validator(mode="after")
    def _parcel_goes_with_one_order(self) -> Self:
        if self.parcel is not None and len(self.order_ids or ()) != 1:
            raise ValueError("parcel goes with exactly one order")
        return self


class JobsCancel(Request):
    """Stops items of which nothing was sent: queued or waiting ones. A parcel being sent cannot be stopped."""

    method: Literal["jobs.cancel"]
    params: JobsCancelParams


class JobsCancelResult(WireModel):
    """How many queued and waiting items were stopped."""

    job: JobSummary
    stopped: int


class JobsDecideParams(WireModel):
    """Names the item, and what a person saw at the carrier. `tracking_number` goes with `created` and only with it.

    `parcel` is needed (`several_undecided`) when several parcels of the order wait for a decision.
    """

    job_id: Key
    order_id: OrderId
    outcome: Literal["created", "not_created"]
    tracking_number: TrackingNumber | None
    parcel: Parcels | None = None

    @model_validator(mode="after")
    def _number_goes_with_created(self) -> Self:
        if (self.tracking_number is not None) != (self.outcome == "created"):
            raise ValueError("tracking_number goes with created and only with it")
        return self


class JobsDecide(Request):
    """Settles an item whose answer was lost and could not be found, by what a person saw in the carrier's own panel.

    `created`: the number goes to Allegro. `not_created`: the order may be shipped anew; if that is wrong there will be two
    parcels. Refused with `not_allowed` while the agent still looks itself, and when the item was settled meanwhile.
    """

    method: Literal["jobs.decide"]
    params: JobsDecideParams


class JobsDecideResult(WireModel):
    """The item as it is now."""

    job: JobSummary
    item: JobItem


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
