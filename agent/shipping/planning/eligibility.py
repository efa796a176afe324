"""Whether an order may be shipped at all (contract: allegro-rest.md, section 3.2)."""

from agent.shipping.model.failure import Failure
from agent.shipping.model.order import Order
from shared_schema.codes import ErrorCode

_READY = "READY_FOR_PROCESSING"
_UNPAID = ("BOUGHT", "FILLED_IN")


def refusal(order: Order) -> Failure | None:
    """Why the order must not be shipped, or None: cancelled, not paid, or shipped by Allegro's own warehouse."""
    if order.cancelled or order.status == "CANCELLED":
        return _failure(ErrorCode.ORDER_CANCELLED, "the buyer or the seller cancelled the order")
    if order.provider == "ALLEGRO":
        return _failure(ErrorCode.ORDER_OF_ALLEGRO_WAREHOUSE, "Allegro's warehouse ships this order")
    if order.status in _UNPAID:
        return _failure(ErrorCode.ORDER_UNPAID, "the order is not paid or not complete yet")
    if order.status != _READY or order.provider != "SELLER":
        return Failure(
            ErrorCode.ORDER_UNPAID,
            "not_sent",
            "the order is not ready for processing",
            data={"status": order.status, "provider": order.provider},
        )
    return None


def _failure(code: ErrorCode, message: str) -> Failure:
    return Failure(code, "not_sent", message)
