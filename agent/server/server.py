"""The agent's only door: one WebSocket route and one route for one-time files, behind one gate."""

import asyncio
import errno
import logging
import time
from collections.abc import Mapping
from functools import partial

from aiohttp import WSCloseCode, web
from aiohttp.typedefs import Handler as HttpHandler

from shared_schema.outgoing import AnyEvent

from . import limits
from .address import COMMAND_LINE_ORIGIN, HOST, LABEL_PATH, SOCKET_PATH, authority
from .connection import Connection, Surroundings
from .dispatch import Dispatcher, Handler
from .errors import PortInUse
from .gate import Doorkeeper, Knock, Refusal, Route, refuse
from .limits import Clock, SlidingWindow
from .one_time_files import OneTimeFiles
from .pairing_desk import PairingDesk
from .quiet import BareResponse, protocol_factory, without_server_header
from .socket import Socket, encode, new_websocket

STOP_GRACE_S = 5.0
SWEEP_S = 15.0

_PORT_TAKEN = {errno.EADDRINUSE, errno.EACCES, 10013, 10048}  # the numbers are those of Windows
_log = logging.getLogger(__name__)


class Server:
    """Listens on 127.0.0.1; the address is no parameter. `port=0` takes a free one (tests).

    `clock` measures rates; `handshake_timeout_s` is how long a new connection may stay silent.
    """

    def __init__(
        self,
        handlers: Mapping[str, Handler],
        *,
        desk: PairingDesk,
        files: OneTimeFiles,
        agent_version: str,
        port: int,
        clock: Clock = time.monotonic,
        handshake_timeout_s: float = limits.HANDSHAKE_TIMEOUT_S,
    ) -> None:
        self._wanted_port = port
        self._desk = desk
        self._files = files
        self._tasks: set[asyncio.Task[None]] = set()
        dispatcher = Dispatcher(handlers)
        self._around = Surroundings(desk, dispatcher, self._tasks, clock, agent_version, handshake_timeout_s)
        self._connects = SlidingWindow(limits.CONNECTS_PER_10_S, limits.WINDOW_S, clock)
        self._connections: dict[Connection, str] = {}
        self._closing: set[asyncio.Task[None]] = set()
        self._listener: asyncio.Server | None = None
        self._runner: web.AppRunner | None = None
        self._sweeper: asyncio.Task[None] | None = None
        self._port = 0
        self.app = self._application()
        desk.pairings.on_removed(self._pairing_removed)

    @property
    def port(self) -> int:
        """The port listened on, once started."""
        return self._port

    @property
    def addresses(self) -> list[tuple[str, int]]:
        """Addresses of the bound sockets."""
        sockets = self._listener.sockets if self._listener else ()
        return [(str(name[0]), int(name[1])) for name in (socket.getsockname() for socket in sockets)]

    @property
    def connections(self) -> int:
        """How many are open, in any phase."""
        return len(self._connections)

    async def start(self) -> None:
        """Reads the pairings, then listens. Raises `VaultError`, or `PortInUse`: it never moves to another port."""
        await self._desk.pairings.load()
        loop = asyncio.get_running_loop()
        self._runner = web.AppRunner(self.app, shutdown_timeout=1.0)
        await self._runner.setup()
        manager = self._runner.server
        assert manager is not None  # noqa: S101 - set by setup()
        try:
            self._listener = await loop.create_server(partial(protocol_factory, manager, loop), HOST, self._wanted_port)
        except OSError as error:
            await self._runner.cleanup()
            if error.errno in _PORT_TAKEN:
                raise PortInUse(self._wanted_port) from None
            raise
        self._port = self.addresses[0][1]
        self._sweeper = asyncio.create_task(self._sweep())

    async def stop(self) -> None:
        """Takes no more, lets running handlers finish for a few seconds, closes every connection with 1001."""
        if self._listener is not None:
            self._listener.close()
        if self._sweeper is not None:
            self._sweeper.cancel()
        if self._tasks:
            await asyncio.wait(set(self._tasks), timeout=STOP_GRACE_S)
        for task in set(self._tasks):
            task.cancel()
        closing = [connection.close(WSCloseCode.GOING_AWAY) for connection in list(self._connections)]
        await asyncio.gather(*closing, *self._closing, *self._tasks, return_exceptions=True)
        if self._runner is not None:
            await self._runner.cleanup()
        self._listener = self._runner = None

    def broadcast(self, event: AnyEvent) -> None:
        """Queues the event for every client that is ready. Never waits, never raises."""
        text = encode(event)
        for connection in list(self._connections):
            if connection.pairing_id is not None:
                connection.send_text(text)

    def _application(self) -> web.Application:
        app = web.Application(middlewares=[self._gate], client_max_size=1024)
        app.router.add_get(SOCKET_PATH, self._socket, name="socket", allow_head=False)
        app.router.add_get(LABEL_PATH + "/{token}", self._label, name="label", allow_head=False)
        app.on_response_prepare.append(without_server_header)
        return app

    @web.middleware
    async def _gate(self, request: web.Request, handler: HttpHandler) -> web.StreamResponse:
        reason = self._judge(request)
        if reason is not None:
            _log.info("refused a request: %s", reason.value)
            return BareResponse(reason.status)
        return await handler(request)

    def _judge(self, request: web.Request) -> Refusal | None:
        peer = request.transport.get_extra_info("peername") if request.transport is not None else None
        knock = Knock(
            peer=peer[0] if peer else None,
            route=_route(request),
            hosts=request.headers.getall("Host", []),
            origins=request.headers.getall("Origin", []),
        )
        origins, is_open = self._desk.pairings.origins(), self._desk.window.phase == "open"
        reason = refuse(knock, Doorkeeper(authority(self._port), origins, is_open))
        if reason is None and (self._connects.take() or (knock.route == "socket" and self._full(knock.origins[0]))):
            return Refusal.BUSY
        return reason

    def _full(self, origin: str) -> bool:
        """Whether all connections of this kind of client are in use."""
        from_command_line = origin == COMMAND_LINE_ORIGIN
        same_kind = sum((held == COMMAND_LINE_ORIGIN) == from_command_line for held in self._connections.values())
        return same_kind >= (limits.COMMAND_LINE_CONNECTIONS if from_command_line else limits.BROWSER_CONNECTIONS)

    async def _socket(self, request: web.Request) -> web.StreamResponse:
        websocket = new_websocket()
        if not websocket.can_prepare(request):
            return BareResponse(403)
        origin = request.headers["Origin"]
        socket = Socket(websocket, request.transport)
        connection = Connection(socket, origin, self._around)
        # Its place is taken before the first await after the gate, so that two at once cannot both take the last one.
        self._connections[connection] = origin
        try:
            await websocket.prepare(request)
            await connection.run()
        finally:
            del self._connections[connection]
            await socket.end()
        return websocket

    async def _label(self, request: web.Request) -> web.StreamResponse:
        file = self._files.take(request.match_info["token"])
        if file is None:
            return BareResponse(404)
        return web.Response(body=file.content, headers=file.headers)

    def _pairing_removed(self, pairing_id: str) -> None:
        self._files.drop(pairing_id)
        for connection in list(self._connections):
            if connection.pairing_id == pairing_id:
                task = asyncio.create_task(connection.close(WSCloseCode.POLICY_VIOLATION))
                self._closing.add(task)
                task.add_done_callback(self._closing.discard)

    async def _sweep(self) -> None:
        """So that a label nobody fetches does not stay in memory."""
        while True:
            await asyncio.sleep(SWEEP_S)
            self._files.sweep()


def _route(request: web.Request) -> Route | None:
    """The route asked for; None for an unknown path or method."""
    if request.match_info.http_exception is not None:
        return None
    name = request.match_info.route.name
    return "socket" if name == "socket" else "label" if name == "label" else None
