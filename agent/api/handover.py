"""`handover.list`, `handover.send`, `handover.book`: what waits to be given to carriers, and its papers."""

from collections.abc import Sequence

from agent.server.dispatch import Client
from agent.server.errors import ApiError
from agent.shipping.ledger.handovers import HandOverRow
from agent.shipping.model.failure import Failure, ShippingError
from agent.shipping.model.handover import OpenSet
from agent.shipping.pdf import in_pdf_thread, page_count
from agent.shipping.ports import CourierPickup, HandOverProtocol
from agent.shipping.work.lane import Lane
from shared_schema.codes import ErrorCode
from shared_schema.handover import (
    FailedAccount,
    HandoverBook,
    HandoverBookResult,
    HandoverList,
    HandoverListResult,
    HandoverSend,
    HandoverSendResult,
)
from shared_schema.handover import OpenSet as OpenSetMessage

from .context import Context
from .wire import error_info, handed_set, pickup_info, set_error


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
        failed=[FailedAccount(account_id=each, error=error_info(why)) for each, why in failures.items()],
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
    try:
        sent = await context.handovers.hand_over(lane, params.set_id, params.key, params.again, client=client.pairing_id)
    except ShippingError as error:
        raise ApiError(error_info(error.failure)) from error
    return HandoverSendResult(
        handed_id=sent.row.number or "",
        status=sent.row.status or "under_way",
        parcels=sent.row.parcels,
        errors=[set_error(each) for each in sent.row.errors],
        book_error=error_info(sent.book) if sent.book else None,
    )


async def book(context: Context, client: Client, request: HandoverBook) -> HandoverBookResult:
    """The posting book or the protocol behind an address that works once."""
    lane = await lane_of(context, request.params.account_id)
    try:
        content = await context.handovers.book(lane, request.params.handed_id)
    except ShippingError as error:
        raise ApiError(error_info(error.failure)) from error
    kind = "protokol-przekazania" if isinstance(lane.account, HandOverProtocol) else "ksiazka-nadawcza"
    filename = f"{kind}-{lane.account.id}-{request.params.handed_id}.pdf"
    return HandoverBookResult(
        path=context.files.offer(content, "application/pdf", filename, owner=client.pairing_id),
        filename=filename,
        pages=await in_pdf_thread(page_count, content),
    )


async def lane_of(context: Context, account_id: str) -> Lane:
    """The account as it is configured now. Raises ApiError when it is not switched on."""
    for lane in await context.engine.lanes():
        if lane.account.id == account_id:
            return lane
    raise ApiError(error_info(Failure(ErrorCode.NOT_CONFIGURED, "not_sent", "no such account is switched on")))


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
