"""Handing parcels over to the carriers, and the paper for it."""

from typing import Literal

from .base import AccountId, ActedMsAgo, Key, SetId, WireModel
from .errors import CarrierWords, ErrorInfo
from .pickup import PickupInfo
from .request import NoParams, Request


class HandoverList(Request):
    """Asks the accounts that hand parcels over in sets which of them wait."""

    method: Literal["handover.list"]
    params: NoParams


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


class HandoverSendParams(WireModel):
    """One of the sets listed. The same `key` never sends twice; `again` answers for a set that is `unsure`."""

    account_id: AccountId
    set_id: SetId
    key: Key
    again: bool
    acted_ms_ago: ActedMsAgo | None = None


class HandoverSend(Request):
    """Hands the set over as a whole; cannot be undone. May take minutes. Asks for a person like `shipments.create`."""

    method: Literal["handover.send"]
    params: HandoverSendParams


class HandoverSendResult(WireModel):
    """The set was handed over. `errors` are the carrier's by parcel; `book_error` tells why the posting book is not kept yet."""

    handed_id: str
    status: HandOverStatus
    parcels: int
    errors: list[SetError]
    book_error: ErrorInfo | None


class HandoverBookParams(WireModel):
    """A set that was handed over."""

    account_id: AccountId
    handed_id: SetId


class HandoverBook(Request):
    """The posting book, as it is kept or from the carrier, behind an address valid once and for 60 seconds."""

    method: Literal["handover.book"]
    params: HandoverBookParams


class HandoverBookResult(WireModel):
    """`path` is to be fetched once from the agent's address within 60 seconds."""

    path: str
    filename: str
    pages: int
