"""Somebody else at the agent's port: speaks the opening of the protocol, knows no key, and writes down what it hears."""

import json
from types import TracebackType
from typing import Any, Self

from aiohttp import WSMsgType, web

from agent.server.address import SOCKET_PATH
from shared_schema import MIN_PROTOCOL, PROTOCOL


class FakeAgent:
    """Use as an async context manager; `heard` holds every message sent to it."""

    def __init__(self, *, proof: str = "f" * 64, protocol: int = PROTOCOL, min_protocol: int = MIN_PROTOCOL) -> None:
        self._proof = proof
        self._numbers = {"protocol": protocol, "min_protocol": min_protocol}
        self._runner: web.AppRunner
        self.heard: list[dict[str, Any]] = []  # Any: whatever a client may send
        self.port = 0

    async def __aenter__(self) -> Self:
        app = web.Application()
        app.router.add_get(SOCKET_PATH, self._talk)
        self._runner = web.AppRunner(app, shutdown_timeout=0)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", 0).start()
        self.port = self._runner.addresses[0][1]
        return self

    async def __aexit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        await self._runner.cleanup()

    async def _talk(self, request: web.Request) -> web.WebSocketResponse:
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        await socket.send_json({"type": "challenge", "agent_version": "9.9.9", "nonce": "a" * 64, **self._numbers})
        async for frame in socket:
            if frame.type is not WSMsgType.TEXT:
                break
            message = json.loads(frame.data)
            self.heard.append(message)
            if message["type"] == "authenticate":
                limits = {"max_message_bytes": 262_144, "max_orders": 1000, "page_rows": 100, "requests_per_10_s": 30}
                methods = ["agent.ping", "agent.status", "orders.status", "plans.create", "plans.get"]
                await socket.send_json({"type": "ready", "proof": self._proof, "methods": methods, "limits": limits})
        return socket
