"""What the extension (or the command line) sends: pairing, authentication, and one model per method."""

from typing import Annotated, Literal, Self

from pydantic import Field, TypeAdapter, model_validator

from . import MAX_DAYS, MAX_ORDERS, MAX_PARCELS, MAX_TRIED, PAGE_ROWS
from .base import (
    AccountId,
    Digest,
    Grosze,
    Key,
    Nonce,
    OrderId,
    PairingId,
    PointCode,
    PointText,
    Proof,
    ReceiverText,
    RequestId,
    SellerId,
    ServiceName,
    SetId,
    ShortText,
    Size,
    TrackingNumber,
    Version,
    WireModel,
)
from .rules import MAX_RULES, Rule, RuleThen

OrderIds = Annotated[list[OrderId], Field(min_length=1, max_length=MAX_ORDERS)]
Parcels = Annotated[int, Field(ge=1, le=MAX_PARCELS)]


class Hello(WireModel):
    """What both opening messages say of the client."""

    protocol: Annotated[int, Field(ge=1)]
    min_protocol: Annotated[int, Field(ge=1)]
    extension_version: Version


class Pair(Hello):
    """Asks for a pairing key; answered only while the user holds the pairing window open in the agent."""

    type: Literal["pair"]
    browser: ShortText
    code: Annotated[str, Field(min_length=1, max_length=64)]


class Authenticate(Hello):
    """Proves possession of the pairing key over both nonces; the key itself is not sent.

    `page_access`: whether the browser lets the extension onto Allegro's order pages; null where it does not say.
    """

    type: Literal["authenticate"]
    pairing_id: PairingId
    nonce: Nonce
    proof: Proof
    page_access: bool | None = None


class Request(WireModel):
    """What all requests share. `id` is chosen by the client and unique on the connection."""

    type: Literal["request"]
    id: RequestId


class NoParams(WireModel):
    """No parameters."""


class AgentPing(Request):
    """Keeps the connection and the background awake."""

    method: Literal["agent.ping"]
    params: NoParams


class AgentStatus(Request):
    """Asks what is connected."""

    method: Literal["agent.status"]
    params: NoParams


class AgentPauseParams(WireModel):
    """Whether parcels wait from now on, or go on being created."""

    paused: bool


class AgentPause(Request):
    """Lets no parcel be created until it is said otherwise or the agent is started anew. Command line only."""

    method: Literal["agent.pause"]
    params: AgentPauseParams


class AgentStop(Request):
    """Ends the agent in order; nothing is lost by it. Command line only."""

    method: Literal["agent.stop"]
    params: NoParams


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


class PlansGetParams(WireModel):
    """A page of rows, in the order asked for."""

    plan_id: Key
    offset: Annotated[int, Field(ge=0, le=MAX_ORDERS)]
    limit: Annotated[int, Field(ge=1, le=PAGE_ROWS)]


class PlansGet(Request):
    """Reads rows of a plan; rows not ready yet are left out at the end."""

    method: Literal["plans.get"]
    params: PlansGetParams


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
    """`key` is made once per click; the same key always gives the same job."""

    key: Key
    seller_id: SellerId | None
    items: Annotated[list[CreateItem], Field(min_length=1, max_length=MAX_ORDERS)]


class ShipmentsCreate(Request):
    """Stores the job and answers at once; the work goes on in the agent, whatever the browser does."""

    method: Literal["shipments.create"]
    params: ShipmentsCreateParams


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


class JobsList(Request):
    """The newest jobs."""

    method: Literal["jobs.list"]
    params: NoParams


class JobsGetParams(WireModel):
    """A page of a job's items; an order has one for each of its parcels."""

    job_id: Key
    offset: Annotated[int, Field(ge=0, le=MAX_ORDERS * MAX_PARCELS)]
    limit: Annotated[int, Field(ge=1, le=PAGE_ROWS)]


class JobsGet(Request):
    """The truth about a job."""

    method: Literal["jobs.get"]
    params: JobsGetParams


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


class OrdersStatusParams(WireModel):
    """The orders seen on the page."""

    order_ids: OrderIds


class OrdersStatus(Request):
    """State of each order for the icons on the page."""

    method: Literal["orders.status"]
    params: OrdersStatusParams


class LabelsPrepareParams(WireModel):
    """Labels are merged in this order."""

    order_ids: OrderIds


class LabelsPrepare(Request):
    """Merges the labels into one file and answers with an address valid once and for 60 seconds."""

    method: Literal["labels.prepare"]
    params: LabelsPrepareParams


class HandoverList(Request):
    """Asks the accounts that hand parcels over in sets which of them wait."""

    method: Literal["handover.list"]
    params: NoParams


class HandoverSendParams(WireModel):
    """One of the sets listed. The same `key` never sends twice; `again` answers for a set that is `unsure`."""

    account_id: AccountId
    set_id: SetId
    key: Key
    again: bool


class HandoverSend(Request):
    """Hands the set over as a whole; cannot be undone. May take minutes."""

    method: Literal["handover.send"]
    params: HandoverSendParams


class HandoverBookParams(WireModel):
    """A set that was handed over."""

    account_id: AccountId
    handed_id: SetId


class HandoverBook(Request):
    """The posting book, as it is kept or from the carrier, behind an address valid once and for 60 seconds."""

    method: Literal["handover.book"]
    params: HandoverBookParams


class PickupSlotsParams(WireModel):
    """One of the `couriers` of `handover.list`."""

    account_id: AccountId


class PickupSlots(Request):
    """Asks when a courier can come, and for how many parcels."""

    method: Literal["pickup.slots"]
    params: PickupSlotsParams


class PickupOrderParams(WireModel):
    """The day of one of the slots. `earlier`: with the parcels of earlier days. The same `key` never orders twice.

    `again` is needed when a courier was ordered for that day before, or may have been.
    """

    account_id: AccountId
    key: Key
    day: Annotated[str, Field(pattern=r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$")]
    earlier: bool
    again: bool


class PickupOrder(Request):
    """Orders a courier."""

    method: Literal["pickup.order"]
    params: PickupOrderParams


class ReconcileStartParams(WireModel):
    """`mend`: afterwards mend what can be mended safely, missing numbers and parcels whose answer was lost."""

    days: Annotated[int, Field(ge=1, le=MAX_DAYS)]
    mend: bool


class ReconcileStart(Request):
    """Starts comparing the ledger, the carriers' lists and Allegro; answers at once with `run_id`. Command line only."""

    method: Literal["reconcile.start"]
    params: ReconcileStartParams


class ReconcileGetParams(WireModel):
    """A page of findings."""

    run_id: Key
    offset: Annotated[int, Field(ge=0)]
    limit: Annotated[int, Field(ge=1, le=PAGE_ROWS)]


class ReconcileGet(Request):
    """Reads a comparison; there are findings once everything has been read. Command line only."""

    method: Literal["reconcile.get"]
    params: ReconcileGetParams


class PointsSearchParams(WireModel):
    """Words of code, town, street or post code in any order; `near` is a point's code, and the nearest to it come first."""

    account_id: AccountId
    text: PointText
    near: PointCode | None
    limit: Annotated[int, Field(ge=1, le=PAGE_ROWS)]


class PointsSearch(Request):
    """Looks for lockers and points of an account's carrier."""

    method: Literal["points.search"]
    params: PointsSearchParams


class MethodsList(Request):
    """Allegro's delivery methods, and which account ships each."""

    method: Literal["methods.list"]
    params: NoParams


class RulesGet(Request):
    """The rules as they are kept."""

    method: Literal["rules.get"]
    params: NoParams


Rules = Annotated[list[Rule], Field(max_length=MAX_RULES)]


class RulesSaveParams(WireModel):
    """All the rules, in their order; `revision` is that of the rules they were made from."""

    revision: Digest
    rules: Rules


class RulesSave(Request):
    """Replaces the rules, unless they are wrong (`rules_wrong`) or were changed elsewhere meanwhile (`rules_changed`)."""

    method: Literal["rules.save"]
    params: RulesSaveParams


class RulesTryParams(WireModel):
    """`rules` are compared with those in force; null compares those in force with none. `orders` of the newest are looked at."""

    rules: Rules | None
    orders: Annotated[int, Field(ge=1, le=MAX_TRIED)]


class RulesTry(Request):
    """What rules would do to recent orders; changes nothing."""

    method: Literal["rules.try"]
    params: RulesTryParams


class RulesAddParams(WireModel):
    """An order, and what is always to be chosen for its offer, in this number and by the service its method leads to."""

    order_id: OrderId
    then: RuleThen


class RulesAdd(Request):
    """Puts a rule for the order's offer before all others, in the place of an earlier one for the same."""

    method: Literal["rules.add"]
    params: RulesAddParams


class PageReportParams(WireModel):
    """How many orders each witness found (contract: order page, sections 4.1 and 4.6)."""

    selectors_version: Version
    recognised: bool
    witnesses: Annotated[list[Annotated[int, Field(ge=0, le=10_000)]], Field(min_length=4, max_length=4)]


class PageReport(Request):
    """Leaves a line in the agent's log, so that a change of Allegro's page is seen in the field."""

    method: Literal["page.report"]
    params: PageReportParams


class SettingsOpen(Request):
    """Asks for the address of the settings pages, which lets one window in. Command line only."""

    method: Literal["settings.open"]
    params: NoParams


class PairingOpen(Request):
    """Opens the pairing window for 120 seconds. Command line only."""

    method: Literal["pairing.open"]
    params: NoParams


class PairingState(Request):
    """Who is asking to be paired, if anyone. Command line only."""

    method: Literal["pairing.state"]
    params: NoParams


class PairingAnswerParams(WireModel):
    """The user's answer about the one who gave the right code."""

    allow: bool


class PairingAnswer(Request):
    """Lets the waiting browser in, or not. Command line only."""

    method: Literal["pairing.answer"]
    params: PairingAnswerParams


class PairingList(Request):
    """All pairings. Command line only."""

    method: Literal["pairing.list"]
    params: NoParams


class PairingRemoveParams(WireModel):
    """Names the pairing."""

    pairing_id: PairingId


class PairingRemove(Request):
    """Forgets a pairing and closes its sockets. Command line only."""

    method: Literal["pairing.remove"]
    params: PairingRemoveParams


AnyRequest = (
    AgentPing
    | AgentStatus
    | AgentPause
    | AgentStop
    | PlansCreate
    | PlansGet
    | ShipmentsCreate
    | ShipmentsWithdraw
    | JobsList
    | JobsGet
    | JobsCancel
    | JobsDecide
    | OrdersStatus
    | LabelsPrepare
    | HandoverList
    | HandoverSend
    | HandoverBook
    | PickupSlots
    | PickupOrder
    | ReconcileStart
    | ReconcileGet
    | PointsSearch
    | MethodsList
    | RulesGet
    | RulesSave
    | RulesTry
    | RulesAdd
    | PageReport
    | SettingsOpen
    | PairingOpen
    | PairingState
    | PairingAnswer
    | PairingList
    | PairingRemove
)

Opening = TypeAdapter[Pair | Authenticate](Annotated[Pair | Authenticate, Field(discriminator="type")])
"""Reads the one message allowed before `ready`."""

Requests = TypeAdapter[AnyRequest](Annotated[AnyRequest, Field(discriminator="method")])
"""Reads a request after `ready`."""
