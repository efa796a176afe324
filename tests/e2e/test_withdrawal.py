"""The button that takes a parcel back is not offered for an account whose carrier takes none."""

import pytest

from agent.demo.clicks import SECONDS
from agent.demo.shop import DemoShop
from tests.e2e.steps import agree, create, numbers, selection_page, texts

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="module")]


async def test_inpost_keeps_the_parcel_so_nothing_is_offered(shop: DemoShop) -> None:
    order = shop.order_ids[0]
    page = await selection_page(shop, shop.browser.tab, order)
    await agree(page)
    await create(page)
    row = f"#job-rows tr[data-order='{order}']"
    await page.until(f"document.querySelector(\"{row}\")?.dataset.state === 'created'", SECONDS)
    assert await texts(page, f"{row} [data-withdraw]") == []
    assert len(numbers(shop, order)) == 1
