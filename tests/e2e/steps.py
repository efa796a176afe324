"""What a person does and sees, in selectors and clicks."""

from agent.demo.browser import Tab
from agent.demo.clicks import BAR, HOST, SECONDS, open_list, tick
from agent.demo.shop import DemoShop

ROW = "#{}-rows tr[data-order='{}']"


async def selection_page(shop: DemoShop, tab: Tab, *order_ids: str) -> Tab:
    """Ticks the orders in a fresh list and presses the bar's button; the extension's page with its plan."""
    await open_list(shop, tab)
    for order_id in order_ids:
        await tick(tab, order_id)
    await tab.until(f"document.querySelector('{BAR}').dataset.nadajnikSelected === '{len(order_ids)}'", SECONDS)
    await tab.click_in_shadow(BAR, '[data-action="bar-create"]')
    return await plan_page(shop, len(order_ids))


async def row_page(shop: DemoShop, tab: Tab, order_id: str) -> Tab:
    """Presses the button at the order."""
    await tab.click_in_shadow(HOST.format(order_id), '[data-action="create"]')
    return await plan_page(shop, 1)


async def plan_page(shop: DemoShop, rows: int) -> Tab:
    """The extension's page once its plan is complete."""
    page = await shop.browser.find_tab("pages/shipments.html", SECONDS)
    await page.until(f"document.querySelectorAll('#plan-rows tr[data-order]').length === {rows}", SECONDS)
    await page.until("document.querySelectorAll('#plan-rows tr[aria-busy=true]').length === 0", SECONDS)
    return page


async def agree(page: Tab) -> None:
    """Ticks every box that a row still asks for."""
    await page.evaluate("document.querySelectorAll('[data-gate]:not(:checked)').forEach((box) => box.click())")


async def create(page: Tab) -> None:
    """Presses the big button and waits until nothing moves any more."""
    await page.until("!document.querySelector('#create').disabled", SECONDS)
    await page.click_element("#create")
    await finished(page)


async def finished(page: Tab) -> None:
    """Waits until every row of the job has come to its end; a parcel that is being looked up has not."""
    moving = (
        "[data-state=queued], [data-state=waiting], [data-state=sending], [data-state=confirming],"
        " [data-state=unknown]:not(:has(.bad)), [data-label=waiting], [data-allegro=waiting]"
    )
    await page.until("document.querySelectorAll('#job-rows tr[data-order]').length > 0", SECONDS)
    await page.until(f"[...document.querySelectorAll('#job-rows tr')].every((row) => !row.matches('{moving}'))", 2 * SECONDS)


async def texts(page: Tab, selector: str) -> list[str]:
    """Texts of all elements."""
    found: list[str] = await page.evaluate(f'[...document.querySelectorAll("{selector}")].map((each) => each.textContent)')
    return found


def numbers(shop: DemoShop, order_id: str) -> list[str]:
    """The order's numbers at the Allegro stand-in."""
    return [number.waybill for number in shop.world.allegro.numbers(order_id)]
