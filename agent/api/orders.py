"""`orders.status`: the icons at the orders."""

from agent.server.dispatch import Client
from agent.shipping.ledger.rows import Attempt
from agent.shipping.ledger.states import State
from agent.shipping.model.failure import ShippingError
from agent.shipping.model.order import Order
from shared_schema.orders import OrdersStatus, OrdersStatusResult, OrderState, OrderStatus

from .context import Context

_DOUBT = (State.UNKNOWN, State.REFUSED, State.SENDING, State.QUEUED, State.WAITING, State.CONFIRMING, State.CREATED)
"""What is shown first of several parcels; one that was cancelled or withdrawn on purpose only when there is no other."""

_ICONS: dict[State, OrderState] = {
    State.QUEUED: "in_progress",
    State.WAITING: "waiting",
    State.SENDING: "in_progress",
    State.CONFIRMING: "in_progress",
    State.CREATED: "created",
    State.REFUSED: "failed",
    State.UNKNOWN: "unknown",
    State.CANCELLED: "none",
    State.WITHDRAWN: "withdrawn",
}


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


def order_status(order_id: str, attempts: list[Attempt], has_foreign_number: bool) -> OrderStatus:
    """What the icon at an order shows: the newest attempt that counts, else a number somebody else put on Allegro.

    Of several parcels that were asked for together it is the one that is least done.
    """
    created = [each for each in attempts if each.state is State.CREATED]
    newest = _least_done(attempts, created[-1] if created else attempts[-1]) if attempts else None
    if newest is None:
        state: OrderState = "on_allegro" if has_foreign_number else "none"
        return OrderStatus(order_id=order_id, state=state, carrier=None, tracking_number=None, label=False)
    return OrderStatus(
        order_id=order_id,
        state="unknown" if newest.state is State.CONFIRMING and newest.error else _ICONS[newest.state],
        carrier=newest.carrier,
        tracking_number=newest.tracking_number,
        label=any(each.label == "ready" for each in created),
    )


def _least_done(attempts: list[Attempt], newest: Attempt) -> Attempt:
    together = [each for each in attempts if each.with_(newest)]
    return min(together, key=lambda each: (_DOUBT.index(each.state) if each.state in _DOUBT else len(_DOUBT), -each.id))
