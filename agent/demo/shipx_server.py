"""InPost's ShipX API and its points service on two ports of 127.0.0.1 (facts: inpost-shipx.md).

Creates shipments as asynchronously as the real one: a 201 promises nothing, the number comes later or never.
Shares no line with the product's client.
"""

from collections import deque
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from time import monotonic

from aiohttp import web

from agent.demo.points import POINTS
from agent.demo.serving import Refusal, StandInServer, json_answer
from agent.demo.shipx_dictionaries import dictionary_routes, organization_body, pickup_body, points_routes
from agent.demo.shipx_errors import (
    action_refusal,
    forbidden_refusal,
    not_found_refusal,
    refusal,
    token_refusal,
    validation_refusal,
)
from agent.demo.shipx_life import Purchases
from agent.demo.shipx_list import list_shipments
from agent.demo.shipx_options import PurchaseResult, ShipxOptions
from agent.demo.shipx_printing import send_labels, send_printout
from agent.demo.shipx_shipments import Shipment
from agent.demo.shipx_validation import AllegroOrder, check_create
from agent.demo.wire import JsonObject, read_json_object

_OPEN = ("/v1/points", "/v1/services", "/v1/statuses", "/v1/sending_methods", "/v1/tracking")
_CANCELLABLE = ("created", "offers_prepared")


class ShipxServer(StandInServer):
    """The stand-in. `shipments` holds everything that was created, oldest first."""

    def __init__(
        self,
        options: ShipxOptions | None = None,
        *,
        allegro_order: Callable[[str], AllegroOrder | None] | None = None,
        on_confirmed: Callable[[Shipment], None] | None = None,
        latency_s: float = 0.0,
    ) -> None:
        """`allegro_order` finds an order by the buyer's masked e-mail; without it no Allegro service is taken."""
        self.options = options or ShipxOptions()
        super().__init__(latency_s=latency_s, clock_offset_s=self.options.clock_offset_s)
        self.shipments: list[Shipment] = []
        self.dispatch_orders: list[JsonObject] = []
        self._allegro_order = allegro_order or (lambda email: None)
        self.purchases = Purchases(self.options, on_confirmed or (lambda shipment: None))
        self._met: deque[float] = deque()
        self.add_site("shipx", self._routes(), self.options.port)
        self.add_site("points", points_routes(), self.options.port_points)

    @property
    def url(self) -> str:
        """Base address in front of `/v1/...`, without a trailing slash."""
        return self.site_url("shipx")

    @property
    def points_url(self) -> str:
        """Base address of the points service that asks for the token."""
        return self.site_url("points")

    # Inspection and control ------------------------------------------------------------------------------

    def shipment(self, shipment_id: int) -> Shipment:
        """Return a shipment by its id. Raises KeyError."""
        for each in self.shipments:
            if each.id == shipment_id:
                return each
        raise KeyError(shipment_id)

    def by_reference(self, reference: str) -> list[Shipment]:
        """Return every shipment with exactly this reference; more than one is a doubled parcel."""
        return [each for each in self.shipments if each.reference == reference]

    def by_email(self, email: str) -> list[Shipment]:
        """Return every shipment to exactly this e-mail."""
        return [each for each in self.shipments if each.receiver_email == email]

    def confirm(self, shipment_id: int) -> None:
        """Buy a shipment now, whatever `confirm_after_s` says; a planned failure still fails."""
        self.purchases.buy(self.shipment(shipment_id))

    def plan_purchase(self, result: PurchaseResult, times: int = 1) -> None:
        """Let the purchase of the next `times` shipments end like this."""
        self.purchases.plan(result, times)

    def set_status(self, shipment_id: int, status: str) -> None:
        """Move a shipment on, for example to `delivered` or to a status nobody knows."""
        self.shipment(shipment_id).status = status

    def top_up(self, amount_grosze: int) -> None:
        """Put money on the account. Failed purchases are not repeated, as InPost does not repeat them."""
        self.purchases.balance_grosze = (self.purchases.balance_grosze or 0) + amount_grosze

    def set_bank_account(self, number: str | None) -> None:
        """Set or remove the organization's bank account for cash on delivery."""
        self.purchases.bank_account_number = number

    # What every answer and every call has ----------------------------------------------------------------

    def render_error(self, status: int) -> web.Response:
        """Return an error in ShipX's shape."""
        if status == 404:
            return not_found_refusal().response
        return refusal(status, "internal_server_error", "Internal server error.", {}).response

    def render_rate_limited(self, retry_after_s: int) -> web.Response:
        """Return Cloudflare's 429: text, not JSON."""
        return web.Response(status=429, text="error code: 1015", headers={"Retry-After": str(retry_after_s)})

    def finish(self, site: str, request: web.Request, response: web.StreamResponse) -> None:
        """Send the client's request id back."""
        if "X-Request-ID" in request.headers:
            response.headers["X-Request-ID"] = request.headers["X-Request-ID"]

    async def guard(self, site: str, request: web.Request) -> None:
        """Check rate limit, token and organization."""
        self._check_rate()
        if site == "shipx" and request.path.startswith(_OPEN):
            return
        if request.headers.get("Authorization") != f"Bearer {self.options.token}":
            raise token_refusal()
        organization = request.match_info.get("organization")
        if organization is not None and organization != str(self.options.organization_id):
            raise forbidden_refusal() if organization.isdecimal() else not_found_refusal()

    def _check_rate(self) -> None:
        limit = self.options.requests_per_minute
        if limit is None:
            return
        now = monotonic()
        while self._met and self._met[0] < now - 60:
            self._met.popleft()
        if len(self._met) >= limit:
            raise Refusal(self.render_rate_limited(max(1, int(self._met[0] + 60 - now))))
        self._met.append(now)

    def _routes(self) -> list[web.RouteDef]:
        organization = "/v1/organizations/{organization}"
        return [
            web.get("/v1/organizations", self._organizations),
            web.get(organization, self._organization),
            web.post(organization + "/shipments", self._create),
            web.get(organization + "/shipments", self._list),
            web.get(organization + "/shipments/labels", self._labels),
            web.get(organization + "/shipments/{id}/label", self._label),
            web.post(organization + "/dispatch_orders", self._order_pickup),
            web.get(organization + "/dispatch_orders/printouts", self._printout),
            web.get("/v1/shipments/{id}", self._show),
            web.put("/v1/shipments/{id}", self._change),
            web.delete("/v1/shipments/{id}", self._cancel),
            web.get("/v1/shipments/{id}/label", self._label),
            *points_routes(),
            *dictionary_routes(self.options),
        ]

    # Organizations ---------------------------------------------------------------------------------------

    def _organization_facts(self) -> JsonObject:
        return organization_body(self.options, self.url, self.purchases.bank_account_number)

    async def _organizations(self, request: web.Request) -> web.Response:
        items = [self._organization_facts()]
        page = {"href": f"{self.url}/v1/organizations", "count": 1, "page": 1, "per_page": 100, "items": items}
        return json_answer(page)

    async def _organization(self, request: web.Request) -> web.Response:
        return json_answer(self._organization_facts())

    # Shipments -------------------------------------------------------------------------------------------

    async def _create(self, request: web.Request) -> web.Response:
        body = await read_json_object(request)
        if body is None:
            raise refusal(400, "bad_request", "Request body is not valid JSON.", {})
        if body.get("service") == "inpost_courier_standard" and not self.options.courier_contract:
            raise refusal(400, "missing_trucker_id", "trucker_ID_is_not_set_for_organization", None)
        receiver = body.get("receiver")
        email = receiver.get("email") if isinstance(receiver, dict) else None
        order = self._allegro_order(email) if isinstance(email, str) else None
        details = check_create(body, self.options, order)
        if details:
            raise validation_refusal(request, details)
        shipment = Shipment(
            id=14_588_109 + len(self.shipments) * 7,
            body=body,
            service=_settled_service(body, order),
            created_at=datetime.now(UTC) + timedelta(seconds=self.options.clock_offset_s),
            listed_at=monotonic() + self.options.list_lag_s,
        )
        self.shipments.append(shipment)
        answer = shipment.render(self.url)
        self.purchases.begin(shipment)
        return json_answer(answer, 201, headers={"Location": answer["href"]})

    async def _list(self, request: web.Request) -> web.Response:
        return json_answer(list_shipments(request, self.url, self.shipments))

    def _find(self, text: str) -> Shipment:
        try:
            return self.shipment(int(text))
        except (KeyError, ValueError):
            raise not_found_refusal() from None

    async def _show(self, request: web.Request) -> web.Response:
        return json_answer(self._find(request.match_info["id"]).render(self.url))

    async def _change(self, request: web.Request) -> web.Response:
        # Only the refusal is here: in simplified mode the purchase always comes first.
        shipment = self._find(request.match_info["id"])
        raise action_refusal("update", shipment.id, shipment.status)

    async def _cancel(self, request: web.Request) -> web.Response:
        shipment = self._find(request.match_info["id"])
        if shipment.status not in _CANCELLABLE:
            raise action_refusal("cancel", shipment.id, shipment.status)
        shipment.status = "canceled"
        return web.Response(status=204)

    # Labels ----------------------------------------------------------------------------------------------

    async def _label(self, request: web.Request) -> web.Response:
        return send_labels(request, [self._find(request.match_info["id"])])

    async def _labels(self, request: web.Request) -> web.Response:
        ids = request.query.getall("shipment_ids[]", [])
        if not 1 <= len(ids) <= 100:
            raise validation_refusal(request, {"shipment_ids": ["too_long" if ids else "required"]})
        shipments = [self._find(each) for each in ids]
        if self.options.label_order == "reversed":
            shipments.reverse()
        return send_labels(request, shipments)

    # Pick-up ---------------------------------------------------------------------------------------------

    async def _order_pickup(self, request: web.Request) -> web.Response:
        body = await read_json_object(request) or {}
        ids = body.get("shipments")
        if not isinstance(ids, list) or not ids:
            raise validation_refusal(request, {"shipments": ["required"]})
        address = body.get("address")
        if not isinstance(address, dict) and not body.get("dispatch_point_id"):
            raise validation_refusal(request, {"address": ["required"]})
        shipments = [self._find(str(each)) for each in ids]
        for shipment in shipments:
            if shipment.tracking_number is None:
                raise action_refusal("create_dispatch_order", shipment.id, shipment.status)
        number = 900_001 + len(self.dispatch_orders)
        for shipment in shipments:
            shipment.dispatch_order_id = number
        order = pickup_body(number, shipments, address if isinstance(address, dict) else {}, self.url)
        self.dispatch_orders.append(order)
        return json_answer(order, 201)

    async def _printout(self, request: web.Request) -> web.Response:
        shipments = [self._find(each) for each in request.query.getall("shipment_ids[]", [])]
        return send_printout(request, shipments)


def _settled_service(body: JsonObject, order: AllegroOrder | None) -> str:
    """Return what InPost makes of the service: Smart for buyers who have it, a service point for a POP target."""
    service = str(body.get("service") or "inpost_locker_standard")
    target = POINTS.get(str((body.get("custom_attributes") or {}).get("target_point")))
    if service == "inpost_locker_allegro" and order is not None and order.smart:
        return "inpost_locker_allegro_smart"
    if service == "inpost_locker_standard" and target is not None and target.is_service_point:
        return "inpost_locker_customer_service_point"
    return service
