"""HTTPS server on 127.0.0.1 that stands in for Allegro's Sales Center, modelled on contracts/allegro-order-page.md."""

import contextlib
from collections.abc import Awaitable, Callable, Sequence
from importlib.resources import files
from types import TracebackType
from typing import Self

from aiohttp import web

from agent.demo.certificate import server_context
from agent.demo.order_page.classes import READABLE, hash_css
from agent.demo.order_page.rows import CheckoutForm, order_row, select
from agent.demo.order_page.variant import Variant

SALES_CENTER = "salescenter.allegro.com"
SANDBOX = "salescenter.allegro.com.allegrosandbox.pl"
EVIL = "evil.example"

_POLICY = (
    "default-src 'self'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
    "object-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
_TYPES = {"js": "text/javascript", "css": "text/css", "svg": "image/svg+xml", "html": "text/html"}
_STATIC = files("agent.demo.order_page") / "static"
_BLANK = '<!doctype html><html lang="en"><meta charset="utf-8"><title>Elsewhere</title><body></body></html>'

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


class OrderPage:
    """The stand-in; use as an async context manager.

    The list in ``orders`` may be changed or replaced while the server runs: every load of a page reads it anew.
    ``waybills_of`` tells the tracking numbers of an order id for the parcel icon.
    """

    def __init__(
        self,
        orders: Sequence[CheckoutForm],
        *,
        variant: Variant | None = None,
        waybills_of: Callable[[str], Sequence[str]] = lambda _order_id: (),
    ) -> None:
        self.orders = orders
        self.variant = variant or Variant()
        self.port = 0
        self._waybills_of = waybills_of
        self._stack = contextlib.AsyncExitStack()

    async def __aenter__(self) -> Self:
        runner = web.AppRunner(self._application(), access_log=None, shutdown_timeout=1)
        async with contextlib.AsyncExitStack() as stack:
            await runner.setup()
            stack.push_async_callback(runner.cleanup)
            context = server_context([SALES_CENTER, SANDBOX, EVIL])
            await web.TCPSite(runner, "127.0.0.1", 0, ssl_context=context).start()
            self.port = runner.addresses[0][1]
            self._stack = stack.pop_all()
        return self

    async def __aexit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        await self._stack.aclose()

    @property
    def hosts(self) -> dict[str, int]:
        """Host names this server stands for, each with its port: ``BrowserOptions.hosts``."""
        return dict.fromkeys((SALES_CENTER, SANDBOX, EVIL), self.port)

    def url(self, path: str = "/orders") -> str:
        """Address of a page as the browser shows it, without the port."""
        return f"https://{SALES_CENTER}{path}"

    def _application(self) -> web.Application:
        application = web.Application(middlewares=[_by_host])
        application.router.add_get("/panel/api/variant", self._get_variant)
        application.router.add_get("/panel/api/orders", self._get_orders)
        application.router.add_get("/panel/api/orders/{order_id}", self._get_order)
        application.router.add_get("/panel/static/{name:[a-z]+\\.[a-z]+}", self._get_static)
        application.router.add_get("/{path:(?!panel/).*}", self._get_page)
        return application

    async def _get_page(self, request: web.Request) -> web.Response:
        _asked(request, self.variant)
        words = request.query.get("demo", "")
        html = (_STATIC / "index.html").read_text(encoding="utf-8").replace("DEMO", words)
        return web.Response(text=html, content_type="text/html")

    async def _get_static(self, request: web.Request) -> web.Response:
        source = _STATIC / request.match_info["name"]
        suffix = request.match_info["name"].rpartition(".")[2]
        if suffix not in _TYPES or not source.is_file():
            raise web.HTTPNotFound
        text = source.read_text(encoding="utf-8")
        if suffix == "css":
            variant = _asked(request, self.variant)
            text = hash_css(text, _salt(variant), keep_readable=not variant.renamed)
        return web.Response(text=text, content_type=_TYPES[suffix])

    async def _get_variant(self, request: web.Request) -> web.Response:
        variant = _asked(request, self.variant)
        readable = [] if variant.renamed else sorted(READABLE)
        body = {
            "salt": _salt(variant),
            "readable": readable,
            "language": "en" if variant.english else "pl",
            "lateMs": variant.late_ms,
            "pageSize": variant.page_size,
        }
        return web.json_response(body)

    async def _get_orders(self, request: web.Request) -> web.Response:
        variant = _asked(request, self.variant)
        try:
            page = max(1, int(request.query.get("page", "1")))
        except ValueError as error:
            raise web.HTTPBadRequest(text="page is not a number") from error
        orders = [] if variant.empty else list(self.orders)
        found = select(orders, request.query.get("query", ""), request.query.get("sort", "-orderDate"))
        shown = found[(page - 1) * variant.page_size : page * variant.page_size]
        unlinked = [] if variant.no_link is None else [order["id"] for order in orders[variant.no_link :][:1]]
        rows = [self._row(order) | {"linked": order["id"] not in unlinked} for order in shown]
        return web.json_response({"orders": rows, "total": len(found), "page": page})

    async def _get_order(self, request: web.Request) -> web.Response:
        for order in self.orders:
            if order["id"] == request.match_info["order_id"]:
                return web.json_response(self._row(order))
        raise web.HTTPNotFound

    def _row(self, order: CheckoutForm) -> dict[str, object]:
        return order_row(order, self._waybills_of(order["id"]))


@web.middleware
async def _by_host(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Serve the panel on its hosts with a strict policy, and an empty page without any policy on the evil host."""
    host = request.host.partition(":")[0]
    if host == EVIL:
        return web.Response(text=_BLANK, content_type="text/html")
    if host not in {SALES_CENTER, SANDBOX}:
        raise web.HTTPNotFound(text="no such host here")
    response = await handler(request)
    response.headers["Content-Security-Policy"] = _POLICY
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Cache-Control"] = "no-store"
    return response


def _asked(request: web.Request, variant: Variant) -> Variant:
    """Read the variant this page load asks for. Only known words pass, so the words may be written into the page."""
    try:
        return variant.changed_by(request.query.get("demo", ""))
    except ValueError as error:
        raise web.HTTPBadRequest(text=str(error)) from error


def _salt(variant: Variant) -> str:
    return "renamed" if variant.renamed else "panel"
