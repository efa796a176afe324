"""Serves the settings pages on 127.0.0.1, on a free port of their own, from the moment somebody asks for them."""

import asyncio
import logging
from collections.abc import Callable, Mapping
from functools import partial
from importlib import resources
from typing import Final

from aiohttp import web
from aiohttp.typedefs import Handler

from agent.server.address import HOST, authority, http_url
from agent.server.quiet import BareResponse, protocol_factory, without_server_header

from .asked import NotDone, Question, encoded
from .door import Visit, refused
from .tickets import Tickets

HOME: Final = "/ui/"
MOST_BYTES: Final = 256 * 1024
_COOKIE: Final = "nadajnik_settings"
_KINDS: Final = {
    ".html": "text/html",
    ".css": "text/css",
    ".js": "text/javascript",
    ".json": "application/json",
    ".png": "image/png",
    ".svg": "image/svg+xml",
}
_HEADERS: Final = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
        "form-action 'none'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}
_log = logging.getLogger(__name__)


class SettingsServer:
    """The pages' own listener, apart from the socket's: what may be asked of the one says nothing of the other.

    `questions`, made when somebody opens the pages first, are answered under `/ui/api/<name>`, for sessions only.
    """

    def __init__(self, questions: Callable[[], Mapping[str, Question]], tickets: Tickets | None = None) -> None:
        self._make_questions = questions
        self._questions: Mapping[str, Question] = {}
        self._tickets = tickets or Tickets()
        self._files: Mapping[str, tuple[str, bytes]] = {}
        self._opening = asyncio.Lock()
        self._listener: asyncio.Server | None = None
        self._runner: web.AppRunner | None = None
        self._port = 0

    async def entrance(self) -> str:
        """The address that lets one window in, once, within half a minute. Begins to listen when it is asked first."""
        async with self._opening:
            if self._listener is None:
                await self._listen()
        return http_url(self._port, f"{HOME}login?t={self._tickets.offer()}")

    async def stop(self) -> None:
        """Ends all windows' access and closes the port."""
        self._tickets.end_all()
        if self._listener is not None:
            self._listener.close()
        if self._runner is not None:
            await self._runner.cleanup()
        self._listener = self._runner = None

    async def _listen(self) -> None:
        self._questions, self._files = self._make_questions(), _pages()
        app = web.Application(middlewares=[self._gate], client_max_size=MOST_BYTES)
        app.router.add_get(HOME + "login", self._login, allow_head=False)
        app.router.add_get(HOME + "{file:[a-z0-9_.-]*}", self._file, allow_head=False)
        app.router.add_post(HOME + "api/{name}", self._asked)
        app.on_response_prepare.append(without_server_header)
        loop = asyncio.get_running_loop()
        self._runner = web.AppRunner(app, shutdown_timeout=1.0)
        await self._runner.setup()
        manager = self._runner.server
        assert manager is not None  # noqa: S101 - set by setup()
        self._listener = await loop.create_server(partial(protocol_factory, manager, loop), HOST, 0)
        self._port = self._listener.sockets[0].getsockname()[1]

    @web.middleware
    async def _gate(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        peer = request.transport.get_extra_info("peername") if request.transport is not None else None
        headers = request.headers
        visit = Visit(
            peer=peer[0] if peer else None,
            method=request.method,
            hosts=headers.getall("Host", []),
            origins=headers.getall("Origin", []),
            sites=headers.getall("Sec-Fetch-Site", []),
        )
        reason = refused(visit, authority(self._port))
        unknown = request.match_info.http_exception is not None
        stranger = request.path != HOME + "login" and not self._tickets.holds(request.cookies.get(_COOKIE))
        if reason is not None or unknown or stranger:
            _log.info("refused a request for the settings: %s", reason or ("route" if unknown else "session"))
            return BareResponse(403)
        response = await handler(request)
        response.headers.update(_HEADERS)
        return response

    async def _login(self, request: web.Request) -> web.StreamResponse:
        session = self._tickets.redeem(request.query.get("t", ""))
        if session is None:
            return BareResponse(403)
        response = web.Response(status=303, headers={"Location": HOME})
        response.set_cookie(_COOKIE, session, path=HOME, httponly=True, samesite="Strict")
        return response

    async def _file(self, request: web.Request) -> web.StreamResponse:
        file = self._files.get(request.match_info["file"] or "index.html")
        if file is None:
            return BareResponse(404)
        kind, content = file
        return web.Response(body=content, content_type=kind, charset=None if kind.startswith("image/") else "utf-8")

    async def _asked(self, request: web.Request) -> web.StreamResponse:
        question = self._questions.get(request.match_info["name"])
        if question is None:
            return BareResponse(404)
        if request.content_type != "application/json":
            return BareResponse(415)
        try:
            answer, status = await question.answered(await request.read()), 200
        except NotDone as error:
            answer, status = error.as_json(), 422
        return web.Response(body=encoded(answer), status=status, content_type="application/json")


def _pages() -> Mapping[str, tuple[str, bytes]]:
    """Every file of the pages by its name, read once: a name that is none of them is not there, whatever it looks like."""
    return {
        each.name: (_KINDS[each.name[each.name.rindex(".") :]], each.read_bytes())
        for each in resources.files(__package__).joinpath("pages").iterdir()
        if each.is_file()
    }
