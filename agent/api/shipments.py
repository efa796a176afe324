"""`shipments.create`: the one message that spends money. Stores the job and answers; the engine does the work."""

from agent.server.dispatch import Client
from agent.server.errors import ApiError
from agent.shipping.ledger.rows import NewItem
from agent.shipping.model.failure import Failure, ShippingError
from shared_schema import incoming, outgoing
from shared_schema.codes import ErrorCode

from .context import Context
from .wire import error_info, job_summary


async def create(context: Context, client: Client, request: incoming.ShipmentsCreate) -> outgoing.ShipmentsCreateResult:
    """The same `key` always gives the same job. Raises ApiError when no Allegro account is connected or it is another one."""
    params = request.params
    try:
        seller = await context.desk.marketplace.seller()
    except ShippingError as error:
        raise ApiError(error_info(error.failure)) from error
    if params.seller_id is not None and params.seller_id != seller.id:
        failure = Failure(ErrorCode.ORDER_OF_OTHER_SELLER, "not_sent", "the page shows another Allegro account")
        raise ApiError(error_info(failure))
    items = {
        item.order_id: NewItem(
            item.order_id,
            item.digest,
            item.size,
            item.accepted,
            item.confirmation,
            chosen_service=item.service,
            chosen_account=item.account,
            chosen_insurance_grosze=item.insurance_grosze,
        )
        for item in params.items
    }
    await context.engine.submit(params.key, client.pairing_id, seller.id, list(items.values()))
    job = await context.desk.ledger.job(params.key)
    if job is None:
        raise ApiError(error_info(Failure(ErrorCode.STORE_FAILED, "not_sent", "the job could not be stored")))
    return outgoing.ShipmentsCreateResult(job=job_summary(job))
