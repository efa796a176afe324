"""The button that takes a parcel back: it asks once more, and says why InPost does not do it."""

import pytest

from agent.demo.clicks import SECONDS
from agent.demo.shop import DemoShop
from tests.e2e.steps import agree, create, numbers, selection_page, texts

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="module"), pytest.mark.timeout(180)]


async def test_inpost_keeps_the_parcel_and_the_page_says_why(shop: DemoShop) -> None:
    order = shop.order_ids[0]
    page = await selection_page(shop, shop.browser.tab, order)
    await agree(page)
    await create(page)
    button = f"#job-rows tr[data-order='{order}'] [data-withdraw]"
    assert await texts(page, button) == ["Anuluj przesyłkę"]
    await page.click_element(button)
    assert await texts(page, button) == ["Na pewno? Tego nie da się cofnąć"]
    assert await page.evaluate("document.querySelector('#message').hidden") is True
    await page.click_element(button)
    await page.until("!document.querySelector('#message').hidden", SECONDS)
    assert "InPost nie anuluje opłaconych przesyłek" in (await texts(page, "#message"))[0]
    await page.until(f'document.querySelector("{button}")?.textContent === "Anuluj przesyłkę"', SECONDS)
    assert await page.evaluate(f'document.querySelector("{button}").disabled') is False
    assert len(numbers(shop, order)) == 1
