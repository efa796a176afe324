"""`python -m bench.plan_page`: how long the plan page keeps a person waiting with 500 rows, in both browsers.

For each step the milliseconds until it was drawn, and the longest time the page answered nothing meanwhile.
"""

import asyncio
import json
import tempfile
from pathlib import Path

from rich.console import Console
from rich.table import Table

from agent.demo.allegro_orders import OrderKind, many_orders
from agent.demo.browser import BROWSERS, Tab
from agent.demo.clicks import pair
from agent.demo.shop import DemoShop, open_shop
from agent.demo.stand_ins import every_account

ROWS = 500
SECONDS = 60.0
KINDS = (
    OrderKind.LOCKER,
    OrderKind.COURIER,
    OrderKind.LANDLINE,
    OrderKind.NO_HOUSE_NUMBER,
    OrderKind.LOCKER_COD,
    OrderKind.POCZTEX,
    OrderKind.ORLEN,
)
_WATCH = """(() => { let last = performance.now(); window.longest = 0;
  const look = () => { const now = performance.now(); longest = Math.max(longest, now - last); last = now; setTimeout(look); };
  look(); return true; })()"""
_TYPE = "((at) => {{ at.value = '{}'; at.dispatchEvent(new Event('{}', {{ bubbles: true }})); }})(document.querySelector('{}'))"

_PLANNED = "document.querySelector('#plan').dataset.complete === 'yes'"
_SHOWN = "document.querySelectorAll('#plan-rows tr:not([hidden])').length === {}"
_STEPS = {
    "plan": ("document.querySelector('#plan-pasted').click()", _PLANNED),
    "show the red ones": ("document.querySelector('#filter-red').click()", "true"),
    "show all": ("document.querySelector('#filter-all').click()", _SHOWN.format(ROWS)),
    "search": (_TYPE.format("nowak", "input", "#plan-search"), "true"),
    "search nothing": (_TYPE.format("", "input", "#plan-search"), _SHOWN.format(ROWS)),
    "untick": ("document.querySelector('[data-gate=include]').click()", "true"),
    "another size": (_TYPE.format("large", "change", "[data-size]"), "!document.querySelector('#plan-rows [aria-busy=true]')"),
    "open a row": ("document.querySelector('[data-key=edit]').click()", "true"),
    "to the end": ("scrollTo(0, document.body.scrollHeight)", "true"),
}
"""What is done, and what is true when it is."""


async def _step(page: Tab, action: str, done: str) -> tuple[int, int]:
    """Milliseconds in all, and of the longest silence."""
    took: list[int] = await page.evaluate(
        f"(async () => {{ longest = 0; const from = performance.now(); {action};"
        f" do await new Promise((drawn) => requestAnimationFrame(() => setTimeout(drawn))); while (!({done}));"
        " return [performance.now() - from, longest].map(Math.round); })()"
    )
    return took[0], took[1]


async def _measure(shop: DemoShop) -> dict[str, tuple[int, int]]:
    await pair(shop)
    page = await shop.browser.new_tab(await shop.browser.extension_url(shop.extension_id, "pages/shipments.html"))
    await page.until("document.querySelector('#start').hidden === false", SECONDS)
    await page.evaluate(_WATCH)
    await page.evaluate(f"document.querySelector('#pasted').value = {json.dumps(' '.join(shop.world.allegro.orders))}")
    return {name: await _step(page, action, done) for name, (action, done) in _STEPS.items()}


async def main() -> None:
    """Measures in each browser and prints a table."""
    console = Console()
    for name in BROWSERS:
        with tempfile.TemporaryDirectory() as folder:
            home, downloads = Path(folder) / "home", Path(folder) / "downloads"
            async with (
                every_account(many_orders(ROWS, KINDS)) as world,
                open_shop(home, downloads, headless=True, browser_name=name, world=world) as shop,
            ):
                took = await _measure(shop)
        table = Table("step", "ms", "longest silence, ms", title=f"{name}, {ROWS} rows")
        for step, (in_all, longest) in took.items():
            table.add_row(step, str(in_all), str(longest))
        console.print(table)


if __name__ == "__main__":
    asyncio.run(main())
