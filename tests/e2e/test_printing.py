"""Labels straight to the printer, in a real browser with a real printing system."""

import asyncio
from pathlib import Path

import pytest

from agent.config.edit import set_section
from agent.config.file import ConfigFile
from agent.demo.shop import DemoShop
from agent.shipping.pdf import split_by_number
from tests.e2e.steps import create, selection_page, texts
from tests.printing.conftest import cups, running_cups
from tests.printing.cupsd import LABELS, TestCups

__all__ = ["cups", "running_cups"]
pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="module")]


async def test_a_click_prints_the_labels_in_the_order_of_the_list(shop: DemoShop, cups: TestCups, tmp_path: Path) -> None:
    wanted = shop.order_ids[:3]
    with ConfigFile(shop.agent.home).edit() as document:
        set_section(document, "printing", {"printer": LABELS})
    page = await selection_page(shop, shop.browser.tab, *wanted)
    await create(page)
    assert await texts(page, "#print") == ["Drukuj (3)"]
    await page.click_element("#print")
    [paper] = await asyncio.to_thread(cups.until, 1)
    numbers = await texts(page, "#job-rows td[data-number]")
    assert list(split_by_number(paper.content, numbers)) == numbers
    await page.until(
        "!document.querySelector('#message').hidden && document.querySelector('#message').textContent.includes('Zebra')"
    )
    assert (await texts(page, "#message")) == [f"Etykiety wysłane do drukarki {LABELS}: 3."]
    await page.close()


async def test_without_a_chosen_printer_there_is_no_button(shop: DemoShop) -> None:
    with ConfigFile(shop.agent.home).edit() as document:
        set_section(document, "printing", {"printer": None})
    page = await selection_page(shop, shop.browser.tab, shop.order_ids[3])
    await create(page)
    assert await page.evaluate("document.querySelector('#print').hidden") is True
    await page.close()
