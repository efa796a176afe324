import asyncio
import ssl
from collections.abc import AsyncIterator

import aiohttp
import pytest
import pytest_asyncio

from agent.demo.browser import Browser, Tab
from agent.demo.order_page import EVIL, SALES_CENTER, SANDBOX, OrderPage, Variant
from agent.demo.order_page.classes import hashed
from tests.demo.orders import MIDDLE, NEW, OLD, ORDERS

pytest_plugins = ["tests.e2e.browsers"]
pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="module")]

READY = "document.documentElement.dataset.panel === 'ready'"
ROW_IDS = "[...document.querySelectorAll('a[orderid]')].map((link) => link.getAttribute('orderid'))"
NEWEST_FIRST = [NEW["id"], MIDDLE["id"], OLD["id"]]


@pytest_asyncio.fixture(loop_scope="module")
async def tab(module_browser: Browser, shop: OrderPage) -> AsyncIterator[Tab]:
    shop.orders = ORDERS
    tab = await module_browser.new_tab()
    yield tab
    await tab.close()


async def open_list(tab: Tab, shop: OrderPage, demo: str = "", path: str = "/orders") -> None:
    await tab.goto(shop.url(f"{path}?demo={demo}"))
    await tab.until(READY)


async def test_the_list_has_what_the_contract_describes(tab: Tab, shop: OrderPage) -> None:
    await open_list(tab, shop)
    assert await tab.evaluate(ROW_IDS) == NEWEST_FIRST
    facts = await tab.evaluate("""(() => {
      const box = document.querySelector('div[data-box-name="allegro.orders.listing"]');
      const head = box.querySelector("div.order-group-operation");
      const row = head.parentElement;
      const link = row.querySelector('a[aria-label="Szczegóły zamówienia"]');
      const column = row.querySelector(".desktop__actions").firstElementChild;
      return {
        body: head.nextElementSibling.className.startsWith("order"),
        boxes: head.querySelectorAll("input[type=checkbox]").length,
        href: new URL(link.href).pathname,
        analytics: [link.dataset.analyticsViewLabel, link.dataset.analyticsViewValue],
        column: [...column.children].map((child) => child.textContent),
        send: row.querySelector("a[orderid]").previousElementSibling.firstChild.dataset.analyticsInteractionLabel,
        method: row.querySelector(".delivery-name").textContent,
        address: row.querySelector(".delivery-address").innerText.trim().split("\\n"),
        buyer: row.querySelector("span.buyer-details a").textContent,
        cancelled: row.querySelector("p.buyer-cancelled-information") !== null,
        message: row.querySelector('p[data-test-id="buyerNoteContent"]').textContent,
        sort: box.querySelector("select#sort-options").value,
        visible: document.body.innerText.includes(link.dataset.analyticsViewValue),
        hashedRow: /^_[0-9a-f]{8}$/.test(row.className),
      };
    })()""")
    assert facts == {
        "body": True,
        "boxes": 1,
        "href": f"/orders/{NEW['id']}",
        "analytics": ["desktopDetailsLink_view", NEW["id"]],
        "column": ["NADAJ PRZESYŁKĘ", "SZCZEGÓŁY", "AKCJE"],
        "send": "sendParcelLink_click",
        "method": "Allegro Paczkomaty InPost: POZ08A",
        "address": ["Łucja Żak", "Długa 1/2", "60-166 Poznań PL", "+48500100200"],
        "buyer": "kupujący_8",
        "cancelled": True,
        "message": "Proszę szybko",
        "sort": "-orderDate",
        "visible": False,
        "hashedRow": True,
    }


async def test_rows_come_late_and_in_parts(tab: Tab, shop: OrderPage) -> None:
    await tab.goto(shop.url("/orders?demo=late:900"))
    steps = await tab.evaluate("""new Promise((resolve) => {
      const seen = [];
      const look = () => {
        const now = `${document.querySelectorAll(".order-group-operation").length} rows, `
          + `${document.querySelectorAll("a[orderid]").length} links`;
        if (now !== seen.at(-1)) seen.push(now);
        if (document.documentElement.dataset.panel === "ready") resolve(seen); else setTimeout(look, 10);
      };
      look();
    })""")
    assert steps == ["0 rows, 0 links", "2 rows, 0 links", "3 rows, 0 links", "3 rows, 3 links"]


async def test_sorting_gives_the_same_nodes_other_orders(tab: Tab, shop: OrderPage) -> None:
    await open_list(tab, shop)
    await tab.evaluate("""(() => {
      window.links = [...document.querySelectorAll("a[orderid]")];
      links[0].parentElement.append(Object.assign(document.createElement("i"), { id: "foreign" }));
      const sort = document.querySelector("#sort-options");
      sort.value = "orderDate";
      sort.dispatchEvent(new Event("change", { bubbles: true }));
    })()""")
    await tab.until(f"({ROW_IDS})[0] === '{OLD['id']}' && {READY}")
    assert await tab.evaluate("links.map((link) => link.getAttribute('orderid'))") == NEWEST_FIRST[::-1]
    assert await tab.evaluate("links.every((link) => link.isConnected)")
    # What a script put into the row of the newest order now stands in the row of the oldest.
    assert await tab.evaluate("document.querySelector('#foreign').parentElement.contains(links[0])")
    assert await tab.evaluate("new URLSearchParams(location.search).get('sort')") == "orderDate"


async def test_paging_brings_new_nodes(tab: Tab, shop: OrderPage) -> None:
    await open_list(tab, shop, "size:2")
    assert await tab.evaluate(ROW_IDS) == NEWEST_FIRST[:2]
    await tab.evaluate("(window.first = document.querySelector('a[orderid]'), 1)")
    await tab.click_element("[data-step=next]")
    await tab.until(f"location.search.includes('page=2') && {READY}")
    assert await tab.evaluate(ROW_IDS) == NEWEST_FIRST[2:]
    assert await tab.evaluate("[first.isConnected, first.getAttribute('orderid')]") == [False, NEW["id"]]


async def test_pages_change_without_a_load_and_keep_the_account(tab: Tab, shop: OrderPage) -> None:
    await tab.goto(shop.url("/orders?sellerId=12345"))
    await tab.until(READY)
    await tab.evaluate("(window.sameLoad = true)")
    await tab.click_element("a[orderid]")
    await tab.until(f"location.pathname === '/orders/{NEW['id']}' && {READY}")
    assert await tab.evaluate("document.querySelector('[data-test-id=order-id]').textContent") == NEW["id"]
    assert await tab.evaluate("document.querySelector('[data-box-name=\"allegro.wza.order.details.packages\"]') !== null")
    assert await tab.evaluate("document.querySelector('.order-group-operation')") is None
    await tab.click_element("nav a[href^='/orders/settings']")
    await tab.until(f"location.pathname === '/orders/settings' && {READY}")
    assert await tab.evaluate("location.search") == "?sellerId=12345"
    await tab.back()
    await tab.back()
    await tab.until(f"location.pathname === '/orders' && {READY} && ({ROW_IDS}).length === 3")
    assert await tab.evaluate("[location.search, window.sameLoad]") == ["?sellerId=12345", True]


async def test_bulk_shipping_opens_the_address_with_all_chosen_ids(tab: Tab, shop: OrderPage) -> None:
    await open_list(tab, shop)
    many = "[data-analytics-interaction-label=sendManyLink_click]"
    assert await tab.evaluate(f"document.querySelector('{many}').disabled")
    await tab.click_element(".order-group-operation input[type=checkbox]")
    await tab.until(f"!document.querySelector('{many}').disabled")
    await tab.click_element("label:has(+ [data-analytics-interaction-label=sendManyLink_click]) input")  # select all
    boxes = "[...document.querySelectorAll('.order-group-operation input')]"
    await tab.until(f"{boxes}.every((box) => box.checked)")
    await tab.click_element(many)
    await tab.until("location.pathname.startsWith('/ship-with-allegro/')")
    path = await tab.evaluate("location.pathname")
    assert path.startswith("/ship-with-allegro/swa/create-shipment/")
    assert set(path.rpartition("/")[2].split(",")) == set(NEWEST_FIRST)


async def test_the_menu_stands_outside_its_row_with_the_same_id(tab: Tab, shop: OrderPage) -> None:
    await open_list(tab, shop)
    await tab.click_element("[aria-haspopup=menu]")
    menu = "document.querySelector('[role=menu]')"
    assert await tab.until(f"{menu}.textContent.includes('Numery przesyłek')")
    assert await tab.evaluate(f"{menu}.closest('[data-box-name]')") is None
    assert await tab.evaluate(f"new URL({menu}.querySelector('a').href).pathname") == f"/orders/{NEW['id']}"
    await tab.press_key("Escape")
    await tab.until(f"{menu} === null")


async def test_renamed_classes_leave_no_readable_one_and_the_looks(tab: Tab, shop: OrderPage) -> None:
    await open_list(tab, shop, "renamed")
    names = await tab.evaluate("[...new Set([...document.querySelectorAll('[class]')].flatMap((n) => [...n.classList]))]")
    assert [name for name in names if not name.startswith("_")] == []
    assert await tab.evaluate(ROW_IDS) == NEWEST_FIRST
    column = f"document.querySelector('.{hashed('desktop__actions', 'renamed')}')"
    assert await tab.evaluate(f"getComputedStyle({column}).flexBasis") == "168px"


async def test_the_english_panel_has_no_polish_label(tab: Tab, shop: OrderPage) -> None:
    await open_list(tab, shop, "english")
    assert await tab.evaluate("document.querySelector('a[orderid]').getAttribute('aria-label')") == "Order details"
    assert not await tab.evaluate("document.body.innerText.includes('NADAJ')")


async def test_one_row_may_lack_the_order_id_attribute(tab: Tab, shop: OrderPage) -> None:
    await open_list(tab, shop, "nolink:1")
    assert await tab.evaluate(ROW_IDS) == [NEW["id"], OLD["id"]]
    links = "[...document.querySelectorAll('.desktop__actions a')].map((a) => new URL(a.href).pathname)"
    assert await tab.evaluate(links) == [f"/orders/{order_id}" for order_id in NEWEST_FIRST]


async def test_an_empty_list_still_has_its_box(tab: Tab, shop: OrderPage) -> None:
    await open_list(tab, shop, "empty")
    assert await tab.evaluate("document.querySelector('[data-box-name=\"allegro.orders.listing\"]').innerText.length > 0")
    assert await tab.evaluate(ROW_IDS) == []


async def test_the_list_is_read_anew_on_request(tab: Tab, shop: OrderPage) -> None:
    await open_list(tab, shop)
    shop.orders = ORDERS[:1]
    await tab.evaluate("document.dispatchEvent(new Event('orders:refresh'))")
    await tab.until(f"JSON.stringify({ROW_IDS}) === '[\"{OLD['id']}\"]'")


async def test_the_strict_policy_holds_and_breaks_nothing(tab: Tab, shop: OrderPage, module_browser: Browser) -> None:
    before = len(module_browser.console)
    await open_list(tab, shop)
    assert [line for line in module_browser.console[before:] if line.startswith("error")] == []
    ran = await tab.evaluate("""new Promise((resolve) => {
      document.addEventListener("securitypolicyviolation", () => resolve([window.ran ?? false, "blocked"]));
      document.body.append(Object.assign(document.createElement("script"), { textContent: "window.ran = true" }));
      setTimeout(() => resolve([window.ran ?? false, "nothing"]), 3000);
    })""")
    assert ran == [False, "blocked"]


async def test_the_evil_host_is_a_blank_page_without_a_policy(tab: Tab) -> None:
    await tab.goto(f"https://{EVIL}/orders")
    assert await tab.evaluate("[location.origin, document.body.innerHTML.trim()]") == [f"https://{EVIL}", ""]
    assert await tab.evaluate(
        "(document.body.append(Object.assign(document.createElement('script'), { textContent: 'window.ran = 1' })), ran)"
    )


async def test_hosts_certificate_headers_and_bad_requests_over_plain_http() -> None:
    async with OrderPage(ORDERS, variant=Variant(no_link=9), waybills_of=lambda order_id: [order_id[-1]]) as page:
        assert set(page.hosts) == {SALES_CENTER, SANDBOX, EVIL}
        certificate = await asyncio.to_thread(ssl.get_server_certificate, ("127.0.0.1", page.port))
        trusting = ssl.create_default_context(cadata=certificate)
        base = f"https://127.0.0.1:{page.port}"
        async with aiohttp.ClientSession() as http:
            for host, path, status in [
                (SALES_CENTER, "/orders", 200),
                (SANDBOX, f"/orders/{NEW['id']}", 200),
                (SALES_CENTER, "/orders?demo=%3Cscript%3E", 400),
                (SALES_CENTER, "/panel/static/server.py", 404),
                (SALES_CENTER, "/panel/api/orders/unknown", 404),
                (SALES_CENTER, "/panel/api/orders?page=x", 400),
                ("other.example", "/orders", 404),
            ]:
                name = host if host != "other.example" else SALES_CENTER
                ask = http.get(base + path, ssl=trusting, server_hostname=name, headers={"Host": host})
                async with ask as answer:
                    assert (host, path, answer.status) == (host, path, status)
                    if status == 200:
                        policy = answer.headers["Content-Security-Policy"]
                        assert policy.startswith("default-src 'self';")
                        assert "unsafe" not in policy
            url = f"{base}/panel/api/orders"
            async with http.get(url, ssl=trusting, server_hostname=SALES_CENTER, headers={"Host": SALES_CENTER}) as got:
                assert [row["waybills"] for row in (await got.json())["orders"]] == [["8"], ["7"], ["6"]]
