"""Handing sets of parcels over to carriers that need it: what waits, sending it, and the posting book, kept like a label."""

import asyncio
import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from agent.shipping.model.failure import Failure, ShippingError
from agent.shipping.model.handover import HandedOver, OpenSet
from agent.shipping.model.label import Label
from agent.shipping.pdf import UnreadablePdf, in_pdf_thread, page_count
from agent.shipping.ports import HandOver, LabelStore
from shared_schema.codes import ErrorCode, LabelFormat

from .lane import Lane
from .stopped_accounts import account_stopped

log = logging.getLogger(__name__)

STATUS_PAUSES_S = (0.5, 1.0, 2.0)
"""A set may take minutes to be accepted; a person who waits at the screen is told what is known after a moment."""


@dataclass(frozen=True, slots=True)
class Sent:
    """A set that was handed over, and why its posting book is not kept yet, if it is not."""

    handed: HandedOver
    book: Failure | None


async def waiting(lanes: Sequence[Lane]) -> tuple[Mapping[str, Sequence[OpenSet]], Mapping[str, Failure]]:
    """By account, the sets that wait; and which accounts could not tell. Those that hand nothing over are left out."""
    sets: dict[str, Sequence[OpenSet]] = {}
    failures: dict[str, Failure] = {}
    for lane in lanes:
        account = lane.account
        if not isinstance(account, HandOver):
            continue
        try:
            _ask_open(lane)
            async with lane.door.calling_at_once():
                sets[account.id] = await account.open_sets()
        except ShippingError as error:
            failures[account.id] = error.failure
    return sets, failures


async def hand_over(lane: Lane, set_id: str, books: LabelStore, patience: float) -> Sent:
    """Sends the set once, looks how far it comes, and keeps its posting book. Raises ShippingError when it was not sent.

    At an account with one call at a time no parcel can be on its way into the set meanwhile.
    """
    account = _able(lane)
    async with lane.door.calling_at_once():
        handed = await account.hand_over(set_id)
    log.info("account %s: set %s was handed over as %s, %d parcels", lane.account.id, set_id, handed.id, handed.parcels)
    handed = await _followed(lane, account, handed, patience)
    try:
        await book(lane, handed.id, books)
    except ShippingError as error:
        return Sent(handed, error.failure)
    return Sent(handed, None)


async def book(lane: Lane, handed_id: str, books: LabelStore) -> bytes:
    """The posting book: as it is kept here, else from the carrier, and kept then. Raises ShippingError."""
    name = f"{lane.account.id}-{handed_id}"
    kept = await books.read(name)
    if kept:
        return kept[0].content
    account = _able(lane)
    async with lane.door.calling_at_once():
        content = await account.posting_book(handed_id)
    try:
        await in_pdf_thread(page_count, content)
        await books.keep(name, [Label(LabelFormat.PDF, content)])
    except UnreadablePdf as error:
        raise ShippingError(Failure(ErrorCode.LABEL_UNREADABLE, "not_sent", "the posting book is not readable")) from error
    except OSError as error:
        message = f"the posting book cannot be kept: {error.strerror}"
        raise ShippingError(Failure(ErrorCode.STORE_FAILED, "not_sent", message)) from error
    return content


async def _followed(lane: Lane, account: HandOver, handed: HandedOver, patience: float) -> HandedOver:
    """Looks a few times; that the status cannot be had changes nothing of what was done."""
    for pause_s in STATUS_PAUSES_S:
        if handed.status != "under_way":
            break
        await asyncio.sleep(pause_s * patience)
        try:
            async with lane.door.calling_at_once():
                handed = replace(handed, status=await account.hand_over_status(handed.id))
        except ShippingError:
            log.info("account %s: the status of set %s did not come", lane.account.id, handed.id)
    return handed


def _able(lane: Lane) -> HandOver:
    account = lane.account
    if not isinstance(account, HandOver):
        raise ShippingError(Failure(ErrorCode.SET_NOT_OPEN, "not_sent", "this account has no sets to be handed over"))
    _ask_open(lane)
    return account


def _ask_open(lane: Lane) -> None:
    if lane.door.gate.stopped is not None:
        raise ShippingError(account_stopped(lane.account.id, lane.door.gate.stopped))
