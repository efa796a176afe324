"""The account that a request names."""

from agent.shipping.model.failure import Failure, ShippingError
from agent.shipping.work.lane import Lane
from shared_schema.codes import ErrorCode

from .context import Context


async def lane_of(context: Context, account_id: str) -> Lane:
    """The account as it is configured now. Raises ShippingError when it is not switched on."""
    for lane in await context.engine.lanes():
        if lane.account.id == account_id:
            return lane
    raise ShippingError(Failure(ErrorCode.NOT_CONFIGURED, "not_sent", "no such account is switched on"))
