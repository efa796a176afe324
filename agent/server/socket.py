"""A thin edge over aiohttp's WebSocket: text in, messages out, a bounded queue and the right closing codes."""

import asyncio
import contextlib
import logging

from aiohttp import WSCloseCode, WSMsgType, web

from shared_schema import MAX_MESSAGE_BYTES
from shared_schema.base import WireModel
from shared_schema.codes import ErrorCode
from shared_schema.outgoing import Error, Result

from .errors import error_info
from .limits import QUEUED_MESSAGES, SEND_TIMEOUT_S

CLOSE_TIMEOUT_S = 2.0

_log = logging.getLogger(__name__)


def new_websocket() -> web.WebSocketResponse:
    """Small messages, no compression (a small frame could unfold into a large one)."""
    return web.WebSocketResponse(max_msg_size=MAX_MESSAGE_BYTES, compress=False, timeout=CLOSE_TIMEOUT_S)


def encode(message: WireModel) -> str:
    """The frame's text. A result too large to send becomes an error, so that the request is answered all the same."""
    text = message.model_dump_json()
    if isinstance(message, Result) and len(text.encode()) > MAX_MESSAGE_BYTES:
        info = error_info(ErrorCode.TOO_LARGE, "the answer is too large; ask for fewer rows")
        return Error(type="error", id=message.id, error=info).model_dump_json()
    return text


class Socket:
    """One WebSocket. `send` never waits: a client that does not read is dropped once its queue is full."""

    def __init__(self, websocket: web.WebSocketResponse, transport: asyncio.Transport | None) -> None:
        self._websocket = websocket
        self._transport = transport
        self._queue: asyncio.Queue[str] = asyncio.Queue(QUEUED_MESSAGES)
        self._sender = asyncio.create_task(self._send_all())
        self._closing = False

    @property
    def closed(self) -> bool:
        """Closed, or being closed: nothing that arrives counts any more."""
        return self._closing or self._websocket.closed

    async def receive(self) -> str | None:
        """The next text frame, or None when the connection has ended. A binary frame ends it with 1003."""
        message = await self._websocket.receive()
        if self._closing:
            return None
        if message.type is WSMsgType.TEXT:
            return str(message.data)
        if message.type is WSMsgType.BINARY:
            await self.close(WSCloseCode.UNSUPPORTED_DATA)
        return None

    def send(self, message: WireModel) -> None:
        """Queues the message."""
        self.send_text(encode(message))

    def send_text(self, text: str) -> None:
        """Queues a frame already encoded."""
        try:
            self._queue.put_nowait(text)
        except asyncio.QueueFull:
            _log.warning("a client does not read and is dropped")
            self.drop()

    def offer_text(self, text: str) -> None:
        """Queues an event unless the client is behind: it sees the gap in `seq`, and the snapshot is the truth."""
        if self._queue.qsize() < QUEUED_MESSAGES // 2:
            self.send_text(text)

    def drop(self) -> None:
        """Ends the connection without the closing handshake, which needs a client that reads."""
        self._sender.cancel()
        if self._transport is not None:
            self._transport.abort()

    async def close(self, code: WSCloseCode) -> None:
        """Sends what is queued (within a limit of time), then closes with the code."""
        self._closing = True
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(CLOSE_TIMEOUT_S):
                await self._drained()
        self._sender.cancel()
        await self._websocket.close(code=code)

    async def end(self) -> None:
        """Frees the sender; the socket is not used afterwards."""
        self._sender.cancel()
        await asyncio.gather(self._sender, return_exceptions=True)

    async def _drained(self) -> None:
        joined = asyncio.create_task(self._queue.join())
        await asyncio.wait({joined, self._sender}, return_when=asyncio.FIRST_COMPLETED)
        joined.cancel()

    async def _send_all(self) -> None:
        try:
            while True:
                text = await self._queue.get()
                async with asyncio.timeout(SEND_TIMEOUT_S):
                    await self._websocket.send_str(text)
                self._queue.task_done()
        except TimeoutError:
            _log.warning("a client does not read and is dropped")
            self.drop()
        except ConnectionError:  # the client has gone; receive() tells the connection
            return
