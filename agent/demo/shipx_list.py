"""The shipment list of the ShipX stand-in: filters it knows, filters it drops, pages (inpost-shipx.md, section 7)."""

from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from time import monotonic
from urllib.parse import urlencode

from aiohttp import web

from agent.demo.shipx_errors import validation_refusal
from agent.demo.shipx_shipments import ZONE, Shipment
from agent.demo.wire import JsonObject

_HUGE = 2**63 - 1_000_000


def _receiver_name(shipment: Shipment) -> str:
    return " ".join(str(shipment.receiver.get(part) or "") for part in ("first_name", "last_name")).strip()


_EXACT: dict[str, Callable[[Shipment], object]] = {
    "tracking_number": lambda each: each.tracking_number,
    "service": lambda each: each.service,
    "receiver_name": _receiver_name,
    "receiver_phone": lambda each: each.receiver.get("phone"),
    "receiver_email": lambda each: each.receiver_email,
    "external_customer_id": lambda each: each.body.get("external_customer_id"),
    "sending_method": lambda each: each.custom_attributes.get("sending_method"),
    "status": lambda each: each.status,
}
_TIMES = ("created_at_gteq", "created_at_lteq")
_FILTERS = (*_EXACT, *_TIMES, "id", "tracking_number_cont")
_SORTS: dict[str, Callable[[Shipment], tuple[str | int | float, int]]] = {
    "id": lambda each: (each.id, each.id),
    "created_at": lambda each: (each.created_at.timestamp(), each.id),
    "tracking_number": lambda each: (each.tracking_number or "", each.id),
    "service": lambda each: (each.service, each.id),
    "status": lambda each: (each.status, each.id),
}


def list_shipments(request: web.Request, base_url: str, shipments: Iterable[Shipment]) -> JsonObject:
    """Return the page that the query asks for. An unknown filter is dropped without a word, from the `href` too."""
    query = {name: request.query[name] for name in _FILTERS if name in request.query}
    page = max(1, _whole(request, "page", 1))
    per_page = min(100, max(1, _whole(request, "per_page", 30)))
    sort_by = request.query.get("sort_by", "id")
    sort_by = sort_by if sort_by in _SORTS else "id"
    sort_order = "asc" if request.query.get("sort_order") == "asc" else "desc"
    chosen = [each for each in shipments if each.listed_at <= monotonic() and each.status != "canceled"]
    chosen = _filtered(request, query, chosen)
    chosen.sort(key=_SORTS[sort_by], reverse=sort_order == "desc")
    echoed = query | {"owner_id": "7712", "page": page, "per_page": per_page}
    echoed |= {"sort_by": sort_by, "sort_order": sort_order}
    return {
        "href": f"{base_url}{request.path}?{urlencode(sorted(echoed.items()))}",
        "count": len(chosen),
        "page": page,
        "per_page": per_page,
        "items": [each.render(base_url) for each in chosen[(page - 1) * per_page : page * per_page]],
    }


def _filtered(request: web.Request, query: dict[str, str], shipments: list[Shipment]) -> list[Shipment]:
    if "id" in query:
        ids = _ids(request, query["id"])
        shipments = [each for each in shipments if each.id in ids]
    for name, value in query.items():
        if name in _EXACT:
            wanted = value.split(",") if name in ("tracking_number", "status", "service") else [value]
            shipments = [each for each in shipments if _EXACT[name](each) in wanted]
    if "tracking_number_cont" in query:
        part = query["tracking_number_cont"]
        shipments = [each for each in shipments if part in (each.tracking_number or "")]
    if "created_at_gteq" in query:
        since = _moment(request, "created_at_gteq")
        shipments = [each for each in shipments if each.created_at >= since]
    if "created_at_lteq" in query:
        until = _moment(request, "created_at_lteq")
        shipments = [each for each in shipments if each.created_at <= until]
    return shipments


def _ids(request: web.Request, text: str) -> set[int]:
    ids = set()
    for part in text.split(","):
        # One bad id spoils the whole list; a number that is merely unknown is left out.
        if not part.isdecimal() or not 0 < int(part) < _HUGE:
            raise validation_refusal(request, {"shipment": [f"id_{part}_does_not_exist"]})
        ids.add(int(part))
    return ids


def _moment(request: web.Request, name: str) -> datetime:
    text = request.query[name]
    try:
        if text.replace(".", "", 1).isdecimal():
            return datetime.fromtimestamp(float(text), UTC)
        # A plus sign that was not escaped arrives as a space.
        moment = datetime.fromisoformat(text.replace(" ", "+") if "T" in text else text)
    except (ValueError, OverflowError):
        raise validation_refusal(request, {name: ["invalid_format"]}) from None
    return moment if moment.tzinfo else moment.replace(tzinfo=ZONE)


def _whole(request: web.Request, name: str, default: int) -> int:
    text = request.query.get(name, "")
    return int(text) if text.isdecimal() else default
