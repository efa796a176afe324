"""What a person does on the settings pages, in a real browser."""

import json
from pathlib import Path

from agent.demo.browser.tab import Tab

AXE = Path(__file__).parents[2] / "node_modules" / "axe-core" / "axe.min.js"


async def go(tab: Tab, place: str) -> None:
    await tab.evaluate(f"location.hash = {json.dumps(place)}")
    await tab.until(f"location.hash === {json.dumps('#' + place)} && document.querySelector('main h1')")


async def write(tab: Tab, field: str, text: str) -> None:
    """Clicks into a field and types."""
    await scrolled(tab, f"#field-{field}")
    await tab.click_element(f"#field-{field}", count=3)
    await tab.until(f"document.activeElement.id === 'field-{field}'")
    await tab.type_text(text)


async def scrolled(tab: Tab, css: str) -> None:
    """Brings an element to the middle; Firefox knows where it is on the screen only two frames later."""
    frame = "new Promise((resolve) => requestAnimationFrame(resolve))"
    await tab.evaluate(f"document.querySelector({json.dumps(css)}).scrollIntoView({{block: 'center'}})")
    await tab.evaluate(f"{frame}.then(() => {frame}).then(() => 0)")


async def violations(tab: Tab) -> list[object]:
    """What axe has against the place that is shown: the rule and how often."""
    axe = AXE.read_text(encoding="utf-8")
    await tab.evaluate(f"(() => {{ {axe}\n return 0 }})()")
    found: list[object] = await tab.evaluate("axe.run().then((it) => it.violations.map((each) => [each.id, each.nodes.length]))")
    return found
