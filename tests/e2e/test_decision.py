"""A parcel whose answer was lost and which InPost does not list: the person looks and says what is there, in both browsers."""

from pathlib import Path

import pytest

from agent.demo.browser import Tab
from agent.demo.clicks import SECONDS
from agent.demo.faults import Fault
from agent.demo.shop import DemoShop
from tests.e2e.steps import agree, numbers, selection_page, texts

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="module")]

LOOKS_S = 60 + SECONDS
"""InPost is looked at twice, 10 and 60 seconds after the answer was lost."""
NUMBER = "620000000000000000000042"


async def lost_page(shop: DemoShop, *wanted: str) -> Tab:
    """Ships orders whose parcels never reach InPost; the page once the program has given up looking."""
    shop.world.shipx.faults.arm(Fault.RESET_BEFORE, method="POST", path=r"/shipments$", times=len(wanted))
    page = await selection_page(shop, shop.browser.tab, *wanted)
    await agree(page)
    await page.until("!document.querySelector('#create').disabled", SECONDS)
    await page.click_element("#create")
    await page.until(f"document.querySelectorAll('#job-rows form.decision').length === {len(wanted)}", LOOKS_S)
    return page


async def test_one_was_made_and_one_was_not(shop: DemoShop, tmp_path: Path) -> None:
    made, not_made = shop.order_ids[:2]
    page = await lost_page(shop, made, not_made)
    await page.until("document.querySelector('#job').dataset.state === 'finished'")
    await page.screenshot(tmp_path / "asked.png")
    row = f"#job-rows tr[data-order='{made}']"
    await page.evaluate(f'document.querySelector("{row} [data-number-found]").value = "1234"')
    await page.click_element(f"{row} [data-decide=created]")
    await page.until(f'!document.querySelector("{row} [role=alert]").hidden')
    assert numbers(shop, made) == []
    await page.evaluate(f'document.querySelector("{row} [data-number-found]").value = "6200 0000 0000 0000 0000 0042"')
    other = f"#job-rows tr[data-order='{not_made}'] [data-number-found]"
    await page.evaluate(f'document.querySelector("{other}").value = "begun"')
    await page.click_element(f"{row} [data-decide=created]")
    await page.until(f'document.querySelector("{row}[data-state=created][data-allegro=yes]") !== null', SECONDS)
    assert numbers(shop, made) == [NUMBER]
    assert await page.evaluate(f'document.querySelector("{other}").value') == "begun"

    row = f"#job-rows tr[data-order='{not_made}']"
    await page.click_element(f"{row} [data-decide=not_created]")
    await page.until(
        f'document.querySelector("{row} [data-decide=not_created]").textContent === "Na pewno? Druga paczka kosztuje"'
    )
    assert await page.evaluate(f'document.querySelector("{row}").dataset.state') == "unknown"
    await page.click_element(f"{row} [data-decide=not_created]")
    await page.until(f'document.querySelector("{row}[data-state=refused]") !== null', SECONDS)
    assert "Możesz utworzyć ją ponownie" in (await texts(page, f"{row} [data-code=declared_not_created]"))[0]
    await page.screenshot(tmp_path / "decided.png")
