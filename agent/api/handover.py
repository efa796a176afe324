"""`handover.list`, `handover.send`, `handover.book`: what waits for the post office, and its papers."""

from agent.server.dispatch import Client
from agent.server.errors import ApiError
from agent.shipping.model.failure import Failure, ShippingError
from agent.shipping.pdf import in_pdf_thread, page_count
from agent.shipping.work import handover
from agent.shipping.work.lane import Lane
from shared_schema import incoming, outgoing, values
from shared_schema.codes import ErrorCode

from .context import Context
from .wire import carrier_words, error_info


async def list_sets(context: Context, _: Client, __: incoming.HandoverList) -> outgoing.HandoverListResult:
    """Asks every account that has sets; one that does not answer is named and hides no other."""
    sets, failures = await handover.waiting(await context.engine.lanes())
    today = context.desk.now().astimezone().date()
    return outgoing.HandoverListResult(
        sets=[
            values.OpenSet(
                account_id=account_id,
                set_id=each.id,
                day=each.day.isoformat(),
                earlier=each.day < today,
                place=each.place,
                parcels=each.parcels,
            )
            for account_id, found in sets.items()
            for each in found
        ],
        failed=[outgoing.FailedAccount(account_id=each, error=error_info(why)) for each, why in failures.items()],
    )


async def send(context: Context, _: Client, request: incoming.HandoverSend) -> outgoing.HandoverSendResult:
    """Hands one set over. The error of one that was not sent says whether it may have been."""
    lane = await _lane(context, request.params.account_id)
    try:
        sent = await handover.hand_over(lane, request.params.set_id, context.books, context.desk.patience)
    except ShippingError as error:
        raise ApiError(error_info(error.failure)) from error
    return outgoing.HandoverSendResult(
        handed_id=sent.handed.id,
        status=sent.handed.status,
        parcels=sent.handed.parcels,
        errors=[
            values.SetError(order_id=each.order_id, tracking_number=each.tracking_number, carrier=carrier_words(each.words))
            for each in sent.handed.errors
        ],
        book_error=error_info(sent.book) if sent.book else None,
    )


async def book(context: Context, client: Client, request: incoming.HandoverBook) -> outgoing.HandoverBookResult:
    """The posting book behind an address that works once."""
    lane = await _lane(context, request.params.account_id)
    try:
        content = await handover.book(lane, request.params.handed_id, context.books)
    except ShippingError as error:
        raise ApiError(error_info(error.failure)) from error
    filename = f"ksiazka-nadawcza-{request.params.handed_id}.pdf"
    return outgoing.HandoverBookResult(
        path=context.files.offer(content, "application/pdf", filename, owner=client.pairing_id),
        filename=filename,
        pages=await in_pdf_thread(page_count, content),
    )


async def _lane(context: Context, account_id: str) -> Lane:
    for lane in await context.engine.lanes():
        if lane.account.id == account_id:
            return lane
    raise ApiError(error_info(Failure(ErrorCode.NOT_CONFIGURED, "not_sent", "no such account is switched on")))
