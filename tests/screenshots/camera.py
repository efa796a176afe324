"""Takes one picture of a page: nothing moves, the clock shows always the same morning, few colours, few bytes."""

import asyncio
import io
import json
from collections.abc import Callable, Collection
from pathlib import Path

from PIL import Image

from agent.demo.browser import Tab

MOST_BYTES = 150_000
COLOURS = 96
SHOWN_DAY = "2026-11-24"
"""The day that every picture shows, whenever it was taken."""

_STILL = """(() => {
  const style = new CSSStyleSheet();
  style.replaceSync("*, *::before, *::after { animation: none !important; transition: none !important; caret-color: transparent !important } html { scrollbar-width: none }");
  document.adoptedStyleSheets = [style];
})()"""

# Moments become the fixed morning; days keep their distance from today, so that tomorrow's courier still comes tomorrow.
_FIXED_CLOCK = """((shownDay) => {
  const noon = (iso) => new Date(iso + "T12:00:00");
  const today = new Date(); today.setHours(12, 0, 0, 0);
  const shift = Math.round((noon(shownDay) - today) / 864e5);
  const moved = (date) => { const it = new Date(date); it.setDate(it.getDate() + shift); return it };
  const of = (year, month, day) => moved(new Date(year, month - 1, day, 12));
  const two = (number) => String(number).padStart(2, "0");
  const months = ["stycznia", "lutego", "marca", "kwietnia", "maja", "czerwca", "lipca", "sierpnia", "września", "października", "listopada", "grudnia"];
  const short = ["sty", "lut", "mar", "kwi", "maj", "cze", "lip", "sie", "wrz", "paź", "lis", "gru"];
  const long = new Intl.DateTimeFormat("pl", { weekday: "long", day: "numeric", month: "long" });
  const rules = [
    [/(\\d{4})-(\\d\\d)-(\\d\\d) \\d\\d:\\d\\d/g, (_, y, m, d) => { const it = of(y, m, d); return `${it.getFullYear()}-${two(it.getMonth() + 1)}-${two(it.getDate())} 08:15` }],
    [/(\\d{4})-(\\d\\d)-(\\d\\d)(?=-\\d+szt)/g, (_, y, m, d) => { const it = of(y, m, d); return `${it.getFullYear()}-${two(it.getMonth() + 1)}-${two(it.getDate())}` }],
    [/(\\d{1,2})\\.(\\d{1,2})\\.(\\d{4}), \\d\\d:\\d\\d/g, (_, d, m, y) => { const it = of(y, m, d); return `${it.getDate()}.${two(it.getMonth() + 1)}.${it.getFullYear()}, 08:15` }],
    [/(\\d{1,2}) ([a-zź]{3}) (\\d{4}), \\d\\d:\\d\\d/g, (_, d, m, y) => { const it = of(y, short.indexOf(m) + 1, d); return `${it.getDate()} ${short[it.getMonth()]} ${it.getFullYear()}, 08:15` }],
    [/(?:poniedziałek|wtorek|środa|czwartek|piątek|sobota|niedziela), (\\d{1,2}) ([a-zźś]+)/g, (_, d, m) => long.format(of(today.getFullYear(), months.indexOf(m) + 1, d))],
    [/\\bo \\d\\d:\\d\\d/g, () => "o 08:20"],
    [/Zostało \\d+ s\\./g, () => "Zostało 110 s."],
    [/Wolne \\d+ MB/g, () => "Wolne 182400 MB"],
  ];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const text = rules.reduce((said, [pattern, put]) => said.replace(pattern, put), node.data);
    if (text !== node.data) node.data = text;
  }
})(%s)"""


class Camera:
    """Writes the promised pictures into a folder; `taken` hears the name of each."""

    def __init__(self, folder: Path, promised: Collection[str], taken: Callable[[str], None] = lambda _: None) -> None:
        self._folder = folder
        self._open = set(promised)
        self._taken = taken

    async def take(self, tab: Tab, name: str, *, size: tuple[int, int], top: bool = True) -> None:
        """The page as it is, in a viewport of this size; scrolled to its beginning unless `top` is false."""
        await tab.activate()
        await tab.set_viewport(*size)
        await tab.evaluate(_STILL)
        if top:
            await tab.evaluate("scrollTo(0, 0)")
        frame = "new Promise((resolve) => requestAnimationFrame(resolve))"
        await tab.evaluate(f"{frame}.then(() => {frame}).then(() => 0)")
        await tab.evaluate(_FIXED_CLOCK % json.dumps(SHOWN_DAY))
        raw = await tab.screenshot(self._folder / f".{name}.png")
        content = raw.read_bytes()
        raw.unlink()
        await asyncio.to_thread(self.keep, name, Image.open(io.BytesIO(content)))

    def keep(self, name: str, picture: Image.Image) -> None:
        """Writes the picture with few colours. A file that shows the same already stays as it is."""
        self._open.remove(name)
        file = self._folder / f"{name}.png"
        small = picture.convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE)
        buffer = io.BytesIO()
        small.save(buffer, "PNG", optimize=True)
        assert buffer.tell() <= MOST_BYTES, f"{name}: {buffer.tell()} bytes"
        file.parent.mkdir(parents=True, exist_ok=True)
        if not file.exists() or Image.open(file).convert("RGB").tobytes() != small.convert("RGB").tobytes():
            file.write_bytes(buffer.getvalue())
        self._taken(name)

    def check(self) -> None:
        """AssertionError when a promised picture was not taken."""
        assert not self._open, f"not taken: {', '.join(sorted(self._open))}"
