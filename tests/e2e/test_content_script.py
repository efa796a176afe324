"""A content script that somebody else got hold of, in both browsers: what it may ask, and what it cannot write."""

import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from agent import extension_folder
from agent.demo.browser import BrowserMissingError
from agent.demo.clicks import SECONDS, open_list, pair
from agent.demo.shop import DemoShop, open_shop
from agent.demo.stand_ins import every_account
from tests.e2e.steps import numbers, row_page

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="module")]

TAKEN_OVER = """
setTimeout(async () => {
  const tries = [
    () => chrome.storage.local.set({ oneClick: true }),
    () => chrome.storage.session.set({ oneClick: true }),
    () => new Promise((done, failed) => {
      const request = indexedDB.open("nadajnik");
      request.onerror = failed;
      request.onupgradeneeded = () => request.result.createObjectStore("settings").put(true, "oneClick");
      request.onsuccess = done;
    }),
    () => chrome.runtime.sendMessage({ type: "settings.oneClick", isOn: true }),
  ];
  const tried = tries.map(async (attempt) => attempt());
  await Promise.race([Promise.allSettled(tried), new Promise((later) => setTimeout(later, 2000))]);
  document.documentElement.dataset.takenOver = "yes";
});
"""


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def taken_over(browser_name: str, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[DemoShop]:
    """A paired shop whose extension runs foreign lines in Allegro's page, with all that a content script has."""
    folder: Path = tmp_path_factory.mktemp(browser_name)
    extension = shutil.copytree(extension_folder.FOLDER, folder / "extension")
    with (extension / "content" / "main.js").open("a", encoding="utf-8") as script:
        script.write(TAKEN_OVER)
    try:
        async with (
            every_account() as world,
            open_shop(
                folder / "home", folder / "downloads", headless=True, browser_name=browser_name, world=world, extension=extension
            ) as shop,
        ):
            await pair(shop)
            yield shop
    except BrowserMissingError as error:
        pytest.fail(str(error), pytrace=False)


async def test_row_15_a_content_script_cannot_switch_one_click_on(taken_over: DemoShop) -> None:
    tab, order_id = taken_over.browser.tab, taken_over.order_ids[0]
    await open_list(taken_over, tab)
    await tab.until("document.documentElement.dataset.takenOver === 'yes'", SECONDS)
    page = await row_page(taken_over, tab, order_id)
    assert await page.evaluate("document.querySelector('#plan-rows tr').dataset.status") == "ready"
    assert numbers(taken_over, order_id) == []
    assert taken_over.world.shipx.shipments == []
