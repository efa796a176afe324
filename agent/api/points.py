"""`points.search`: lockers and points of one carrier."""

from agent.server.dispatch import Client
from agent.shipping.work.point_search import search_points
from shared_schema.points import PointInfo, PointsSearch, PointsSearchResult

from .context import Context
from .lanes import lane_of


async def search(context: Context, _: Client, request: PointsSearch) -> PointsSearchResult:
    """Asks the account that is named; nothing is created by it."""
    asked = request.params
    lane = await lane_of(context, asked.account_id)
    found = await search_points(lane, asked.text, asked.limit, asked.near)
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
