"""What a person does on the settings pages, in a real browser."""

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from agent.demo.browser import Browser
from agent.demo.browser.tab import Tab

AXE = Path(__file__).parents[2] / "node_modules" / "axe-core" / "axe.min.js"


@asynccontextmanager
async def settings_tab(opened: Browser, address: str) -> AsyncIterator[Tab]:
    """The settings on their first place, in a tab of their own."""
    tab = await opened.new_tab(address)
    await tab.until("document.querySelector('.first li')")
    yield tab
    await tab.close()


async def go(tab: Tab, place: str) -> None:
    """Opens a place of the settings, and waits until it is the one that is shown."""
    await tab.evaluate(f"location.hash = {json.dumps(place)}")
    await shown(tab, place)


async def shown(tab: Tab, place: str) -> None:
    """Waits for the place; what it asks the program for may still be on its way."""
    await tab.until(f"document.querySelector('#place').dataset.shown === {json.dumps(place)}")


async def write(tab: Tab, field: str, text: str) -> None:
    """Clicks into a field and types over what is there."""
    await tab.click_element(f"#field-{field}")
    await tab.until(f"document.activeElement.id === 'field-{field}'")
    await tab.press_key("Control+a")
    await tab.type_text(text)


async def violations(tab: Tab) -> list[object]:
    """What axe has against the place that is shown: the rule and how often."""
    axe = AXE.read_text(encoding="utf-8")
    await tab.evaluate(f"(() => {{ {axe}\n return 0 }})()")
    found: list[object] = await tab.evaluate("axe.run().then((it) => it.violations.map((each) => [each.id, each.nodes.length]))")
    return found
