"""What is known of orders on the page: shipped, under way, or not yet."""

from typing import Literal

from .base import OrderId, OrderIds, WireModel
from .request import Request


class OrdersStatusParams(WireModel):
    """The orders seen on the page."""

    order_ids: OrderIds


class OrdersStatus(Request):
    """State of each order for the icons on the page."""

    method: Literal["orders.status"]
    params: OrdersStatusParams


OrderState = Literal["none", "in_progress", "waiting", "created", "failed", "unknown", "on_allegro", "withdrawn"]


class OrderStatus(WireModel):
    """What is known of an order without asking the carrier; `on_allegro`: a number is there that we did not make."""

    order_id: OrderId
    state: OrderState
    carrier: str | None
    tracking_number: str | None
    label: bool


class OrdersStatusResult(WireModel):
    """In the order asked for."""

    orders: list[OrderStatus]
