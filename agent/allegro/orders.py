"""A checkout form as Allegro sends it -> `Order`. Pure (contract: section 3.1 for the fields, 3.2 for what is really null)."""

import re
from datetime import datetime

from agent.shipping.model.order import Address, DeliveryMethod, ListedMethod, Order, OrderLine, PickupPoint

from .reading import items, money, section, text

_ORDER_ID = re.compile(r"[0-9A-Za-z-]{1,64}")


def is_order_id(value: str) -> bool:
    """Whether the text may stand in a path as an order's id. Allegro's are UUIDs; Allegro itself judges the exact shape."""
    return _ORDER_ID.fullmatch(value) is not None


def order(form: object, seller_id: str, read_at: datetime) -> Order:
    """Reads a form leniently: what is null or missing becomes an empty string or None, and planning says what that means.

    An order counts as cancelled when its status, its fulfilment or its delivery says so. The form names no seller, so the
    caller does. ValueError when the form has no usable id.
    """
    fields = section(form)
    order_id = text(fields.get("id"))
    if not is_order_id(order_id):
        raise ValueError("a checkout form without an id")
    delivery, fulfillment = section(form, "delivery"), section(form, "fulfillment")
    status = text(fields.get("status"))
    method = section(delivery, "method")
    return Order(
        id=order_id,
        seller_id=seller_id,
        status=status,
        provider=text(section(fulfillment, "provider").get("id")),
        cancelled="CANCELLED" in {status, text(fulfillment.get("status"))} or delivery.get("cancellation") is not None,
        lines_sent=text(section(fulfillment, "shipmentSummary").get("lineItemsSent")),
        method=DeliveryMethod(text(method.get("id")), text(method.get("name"))),
        point=_point(delivery),
        recipient=_recipient(delivery),
        email=text(section(form, "buyer").get("email")),
        buyer_login=text(section(form, "buyer").get("login")),
        payment_type=text(section(form, "payment").get("type")),
        total=money(section(form, "summary").get("totalToPay")),
        smart=delivery.get("smart") is True,
        read_at=read_at,
        lines=tuple(_line(each) for each in items(fields.get("lineItems"))),
    )


def _point(delivery: dict[str, object]) -> PickupPoint | None:
    fields = section(delivery, "pickupPoint")
    code = text(fields.get("id"))
    return PickupPoint(code, text(fields.get("name"))) if code else None


def _line(item: object) -> OrderLine:
    """A quantity that is no whole number above zero is read as 0: unknown, and never taken for one piece."""
    fields, offer = section(item), section(item, "offer")
    quantity = fields.get("quantity")
    count = quantity if isinstance(quantity, int) and not isinstance(quantity, bool) and quantity > 0 else 0
    return OrderLine(
        name=text(offer.get("name")),
        quantity=count,
        price=money(fields.get("price")),
        hs_number=text(offer.get("hsNumber")),
        offer_id=text(offer.get("id")),
        external_id=text(section(offer, "external").get("id")),
    )


def _recipient(delivery: dict[str, object]) -> Address | None:
    fields = section(delivery, "address")
    if not fields:
        return None
    return Address(
        first_name=text(fields.get("firstName")),
        last_name=text(fields.get("lastName")),
        company=text(fields.get("companyName")),
        street=text(fields.get("street")),
        city=text(fields.get("city")),
        post_code=text(fields.get("zipCode")),
        country_code=text(fields.get("countryCode")),
        phone=text(fields.get("phoneNumber")),
    )


def listed_method(entry: object) -> ListedMethod | None:
    """An entry of the list of delivery methods, None when it has no id."""
    fields = section(entry)
    method = DeliveryMethod(text(fields.get("id")).strip().lower(), text(fields.get("name")))
    return ListedMethod(method, fields.get("paymentPolicy") == "CASH_ON_DELIVERY") if method.id else None
