"""The floor under every stand-in: sites on 127.0.0.1, latency, faults and a log of the calls."""

import asyncio
import re
from collections.abc import Mapping
from dataclasses import dataclass
from email.utils import formatdate
from time import monotonic, time
from types import TracebackType
from typing import Self

from aiohttp import web
from aiohttp.typedefs import Middleware

from agent.demo.faults import ConnectionCut, Faults, Handler
from agent.demo.wire import dump

_LOGGED_HEADERS = (
    "Accept",
    "Accept-Language",
    "Content-Type",
    "User-Agent",
    "X-Request-ID",
    "X-User-Agent",
    "X-User-Agent-Version",
)


@dataclass(frozen=True)
class Call:
    """One call a stand-in has met. Holds no token, no body and no form field."""

    site: str
    method: str
    path: str
    query: tuple[tuple[str, str], ...]
    headers: Mapping[str, str]
    status: int | None
    """What the client was sent; None when the connection was cut."""
    handled_status: int | None
    """What the work ended with; None when a fault kept it from being done."""
    at: float
    """Seconds on the monotonic clock at arrival."""
    answered_at: float
    """The same when the answer was ready."""


class Refusal(Exception):
    """Ends a handler with an answer that is not a success."""

    def __init__(self, response: web.Response) -> None:
        super().__init__(response.status)
        self.response = response


def json_answer(
    body: object, status: int = 200, *, content_type: str = "application/json", headers: Mapping[str, str] | None = None
) -> web.Response:
    """Return a JSON answer, Polish letters unescaped."""
    return web.Response(
        status=status,
        body=dump(body).encode(),
        headers={"Content-Type": f"{content_type};charset=UTF-8", **(headers or {})},
    )


class StandInServer:
    """A service made of one or more sites, each on its own port of 127.0.0.1.

    State lives in the object, not in the sites: after `stop` (clients meet a refused connection) `start` opens
    the same ports again and everything is still there.
    """

    def __init__(self, *, latency_s: float = 0.0, clock_offset_s: float = 0.0) -> None:
        self.latency_s = latency_s
        self.clock_offset_s = clock_offset_s
        self.calls: list[Call] = []
        self.faults = Faults(self.render_error, self.render_rate_limited)
        self._sites: dict[str, list[web.RouteDef]] = {}
        self._runners: list[web.AppRunner] = []
        self._ports: dict[str, int] = {}

    # What a service must say -----------------------------------------------------------------------------

    def render_error(self, status: int) -> web.Response:
        """Return an error in this service's own shape."""
        raise NotImplementedError

    def render_rate_limited(self, retry_after_s: int) -> web.Response:
        """Return this service's 429."""
        raise NotImplementedError

    async def guard(self, site: str, request: web.Request) -> None:
        """Refuse what the service refuses before looking at the path; raise `Refusal` to do so."""

    async def call_path(self, request: web.Request) -> str:
        """Return the path that faults, `count` and the log know a call by.

        A service with one address for every operation appends the operation's name.
        """
        return request.path

    def finish(self, site: str, request: web.Request, response: web.StreamResponse) -> None:
        """Add the headers that every answer of the service carries."""

    # Life ------------------------------------------------------------------------------------------------

    def add_site(self, name: str, routes: list[web.RouteDef], port: int = 0) -> None:
        """Add a site before `start`. Port 0 lets the system choose once; later starts use the same port."""
        self._sites[name] = routes
        self._ports[name] = port

    def site_url(self, name: str) -> str:
        """Return the base address of a site, without a trailing slash; the port is known after `start`."""
        return f"http://127.0.0.1:{self._ports[name]}"

    @property
    def running(self) -> bool:
        """Whether the ports are open."""
        return bool(self._runners)

    async def start(self) -> None:
        """Open the ports. Does nothing when they are open."""
        if self.running:
            return
        for name, routes in self._sites.items():
            app = web.Application(middlewares=[self._middleware(name)], client_max_size=4 * 1024**2)
            app.add_routes(routes)
            app.on_response_prepare.append(self._date)
            # Without a short shutdown time `stop` waits for clients that keep their connections open.
            runner = web.AppRunner(app, shutdown_timeout=0.1, access_log=None)
            await runner.setup()
            self._runners.append(runner)
            await web.TCPSite(runner, "127.0.0.1", self._ports[name], reuse_address=True).start()
            self._ports[name] = runner.addresses[0][1]

    async def stop(self) -> None:
        """Close the ports and every connection; the state stays."""
        runners, self._runners = self._runners, []
        for runner in runners:
            await runner.cleanup()

    async def __aenter__(self) -> Self:
        await self.start()
        return self

    async def __aexit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        await self.stop()

    # Inspection ------------------------------------------------------------------------------------------

    def count(self, method: str, path: str = ".*", status: int | None = None) -> int:
        """Return how many calls had this method, a path matching the regular expression, and were sent `status`."""
        pattern = re.compile(path)
        return sum(
            1
            for call in self.calls
            if call.method == method.upper() and pattern.search(call.path) and (status is None or call.status == status)
        )

    def most_at_once(self, path: str = ".*") -> int:
        """Return how many calls with a path matching the regular expression were under way at the same time at most."""
        pattern = re.compile(path)
        met = [call for call in self.calls if pattern.search(call.path)]
        return max((sum(other.at <= call.at < other.answered_at for other in met) for call in met), default=0)

    # Machinery -------------------------------------------------------------------------------------------

    async def _date(self, request: web.Request, response: web.StreamResponse) -> None:
        response.headers["Date"] = formatdate(time() + self.clock_offset_s, usegmt=True)

    def _middleware(self, site: str) -> Middleware:
        @web.middleware
        async def serve(request: web.Request, handler: Handler) -> web.StreamResponse:
            at = monotonic()
            handled: list[int] = []

            async def work(request: web.Request) -> web.StreamResponse:
                try:
                    await self.guard(site, request)
                    response = await handler(request)
                except Refusal as refusal:
                    response = refusal.response
                except web.HTTPException as error:
                    response = self.render_error(error.status)
                self.finish(site, request, response)
                handled.append(response.status)
                return response

            # The body is taken in first: a client that leaves later has still posted it.
            await request.read()
            path = await self.call_path(request)
            if self.latency_s:
                await asyncio.sleep(self.latency_s)
            armed = self.faults.take(request.method, path)
            response = await (self.faults.act(armed, request, work) if armed else work(request))
            self._log(site, request, path, response, handled, at)
            return response

        return serve

    def _log(
        self, site: str, request: web.Request, path: str, response: web.StreamResponse, handled: list[int], at: float
    ) -> None:
        gone = isinstance(response, ConnectionCut) or request.transport is None or request.transport.is_closing()
        self.calls.append(
            Call(
                site=site,
                method=request.method,
                path=path,
                query=tuple(request.query.items()),
                headers={name: request.headers[name] for name in _LOGGED_HEADERS if name in request.headers},
                status=None if gone else response.status,
                handled_status=handled[0] if handled else None,
                at=at,
                answered_at=monotonic(),
            )
        )
