"""Takes one picture of a page: nothing moves, the clock shows always the same morning, few colours, few bytes."""

import asyncio
import io
import json
from collections.abc import Callable, Collection, Sequence
from pathlib import Path
from typing import cast

from PIL import Image, ImageChops

from agent.demo.browser import Tab

MOST_BYTES = 150_000
COLOURS = 256
UNSEEN = 12
"""Up to this much of 255 a channel may differ without being seen."""
SHOWN_DAY = "2026-11-24"
"""The day that every picture shows, whenever it was taken."""

_STILL = """(() => {
  const style = new CSSStyleSheet();
  style.replaceSync(`* { caret-color: transparent !important } html { scrollbar-width: none }
    *, *::before, *::after { animation: none !important; transition: none !important }`);
  document.adoptedStyleSheets = [style];
})()"""
_FIXED_CLOCK = Path(__file__).with_name("fixed_clock.js").read_text(encoding="utf-8").strip().removesuffix(";")


class Camera:
    """Writes the promised pictures into a folder; `taken` hears the name of each."""

    def __init__(self, folder: Path, promised: Collection[str], taken: Callable[[str], None] = lambda _: None) -> None:
        self._folder = folder
        self._open = set(promised)
        self._taken = taken

    async def take(self, tab: Tab, name: str, *, size: tuple[int, int], clock: bool = True) -> None:
        """The beginning of the page in a viewport of this size. Without `clock` it shows fixed moments already."""
        await tab.activate()
        await tab.set_viewport(*size)
        await tab.evaluate(_STILL)
        await tab.evaluate("scrollTo(0, 0)")
        frame = "new Promise((resolve) => requestAnimationFrame(resolve))"
        await tab.evaluate(f"{frame}.then(() => {frame}).then(() => 0)")
        if clock:
            await tab.evaluate(f"({_FIXED_CLOCK}\n)({json.dumps(SHOWN_DAY)})")
        raw = await tab.screenshot(self._folder / f".{name}.png")
        content = raw.read_bytes()
        raw.unlink()
        await asyncio.to_thread(self.keep, name, Image.open(io.BytesIO(content)))

    def keep(self, name: str, picture: Image.Image) -> None:
        """Writes the picture with few colours. A file that looks the same already stays as it is."""
        self._open.remove(name)
        file = self._folder / f"{name}.png"
        small = picture.convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE)
        buffer = io.BytesIO()
        small.save(buffer, "PNG", optimize=True)
        assert buffer.tell() <= MOST_BYTES, f"{name}: {buffer.tell()} bytes"
        file.parent.mkdir(parents=True, exist_ok=True)
        if not (file.exists() and _looks_the_same(Image.open(file), small)):
            file.write_bytes(buffer.getvalue())
        self._taken(name)

    def check(self) -> None:
        """AssertionError when a promised picture was not taken."""
        assert not self._open, f"not taken: {', '.join(sorted(self._open))}"


def _looks_the_same(one: Image.Image, other: Image.Image) -> bool:
    """Round corners are not drawn alike every time; text that differs in one letter differs by more."""
    if one.size != other.size:
        return False
    extrema = ImageChops.difference(one.convert("RGB"), other.convert("RGB")).getextrema()
    return all(most <= UNSEEN for _, most in cast("Sequence[tuple[int, int]]", extrema))
