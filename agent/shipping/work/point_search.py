"""Looking for points because a person wants one: in the account's turn, but without waiting for an outage to end."""

from agent.shipping.model.failure import Failure, ShippingError
from agent.shipping.model.points import FoundPoints
from agent.shipping.ports import PointSearch
from shared_schema.codes import ErrorCode

from .lane import Lane
from .stopped_accounts import account_stopped


async def search_points(lane: Lane, text: str, limit: int, near: str | None) -> FoundPoints:
    """Raises ShippingError, for an account whose carrier has nothing to search `points_not_searchable`."""
    account = lane.account
    if not isinstance(account, PointSearch):
        raise ShippingError(Failure(ErrorCode.POINTS_NOT_SEARCHABLE, "not_sent", "this carrier's points cannot be searched"))
    async with lane.door.gate.turn():
        lane.door.follow_stops()
        if lane.door.gate.stopped is not None:
            raise ShippingError(account_stopped(lane.account.id, lane.door.gate.stopped))
        # Nothing is learned from how it ends: points may come from elsewhere, and keep no parcel from being sent.
        return await account.search_points(text, limit, near)
