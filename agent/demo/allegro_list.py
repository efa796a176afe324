"""The order list of the Allegro stand-in: filters, sorting, pages (allegro-rest.md, section 3.3)."""

from collections.abc import Callable, Iterable
from datetime import UTC, datetime

from aiohttp import web
from multidict import MultiMapping

from agent.demo.allegro_errors import refusal
from agent.demo.wire import JsonObject

_ALLOWED = {
    "status": {"BOUGHT", "FILLED_IN", "READY_FOR_PROCESSING", "CANCELLED"},
    "fulfillment.status": {
        "NEW",
        "PROCESSING",
        "READY_FOR_SHIPMENT",
        "READY_FOR_PICKUP",
        "SENT",
        "PICKED_UP",
        "CANCELLED",
        "SUSPENDED",
        "RETURNED",
    },
    "fulfillment.provider.id": {"SELLER", "ALLEGRO"},
    "fulfillment.shipmentSummary.lineItemsSent": {"NONE", "SOME", "ALL"},
}
_FREE = ("payment.id", "delivery.method.id", "buyer.login", "marketplace.id")
_SORTS = ("lineItems.boughtAt", "updatedAt")
MAX_REACH = 10_000


def list_orders(request: web.Request, orders: Iterable[JsonObject]) -> JsonObject:
    """Return the page of orders that the query asks for; raise Refusal as the real list does."""
    query = request.query
    offset = _number(request, "offset", 0, 0, MAX_REACH)
    limit = _number(request, "limit", 100, 1, 100)
    if offset + limit > MAX_REACH:
        raise refusal(request, 422, "VALIDATION_ERROR", "offset + limit is out of range", path="offset")
    chosen = list(orders)
    for name in (*_ALLOWED, *_FREE):
        wanted = set(query.getall(name, []))
        if name in _ALLOWED and not wanted <= _ALLOWED[name]:
            raise refusal(request, 400, "IllegalArgumentException", f"Unrecognized value of {name}", path=name)
        if wanted:
            chosen = [order for order in chosen if _value(order, name) in wanted]
    for name, times in (("lineItems.boughtAt", _bought_at), ("updatedAt", _updated_at)):
        lower, upper = _time(request, f"{name}.gte"), _time(request, f"{name}.lte")
        chosen = [order for order in chosen if any(lower <= each <= upper for each in times(order))]
    _sort(request, query, chosen)
    page = chosen[offset : offset + limit]
    return {"checkoutForms": page, "count": len(page), "totalCount": len(chosen)}


def _sort(request: web.Request, query: MultiMapping[str], orders: list[JsonObject]) -> None:
    wanted = query.get("sort", "-lineItems.boughtAt")
    name = wanted.removeprefix("-")
    if name not in _SORTS:
        raise refusal(request, 400, "IllegalArgumentException", "Unrecognized value of sort", path="sort")
    times: Callable[[JsonObject], list[datetime]] = _updated_at if name == "updatedAt" else _bought_at
    orders.sort(key=lambda order: (max(times(order)), order["id"]), reverse=wanted.startswith("-"))


def _number(request: web.Request, name: str, default: int, low: int, high: int) -> int:
    text = request.query.get(name, str(default))
    if not text.lstrip("-").isdecimal() or not low <= int(text) <= high:
        raise refusal(request, 422, "VALIDATION_ERROR", f"{name} is out of range", path=name)
    return int(text)


def _time(request: web.Request, name: str) -> datetime:
    text = request.query.get(name)
    if text is None:
        return datetime.max.replace(tzinfo=UTC) if name.endswith("lte") else datetime.min.replace(tzinfo=UTC)
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        moment = None
    if moment is None or moment.tzinfo is None:
        raise refusal(request, 400, "IllegalArgumentException", f"{name} is not a date", path=name)
    return moment


def _value(order: JsonObject, name: str) -> object:
    value: object = order
    for part in name.split("."):
        value = value.get(part) if isinstance(value, dict) else None
    return value


def _bought_at(order: JsonObject) -> list[datetime]:
    return [datetime.fromisoformat(item["boughtAt"]) for item in order["lineItems"]]


def _updated_at(order: JsonObject) -> list[datetime]:
    return [datetime.fromisoformat(order["updatedAt"])]
