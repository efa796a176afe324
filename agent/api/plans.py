"""`plans.*`: what would be sent, before anything is."""

from itertools import accumulate
from typing import Final

from agent.server.dispatch import Client
from agent.server.errors import ApiError, error_info
from agent.shipping.model.plan import Choices
from agent.shipping.work.planner import PlanBook
from shared_schema import MAX_MESSAGE_BYTES
from shared_schema.codes import ErrorCode
from shared_schema.plans import PlanEvent, PlanProgress, PlanRow, PlansCreate, PlansCreateResult, PlansGet, PlansGetResult

from .context import Context
from .wire import correction, plan_account, plan_row

PAGE_BYTES: Final = MAX_MESSAGE_BYTES * 3 // 4
"""The rest is for the accounts to choose from."""


async def create(context: Context, _: Client, request: PlansCreate) -> PlansCreateResult:
    """Starts planning; an order named twice is planned once."""
    choices = {
        item.order_id: Choices(
            item.size,
            item.service,
            item.account,
            item.insurance_grosze,
            correction(item.receiver),
            parcels=item.parcels,
            point=item.point,
        )
        for item in request.params.items
    }
    book = context.planner.begin(choices, request.params.seller_id)
    return PlansCreateResult(plan_id=book.id, total=len(book.order_ids))


async def get(context: Context, _: Client, request: PlansGet) -> PlansGetResult:
    """A page of rows; those at its end that do not fit into one message are left to the next."""
    params = request.params
    book = context.planner.book(params.plan_id)
    if book is None:
        raise ApiError(error_info(ErrorCode.NOT_FOUND, "this plan is forgotten; plan again"))
    page = book.page(params.offset, params.limit)
    rows = _fitting([plan_row(each.planned, each.earlier, each.numbers_unchecked) for each in page])
    return PlansGetResult(
        plan_id=book.id,
        done=len(book.rows),
        total=len(book.order_ids),
        rows=rows,
        accounts=[plan_account(each) for each in book.accounts],
    )


def _fitting(rows: list[PlanRow]) -> list[PlanRow]:
    """The rows from the first on that fit into `PAGE_BYTES`; one row alone always does."""
    sizes = accumulate(len(row.model_dump_json().encode()) for row in rows)
    return rows[: max(1, sum(size <= PAGE_BYTES for size in sizes))]


def event(book: PlanBook) -> PlanEvent:
    """The news that a plan grew."""
    progress = PlanProgress(plan_id=book.id, done=len(book.rows), total=len(book.order_ids))
    return PlanEvent(type="event", topic="plan", seq=len(book.rows), data=progress)
