"""`pickup.slots`, `pickup.order`: when a courier can come, and ordering one."""

from datetime import date

from agent.server.dispatch import Client
from agent.shipping.ledger.handovers import HandOverRow
from agent.shipping.model.failure import Failure, ShippingError
from agent.shipping.work.pickups import POLAND, clock
from shared_schema.codes import ErrorCode
from shared_schema.pickup import PickupInfo, PickupOrder, PickupOrderResult, PickupSlot, PickupSlots, PickupSlotsResult

from .context import Context
from .lanes import lane_of


async def slots(context: Context, _: Client, request: PickupSlots) -> PickupSlotsResult:
    """Asks the carrier; times are told in Polish local time, whatever this computer's is."""
    lane = await lane_of(context, request.params.account_id)
    offer = await context.pickups.offer(lane)
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
        raise ShippingError(Failure(ErrorCode.PICKUP_NOT_OFFERED, "not_sent", "there is no such day")) from None
    row = await context.pickups.order(lane, day, params.key, params.earlier, params.again, client.pairing_id)
    return PickupOrderResult(pickup=pickup_info(row))


def pickup_info(row: HandOverRow) -> PickupInfo:
    """A courier who was ordered, or may have been."""
    return PickupInfo(
        account_id=row.account_id,
        state="ordered" if row.state == "done" else "unknown",
        number=row.number,
        day=row.day or row.set_id,
        ready=row.ready or "",
        until=row.until or "",
        parcels=row.parcels,
        station=row.station,
        asked_at=row.asked_at,
    )
