"""The plan: what would be sent for each order, why, and what is wrong."""

from typing import Annotated, Literal

from pydantic import Field

from . import MAX_ORDERS, MAX_PARCELS, PAGE_ROWS
from .base import AccountId, Digest, Grosze, Key, OrderId, PointCode, ReceiverText, SellerId, ServiceName, Size, WireModel
from .earlier import Earlier
from .errors import ErrorInfo, Note
from .request import Request

Parcels = Annotated[int, Field(ge=1, le=MAX_PARCELS)]


class ReceiverCorrection(WireModel):
    """What a person wrote over the receiver: null keeps a field as it was read, the empty text empties it.

    A `street` without `house` and `flat` is a whole line ("Polna 12/5") and is taken apart like Allegro's own; to settle a doubt
    send the parts. With every field null the receiver is read anew and what was remembered for him is forgotten.
    """

    first_name: ReceiverText | None
    last_name: ReceiverText | None
    company: ReceiverText | None
    street: ReceiverText | None
    house: ReceiverText | None
    flat: ReceiverText | None
    post_code: ReceiverText | None
    city: ReceiverText | None
    phone: ReceiverText | None


class PlanItem(WireModel):
    """An order to plan, with what the user chose for it: null leaves it to the rules and settings. 0 is no insurance.

    A correction of the receiver is remembered on this computer for the same receiver; without one (null) what was remembered is
    used. Each of several `parcels` is a shipment of its own; what was chosen holds for each.
    `point` is the carrier's code of the locker or point to send to instead of the order's.
    """

    order_id: OrderId
    size: Size | None
    receiver: ReceiverCorrection | None = None
    service: ServiceName | None = None
    account: AccountId | None = None
    insurance_grosze: Grosze | None = None
    parcels: Parcels = 1
    point: PointCode | None = None


class PlansCreateParams(WireModel):
    """`seller_id` is the one in the page's address, when there is one; it is compared with the connected account."""

    seller_id: SellerId | None
    items: Annotated[list[PlanItem], Field(min_length=1, max_length=MAX_ORDERS)]


class PlansCreate(Request):
    """Starts reading and planning the orders; answers at once with `plan_id`."""

    method: Literal["plans.create"]
    params: PlansCreateParams


class PlansCreateResult(WireModel):
    """The plan being made; read it with `plans.get`."""

    plan_id: Key
    total: int


class PlansGetParams(WireModel):
    """A page of rows, in the order asked for."""

    plan_id: Key
    offset: Annotated[int, Field(ge=0, le=MAX_ORDERS)]
    limit: Annotated[int, Field(ge=1, le=PAGE_ROWS)]


class PlansGet(Request):
    """Reads rows of a plan; rows not ready yet are left out at the end, and those that do not fit into one message."""

    method: Literal["plans.get"]
    params: PlansGetParams


class PlannedReceiver(WireModel):
    """The receiver as the carrier would get him; a field that is not sent is empty (of a locker parcel the whole address).

    `sure` is false when `problems` speak of a field of his; the fields are then the best proposal. `corrected`: by a person, for
    this plan (`now`) or `before` for the same receiver. `given_street` is Allegro's one line, unchanged.
    """

    first_name: str
    last_name: str
    company: str
    street: str
    house: str
    flat: str
    post_code: str
    city: str
    country_code: str
    phone: str
    sure: bool
    corrected: Literal["no", "now", "before"]
    given_street: str


class PlanOffer(WireModel):
    """What was bought, where that is one offer alone: its number and name at Allegro, and how many pieces of it."""

    id: str
    name: str
    pieces: int


class PlanRow(WireModel):
    """What would be sent for one order, and why.

    `ready` may be created at once, `attention` only with `accepted`, `blocked` not at all (`error` or `problems` say why).
    `digest` stands for exactly this plan: creation is refused when the order has changed since.
    `confirmation` is set when the order has shipments already; it has to be sent back to ship once more.
    Of several `parcels` the amounts are those of the first, which alone is paid on delivery.
    `offer` is null where several offers were bought, or that is not known: there `rules.add` would say too little.
    `receiver` is null while no account has planned the order; a note's `data.proposal` is a shorter text for its field, to be
    sent as a correction when a person accepts it.
    """

    order_id: OrderId
    status: Literal["ready", "attention", "blocked"]
    digest: Digest | None
    account: str | None
    carrier: str | None
    service: str | None
    method: str
    offer: PlanOffer | None
    size: str | None
    sizes: list[str]
    point: str | None
    recipient: str
    receiver: PlannedReceiver | None
    parcels: int
    cod_grosze: int | None
    insurance_grosze: int | None
    why: list[Note]
    problems: list[Note]
    error: ErrorInfo | None
    earlier: list[Earlier]
    confirmation: Digest | None


class PlanAccount(WireModel):
    """An account a row may be given to, and the services it has."""

    account: str
    carrier: str
    services: list[str]


class PlansGetResult(WireModel):
    """`done` of `total` rows are ready; `rows` are those from the offset asked for. `accounts` may be chosen for any row."""

    plan_id: Key
    done: int
    total: int
    rows: list[PlanRow]
    accounts: list[PlanAccount]


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


class Chosen(WireModel):
    """What an order would be sent by; null where nothing would, or where there is nothing to choose."""

    account: str | None
    service: str | None
    size: str | None
    insurance_grosze: int | None
