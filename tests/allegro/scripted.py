"""A real server on loopback that answers what a test tells it to, and remembers every request."""

import asyncio
import json
from collections.abc import Callable, Mapping
from contextlib import AsyncExitStack
from dataclasses import dataclass, field

from aiohttp import web

MEDIA_TYPE = "application/vnd.allegro.public.v1+json"


@dataclass(frozen=True)
class Reply:
    """`body` is sent as JSON unless it is bytes; `drop` cuts the connection instead; `wait_for` is awaited before."""

    status: int = 200
    body: object = None
    headers: Mapping[str, str] = field(default_factory=dict)
    content_type: str = MEDIA_TYPE
    drop: bool = False
    wait_for: asyncio.Event | None = None


@dataclass(frozen=True)
class Seen:
    method: str
    path: str
    query: Mapping[str, str]
    headers: Mapping[str, str]
    body: bytes
    target: str

    @property
    def token(self) -> str:
        return self.headers.get("Authorization", "").removeprefix("Bearer ")


Answering = Callable[[Seen], Reply]


class ScriptedServer:
    """Replies are given per method and path, in their order; the last one stays. A function may stand for them all."""

    def __init__(self) -> None:
        self.seen: list[Seen] = []
        self.url = ""
        self.most_open = 0
        self._open = 0
        self._scripts: dict[tuple[str, str], list[Reply] | Answering] = {}
        self._stack = AsyncExitStack()

    def on(self, method: str, path: str, *replies: Reply) -> None:
        self._scripts[method, path] = list(replies)

    def by(self, method: str, path: str, answering: Answering) -> None:
        self._scripts[method, path] = answering

    def calls(self, method: str, path: str) -> list[Seen]:
        return [seen for seen in self.seen if (seen.method, seen.path) == (method, path)]

    async def __aenter__(self) -> "ScriptedServer":
        runner = web.ServerRunner(web.Server(self._answer), shutdown_timeout=0.1)
        await runner.setup()
        self._stack.push_async_callback(runner.cleanup)
        site = web.TCPSite(runner, "127.0.0.1", 0)
        await site.start()
        host, port = runner.addresses[0][:2]
        self.url = f"http://{host}:{port}"
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._stack.aclose()

    async def _answer(self, request: web.BaseRequest) -> web.StreamResponse:
        seen = Seen(
            request.method, request.path, dict(request.query), request.headers.copy(), await request.read(), request.raw_path
        )
        self.seen.append(seen)
        self._open += 1
        self.most_open = max(self.most_open, self._open)
        try:
            return await self._reply(request, seen)
        finally:
            self._open -= 1

    async def _reply(self, request: web.BaseRequest, seen: Seen) -> web.StreamResponse:
        script = self._scripts.get((request.method, request.path))
        if script is None:
            reply = Reply(404, {"errors": [{"code": "NOT_FOUND", "message": "no such thing", "userMessage": None}]})
        elif callable(script):
            reply = script(seen)
        else:
            reply = script.pop(0) if len(script) > 1 else script[0]
        if reply.wait_for is not None:
            await reply.wait_for.wait()
        if reply.drop and request.transport is not None:
            request.transport.abort()
        content = reply.body if isinstance(reply.body, bytes) else b"" if reply.body is None else json.dumps(reply.body).encode()
        return web.Response(status=reply.status, body=content, headers=reply.headers, content_type=reply.content_type)
