"""Fixtures that run a test in real Chromium and real Firefox.

A test module asks for the fixtures and shares the module's event loop with the browser::

    pytest_plugins = ["tests.e2e.browsers"]
    pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="module")]

A browser that is not installed fails the test, with the package to install, instead of skipping it.
"""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack

import pytest
import pytest_asyncio

from agent.demo.browser import BROWSERS, Browser, BrowserMissingError, BrowserOptions, browser
from agent.demo.order_page import OrderPage, Variant

Launch = Callable[[BrowserOptions], Awaitable[Browser]]


@pytest.fixture(scope="module", params=list(BROWSERS))
def browser_name(request: pytest.FixtureRequest) -> str:
    """Each browser in turn; everything that depends on it runs once per browser."""
    name: str = request.param
    return name


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def launch(browser_name: str) -> AsyncIterator[Launch]:
    """Start further browsers with options of one's own; they end with the module."""
    async with AsyncExitStack() as stack:

        async def start(options: BrowserOptions) -> Browser:
            try:
                return await stack.enter_async_context(browser(browser_name, options))
            except BrowserMissingError as error:
                pytest.fail(str(error), pytrace=False)

        yield start


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def shop() -> AsyncIterator[OrderPage]:
    """An order page without orders that shows its rows at once; set ``shop.orders``."""
    async with OrderPage([], variant=Variant(late_ms=0)) as page:
        yield page


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def module_browser(launch: Launch, shop: OrderPage) -> Browser:
    """One browser per module for whom ``salescenter.allegro.com`` is the ``shop``."""
    return await launch(BrowserOptions(hosts=shop.hosts))
