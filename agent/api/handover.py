"""`handover.list`, `handover.send`, `handover.book`: what waits to be given to carriers, and its papers."""

from collections.abc import Sequence

from agent.server.dispatch import Client
from agent.shipping.ledger.handovers import HandOverRow
from agent.shipping.model.handover import OpenSet, SetError
from agent.shipping.pdf import in_pdf_thread, page_count
from agent.shipping.ports import CourierPickup, HandOverProtocol
from shared_schema.handover import (
    FailedAccount,
    HandedSet,
    HandoverBook,
    HandoverBookResult,
    HandoverList,
    HandoverListResult,
    HandoverSend,
    HandoverSendResult,
)
from shared_schema.handover import OpenSet as OpenSetMessage
from shared_schema.handover import SetError as SetErrorMessage

from .context import Context
from .errors import carrier_words, failure_info
from .lanes import lane_of
from .pickup import pickup_info


async def list_sets(context: Context, _: Client, __: HandoverList) -> HandoverListResult:
    """Asks every account that has sets; one that does not answer is named and hides no other."""
    lanes = await context.engine.lanes()
    sets, failures = await context.handovers.waiting(lanes)
    rows = await context.handovers.remembered(lanes)
    protocols = {lane.account.id for lane in lanes if isinstance(lane.account, HandOverProtocol)}
    return HandoverListResult(
        sets=[
            _open_set(context, account_id, each, account_id in protocols, rows)
            for account_id, found in sets.items()
            for each in found
        ],
        failed=[FailedAccount(account_id=each, error=failure_info(why)) for each, why in failures.items()],
        handed=[handed_set(each) for each in rows if each.kind != "pickup" and (each.state == "done" or each.errors)],
        pickups=[pickup_info(each) for each in rows if each.kind == "pickup" and each.state != "refused"],
        couriers=[lane.account.id for lane in lanes if isinstance(lane.account, CourierPickup)],
    )


async def send(context: Context, client: Client, request: HandoverSend) -> HandoverSendResult:
    """Hands one set over. The error of one that was not sent says whether it may have been."""
    params = request.params
    if not await context.handovers.knows(params.key):
        context.presence.admit(client, params.acted_ms_ago)
    lane = await lane_of(context, params.account_id)
    sent = await context.handovers.hand_over(lane, params.set_id, params.key, params.again, client=client.pairing_id)
    return HandoverSendResult(
        handed_id=sent.row.number or "",
        status=sent.row.status or "under_way",
        parcels=sent.row.parcels,
        errors=[set_error(each) for each in sent.row.errors],
        book_error=failure_info(sent.book) if sent.book else None,
    )


async def book(context: Context, client: Client, request: HandoverBook) -> HandoverBookResult:
    """The posting book or the protocol behind an address that works once."""
    lane = await lane_of(context, request.params.account_id)
    content = await context.handovers.book(lane, request.params.handed_id)
    kind = "protokol-przekazania" if isinstance(lane.account, HandOverProtocol) else "ksiazka-nadawcza"
    filename = f"{kind}-{lane.account.id}-{request.params.handed_id}.pdf"
    return HandoverBookResult(
        path=context.files.offer(content, "application/pdf", filename, owner=client.pairing_id),
        filename=filename,
        pages=await in_pdf_thread(page_count, content),
    )


def _open_set(context: Context, account_id: str, each: OpenSet, is_protocol: bool, rows: Sequence[HandOverRow]) -> OpenSetMessage:
    last = next((row for row in rows if row.kind == "protocol" and (row.account_id, row.set_id) == (account_id, each.id)), None)
    return OpenSetMessage(
        account_id=account_id,
        set_id=each.id,
        day=each.day.isoformat(),
        earlier=each.day < context.handovers.today,
        place=each.place,
        parcels=each.parcels,
        paper="protocol" if is_protocol else "posting_book",
        unsure=last is not None and last.doubtful,
    )


def handed_set(row: HandOverRow) -> HandedSet:
    """A set that was handed over."""
    return HandedSet(
        account_id=row.account_id,
        handed_id=row.number or "",
        day=row.day,
        parcels=row.parcels,
        paper="protocol" if row.kind == "protocol" else "posting_book",
        status=row.status or "under_way",
        errors=[set_error(each) for each in row.errors],
        daily=row.daily,
        station=row.station,
        asked_at=row.asked_at,
    )


def set_error(each: SetError) -> SetErrorMessage:
    """What a carrier says of one parcel of a set."""
    return SetErrorMessage(order_id=each.order_id, tracking_number=each.tracking_number, carrier=carrier_words(each.words))
