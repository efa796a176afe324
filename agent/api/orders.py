"""`orders.status`: the icons at the orders."""

from agent.server.dispatch import Client
from agent.shipping.model.failure import ShippingError
from agent.shipping.model.order import Order
from shared_schema.orders import OrdersStatus, OrdersStatusResult

from .context import Context
from .wire import order_status


async def status(context: Context, _: Client, request: OrdersStatus) -> OrdersStatusResult:
    """From the ledger; for orders it does not know, from Allegro's list. Without Allegro those are simply `none`."""
    order_ids = list(dict.fromkeys(request.params.order_ids))
    attempts = await context.desk.ledger.latest(order_ids)
    foreign = await _with_numbers(context, [each for each in order_ids if each not in attempts])
    states = [order_status(each, attempts.get(each, []), each in foreign) for each in order_ids]
    return OrdersStatusResult(orders=states)


async def _with_numbers(context: Context, order_ids: list[str]) -> set[str]:
    if not order_ids:
        return set()
    try:
        read = [each async for each in context.desk.marketplace.orders(order_ids)]
    except ShippingError:
        return set()
    return {each.id for each in read if isinstance(each, Order) and each.lines_sent not in ("", "NONE")}
