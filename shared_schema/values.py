"""Values that occur inside messages the agent sends. No defaults, so that both directions give one TypeScript type."""

from typing import Literal

from .base import Digest, OrderId, SellerId, WireModel
from .codes import ErrorCode, FindingCode, NoteCode

Outcome = Literal["not_sent", "refused", "unknown"]
"""Did the carrier perhaps create a parcel? `unknown` forbids sending again until it has been looked up."""

NoteData = dict[str, str | int | bool | None]


class FieldProblem(WireModel):
    """A field that was refused, by its path, for example `params.items[3].order_id`; never the value itself."""

    path: str
    code: str


class CarrierWords(WireModel):
    """The carrier's (or Allegro's) own code and words, unchanged, to be shown as text only."""

    name: str
    code: str
    text: str


class ErrorInfo(WireModel):
    """One error, the same everywhere. `message` is English for the log; people are shown words made from `code`."""

    code: ErrorCode
    message: str
    outcome: Outcome
    fields: list[FieldProblem]
    carrier: CarrierWords | None
    retry_after_s: float | None
    data: NoteData


Paper = Literal["posting_book", "protocol"]


class OpenSet(WireModel):
    """A set that waits to be handed over to the carrier; `earlier` = of a day before today, so it is overdue.

    `paper` is what comes of it: the posting book of a set the carrier learns of only now, or a protocol of parcels it has
    already. `unsure` = a protocol was asked for and the answer was lost; the next one needs `again`.
    """

    account_id: str
    set_id: str
    day: str
    earlier: bool
    place: str
    parcels: int
    paper: Paper
    unsure: bool


HandOverStatus = Literal["under_way", "accepted", "rejected"]


class SetError(WireModel):
    """What the carrier says of one parcel of a set; without order and number it speaks of the set."""

    order_id: str | None
    tracking_number: str | None
    carrier: CarrierWords


class HandedSet(WireModel):
    """A set that was handed over lately, on any station; `daily` = by the program itself at the time that was set.

    `handed_id` is empty for one of which the carrier took no parcel: it has no paper.
    """

    account_id: str
    handed_id: str
    day: str | None
    parcels: int
    paper: Paper
    status: HandOverStatus
    errors: list[SetError]
    daily: bool
    station: str
    asked_at: str


class PickupSlot(WireModel):
    """When a courier can come, in Polish local time: the parcels wait from `ready` ("08:00") on and are taken by `until`."""

    day: str
    ready: str
    until: str


class PickupInfo(WireModel):
    """A courier ordered lately. `unknown`: the answer was lost, look at the carrier's; `number` is the carrier's."""

    account_id: str
    state: Literal["ordered", "unknown"]
    number: str | None
    day: str
    ready: str
    until: str
    parcels: int
    station: str
    asked_at: str


class Note(WireModel):
    """A reason, a problem or a warning; `path` names the field of the order it speaks of."""

    code: NoteCode
    path: str | None
    data: NoteData


class Earlier(WireModel):
    """A shipment the order already has: `ledger` = made by Nadajnik, `allegro` = a number found at Allegro.

    `station_seen_at` is set while another packing station is working on it: when it was last seen.
    """

    source: Literal["ledger", "allegro"]
    carrier: str
    tracking_number: str | None
    state: str
    created_at: str | None
    station: str | None
    station_seen_at: str | None


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


class MethodInfo(WireModel):
    """A delivery method at Allegro and what becomes of its orders.

    `own`: by the seller's own map. `known`: by its id. `suggested`: by its name alone, so each order wants a look.
    `only_allegro`: only Allegro may ship it. `other_carrier`: of a carrier this program does not speak to. `unknown`: nobody's.
    """

    method: str
    name: str
    cash_on_delivery: bool
    sort: Literal["own", "known", "suggested", "only_allegro", "other_carrier", "unknown"]
    account: str | None


class RuleProblem(WireModel):
    """A wrong place in the file of rules; `code` is a kind of its own (`unknown_key`, `rule_range`, ...), `data` goes with it."""

    line: int
    path: str
    code: str
    data: NoteData


class Chosen(WireModel):
    """What an order would be sent by; null where nothing would, or where there is nothing to choose."""

    account: str | None
    service: str | None
    size: str | None
    insurance_grosze: int | None


class RuleChange(WireModel):
    """An order that the rules would change, and the rule that decides on it then."""

    order_id: OrderId
    method: str
    rule: str | None
    before: Chosen
    after: Chosen


OrderState = Literal["none", "in_progress", "waiting", "created", "failed", "unknown", "on_allegro", "withdrawn"]
AllegroState = Literal["none", "waiting", "yes", "failed"]
LabelState = Literal["none", "waiting", "ready", "failed"]
ItemState = Literal["queued", "waiting", "sending", "confirming", "created", "refused", "unknown", "cancelled", "withdrawn"]


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


class JobSummary(WireModel):
    """A job as a whole. `seq` counts its events; `working` items may still move by themselves.

    `waiting`: nothing is left to do but to wait for a service that does not answer.
    """

    job_id: str
    created_at: str
    state: Literal["running", "waiting", "finished"]
    total: int
    created: int
    to_fix: int
    working: int
    waiting: int
    on_allegro: int
    labels: int
    seq: int


class OrderStatus(WireModel):
    """What is known of an order without asking the carrier; `on_allegro`: a number is there that we did not make."""

    order_id: OrderId
    state: OrderState
    carrier: str | None
    tracking_number: str | None
    label: bool


class PointInfo(WireModel):
    """A carrier's locker or point; null where the carrier does not say.

    `full`: no parcel fits in now. `sends`: parcels can be posted there. `distance_m`: from the point that was named, as the
    crow flies.
    """

    code: str
    name: str
    address: str
    open: bool
    full: bool | None
    cash_on_delivery: bool | None
    sends: bool | None
    distance_m: int | None


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


class PairingInfo(WireModel):
    """A browser (or the command line) that may talk to the agent, or wants to."""

    pairing_id: str
    browser: str
    origin: str
    created_at: str


class PairedInfo(PairingInfo):
    """What it said when it connected last, since the agent was started: null before that.

    `page_access`: whether its extension is let onto Allegro's order pages.
    """

    connected_at: str | None
    extension_version: str | None
    page_access: bool | None


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
