"""The order page in its many shapes, clicks that are none, and what the agent hears, in both browsers."""

import json
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from agent.demo.browser import Tab
from agent.demo.clicks import BAR, HOST, SECONDS, open_list
from agent.demo.order_page import EVIL
from agent.demo.shop import DemoShop
from agent.server import connection, reading
from shared_schema.incoming import AnyRequest
from tests.e2e.conftest import LISTED
from tests.e2e.steps import row_page

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="module")]

HOSTS_MATCH_ROWS = """[...document.querySelectorAll('span[data-nadajnik-order]')].every((host) => {
  let row = host;
  while (row && !row.querySelector('a[href*="/orders/"]')) row = row.parentElement;
  return row.querySelector('a[href*="/orders/"]').getAttribute('href').includes(host.dataset.nadajnikOrder);
})"""


@pytest_asyncio.fixture(loop_scope="module", autouse=True)
async def only_the_list(shop: DemoShop) -> AsyncIterator[None]:
    """Pages of the extension that a test leaves open do not spoil the next one."""
    yield
    for tab in await shop.browser.tabs():
        if "extension://" in tab.url:
            await tab.close()


async def hosts(tab: Tab, count: int) -> None:
    """Waits until so many orders have their buttons, each at its own row."""
    await tab.until(f"document.querySelectorAll('span[data-nadajnik-order]').length === {count}", SECONDS)
    await tab.until(HOSTS_MATCH_ROWS, SECONDS)


@pytest.mark.parametrize("words", ["renamed", "english", "nolink:1", "late:1500", "renamed,english,nolink:0"])
async def test_every_shape_of_the_list_is_recognised(shop: DemoShop, words: str) -> None:
    tab = shop.browser.tab
    await tab.goto(shop.page.url(f"/orders?demo={words}"))
    await tab.until(f"document.querySelectorAll('span[data-nadajnik-order]').length === {LISTED}", SECONDS)
    await tab.until(f"document.querySelector('{BAR}').dataset.nadajnikRecognised === 'yes'")


async def test_buttons_follow_their_orders_when_rows_are_used_again(shop: DemoShop) -> None:
    tab = shop.browser.tab
    await open_list(shop, tab)
    await hosts(tab, LISTED)
    before = await tab.evaluate("[...document.querySelectorAll('span[data-nadajnik-order]')].map((h) => h.dataset.nadajnikOrder)")
    await tab.evaluate(
        "(() => { const sort = document.querySelector('#sort-options'); sort.value = 'orderDate';"
        " sort.dispatchEvent(new Event('change', { bubbles: true })); })()"
    )
    await tab.until(
        "JSON.stringify([...document.querySelectorAll('span[data-nadajnik-order]')].map((h) => h.dataset.nadajnikOrder))"
        f" !== {json.dumps(json.dumps(before, separators=(',', ':')))}",
        SECONDS,
    )
    await hosts(tab, LISTED)


async def test_a_page_of_the_list_has_the_buttons_of_its_own_orders(shop: DemoShop) -> None:
    tab = shop.browser.tab
    await tab.goto(shop.page.url("/orders?demo=size:5"))
    await hosts(tab, 5)


async def test_pages_that_are_no_order_list_have_no_buttons(shop: DemoShop) -> None:
    tab = shop.browser.tab
    await tab.goto(shop.page.url("/orders/settings"))
    await tab.until("document.documentElement.dataset.panel === 'ready'", SECONDS)
    assert await tab.evaluate("document.querySelectorAll('span[data-nadajnik-order]').length") == 0
    assert await tab.evaluate(f"document.querySelector('{BAR}')?.dataset.nadajnikBar ?? 'hidden'") == "hidden"


async def test_an_order_of_its_own_page_can_be_shipped_from_it(shop: DemoShop) -> None:
    tab = shop.browser.tab
    order_id = shop.order_ids[12]
    await tab.goto(shop.page.url(f"/orders/{order_id}"))
    await tab.until(f"document.querySelector('{BAR}')?.dataset.nadajnikSelected === '1'", SECONDS)


async def test_row_14_a_click_made_by_a_script_does_nothing(shop: DemoShop) -> None:
    tab, order_id = shop.browser.tab, shop.order_ids[7]
    await open_list(shop, tab)
    pages = len(await shop.browser.tabs())
    host = HOST.format(order_id)
    await tab.evaluate(
        f"document.querySelector('{host}').dispatchEvent(new MouseEvent('click', {{ bubbles: true, composed: true }}))"
    )
    await tab.evaluate_in_shadow(
        host, "root => { for (const button of root.querySelectorAll('button')) button.click(); return true; }"
    )
    await tab.evaluate_in_shadow(
        BAR, "root => { for (const button of root.querySelectorAll('button')) button.click(); return true; }"
    )
    # A real click afterwards opens exactly one page: had the others done something, there would be more.
    await row_page(shop, tab, order_id)
    assert len(await shop.browser.tabs()) == pages + 1


async def test_row_14_order_ids_are_the_only_thing_that_comes_from_the_page(
    shop: DemoShop, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Reads every request that reaches the agent while a tampered page is used."""
    heard: list[str] = []
    read = reading.read_request

    def listening(text: str) -> AnyRequest:
        heard.append(text)
        return read(text)

    monkeypatch.setattr(connection, "read_request", listening)
    tab, order_id = shop.browser.tab, shop.order_ids[2]
    await open_list(shop, tab)
    await tab.evaluate(
        "document.querySelectorAll('.delivery-address, .delivery-name')"
        ".forEach((each) => (each.textContent = 'TAMPERED Street 1'))"
    )
    await row_page(shop, tab, order_id)
    requests = [json.loads(text) for text in heard]
    assert {each["method"] for each in requests} >= {"plans.create", "plans.get"}
    for each in requests:
        allowed = {
            "orders.status": {"order_ids"},
            "plans.create": {"seller_id", "items"},
            "plans.get": {"plan_id", "offset", "limit"},
            "page.report": {"selectors_version", "recognised", "witnesses"},
        }.get(each["method"], set())
        assert set(each["params"]) <= allowed | set(), each["method"]
        assert "TAMPERED" not in json.dumps(each)
    items = next(each["params"]["items"] for each in requests if each["method"] == "plans.create")
    assert items == [{"order_id": order_id, "size": None}]


async def test_row_01_a_strange_page_reaches_nothing(shop: DemoShop) -> None:
    tab = await shop.browser.new_tab()
    await tab.goto(f"https://{EVIL}/")
    address = f"127.0.0.1:{shop.port}"
    opened = await tab.evaluate(
        f"new Promise((done) => {{ const socket = new WebSocket('ws://{address}/socket');"
        " socket.onopen = () => done('open'); socket.onerror = () => done('refused'); })"
    )
    assert opened == "refused"
    fetched = await tab.evaluate(f"fetch('http://{address}/labels/x').then((answer) => answer.text()).catch(() => 'nothing')")
    assert fetched in ("nothing", "")
    await tab.close()


async def test_a_program_that_is_not_running_is_said_so_and_found_again(shop: DemoShop) -> None:
    page = await shop.browser.new_tab()
    await page.goto(await shop.browser.extension_url(shop.extension_id, "pages/pairing.html"))
    state = "document.querySelector('#connection-state').dataset.state"
    await page.until(f"{state} === 'connected'", SECONDS)
    await shop.agent.stop()
    await page.until(f"{state} === 'not_running'", SECONDS)
    await shop.agent.start()
    await page.click_element("#retry-button")
    await page.until(f"{state} === 'connected'", SECONDS)
