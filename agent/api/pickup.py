"""`pickup.slots`, `pickup.order`: when a courier can come, and ordering one."""

from datetime import date

from agent.server.dispatch import Client
from agent.server.errors import ApiError
from agent.shipping.model.failure import Failure, ShippingError
from agent.shipping.work.pickups import POLAND, clock
from shared_schema.codes import ErrorCode
from shared_schema.pickup import PickupOrder, PickupOrderResult, PickupSlot, PickupSlots, PickupSlotsResult

from .context import Context
from .handover import lane_of
from .wire import error_info, pickup_info


async def slots(context: Context, _: Client, request: PickupSlots) -> PickupSlotsResult:
    """Asks the carrier; times are told in Polish local time, whatever this computer's is."""
    lane = await lane_of(context, request.params.account_id)
    try:
        offer = await context.pickups.offer(lane)
    except ShippingError as error:
        raise ApiError(error_info(error.failure)) from error
    return PickupSlotsResult(
        slots=[
            PickupSlot(day=each.ready.astimezone(POLAND).date().isoformat(), ready=clock(each.ready), until=clock(each.until))
            for each in offer.slots
        ],
        today=offer.today,
        earlier=offer.earlier,
    )


async def order(context: Context, client: Client, request: PickupOrder) -> PickupOrderResult:
    """Orders a courier. The error of one that was not ordered says whether he may come all the same."""
    params = request.params
    if not await context.handovers.knows(params.key):
        context.presence.admit(client, params.acted_ms_ago)
    lane = await lane_of(context, params.account_id)
    try:
        day = date.fromisoformat(params.day)
    except ValueError:
        raise ApiError(error_info(Failure(ErrorCode.PICKUP_NOT_OFFERED, "not_sent", "there is no such day"))) from None
    try:
        row = await context.pickups.order(lane, day, params.key, params.earlier, params.again, client.pairing_id)
    except ShippingError as error:
        raise ApiError(error_info(error.failure)) from error
    return PickupOrderResult(pickup=pickup_info(row))
