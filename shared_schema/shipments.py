"""Creating shipments as planned, and withdrawing them."""

from typing import Annotated, Literal

from pydantic import Field

from . import MAX_ORDERS
from .base import (
    AccountId,
    ActedMsAgo,
    Digest,
    Grosze,
    Key,
    OrderId,
    PointCode,
    SellerId,
    ServiceName,
    Size,
    TrackingNumber,
    WireModel,
)
from .jobs import JobItem, JobSummary
from .plans import Parcels, ReceiverCorrection
from .request import Request


class CreateItem(WireModel):
    """The parcels of one order; the choices are those of its `PlanItem`. All of them are taken into the job, or all are refused.

    `digest` is that of the plan that was looked at, with the `size` and the `receiver` it was planned with; `accepted` is said
    for a plan that needs a look, `confirmation` is the plan's when the order has shipments already.
    """

    order_id: OrderId
    digest: Digest
    size: Size | None
    receiver: ReceiverCorrection | None = None
    accepted: bool
    confirmation: Digest | None
    service: ServiceName | None = None
    account: AccountId | None = None
    insurance_grosze: Grosze | None = None
    parcels: Parcels = 1
    point: PointCode | None = None


class ShipmentsCreateParams(WireModel):
    """`key` is made once per click; the same key always gives the same job. `acted_ms_ago` belongs to that click."""

    key: Key
    acted_ms_ago: ActedMsAgo | None = None
    seller_id: SellerId | None
    items: Annotated[list[CreateItem], Field(min_length=1, max_length=MAX_ORDERS)]


class ShipmentsCreate(Request):
    """Stores the job and answers at once; the work goes on in the agent, whatever the browser does.

    From a browser refused with `action_too_old` without a person's click of the last minute, and with `locked` while sending is
    locked.
    """

    method: Literal["shipments.create"]
    params: ShipmentsCreateParams


class ShipmentsCreateResult(WireModel):
    """The stored job."""

    job: JobSummary


class ShipmentsWithdrawParams(WireModel):
    """The parcel by its number; without one the order's only parcel, refused with `several_parcels` when there are others."""

    order_id: OrderId
    tracking_number: TrackingNumber | None


class ShipmentsWithdraw(Request):
    """Has the carrier take back a parcel that exists and was not handed over. Cannot be undone; may take a minute.

    A parcel withdrawn already is a success. The error `withdrawal_unknown` says that the answer was lost: asking again is safe.
    """

    method: Literal["shipments.withdraw"]
    params: ShipmentsWithdrawParams


class ShipmentsWithdrawResult(WireModel):
    """The item as it is now, withdrawn."""

    job: JobSummary
    item: JobItem
