"""From the click in the order list to the label, in real Chromium and real Firefox."""

from collections.abc import AsyncIterator
from datetime import date
from pathlib import Path

import pytest
import pytest_asyncio

from agent.demo.clicks import HOST, SECONDS, open_list, wait_for_state
from agent.demo.shop import DemoShop
from agent.shipping.pdf import page_count, split_by_number
from tests.e2e.conftest import LISTED, PASTED
from tests.e2e.steps import agree, create, finished, numbers, plan_page, row_page, selection_page, texts

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="module")]


@pytest_asyncio.fixture(loop_scope="module", autouse=True)
async def only_the_list(shop: DemoShop) -> AsyncIterator[None]:
    """Pages of the extension that a test leaves open do not spoil the next one."""
    yield
    for tab in await shop.browser.tabs():
        if "extension://" in tab.url:
            await tab.close()


async def label_numbers(file: Path, wanted: list[str]) -> list[str]:
    """Which number each page shows, in the pages' order."""
    content = file.read_bytes()
    assert page_count(content) == len(wanted)
    return list(split_by_number(content, wanted))


async def test_three_orders_in_one_go(shop: DemoShop, tmp_path: Path) -> None:
    wanted, tab = shop.order_ids[:3], shop.browser.tab
    page = await selection_page(shop, tab, *wanted)
    await create(page)
    assert "3 utworzone" in (await texts(page, "#result"))[0]
    await page.click_element("#download")
    file = await shop.browser.wait_for_download(f"etykiety-{date.today():%Y-%m-%d}-3szt.pdf", SECONDS)
    shown = await texts(page, "#job-rows td[data-number]")
    assert [numbers(shop, order_id) for order_id in wanted] == [[each] for each in shown]
    assert await label_numbers(file, shown) == shown
    await tab.activate()
    for order_id in wanted:
        await wait_for_state(tab, order_id, "created")
    await page.screenshot(tmp_path / "result.png")


async def test_a_second_parcel_needs_a_word_and_no_is_the_default(shop: DemoShop) -> None:
    order_id, tab = shop.order_ids[0], shop.browser.tab
    await open_list(shop, tab)
    await wait_for_state(tab, order_id, "created")
    page = await row_page(shop, tab, order_id)
    asked = (await texts(page, "#plan-rows .gate.again"))[0]
    assert numbers(shop, order_id)[0] in asked
    assert await page.evaluate("document.querySelector('[data-gate=again]').checked") is False
    assert await page.evaluate("document.querySelector('#create').disabled") is True
    await page.click_element("[data-gate=again]")
    await create(page)
    assert len(numbers(shop, order_id)) == 2


async def test_the_label_at_the_row(shop: DemoShop) -> None:
    order_id, tab = shop.order_ids[1], shop.browser.tab
    await open_list(shop, tab)
    await wait_for_state(tab, order_id, "created")
    await tab.until(f"document.querySelector('{HOST.format(order_id)}').dataset.nadajnikLabel === 'yes'", SECONDS)
    await tab.click_in_shadow(HOST.format(order_id), '[data-action="label"]')
    file = await shop.browser.wait_for_download(f"etykiety-{date.today():%Y-%m-%d}-1szt.pdf", SECONDS)
    assert await label_numbers(file, numbers(shop, order_id)) == numbers(shop, order_id)


async def test_bad_orders_are_told_with_their_reason_and_the_rest_is_created(shop: DemoShop) -> None:
    good, cancelled, unpaid, warehouse, allegro_one = (shop.order_ids[each] for each in (3, 8, 9, 10, 11))
    before = len(shop.world.shipx.shipments)
    page = await selection_page(shop, shop.browser.tab, good, cancelled, unpaid, warehouse, allegro_one)
    codes = await page.evaluate(
        "Object.fromEntries([...document.querySelectorAll('#plan-rows tr[data-status=blocked]')]"
        ".map((row) => [row.dataset.order, row.querySelector('.bad').dataset.code]))"
    )
    assert codes == {
        cancelled: "order_cancelled",
        unpaid: "order_unpaid",
        warehouse: "order_of_allegro_warehouse",
        allegro_one: "method_only_allegro",
    }
    await create(page)
    assert len(shop.world.shipx.shipments) == before + 1
    assert len(numbers(shop, good)) == 1


async def test_a_job_goes_on_without_its_tab_and_is_there_when_opened_again(shop: DemoShop) -> None:
    order_id = shop.order_ids[4]
    page = await selection_page(shop, shop.browser.tab, order_id)
    await agree(page)
    shop.world.shipx.latency_s = 0.5
    await page.until("!document.querySelector('#create').disabled", SECONDS)
    await page.click_element("#create")
    await page.until("location.search.includes('job=')", SECONDS)
    await page.close()
    await shop.browser.sleep_background(shop.extension_id)
    shop.world.shipx.latency_s = 0.0
    again = await shop.browser.new_tab()
    await again.goto(await shop.browser.extension_url(shop.extension_id, "pages/shipments.html"))
    await again.until("document.querySelectorAll('#jobs a[data-job]').length > 0", SECONDS)
    await again.click_element("#jobs li:first-child a")
    await finished(again)
    assert len(numbers(shop, order_id)) == 1
    await again.close()


async def test_the_background_put_to_sleep_wakes_up(shop: DemoShop) -> None:
    order_id, tab = shop.order_ids[6], shop.browser.tab
    await open_list(shop, tab)
    await shop.browser.sleep_background(shop.extension_id)
    page = await row_page(shop, tab, order_id)
    await shop.browser.sleep_background(shop.extension_id)
    await agree(page)
    await create(page)
    await tab.activate()
    await wait_for_state(tab, order_id, "created")
    assert len(numbers(shop, order_id)) == 1


async def test_an_order_of_another_seller_is_said_so(shop: DemoShop) -> None:
    tab = shop.browser.tab
    await tab.goto(shop.page.url("/orders?sellerId=999"))
    await tab.until(f"document.querySelectorAll('span[data-nadajnik-order]').length === {LISTED}", SECONDS)
    page = await row_page(shop, tab, shop.order_ids[5])
    assert await page.evaluate("document.querySelector('#plan-rows .bad').dataset.code") == "order_of_other_seller"
    assert await page.evaluate("document.querySelector('#create').disabled") is True


async def test_one_selection_over_all_four_accounts_ends_in_one_file_in_list_order(shop: DemoShop, tmp_path: Path) -> None:
    """InPost's two and all those of Poczta Polska's accounts and ORLEN Paczka, four of them with cash on delivery."""
    wanted = [shop.order_ids[each] for each in (5, 7, *range(16, LISTED))]
    page = await selection_page(shop, shop.browser.tab, *reversed(wanted))
    await agree(page)
    await create(page)
    await page.until("document.querySelector('#job').dataset.state === 'finished'", SECONDS)
    assert (await texts(page, "#job-title"))[0].startswith("Przesyłki z ")
    assert await texts(page, "#result") == ["8 utworzone, 0 do poprawy"]
    await page.screenshot(tmp_path / "mixed.png")
    shown = await texts(page, "#job-rows td[data-number]")
    assert [numbers(shop, order_id) for order_id in wanted] == [[each] for each in shown]
    carriers = [number.carrier_id for order_id in wanted for number in shop.world.allegro.numbers(order_id)]
    assert carriers == ["INPOST", "INPOST", "POCZTA_POLSKA", "RUCH", "POCZTA_POLSKA", "RUCH", "POCZTA_POLSKA", "POCZTA_POLSKA"]
    await page.click_element("#download")
    file = await shop.browser.wait_for_download(f"etykiety-{date.today():%Y-%m-%d}-8szt.pdf", SECONDS)
    assert await label_numbers(file, shown) == shown


async def test_two_hundred_pasted_orders_end_in_one_file(shop: DemoShop, browser_name: str) -> None:
    wanted = list(shop.world.allegro.orders)[LISTED:]
    assert len(wanted) == PASTED
    page = await shop.browser.new_tab()
    await page.goto(await shop.browser.extension_url(shop.extension_id, "pages/shipments.html"))
    await page.evaluate(f"document.querySelector('#pasted').value = {' '.join(wanted)!r}")
    await page.click_element("#plan-pasted")
    page = await plan_page(shop, PASTED)
    await agree(page)
    await create(page)
    await page.click_element("#download")
    file = await shop.browser.wait_for_download(f"etykiety-{date.today():%Y-%m-%d}-{PASTED}szt.pdf", SECONDS)
    expected = [numbers(shop, order_id) for order_id in wanted]
    assert all(len(each) == 1 for each in expected)
    assert await label_numbers(file, [each[0] for each in expected]) == [each[0] for each in expected]
    await page.close()
