"""What the order page shows of an order: pure functions over Allegro's checkout-form JSON (any part may be null)."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

# An order as Allegro's REST API gives it: open JSON, contracts/allegro-rest.md section 3.1.
CheckoutForm = Mapping[str, Any]
Row = dict[str, object]


def order_row(order: CheckoutForm, waybills: Sequence[str]) -> Row:
    """Reduce one order to the texts of its row and of its details page."""
    delivery = _part(order, "delivery")
    address = _part(delivery, "address")
    point = _part(delivery, "pickupPoint")
    buyer = _part(order, "buyer")
    payment = _part(order, "payment")
    total = _part(_part(order, "summary"), "totalToPay")
    items = [_item(item) for item in order.get("lineItems") or []]
    return {
        "id": order["id"],
        "date": bought_at(order),
        "marketplace": (_part(order, "marketplace").get("id") or "allegro-pl"),
        "login": buyer.get("login") or "",
        "buyer": " ".join(filter(None, [buyer.get("firstName"), buyer.get("lastName")])),
        "items": items,
        "method": _part(delivery, "method").get("name") or "",
        "point": point.get("id") or "",
        "address": address_lines(address),
        "smart": bool(delivery.get("smart")),
        "payment": payment.get("type") or "",
        "total": total.get("amount") or "0.00",
        "currency": total.get("currency") or "PLN",
        "message": order.get("messageToSeller") or "",
        "invoice": bool(_part(order, "invoice").get("required")),
        "cancelled": order.get("status") == "CANCELLED" or bool(_part(delivery, "cancellation").get("date")),
        "waybills": list(waybills),
    }


def address_lines(address: Mapping[str, Any]) -> list[str]:
    """Lines of the address as the page breaks them: name, company, street, "NN-NNN City PL", phone."""
    name = " ".join(filter(None, [address.get("firstName"), address.get("lastName")]))
    place = " ".join(filter(None, [address.get("zipCode"), address.get("city"), address.get("countryCode")]))
    lines = [name, address.get("companyName"), address.get("street"), place, address.get("phoneNumber")]
    return [line for line in lines if line]


def bought_at(order: CheckoutForm) -> str:
    """ISO time of the sale: of the first item, else of the last change."""
    times = [item.get("boughtAt") for item in order.get("lineItems") or []]
    return next(filter(None, times), None) or order.get("updatedAt") or ""


def select(orders: Iterable[CheckoutForm], query: str, sort: str) -> list[CheckoutForm]:
    """Filter by a search text and sort by ``orderDate`` or ``total``, with "-" in front for descending."""
    text = query.strip().lower()
    found = [order for order in orders if not text or text in _searchable(order)]
    key = _amount if sort.lstrip("-") == "total" else _moment
    return sorted(found, key=key, reverse=sort.startswith("-"))


def _searchable(order: CheckoutForm) -> str:
    row = order_row(order, [])
    return " ".join(str(row[name]) for name in ("id", "login", "buyer", "address", "items")).lower()


def _moment(order: CheckoutForm) -> float:
    text = bought_at(order)
    return datetime.fromisoformat(text).timestamp() if text else 0.0


def _amount(order: CheckoutForm) -> float:
    return float(_part(_part(order, "summary"), "totalToPay").get("amount") or 0)


def _item(item: Mapping[str, Any]) -> Row:
    offer, price = _part(item, "offer"), _part(item, "price")
    return {
        "offer": offer.get("id") or "",
        "name": offer.get("name") or "",
        "quantity": item.get("quantity") or 1,
        "price": price.get("amount") or "0.00",
    }


def _part(of: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    part: Mapping[str, Any] = of.get(name) or {}
    return part
