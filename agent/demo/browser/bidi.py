"""The WebDriver BiDi wire: commands with numbered answers over one WebSocket."""

import asyncio
import contextlib
import itertools
import json
from collections.abc import Callable
from typing import Any

import aiohttp

from agent.demo.browser.errors import BrowserError
from agent.demo.browser.polling import PATIENCE_S

# The protocol's answers are open JSON objects whose fields differ by command and browser.
Json = dict[str, Any]


class BidiConnection:
    """One open BiDi socket."""

    def __init__(self, socket: aiohttp.ClientWebSocketResponse, on_event: Callable[[Json], None]) -> None:
        self._socket = socket
        self._on_event = on_event
        self._numbers = itertools.count(1)
        self._waiting: dict[int, asyncio.Future[Json]] = {}
        self._reader = asyncio.create_task(self._read())

    @classmethod
    async def open(cls, http: aiohttp.ClientSession, url: str, on_event: Callable[[Json], None]) -> "BidiConnection":
        """Connect; ``on_event`` is called with every event message as it arrives.

        Raises:
            BrowserError: nobody answers at ``url``.
        """
        try:
            return cls(await http.ws_connect(url, max_msg_size=0), on_event)
        except aiohttp.ClientError as error:
            raise BrowserError(f"the browser does not answer at {url}: {error}") from error

    async def send(self, method: str, /, **params: object) -> Json:
        """Send a command and return its ``result``.

        Raises:
            BrowserError: the browser refused the command, went away, or did not answer in time.
        """
        if self._reader.done():
            raise BrowserError(f"{method}: the browser is gone")
        number = next(self._numbers)
        waiting: asyncio.Future[Json] = asyncio.get_running_loop().create_future()
        self._waiting[number] = waiting
        try:
            await self._socket.send_json({"id": number, "method": method, "params": params})
            answer = await asyncio.wait_for(waiting, PATIENCE_S)
        except TimeoutError as error:
            raise BrowserError(f"{method}: no answer within {PATIENCE_S:g} s") from error
        except aiohttp.ClientError as error:
            raise BrowserError(f"{method}: the browser is gone") from error
        finally:
            self._waiting.pop(number, None)
        if answer.get("type") == "error":
            raise BrowserError(f"{method}: {answer.get('error')}: {answer.get('message')}")
        result: Json = answer["result"]
        return result

    async def close(self) -> None:
        """Close the socket and waits for the reader."""
        with contextlib.suppress(aiohttp.ClientError):
            await self._socket.close()
        self._reader.cancel()
        await asyncio.gather(self._reader, return_exceptions=True)

    async def _read(self) -> None:
        try:
            async for message in self._socket:
                if message.type is not aiohttp.WSMsgType.TEXT:
                    continue
                answer: Json = json.loads(message.data)
                waiting = self._waiting.get(answer.get("id") or 0)
                if waiting is not None and not waiting.done():
                    waiting.set_result(answer)
                elif answer.get("type") == "event":
                    self._on_event(answer)
        finally:
            for waiting in self._waiting.values():
                if not waiting.done():
                    waiting.set_exception(BrowserError("the browser closed the connection"))
