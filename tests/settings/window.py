"""A window of the settings, as the server sees it: a session and its questions."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import aiohttp

from tests.settings.conftest import Home


class Window:
    """A window that was let in."""

    def __init__(self, http: aiohttp.ClientSession, base: str) -> None:
        self.http = http
        self.base = base
        self.heard: list[str] = []

    async def ask(self, question: str, **body: object) -> Any:  # noqa: ANN401 - JSON
        """The answer. AssertionError with what the page would show when it was not done."""
        status, answer = await self.asked(question, **body)
        assert status == 200, answer
        return answer

    async def asked(self, question: str, **body: object) -> tuple[int, Any]:
        async with self.http.post(f"{self.base}/ui/api/{question}", json=body, headers={"Origin": self.base}) as response:
            self.heard.append(await response.text())
            return response.status, await response.json()


@asynccontextmanager
async def open_window(home: Home) -> AsyncIterator[Window]:
    async with aiohttp.ClientSession(cookie_jar=aiohttp.CookieJar(unsafe=True)) as http:
        async with http.get(await home.address()) as response:
            assert response.status == 200
        yield Window(http, str(response.url.origin()))
