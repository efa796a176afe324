"""Allegro's REST API and OAuth server on two ports of 127.0.0.1 (facts: allegro-rest.md).

Refuses what the real ones refuse: a wrong User-Agent, Accept or Content-Type, a dead token, a missing scope, OAuth
paths on the API's host. Shares no line with the product's client.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

from aiohttp import web

from agent.demo import allegro_methods
from agent.demo.allegro_errors import (
    VENDOR_TYPE,
    allegro_answer,
    auth_refusal,
    bare_refusal,
    refusal,
    trace_id,
)
from agent.demo.allegro_form import iso
from agent.demo.allegro_list import list_orders
from agent.demo.allegro_numbers import NumberBook, NumberError, TrackingNumber
from agent.demo.allegro_oauth import Grant, IssuedTokens, OAuthDesk
from agent.demo.allegro_oauth_http import OAuthEndpoints
from agent.demo.allegro_options import ORDERS_READ, ORDERS_WRITE, PROFILE_READ, AllegroOptions
from agent.demo.allegro_sellers import Seller, Sellers
from agent.demo.serving import StandInServer
from agent.demo.wire import JsonObject, read_json_object

_SETTABLE = ("NEW", "PROCESSING", "READY_FOR_SHIPMENT", "READY_FOR_PICKUP", "SENT", "PICKED_UP", "CANCELLED", "SUSPENDED")


@dataclass(frozen=True)
class OrderByEmail:
    """What a carrier learns about an order from the buyer's masked address."""

    order_id: str
    seller_id: str
    ready: bool
    method_id: str
    method_name: str
    smart: bool


class AllegroServer(StandInServer):
    """The stand-in. `orders` maps order ids to living checkout forms; changing one changes what clients read.

    The first seller is the one of the options. An order, and a token, without a `user_id` is his; one that was never added
    raises KeyError. `orders` holds the orders of all of them.
    """

    def __init__(
        self, orders: Iterable[JsonObject] = (), options: AllegroOptions | None = None, *, latency_s: float = 0.0
    ) -> None:
        self.options = options or AllegroOptions()
        super().__init__(latency_s=latency_s, clock_offset_s=self.options.clock_offset_s)
        self.orders: dict[str, JsonObject] = {}
        self.sellers = Sellers(Seller(self.options.user_id, self.options.login, self.options.company_name))
        self.oauth = OAuthDesk(self.options)
        self._numbers = NumberBook(self.options)
        name = re.escape(self.options.application_name.replace(" ", "-"))
        self._user_agent = re.compile(rf"{name}/\d+(\.\d+)*\S* \(\+https://\S+\)")
        self.add_site("api", self._api_routes(), self.options.port_api)
        self.add_site("auth", OAuthEndpoints(self.oauth, lambda: self.auth_url).routes(), self.options.port_auth)
        for order in orders:
            self.add_order(order)

    @property
    def api_url(self) -> str:
        """Base address of the REST API, without a trailing slash."""
        return self.site_url("api")

    @property
    def auth_url(self) -> str:
        """Base address in front of `/auth/oauth/...`, without a trailing slash."""
        return self.site_url("auth")

    # Orders ----------------------------------------------------------------------------------------------

    def add_seller(self, user_id: str, login: str, orders: Iterable[JsonObject] = (), *, company_name: str | None = None) -> None:
        """Add one more Allegro account with its orders; without a `company_name` it is the first seller's company's.

        Raises ValueError when the user id is taken or an order is another seller's.
        """
        company = company_name or self.options.company_name
        self.sellers.add(Seller(user_id, login, company, email=f"{login}@example.com"))
        for order in orders:
            self.add_order(order, user_id)

    def seller_of(self, order_id: str) -> str:
        """Return the user id of the order's seller; KeyError for an unknown order."""
        return self.sellers.owner(order_id)

    def add_order(self, order: JsonObject, user_id: str | None = None) -> None:
        """Add a checkout form of a seller. One whose items are said to be sent gets a number of its own.

        Raises ValueError when the order is another seller's.
        """
        self.sellers.give(order["id"], user_id)
        self.orders[order["id"]] = order
        if order["fulfillment"]["shipmentSummary"]["lineItemsSent"] == "ALL":
            waybill = f"6{int(UUID(order['id'])) % 10**23:023d}"
            self._numbers.add_by_carrier(order, "INPOST", waybill)

    def cancel_order(self, order_id: str) -> None:
        """Let the buyer cancel the order."""
        order = self.orders[order_id]
        order["status"] = "CANCELLED"
        order["fulfillment"]["status"] = "CANCELLED"
        self.touch(order_id)

    def remove_order(self, order_id: str) -> None:
        """Let the order vanish, as one that the buyer merged with another."""
        del self.orders[order_id]
        self.sellers.take(order_id)

    def touch(self, order_id: str) -> None:
        """Give the order a new revision and time of change."""
        order = self.orders[order_id]
        order["updatedAt"] = iso(datetime.now(UTC))
        order["revision"] = f"{(int(order['revision'], 16) + 1) % 2**32:08x}"

    def find_by_email(self, email: str) -> OrderByEmail | None:
        """Return the order whose buyer has exactly this masked address."""
        for order in self.orders.values():
            if order["buyer"]["email"] == email:
                delivery = order["delivery"] or {"method": {"id": "", "name": ""}, "smart": False}
                return OrderByEmail(
                    order_id=order["id"],
                    seller_id=self.seller_of(order["id"]),
                    ready=order["status"] == "READY_FOR_PROCESSING",
                    method_id=delivery["method"]["id"],
                    method_name=delivery["method"]["name"],
                    smart=bool(delivery["smart"]),
                )
        return None

    # Numbers ---------------------------------------------------------------------------------------------

    def numbers(self, order_id: str) -> list[TrackingNumber]:
        """Return the numbers of an order, oldest first, doubles included."""
        return self._numbers.of_order(order_id)

    def doubled_numbers(self) -> list[tuple[str, str, str]]:
        """Return (order id, carrier id, number) of everything that stands more than once on its order."""
        return self._numbers.doubled()

    def add_number_by_carrier(self, order_id: str, carrier_id: str, waybill: str) -> None:
        """Add a number as an integrated carrier does; one already there stays one entry."""
        self._numbers.add_by_carrier(self.orders[order_id], carrier_id, waybill)

    def remove_number(self, order_id: str, waybill: str) -> None:
        """Remove a number from an order, which the panel can and the API cannot."""
        self._numbers.remove(self.orders[order_id], waybill)
        self.touch(order_id)

    # Signing in ------------------------------------------------------------------------------------------

    def issue_tokens(self, scopes: Iterable[str] | None = None, user_id: str | None = None) -> IssuedTokens:
        """Return a pair of tokens of a seller without the device flow."""
        wanted = tuple(scopes) if scopes is not None else self.options.ticked_scopes
        return self.oauth.issue(Grant(self.sellers.find(user_id).user_id, wanted))

    def approve(self, user_code: str, user_id: str | None = None) -> bool:
        """Let a seller allow the application; return whether such a code waits. The tokens become his."""
        return self.oauth.decide(user_code, allow=True, user_id=self.sellers.find(user_id).user_id)

    def deny(self, user_code: str) -> bool:
        """Let the user refuse the application; return whether such a code waits."""
        return self.oauth.decide(user_code, allow=False)

    def pending_user_codes(self) -> list[str]:
        """Return the codes that wait for the user, oldest first."""
        return self.oauth.pending_user_codes()

    def expire_access_tokens(self, user_id: str | None = None) -> None:
        """Let every access token end now, a seller's or, with None, everybody's; refresh tokens stay good."""
        self.oauth.expire_access_tokens(user_id)

    def revoke_all_tokens(self, user_id: str | None = None) -> None:
        """End every token, as a changed password does, a seller's or, with None, everybody's."""
        self.oauth.revoke_all(user_id)

    # What every answer and every call has ----------------------------------------------------------------

    def render_error(self, status: int) -> web.Response:
        """Return an error in the REST shape."""
        return refusal(None, status, "ERROR", "Not Found" if status == 404 else "Error").response

    def render_rate_limited(self, retry_after_s: int) -> web.Response:
        """Return 429 as JSON with Retry-After."""
        response = refusal(None, 429, "TooManyRequestsException", "Too many requests").response
        response.headers["Retry-After"] = str(retry_after_s)
        return response

    def finish(self, site: str, request: web.Request, response: web.StreamResponse) -> None:
        """Add the trace id."""
        response.headers["trace-id"] = trace_id()

    async def guard(self, site: str, request: web.Request) -> None:
        """Check User-Agent, token, Accept and Content-Type of a REST call; OAuth calls are exempt."""
        if site != "api":
            return
        if not self._user_agent.fullmatch(request.headers.get("User-Agent", "")):
            raise refusal(request, 403, "AccessDenied", "User-Agent is missing or does not match the application")
        scheme, _, token = request.headers.get("Authorization", "").partition(" ")
        if not token:
            raise auth_refusal(401, "unauthorized", "Full authentication is required to access this resource")
        if scheme != "Bearer" or self.oauth.grant_of(token) is None:
            raise auth_refusal(401, "invalid_token", "Invalid access token")
        accepted = {part.split(";")[0].strip() for part in request.headers.get("Accept", "").split(",")}
        if VENDOR_TYPE not in accepted:
            raise refusal(request, 406, "NotAcceptableException", "Unsupported Accept header")
        sends_a_body = request.method in ("POST", "PUT")
        if sends_a_body and request.headers.get("Content-Type", "").split(";")[0].strip() != VENDOR_TYPE:
            raise refusal(request, 415, "UnsupportedMediaTypeException", "Unsupported Content-Type header")

    def _require(self, request: web.Request, scope: str) -> Seller:
        """Return the seller whose token it is."""
        grant = self.oauth.grant_of(request.headers["Authorization"].partition(" ")[2])
        if grant is None or scope not in grant.scopes:
            raise refusal(request, 403, "AccessDenied", f"Missing scope {scope}")
        return self.sellers.find(grant.user_id)

    # REST ------------------------------------------------------------------------------------------------

    def _api_routes(self) -> list[web.RouteDef]:
        forms = "/order/checkout-forms"
        return [
            web.get("/me", self._me),
            web.get(forms, self._list),
            web.get(forms + "/{id}", self._order),
            web.put(forms + "/{id}/fulfillment", self._set_fulfillment),
            web.get(forms + "/{id}/shipments", self._list_numbers),
            web.post(forms + "/{id}/shipments", self._add_number),
            web.get("/order/carriers", self._carriers),
            web.get("/sale/delivery-methods", self._delivery_methods),
        ]

    async def _me(self, request: web.Request) -> web.Response:
        return allegro_answer(self._require(request, PROFILE_READ).body())

    async def _list(self, request: web.Request) -> web.Response:
        user_id = self._require(request, ORDERS_READ).user_id
        own = [order for order_id, order in self.orders.items() if self.seller_of(order_id) == user_id]
        return allegro_answer(list_orders(request, own))

    async def _order(self, request: web.Request) -> web.Response:
        return allegro_answer(self._find(request, ORDERS_READ))

    def _find(self, request: web.Request, scope: str, *, old_shape: bool = False) -> JsonObject:
        """Return the order of the address. Another seller's is refused as one that does not exist (section 3)."""
        seller = self._require(request, scope)
        order_id = request.match_info["id"]
        order = self.orders.get(order_id.lower())
        if order is not None and self.seller_of(order["id"]) == seller.user_id:
            return order
        if old_shape:
            raise bare_refusal(404, "ERROR", "Order not found")
        if not re.fullmatch(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}", order_id):
            raise refusal(request, 422, "VALIDATION_ERROR", "Malformed order id", path="id")
        raise refusal(request, 404, "NOT_FOUND", "Order not found")

    async def _set_fulfillment(self, request: web.Request) -> web.Response:
        order = self._find(request, ORDERS_WRITE)
        body = await read_json_object(request)
        if body is None:
            raise refusal(request, 400, "ERROR", "Bad Request")
        if body.get("status") not in _SETTABLE:
            raise refusal(request, 422, "SellerOrdersStoreUnprocessableEntityException", None, path=request.path)
        revision = request.query.get("checkoutForm.revision")
        if revision is not None and revision != order["revision"]:
            raise refusal(request, 409, "CONFLICT", "Provided revision is outdated", path="checkoutForm.revision")
        order["fulfillment"]["status"] = body["status"]
        self.touch(order["id"])
        return web.Response(status=204)

    async def _list_numbers(self, request: web.Request) -> web.Response:
        order = self._find(request, ORDERS_READ, old_shape=True)
        shown = self._numbers.of_order(order["id"], visible_only=True)
        return allegro_answer({"shipments": [each.body() for each in shown]})

    async def _add_number(self, request: web.Request) -> web.Response:
        order = self._find(request, ORDERS_WRITE, old_shape=True)
        body = await read_json_object(request)
        if body is None:
            raise refusal(request, 400, "ERROR", "Bad Request")
        try:
            entry = self._numbers.add_posted(order, body)
        except NumberError as error:
            raise refusal(request, error.status, error.code, error.message, path=error.path, metadata=error.metadata) from None
        self.touch(order["id"])
        return allegro_answer(entry.body(), 201)

    async def _carriers(self, request: web.Request) -> web.Response:
        self._require(request, ORDERS_READ)
        return allegro_answer({"carriers": allegro_methods.carrier_bodies()}, headers={"Cache-Control": "max-age=3600"})

    async def _delivery_methods(self, request: web.Request) -> web.Response:
        listed = [allegro_methods.method_body(each) for each in allegro_methods.DELIVERY_METHODS]
        wanted = request.query.get("marketplace", "allegro-pl")
        return allegro_answer({"deliveryMethods": [each for each in listed if wanted in each["marketplaces"]]})
