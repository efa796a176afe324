"""A real server on a free port of 127.0.0.1, a hand-turned clock, and clients that speak the protocol by hand."""

import asyncio
import json
import secrets
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from typing import Any

import aiohttp

from agent.api.pairing import pairing_handlers
from agent.server.address import CHROMIUM_ORIGIN, socket_url
from agent.server.dispatch import Client, Handler
from agent.server.one_time_files import OneTimeFiles
from agent.server.pairing import PairingWindow
from agent.server.pairing_desk import PairingDesk
from agent.server.pairings import Pairing, PairingStore, new_pairing
from agent.server.server import Server
from shared_schema import PROTOCOL
from shared_schema.agent import AgentPingResult
from shared_schema.methods import Caller
from shared_schema.proof import EXTENSION_ROLE, proof
from tests.memory_vault import MemoryVault

Json = dict[str, Any]  # a message as it is on the wire
FIREFOX_ORIGIN = "moz-extension://0e8a2f4c-6b1d-4c3e-9f57-1a2b3c4d5e6f"
CODE = "493028"
DEADLINE_S = 10.0


class Clock:
    """Stands still until turned."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


class Running:
    """A started server with everything around it."""

    def __init__(self, handlers: Mapping[str, Handler], handshake_timeout_s: float) -> None:
        self.clock = Clock()
        self.vault = MemoryVault()
        self.pairings = PairingStore(self.vault)
        self.delays: list[float] = []
        self.desk = PairingDesk(self.pairings, window=PairingWindow(self.clock, code=lambda: CODE), sleep=self._note_delay)
        self.files = OneTimeFiles(self.clock)
        self.calls: list[str] = []
        self.server = Server(
            {"agent.ping": self._ping, **pairing_handlers(self.desk), **handlers},
            desk=self.desk,
            files=self.files,
            agent_version="0.1.0",
            port=0,
            clock=self.clock,
            handshake_timeout_s=handshake_timeout_s,
        )
        self.http = aiohttp.ClientSession()

    async def _note_delay(self, seconds: float) -> None:
        self.delays.append(seconds)
        await asyncio.sleep(0)

    async def _ping(self, client: Client, request: object) -> AgentPingResult:
        self.calls.append("agent.ping")
        return AgentPingResult(time="2026-01-01T00:00:00Z")

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server.port}"

    async def paired(self, origin: str = CHROMIUM_ORIGIN, kind: Caller = "browser") -> Pairing:
        """A pairing made without the ceremony."""
        pairing = new_pairing(kind, "Chromium", origin)
        await self.pairings.add(pairing)
        return pairing

    def command_line(self) -> Pairing:
        """The command line's own pairing."""
        return next(one for one in self.pairings.all() if one.kind == "command_line")

    async def open_socket(self, origin: str = CHROMIUM_ORIGIN) -> "Peer":
        """A connection with its challenge read."""
        websocket = await self.http.ws_connect(socket_url(self.server.port), origin=origin)
        peer = Peer(websocket, origin)
        peer.challenge = await peer.receive()
        return peer

    async def ready(self, pairing: Pairing | None = None) -> "Peer":
        """An authenticated connection."""
        pairing = pairing or await self.paired()
        peer = await self.open_socket(pairing.origin)
        await peer.send(authenticate(peer, pairing))
        peer.ready = await peer.receive()
        assert peer.ready["type"] == "ready", peer.ready
        return peer


class Peer:
    """The client's end of a WebSocket."""

    def __init__(self, websocket: aiohttp.ClientWebSocketResponse, origin: str) -> None:
        self.websocket = websocket
        self.origin = origin
        self.challenge: Json = {}
        self.ready: Json = {}

    async def send(self, message: Json | str) -> None:
        await self.websocket.send_str(message if isinstance(message, str) else json.dumps(message))

    async def receive(self) -> Json:
        message: Json = json.loads(await self.websocket.receive_str(timeout=DEADLINE_S))
        return message

    async def ask(self, method: str, params: Json | None = None, request_id: str | None = None) -> Json:
        await self.send(request(method, params, request_id))
        return await self.receive()

    async def closing_code(self) -> int:
        """Reads up to the end and returns the closing code."""
        while True:
            message = await self.websocket.receive(timeout=DEADLINE_S)
            if message.type is not aiohttp.WSMsgType.TEXT:
                assert self.websocket.close_code is not None
                return self.websocket.close_code

    async def refused(self) -> tuple[str, int]:
        """Code of the error and of the closing."""
        message = await self.receive()
        assert message["type"] == "error"
        return message["error"]["code"], await self.closing_code()


def request(method: str, params: Json | None = None, request_id: str | None = None) -> Json:
    return {
        "type": "request",
        "id": request_id or secrets.token_hex(4),
        "method": method,
        "params": params or {},
    }


def authenticate(peer: Peer, pairing: Pairing, **changes: object) -> Json:
    """The opening message with a right proof, except for `changes`."""
    nonce = secrets.token_hex(32)
    key = bytes.fromhex(pairing.key)
    return {
        "type": "authenticate",
        "protocol": PROTOCOL,
        "min_protocol": PROTOCOL,
        "extension_version": "0.1.0",
        "pairing_id": pairing.pairing_id,
        "nonce": nonce,
        "proof": proof(key, EXTENSION_ROLE, PROTOCOL, peer.origin, peer.challenge["nonce"], nonce),
        **changes,
    }


def pair(code: str = CODE, **changes: object) -> Json:
    return {
        "type": "pair",
        "protocol": PROTOCOL,
        "min_protocol": PROTOCOL,
        "extension_version": "0.1.0",
        "browser": "Firefox",
        "code": code,
        **changes,
    }


async def until(condition: Callable[[], bool]) -> None:
    """Waits for the condition, with a deadline."""
    async with asyncio.timeout(DEADLINE_S):
        while not condition():  # noqa: ASYNC110 - conditions are of many kinds; few have an event
            await asyncio.sleep(0.005)


Start = Callable[..., Awaitable[Running]]


@asynccontextmanager
async def running(
    handlers: Mapping[str, Handler] | None = None, handshake_timeout_s: float = DEADLINE_S
) -> AsyncIterator[Running]:
    """Starts, and stops at the end."""
    one = Running(handlers or {}, handshake_timeout_s)
    await one.server.start()
    try:
        yield one
    finally:
        await one.http.close()
        await one.server.stop()
