"""Faults on demand: what networks, gateways and overloaded services do to a client.

A fault is armed for some calls of a stand-in and then happens to real connections. Three of them look
alike to a client (connection cut before the work, after the work, half-way through the answer) and differ
only in whether the parcel exists, which is the reason this module is here.
"""

import asyncio
import random
import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from enum import StrEnum

from aiohttp import web

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


class Fault(StrEnum):
    """What goes wrong. `AFTER` in a name: the work was done, only the answer suffers."""

    LOST_ANSWER = "lost_answer"
    """The work is done, then the connection is cut without an answer."""
    HALF_ANSWER = "half_answer"
    """The work is done, the client gets half of the body it was promised, then the connection is cut."""
    RESET_BEFORE = "reset_before"
    """The connection is cut, nothing was done."""
    ERROR_BEFORE = "error_before"
    """An HTTP error (`status`) in the service's own shape, nothing was done."""
    ERROR_AFTER = "error_after"
    """The same error although the work was done."""
    RATE_LIMITED = "rate_limited"
    """429 with Retry-After (`retry_after_s`), in the service's own shape, nothing was done."""
    HTML_OK = "html_ok"
    """An HTML page with 200 instead of the answer, nothing was done."""
    HTML_OK_AFTER = "html_ok_after"
    """The same page although the work was done."""
    HTML_ERROR = "html_error"
    """An HTML page with `status`, as a gateway or a firewall sends it, nothing was done."""
    EMPTY_ERROR = "empty_error"
    """`status` with no body at all, nothing was done."""
    SLOW = "slow"
    """The work begins after `seconds`."""
    SLOW_AFTER = "slow_after"
    """The work is done at once, the answer leaves after `seconds`."""
    NEVER_ANSWERS = "never_answers"
    """Nothing is done and nothing is said until the client leaves or `ArmedFault.cut`; `release` lets the call go on."""
    NEVER_ANSWERS_AFTER = "never_answers_after"
    """The work is done and nothing is said until the client leaves or `ArmedFault.cut`; `release` sends the answer."""
    REDIRECT = "redirect"
    """307 to the same path on the same host (`/redirected` added as a query), nothing was done."""


@dataclass(eq=False)
class ArmedFault:
    """A fault waiting for calls. `hits` counts the calls it has met."""

    fault: Fault
    method: str | None
    path: re.Pattern[str]
    times: int | None
    every: int
    probability: float
    status: int
    seconds: float
    retry_after_s: int
    body: str | None
    hits: int = 0
    seen: int = 0
    armed: bool = True
    _released: asyncio.Event = field(default_factory=asyncio.Event, repr=False)
    _cut: bool = field(default=False, repr=False)
    _met: asyncio.Event = field(default_factory=asyncio.Event, repr=False)

    def disarm(self) -> None:
        """Let every later call pass. Calls already held stay held; see `release`."""
        self.armed = False

    def release(self) -> None:
        """Let the calls held by NEVER_ANSWERS or NEVER_ANSWERS_AFTER go on."""
        self._released.set()

    def cut(self) -> None:
        """Cut the connections of the calls that are held, as the end of a client's patience would."""
        self._cut = True

    async def wait_hit(self, deadline_s: float = 10, count: int = 1) -> None:
        """Return once `count` calls have met this fault (for AFTER faults: once their work is done).

        Raises TimeoutError when `deadline_s` passes first.
        """
        async with asyncio.timeout(deadline_s):
            while self.hits < count:
                self._met.clear()
                await self._met.wait()

    def meet(self) -> None:
        """Count a call that has met this fault."""
        self.hits += 1
        self._met.set()

    async def hold(self, request: web.Request) -> bool:
        """Hold the call until released (True) or until the client has gone or was cut off (False)."""
        while not self._released.is_set():
            if self._cut or request.transport is None or request.transport.is_closing():
                return False
            await asyncio.sleep(0.02)
        return True


class Faults:
    """The armed faults of one stand-in, asked in the order they were armed; the first that fits acts."""

    def __init__(self, render_error: Callable[[int], web.Response], render_429: Callable[[int], web.Response]) -> None:
        self._render_error = render_error
        self._render_429 = render_429
        self._armed: list[ArmedFault] = []
        self._random = random.Random(20260901)  # noqa: S311 - chance for tests, not for secrets

    def arm(
        self,
        fault: Fault,
        *,
        method: str | None = None,
        path: str = ".*",
        times: int | None = 1,
        every: int = 1,
        probability: float = 1.0,
        status: int = 503,
        seconds: float = 1.0,
        retry_after_s: int = 1,
        body: str | None = None,
    ) -> ArmedFault:
        """Arm `fault` for calls with this method whose path matches the regular expression (searched, not anchored).

        `times` None means for ever; `every` n takes each n-th fitting call; `probability` below 1 draws from a
        seeded random. `body` replaces the text of ERROR_BEFORE, ERROR_AFTER, RATE_LIMITED and the HTML faults.
        """
        armed = ArmedFault(
            fault=fault,
            method=method.upper() if method else None,
            path=re.compile(path),
            times=times,
            every=every,
            probability=probability,
            status=status,
            seconds=seconds,
            retry_after_s=retry_after_s,
            body=body,
        )
        self._armed.append(armed)
        return armed

    def seed(self, seed: int) -> None:
        """Make the draws of `probability` repeat from here."""
        self._random.seed(seed)

    def clear(self) -> None:
        """Disarm everything and let every held call go on."""
        for armed in self._armed:
            armed.disarm()
            armed.release()
        self._armed.clear()

    def take(self, method: str, path: str) -> ArmedFault | None:
        """Return the fault that this call meets, if any, and count the call."""
        for armed in self._armed:
            if not armed.armed or (armed.method and armed.method != method) or not armed.path.search(path):
                continue
            armed.seen += 1
            if armed.seen % armed.every or (armed.probability < 1 and self._random.random() >= armed.probability):
                continue
            if armed.times is not None:
                armed.times -= 1
                armed.armed = armed.times > 0
            return armed
        return None

    async def act(self, armed: ArmedFault, request: web.Request, handler: Handler) -> web.StreamResponse:
        """Answer `request` the way the fault demands."""
        fault = armed.fault
        if fault in _AFTER_THE_WORK:
            response = await handler(request)
            armed.meet()
            return await self._spoil(armed, request, response)
        armed.meet()
        if fault is Fault.SLOW:
            await asyncio.sleep(armed.seconds)
            return await handler(request)
        if fault is Fault.NEVER_ANSWERS:
            return await handler(request) if await armed.hold(request) else _cut(request)
        return self._instead(armed, request)

    def _instead(self, armed: ArmedFault, request: web.Request) -> web.Response:
        """Answer without doing the work."""
        match armed.fault:
            case Fault.RESET_BEFORE:
                return _cut(request)
            case Fault.RATE_LIMITED:
                return _with_body(self._render_429(armed.retry_after_s), armed.body)
            case Fault.HTML_OK:
                return _html(200, armed.body)
            case Fault.HTML_ERROR:
                return _html(armed.status, armed.body)
            case Fault.EMPTY_ERROR:
                return web.Response(status=armed.status)
            case Fault.REDIRECT:
                return web.Response(status=307, headers={"Location": f"{request.path}?redirected=1"})
            case _:
                return _with_body(self._render_error(armed.status), armed.body)

    async def _spoil(self, armed: ArmedFault, request: web.Request, response: web.StreamResponse) -> web.StreamResponse:
        """Answer badly after the work was done."""
        match armed.fault:
            case Fault.LOST_ANSWER:
                return _cut(request)
            case Fault.HALF_ANSWER:
                return await _half(request, response)
            case Fault.ERROR_AFTER:
                return _with_body(self._render_error(armed.status), armed.body)
            case Fault.HTML_OK_AFTER:
                return _html(200, armed.body)
            case Fault.SLOW_AFTER:
                await asyncio.sleep(armed.seconds)
                return response
            case _:
                return response if await armed.hold(request) else _cut(request)


_AFTER_THE_WORK = frozenset(
    {
        Fault.LOST_ANSWER,
        Fault.HALF_ANSWER,
        Fault.ERROR_AFTER,
        Fault.HTML_OK_AFTER,
        Fault.SLOW_AFTER,
        Fault.NEVER_ANSWERS_AFTER,
    }
)


class ConnectionCut(web.Response):
    """Placeholder for an answer that nobody gets, because the connection is cut."""


def _cut(request: web.Request) -> web.Response:
    if request.transport is not None:
        request.transport.abort()
    return ConnectionCut()


def _html(status: int, body: str | None) -> web.Response:
    page = body or f"<!DOCTYPE html><html><head><title>{status}</title></head><body><h1>Gateway</h1></body></html>"
    return web.Response(status=status, text=page, content_type="text/html")


def _with_body(response: web.Response, body: str | None) -> web.Response:
    if body is not None:
        response.text = body
    return response


async def _half(request: web.Request, response: web.StreamResponse) -> web.StreamResponse:
    whole = response.body if isinstance(response, web.Response) else b""
    body = whole if isinstance(whole, bytes) else b""
    headers = {"Content-Type": response.headers.get("Content-Type", "application/json")}
    headers["Content-Length"] = str(max(len(body), 2))
    cut_short = web.StreamResponse(status=response.status, headers=headers)
    await cut_short.prepare(request)
    await cut_short.write(body[: len(body) // 2] or b"{")
    await asyncio.sleep(0.02)  # the half must leave the socket before the connection dies
    _cut(request)
    return cut_short
