"""The account that a request names."""

from agent.server.errors import ApiError
from agent.shipping.model.failure import Failure
from agent.shipping.work.lane import Lane
from shared_schema.codes import ErrorCode

from .context import Context
from .errors import failure_info


async def lane_of(context: Context, account_id: str) -> Lane:
    """The account as it is configured now. Raises ApiError when it is not switched on."""
    for lane in await context.engine.lanes():
        if lane.account.id == account_id:
            return lane
    raise ApiError(failure_info(Failure(ErrorCode.NOT_CONFIGURED, "not_sent", "no such account is switched on")))
