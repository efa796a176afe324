"""`shipments.create`, which spends money: stores the job and answers; the engine does the work. And `shipments.withdraw`."""

from collections.abc import Mapping, Sequence
from itertools import chain

from agent.server.dispatch import Client
from agent.shipping.ledger.rows import Attempt, NewItem
from agent.shipping.ledger.states import State
from agent.shipping.model.failure import Failure, ShippingError
from shared_schema.codes import ErrorCode
from shared_schema.shipments import ShipmentsCreate, ShipmentsCreateResult, ShipmentsWithdraw, ShipmentsWithdrawResult

from .context import Context
from .jobs import job_item, job_summary


async def create(context: Context, client: Client, request: ShipmentsCreate) -> ShipmentsCreateResult:
    """The same `key` always gives the same job, however long ago its click was.

    Raises ShippingError when no Allegro account is connected or it is another one, and ApiError when nobody is there
    (`Presence.admit`).
    """
    params = request.params
    asked_at = context.presence.now()
    known = await context.desk.ledger.job(params.key)
    if known is not None:
        return ShipmentsCreateResult(job=job_summary(known))
    sellers = await context.desk.marketplace.sellers()
    owners: Mapping[str, str] = {}
    if params.seller_id is not None:
        sellers.check(params.seller_id)
    else:
        owners = await context.desk.marketplace.owners([item.order_id for item in params.items])
    context.presence.admit(client, params.acted_ms_ago, asked_at)
    seller_id = params.seller_id or next(chain(owners.values(), (each.id for each in sellers.connected)))
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
            chosen_point=item.point,
            parcels=item.parcels,
            seller_id=owners.get(item.order_id),
        )
        for item in params.items
    }
    context.when_ready.asked(params.key)
    await context.engine.submit(params.key, client.pairing_id, seller_id, list(items.values()))
    job = await context.desk.ledger.job(params.key)
    if job is None:
        raise ShippingError(Failure(ErrorCode.STORE_FAILED, "not_sent", "the job could not be stored"))
    return ShipmentsCreateResult(job=job_summary(job))


async def withdraw(context: Context, client: Client, request: ShipmentsWithdraw) -> ShipmentsWithdrawResult:
    """Has the carrier take a parcel back, whichever station made it. Raises ShippingError; its code tells what is left of it."""
    params = request.params
    attempts = (await context.desk.ledger.latest([params.order_id])).get(params.order_id, [])
    attempt = meant(attempts, params.tracking_number)
    if attempt.state is not State.WITHDRAWN:
        attempt = await context.engine.withdraw(attempt, client.pairing_id)
    job = await context.desk.ledger.job(attempt.job_id)
    if job is None:
        raise RuntimeError("an attempt without its job")
    return ShipmentsWithdrawResult(job=job_summary(job), item=job_item(attempt))


def meant(attempts: Sequence[Attempt], number: str | None) -> Attempt:
    """The parcel with the number, withdrawn already or not; without a number the only one there is. Raises ShippingError."""
    created = [each for each in attempts if each.state is State.CREATED]
    withdrawn = [each for each in attempts if each.state is State.WITHDRAWN]
    found = [each for each in created + withdrawn if each.tracking_number == number] if number else created or withdrawn[-1:]
    if not found:
        raise ShippingError(Failure(ErrorCode.NOTHING_TO_WITHDRAW, "not_sent", "there is no such parcel of ours for the order"))
    if len(found) > 1 and number is None:
        numbers = ", ".join(each.tracking_number or "" for each in found)
        message = "the order has several parcels; the number has to be named"
        raise ShippingError(Failure(ErrorCode.SEVERAL_PARCELS, "not_sent", message, data={"numbers": numbers}))
    return found[0]
