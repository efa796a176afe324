"""One tab: navigation, scripts, real input and pictures, the same in every browser."""

import base64
import json
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from agent.demo.browser.bidi import BidiConnection, Json
from agent.demo.browser.errors import BrowserError
from agent.demo.browser.keys import chord_actions, click_actions, type_actions
from agent.demo.browser.polling import PATIENCE_S, poll


@dataclass(frozen=True, slots=True)
class Rect:
    """An element's place in the viewport, in CSS pixels."""

    left: float
    top: float
    width: float
    height: float

    @property
    def centre(self) -> tuple[float, float]:
        """The point a person would aim at."""
        return self.left + self.width / 2, self.top + self.height / 2


class Tab:
    """A tab of a browser, web page or extension page alike."""

    def __init__(self, bidi: BidiConnection, context: str, url: str = "") -> None:
        self._bidi = bidi
        self.context = context
        self.url = url  # as it was when the tab was listed

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Tab) and other.context == self.context

    def __hash__(self) -> int:
        return hash(self.context)

    async def goto(self, url: str) -> None:
        """Load ``url`` and wait for the page's ``load`` event. Raises BrowserError when it cannot be loaded."""
        await self._bidi.send("browsingContext.navigate", context=self.context, url=url, wait="complete")

    async def reload(self) -> None:
        """Load the page again and wait for its ``load`` event."""
        await self._bidi.send("browsingContext.reload", context=self.context, wait="complete")

    async def back(self) -> None:
        """Go one step back in the tab's history, as the browser's button does; do not wait for anything."""
        await self._bidi.send("browsingContext.traverseHistory", context=self.context, delta=-1)

    async def activate(self) -> None:
        """Bring the tab to the front."""
        await self._bidi.send("browsingContext.activate", context=self.context)

    async def close(self) -> None:
        """Close the tab."""
        await self._bidi.send("browsingContext.close", context=self.context)

    async def set_viewport(self, width: int, height: int) -> None:
        """Give the page this inner size in CSS pixels."""
        size = {"width": width, "height": height}
        await self._bidi.send("browsingContext.setViewport", context=self.context, viewport=size)

    # Values of scripts are whatever JSON the page returns.
    async def evaluate(self, expression: str) -> Any:  # noqa: ANN401 - a script's plain value
        """Value of a JavaScript expression (awaited when it is a promise), carried over as JSON.

        Runs in the page's own world: variables of content scripts are not visible, their elements are.

        Raises:
            BrowserError: the expression threw; the text is the page's.
        """
        return await self._script(f"(async () => JSON.stringify(await ({expression})))()", [])

    async def evaluate_in_shadow(self, host_css: str, function: str) -> Any:  # noqa: ANN401 - a script's plain value
        """Value of ``function(root)`` for the shadow root, open **or closed**, of the element ``host_css``.

        Raises:
            BrowserError: no such element, no shadow root, or the function threw.
        """
        root = await self._shadow_root(host_css)
        return await self._script(f"async (root) => JSON.stringify(await ({function})(root))", [root])

    async def until(self, expression: str, seconds: float = PATIENCE_S) -> Any:  # noqa: ANN401 - a script's plain value
        """Wait until the expression is true as JavaScript sees it, and not an empty list, and return its value.

        An expression that throws counts as "not yet", so a page that is being loaded does no harm.

        Raises:
            TimeoutError: naming the expression and its last value or error.
        """
        last: object = None

        async def check() -> tuple[Any] | None:  # the value in a tuple, so that a true one without fields counts
            nonlocal last
            try:
                true, last = await self.evaluate(f"Promise.resolve({expression}).then((it) => [Boolean(it), it])")
            except BrowserError as error:
                true, last = False, error
            return (last,) if true and last != [] else None

        return (await poll(check, seconds, lambda: f"still not true after {seconds} s: {expression} (last: {last!r})"))[0]

    async def rect(self, css: str, seconds: float = PATIENCE_S) -> Rect:
        """Place of the first element matching ``css``, scrolled into view, once it can be clicked and has come to rest.

        Raises:
            TimeoutError: there is none, it is hidden or disabled, or it keeps moving.
        """
        script = f"({_PLACE})(document.querySelector({json.dumps(css)}))"
        return await _resting(lambda: self.evaluate(script), css, seconds)

    async def rect_in_shadow(self, host_css: str, css: str, seconds: float = PATIENCE_S) -> Rect:
        """The same for an element inside the shadow root, open or closed, of ``host_css``."""
        script = f"(root) => ({_PLACE})(root.querySelector({json.dumps(css)}))"
        return await _resting(lambda: self.evaluate_in_shadow(host_css, script), f"{host_css} >>> {css}", seconds)

    async def click(self, x: float, y: float, *, count: int = 1) -> None:
        """Real mouse click (``event.isTrusted`` is true) at a point of the viewport."""
        await self._perform(click_actions(x, y, count=count))

    async def click_element(self, css: str, *, count: int = 1, seconds: float = PATIENCE_S) -> None:
        """Real mouse click on the centre of the first element matching ``css``, as ``rect`` waits for it.

        Whatever lies on top gets it.
        """
        await self.click(*(await self.rect(css, seconds)).centre, count=count)

    async def click_in_shadow(self, host_css: str, css: str) -> None:
        """Real mouse click on the centre of an element inside the shadow root, open or closed, of ``host_css``."""
        await self.click(*(await self.rect_in_shadow(host_css, css)).centre)

    async def click_in_host(self, host_css: str, dx: float, dy: float) -> None:
        """Real mouse click ``dx``, ``dy`` CSS pixels from the top left corner of the element ``host_css``."""
        rect = await self.rect(host_css)
        await self.click(rect.left + dx, rect.top + dy)

    async def type_text(self, text: str) -> None:
        """Type into whatever has the focus, key by key."""
        await self._perform(type_actions(text))

    async def press_key(self, chord: str) -> None:
        """Press a key or chord, for example ``Enter``, ``Escape``, ``Control+a``."""
        await self._perform(chord_actions(chord))

    async def screenshot(self, path: Path, *, full: bool = False) -> Path:
        """Write a PNG of the viewport, or with ``full`` of the whole document, and return ``path``."""
        origin = "document" if full else "viewport"
        answer = await self._bidi.send("browsingContext.captureScreenshot", context=self.context, origin=origin)
        return _write(path, base64.b64decode(answer["data"]))

    async def _perform(self, actions: list[Json]) -> None:
        await self._bidi.send("input.performActions", context=self.context, actions=actions)

    async def _shadow_root(self, host_css: str) -> Json:
        answer = await self._bidi.send(
            "script.evaluate",
            target={"context": self.context},
            awaitPromise=False,
            expression=f"document.querySelector({json.dumps(host_css)})",
            serializationOptions={"includeShadowTree": "all", "maxDomDepth": 1},
        )
        root = answer.get("result", {}).get("value", {}).get("shadowRoot")
        if not root:
            raise BrowserError(f"no element with a shadow root matches {host_css}")
        return {"sharedId": root["sharedId"]}

    async def _script(self, source: str, arguments: Sequence[Json]) -> Any:  # noqa: ANN401 - a script's plain value
        common: Json = {"target": {"context": self.context}, "awaitPromise": True}
        if arguments:
            answer = await self._bidi.send("script.callFunction", functionDeclaration=source, arguments=list(arguments), **common)
        else:
            answer = await self._bidi.send("script.evaluate", expression=source, **common)
        if answer["type"] == "exception":
            raise BrowserError(f"{answer['exceptionDetails']['text']} in: {source}")
        return json.loads(answer["result"].get("value", "null"))


# Firefox knows where an element is on the screen only two frames later; a page behind another draws none.
_PLACE = """async (element) => {
  if (!element || element.matches(":disabled")) return null;
  element.scrollIntoView({ block: "center", inline: "nearest", behavior: "instant" });
  const frame = () => new Promise((resolve) => { requestAnimationFrame(resolve); setTimeout(resolve, 250); });
  await frame();
  await frame();
  const { left, top, width, height } = element.getBoundingClientRect();
  return width && height ? [left, top, width, height] : null;
}"""


def _write(path: Path, content: bytes) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    return path


async def _resting(look: Callable[[], Awaitable[Any]], what: str, seconds: float) -> Rect:
    """The place, once it was the same twice; ``look`` gives what _PLACE returns."""
    before: object = None

    async def rests() -> Rect | None:
        nonlocal before
        last = before
        try:
            before = place = await look()
        except BrowserError as error:
            before = place = error
        return Rect(*place) if isinstance(place, list) and place == last else None

    return await poll(rests, seconds, lambda: f"nothing to click after {seconds} s: {what} (last: {before!r})")
