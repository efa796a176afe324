"""`points.search`: lockers and points of one carrier."""

from agent.server.dispatch import Client
from agent.server.errors import ApiError
from agent.shipping.model.failure import Failure, ShippingError
from agent.shipping.work.point_search import search_points
from shared_schema.codes import ErrorCode
from shared_schema.points import PointInfo, PointsSearch, PointsSearchResult

from .context import Context
from .wire import error_info


async def search(context: Context, _: Client, request: PointsSearch) -> PointsSearchResult:
    """Asks the account that is named; nothing is created by it."""
    asked = request.params
    lane = next((each for each in await context.engine.lanes() if each.account.id == asked.account_id), None)
    if lane is None:
        raise ApiError(error_info(Failure(ErrorCode.NOT_CONFIGURED, "not_sent", "no such account is switched on")))
    try:
        found = await search_points(lane, asked.text, asked.limit, asked.near)
    except ShippingError as error:
        raise ApiError(error_info(error.failure)) from error
    return PointsSearchResult(
        points=[
            PointInfo(
                code=each.code,
                name=each.name,
                address=each.address,
                open=each.open,
                full=each.full,
                cash_on_delivery=each.cash_on_delivery,
                sends=each.sends,
                distance_m=each.distance_m,
            )
            for each in found.points
        ],
        read_at=found.read_at.isoformat(),
    )
