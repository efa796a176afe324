"""The page inside the program's window, as a person has it: seen by its accessible names, used by the screen's mouse and keys.

Chromium's developer tools only tell where things are, what they say, and bring them into view; every click and every letter
goes through the X server to the window. `environment(port)` is what the program has to be started with.
"""

import asyncio
import contextlib
import re
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any, TypeVar

import aiohttp

from agent.demo.browser.polling import poll
from tests.desktop.screen import DEADLINE_S, Screen

SETTLE_S = 0.1
_T = TypeVar("_T")
REQUIRED = " (wymagane)"


def environment(port: int) -> Mapping[str, str]:
    """Opens the developer tools at a port of the loopback. Whoever can set it for the program is the same person."""
    return {"QTWEBENGINE_REMOTE_DEBUGGING": f"127.0.0.1:{port}"}


@dataclass(frozen=True)
class Element:
    """One element of the accessibility tree."""

    role: str
    name: str
    value: str
    node: int
    disabled: bool


class WebView:
    """Names are accessible names, without the word that a field is required."""

    def __init__(self, screen: Screen, socket: aiohttp.ClientWebSocketResponse) -> None:
        self._screen = screen
        self._socket = socket
        self._sent = 0

    async def click(self, role: str, name: str) -> None:
        """Clicks the middle of the one element. TimeoutError when there is none, it is disabled, or does not come to rest."""
        x, y = await self._resting_place(role, name)
        await asyncio.to_thread(self._screen.click, x, y)

    async def write(self, name: str, text: str, role: str = "textbox") -> None:
        """Clicks into the field and types over what is there."""
        await self.click(role, name)
        await asyncio.to_thread(self._screen.keys, "ctrl+a")
        await asyncio.to_thread(self._screen.type_text, text)
        await self._until_value(role, name, (text, "\u2022" * len(text)))

    async def choose(self, name: str, option: str) -> None:
        """Opens the list and chooses by typing what the option begins with."""
        await self.click("combobox", name)
        await asyncio.to_thread(self._screen.type_text, option)
        await asyncio.to_thread(self._screen.keys, "Return")
        await self._until_value("combobox", name, (option,))

    async def press(self, *keys: str) -> None:
        """Presses keys one after the other, wherever the focus is."""
        await asyncio.to_thread(self._screen.keys, *keys)

    async def find(self, role: str, name: str) -> Element:
        """Waits for the one element that is called so, or else begins so."""
        seen: list[str] = []

        async def look() -> Element | None:
            there = [each for each in await self.elements() if each.role == role]
            seen[:] = [each.name for each in there]
            found = [each for each in there if each.name == name] or [each for each in there if each.name.startswith(name)]
            return found[0] if len(found) == 1 else None

        return _there(await poll(look, DEADLINE_S, lambda: f"not one {role} is called {name!r}, but there are {seen}"))

    async def read(self, pattern: str, times: int = 1) -> str:
        """Waits until so many texts of the page match from their beginning; the first of them, whole."""
        seen: list[str] = []

        async def look() -> str:
            seen[:] = [each.name for each in await self.elements() if each.role == "StaticText"]
            found = [each for each in seen if re.match(pattern, each)]
            return found[0] if len(found) >= times else ""

        return await poll(look, DEADLINE_S, lambda: f"{pattern!r} is not said {times} times, but {seen}")

    async def elements(self) -> list[Element]:
        """Everything a screen reader would find now."""
        nodes = (await self.ask("Accessibility.getFullAXTree"))["nodes"]
        return [_element(each) for each in nodes if not each["ignored"] and "backendDOMNodeId" in each]

    async def ask(self, method: str, /, **params: object) -> Any:  # noqa: ANN401 - JSON
        """A command of the DevTools protocol; its result. KeyError when it is refused."""
        self._sent += 1
        await self._socket.send_json({"id": self._sent, "method": method, "params": params})
        while True:
            answer = await self._socket.receive_json(timeout=DEADLINE_S)
            if answer.get("id") == self._sent:
                return answer["result"]

    async def _until_value(self, role: str, name: str, wanted: tuple[str, ...]) -> None:
        async def holds() -> bool:
            return (await self.find(role, name)).value in wanted

        await poll(holds, DEADLINE_S, lambda: f"{name!r} does not hold {wanted[0]!r}")

    async def _resting_place(self, role: str, name: str) -> tuple[int, int]:
        """Where it is on the screen, once it was there twice; what the page makes anew meanwhile is found anew."""
        before: tuple[int, int] | None = None

        async def rests() -> tuple[int, int] | None:
            nonlocal before
            element = await self.find(role, name)
            await self._into_view(element)
            last, before = before, await self._place(element)
            return before if before == last and not element.disabled else None

        return _there(await poll(rests, DEADLINE_S, lambda: f"{name!r} does not come to rest", pause_s=SETTLE_S))

    async def _into_view(self, element: Element) -> None:
        found = await self.ask("DOM.resolveNode", backendNodeId=element.node)
        await self.ask(
            "Runtime.callFunctionOn",
            objectId=found["object"]["objectId"],
            functionDeclaration="function () { this.scrollIntoView({ block: 'center', behavior: 'instant' }); }",
        )

    async def _place(self, element: Element) -> tuple[int, int] | None:
        quads = (await self.ask("DOM.getContentQuads", backendNodeId=element.node))["quads"]
        left, top, _, _ = await asyncio.to_thread(self.extent)
        return (round(left + sum(quads[0][0::2]) / 4), round(top + sum(quads[0][1::2]) / 4)) if quads else None

    def extent(self) -> tuple[int, int, int, int]:
        """The window without its frame: left, top, width and height, on the screen."""
        [window] = [each.split()[0] for each in self._screen.windows() if each.endswith(" Nadajnik")]
        told = self._screen.run("xwininfo", "-id", window)
        left, top, width, height = re.findall(r"(?:Absolute upper-left [XY]|Width|Height): +(-?\d+)", told)
        return int(left), int(top), int(width), int(height)


@asynccontextmanager
async def web_view(screen: Screen, port: int) -> AsyncIterator[WebView]:
    """The page of the window that was started with `environment(port)`, once there is one."""
    async with aiohttp.ClientSession() as http:

        async def page() -> str:
            with contextlib.suppress(aiohttp.ClientError):
                async with http.get(f"http://127.0.0.1:{port}/json/list") as answer:
                    pages = [each for each in await answer.json() if "/ui/" in each["url"]]
                    return str(pages[0]["webSocketDebuggerUrl"]) if pages else ""
            return ""

        address = await poll(page, DEADLINE_S, lambda: "the window shows no page")
        async with http.ws_connect(address, max_msg_size=0) as connected:
            yield WebView(screen, connected)


def _element(node: Any) -> Element:  # noqa: ANN401 - JSON
    def text(key: str) -> str:
        return str(node.get(key, {}).get("value", ""))

    disabled = any(each["name"] == "disabled" and each["value"]["value"] for each in node.get("properties", ()))
    return Element(text("role"), text("name").removesuffix(REQUIRED), text("value"), node["backendDOMNodeId"], disabled)


def _there(found: _T | None) -> _T:
    assert found is not None
    return found
