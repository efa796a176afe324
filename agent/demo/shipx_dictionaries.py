"""The parts of ShipX that only tell: the organization, dictionaries, points, the body of a pick-up order."""

from collections.abc import Sequence
from datetime import UTC, datetime

from aiohttp import web

from agent.demo.points import POINTS, point_body, points_page
from agent.demo.serving import json_answer
from agent.demo.shipx_errors import not_found_refusal
from agent.demo.shipx_options import ShipxOptions
from agent.demo.shipx_services import SERVICES, STATUS_NAMES, sending_method_bodies
from agent.demo.shipx_shipments import Shipment, iso
from agent.demo.shipx_validation import offered_services
from agent.demo.wire import JsonObject


def organization_body(options: ShipxOptions, base_url: str, bank_account_number: str | None) -> JsonObject:
    """Return the organization; `bank_account_number` None is an account that cannot collect cash."""
    return {
        "href": f"{base_url}/v1/organizations/{options.organization_id}",
        "id": options.organization_id,
        "owner_id": 7712,
        "name": options.organization_name,
        "tax_id": "PL1234567890",
        "bank_account_number": bank_account_number,
        "carriers": ["inpost_locker", "inpost_letter", "inpost_courier"],
        "services": list(offered_services(options)),
        "address": {
            "id": 123456,
            "street": "Malborska",
            "building_number": "130",
            "line1": None,
            "line2": None,
            "city": "Kraków",
            "post_code": "30-624",
            "country_code": "PL",
        },
        "invoice_address": None,
        "contact_person": {
            "id": 54321,
            "email": "sprzedawca@example.com",
            "phone": "500600700",
            "first_name": "Żaneta",
            "last_name": "Żuraw",
        },
        "created_at": "2024-03-01T08:00:00.000+01:00",
        "updated_at": "2024-03-01T08:00:00.000+01:00",
    }


def pickup_body(number: int, shipments: Sequence[Shipment], address: JsonObject, base_url: str) -> JsonObject:
    """Return a pick-up order that was just placed."""
    now = iso(datetime.now(UTC))
    shown = [
        {"href": f"{base_url}/v1/shipments/{each.id}", "id": each.id, "tracking_number": each.tracking_number}
        for each in shipments
    ]
    return {
        "href": f"{base_url}/v1/dispatch_orders/{number}",
        "id": number,
        "status": "new",
        "address": {"id": number} | address,
        "shipments": shown,
        "comments": [],
        "created_at": now,
        "updated_at": now,
    }


def dictionary_routes(options: ShipxOptions) -> list[web.RouteDef]:
    """Return the dictionaries that need no token, and the public tracking that knows no number on the sandbox."""

    async def services(request: web.Request) -> web.Response:
        rows = [
            {"id": each.id, "name": each.name, "description": each.name, "additional_services": []} for each in SERVICES.values()
        ]
        return json_answer(rows)

    async def statuses(request: web.Request) -> web.Response:
        rows = [{"name": name, "title": name, "description": name} for name in STATUS_NAMES]
        return json_answer({"href": str(request.url.origin() / "v1/statuses"), "items": rows})

    async def sending_methods(request: web.Request) -> web.Response:
        rows = sending_method_bodies(request.query.get("service"))
        wrapped = {"href": str(request.url.origin() / "v1/sending_methods"), "items": rows}
        return json_answer(wrapped if options.sending_methods_wrapped else rows)

    async def tracking(request: web.Request) -> web.Response:
        body = {"timestamp": iso(datetime.now(UTC)), "status": 404, "error": "Not Found", "path": request.path}
        return json_answer(body, 404)

    return [
        web.get("/v1/services", services),
        web.get("/v1/statuses", statuses),
        web.get("/v1/sending_methods", sending_methods),
        web.get("/v1/tracking/{number}", tracking),
    ]


def points_routes() -> list[web.RouteDef]:
    """Return the points resource; whether it asks for the token is the site's matter."""

    async def points(request: web.Request) -> web.Response:
        query = request.query

        def several(name: str) -> list[str]:
            return [each for each in query.get(name, "").split(",") if each]

        def number(name: str, default: int) -> int:
            return max(1, int(query[name])) if query.get(name, "").isdecimal() else default

        def position(text: str) -> tuple[float, float] | None:
            north, _, east = text.partition(",")
            return (float(north), float(east)) if east else None

        page = points_page(
            str(request.url.origin()),
            names=several("name"),
            types=several("type"),
            functions=several("functions"),
            city=query.get("city"),
            post_code=query.get("post_code"),
            relative_point=position(query.get("relative_point", "")),
            relative_post_code=query.get("relative_post_code"),
            page=number("page", 1),
            per_page=number("per_page", 25),
        )
        return json_answer(page)

    async def point(request: web.Request) -> web.Response:
        found = POINTS.get(request.match_info["name"])
        if found is None:
            raise not_found_refusal()
        return json_answer(point_body(found, str(request.url.origin())))

    return [web.get("/v1/points", points), web.get("/v1/points/{name}", point)]
