"""One shop per browser and module: stand-ins, order list, agent, and the browser with the paired extension."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from agent.demo.allegro_orders import demo_orders, many_orders
from agent.demo.browser import BROWSERS, BrowserMissingError
from agent.demo.clicks import SECONDS, pair
from agent.demo.shipx_options import ShipxOptions
from agent.demo.shop import DemoShop, open_shop
from agent.demo.stand_ins import every_account

LISTED = 22
PASTED = 200


@pytest.fixture(scope="module", params=list(BROWSERS))
def browser_name(request: pytest.FixtureRequest) -> str:
    """Each browser in turn."""
    name: str = request.param
    return name


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def unpaired(browser_name: str, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[DemoShop]:
    """A shop whose browser has never met the agent. The list shows the demo's 22 orders; 200 more are known to Allegro."""
    folder: Path = tmp_path_factory.mktemp(browser_name)
    orders = [*demo_orders(), *many_orders(PASTED)]
    try:
        async with (
            every_account(orders, shipx=ShipxOptions(confirm_after_s=0.1)) as world,
            open_shop(folder / "home", folder / "downloads", headless=True, browser_name=browser_name, world=world) as shop,
        ):
            shop.page.orders = shop.page.orders[:LISTED]
            # It comes to the front whenever it comes, and a list behind it neither asks for news nor takes clicks in time.
            await shop.browser.find_tab("pages/pairing.html", SECONDS)
            yield shop
    except BrowserMissingError as error:
        pytest.fail(str(error), pytrace=False)


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def shop(unpaired: DemoShop) -> DemoShop:
    """The same, paired."""
    await pair(unpaired)
    return unpaired
