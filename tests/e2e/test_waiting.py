"""InPost does not answer: what the seller sees, stops, and gets in the end, in both browsers."""

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest
import pytest_asyncio

from agent.demo.browser import Tab
from agent.demo.browser.polling import poll
from agent.demo.clicks import SECONDS, open_list, wait_for_state
from agent.demo.shop import DemoShop
from tests.e2e.steps import agree, finished, numbers, plan_page, selection_page, texts

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="module")]

ROW = "#job-rows tr[data-order='{}']"
IN_STATE = "document.querySelectorAll('#job-rows tr[data-state={}]').length === {}"

SAID_WHILE_WAITING = (
    ("#job-rows .badge", "czeka"),
    ("#job-rows [data-next-try]", "następna próba"),
    ("#job-rows .look", "InPost: przewoźnik nie odpowiada"),
    ("#result", "0 utworzone, 0 do poprawy, czeka: 3"),
    ("#job-title", "Przesyłki czekają"),
)


def begins(selector: str, words: str) -> str:
    """Whether all such elements begin with these words."""
    return f"[...document.querySelectorAll('{selector}')].every((each) => each.textContent.startsWith('{words}'))"


@pytest_asyncio.fixture(loop_scope="module", autouse=True)
async def only_the_list(shop: DemoShop) -> AsyncIterator[None]:
    """Pages of the extension that a test leaves open do not spoil the next one; InPost answers again."""
    yield
    await shop.world.shipx.start()
    for tab in await shop.browser.tabs():
        if "extension://" in tab.url:
            await tab.close()


async def ship_during_outage(shop: DemoShop, *wanted: str) -> Tab:
    """Plans while InPost answers, creates when it does not any more; the page once every order waits."""
    page = await selection_page(shop, shop.browser.tab, *wanted)
    await agree(page)
    await page.until("!document.querySelector('#create').disabled", SECONDS)
    await shop.world.shipx.stop()
    await page.click_element("#create")
    await page.until(IN_STATE.format("waiting", len(wanted)), SECONDS)
    return page


async def stop_one(page: Tab, order_id: str) -> None:
    """Presses the button in the order's row; between two tries, since during one there is none."""
    row = ROW.format(order_id)

    async def stopped() -> bool:
        await page.evaluate(f'document.querySelector("{row} [data-stop]:not([disabled])")?.click()')
        return bool(await page.evaluate(f'document.querySelector("{row}").dataset.state === "cancelled"'))

    await poll(stopped, SECONDS, lambda: "the order was not stopped")


async def test_orders_wait_visibly_one_is_stopped_and_the_others_are_created(shop: DemoShop, tmp_path: Path) -> None:
    wanted = first, stopped, last = shop.order_ids[:3]
    tab = shop.browser.tab
    page = await ship_during_outage(shop, *wanted)
    # all of it at once: with every try it says something else for a moment
    await page.until(" && ".join([IN_STATE.format("waiting", 3), *(begins(*each) for each in SAID_WHILE_WAITING)]), SECONDS)
    await page.screenshot(tmp_path / "waiting.png")
    await tab.activate()
    await wait_for_state(tab, last, "waiting")

    await page.activate()
    await stop_one(page, stopped)
    await page.until("document.querySelector('#fix').textContent.includes('(1)')", SECONDS)
    await page.until("document.querySelector('#cancel').textContent.includes('(2)')", SECONDS)
    await page.screenshot(tmp_path / "stopped.png")

    await shop.world.shipx.start()
    await page.until(IN_STATE.format("created", 2), 2 * SECONDS)
    await finished(page)
    await page.until("document.querySelector('#job').dataset.state === 'finished'", SECONDS)
    assert await texts(page, "#result") == ["2 utworzone, 0 do poprawy"]
    await page.screenshot(tmp_path / "created.png")
    assert [len(numbers(shop, each)) for each in wanted] == [1, 0, 1]
    emails = [shop.world.allegro.orders[each]["buyer"]["email"] for each in wanted]
    assert [len(shop.world.shipx.by_email(each)) for each in emails] == [1, 0, 1]
    await tab.activate()
    await wait_for_state(tab, first, "created")
    await wait_for_state(tab, stopped, "none")

    await page.activate()
    await page.click_element("#fix")
    page = await plan_page(shop, 1)
    assert await page.evaluate("document.querySelectorAll('[data-gate=again]').length") == 0
    await agree(page)
    await page.click_element("#create")
    await page.until(f'document.querySelector("{ROW.format(stopped)}[data-allegro=yes]") !== null', SECONDS)
    assert [len(numbers(shop, each)) for each in wanted] == [1, 1, 1]


async def test_what_waits_is_told_everywhere_and_can_be_stopped_at_once(shop: DemoShop, tmp_path: Path) -> None:
    wanted = shop.order_ids[3:5]
    page = await ship_during_outage(shop, *wanted)
    start = await shop.browser.new_tab()
    await start.goto(await shop.browser.extension_url(shop.extension_id, "pages/shipments.html"))
    await start.until("document.querySelector('#jobs li:first-child')?.textContent.includes('czeka: 2')", SECONDS)
    await start.until("document.querySelector('#accounts li[data-account=inpost]')?.dataset.state === 'waiting'", SECONDS)
    assert "InPost: przewoźnik nie odpowiada, następna próba" in (await texts(start, "#problems [data-code=account_waiting]"))[0]
    await start.screenshot(tmp_path / "start.png")

    await start.evaluate(f"document.querySelector('#pasted').value = '{wanted[0]}'")
    await start.click_element("#plan-pasted")
    await start.until("document.querySelectorAll('#plan-rows .gate.again').length === 1", SECONDS)
    assert "jeszcze niewysłana, program utworzy ją sam" in (await texts(start, "#plan-rows .gate.again"))[0]
    await start.screenshot(tmp_path / "again.png")

    await page.activate()
    await page.click_element("#cancel")
    await page.until("document.querySelector('#job').dataset.state === 'finished'", SECONDS)
    await page.until(IN_STATE.format("cancelled", 2), SECONDS)
    await shop.world.shipx.start()
    await open_list(shop, shop.browser.tab)
    for order_id in wanted:
        await wait_for_state(shop.browser.tab, order_id, "none")
    assert [len(numbers(shop, each)) for each in wanted] == [0, 0]


async def test_an_account_stopped_for_its_credentials_is_a_loud_line_that_says_what_to_do(shop: DemoShop, tmp_path: Path) -> None:
    wanted = shop.order_ids[5:7]
    page = await selection_page(shop, shop.browser.tab, *wanted)
    await agree(page)
    await page.until("!document.querySelector('#create').disabled", SECONDS)
    shipx = shop.world.shipx
    shipx.options = replace(shipx.options, token="another")  # the stand-in's own
    await page.click_element("#create")
    await page.until(IN_STATE.format("refused", 2), SECONDS)
    await page.until("document.querySelector('#problems [data-code=account_stopped]') !== null", SECONDS)
    said = await texts(page, "#problems .problem")
    assert len(said) == 1
    assert said[0].endswith("Przewoźnicy, konto inpost.")
    await page.screenshot(tmp_path / "account-stopped.png")
