"""A green order created at the first click on its row, for a seller who chose that, in both browsers."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from agent.connections import Connections
from agent.demo.browser import Tab
from agent.demo.browser.polling import poll
from agent.demo.clicks import HOST, SECONDS, open_list, wait_for_state
from agent.demo.shop import DemoShop
from agent.server import connection, reading
from agent.server.socket import Socket
from shared_schema.agent import AgentPauseParams, AgentPauseResult, AgentUnlockResult
from shared_schema.base import WireModel
from shared_schema.incoming import AnyRequest
from shared_schema.outgoing import Result
from shared_schema.request import NoParams
from shared_schema.shipments import ShipmentsCreate, ShipmentsCreateResult
from tests.e2e.conftest import LISTED
from tests.e2e.steps import agree, finished, numbers, plan_page, row_page

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="module")]

CREATE = '[data-action="create"]'
LOCKER, COURIER, LETTER, LOCKER_SMART, LOCKER_COD = range(5)
CANCELLED, ALREADY_SENT, LANDLINE = 8, 13, 15
POCZTEX, ORLEN = 16, 17
FIRST_MORE, SECOND_MORE, THIRD_MORE = range(9, 12)
"""In the place of three that cannot be shipped: more green ones."""


@pytest_asyncio.fixture(loop_scope="module", autouse=True)
async def only_the_list(shop: DemoShop) -> AsyncIterator[None]:
    """Pages of the extension that a test leaves open do not spoil the next one."""
    known = list(shop.world.allegro.orders.values())
    shown = shop.page.orders
    shop.page.orders = [*shown[:FIRST_MORE], *known[LISTED : LISTED + 3], *shown[THIRD_MORE + 1 :]]
    yield
    for tab in await shop.browser.tabs():
        if "extension://" in tab.url:
            await tab.close()


async def choose(shop: DemoShop, *, is_on: bool) -> None:
    """Ticks or unticks the box on the extension's page, and looks whether it is remembered."""
    page = await shop.browser.new_tab()
    address = await shop.browser.extension_url(shop.extension_id, "pages/pairing.html")
    await page.goto(address)
    ready = "!document.querySelector('#one-click').disabled"
    await page.until(ready, SECONDS)
    if await page.evaluate("document.querySelector('#one-click').checked") is not is_on:
        await page.click_element("#one-click")
    await page.until(f"{ready} && document.querySelector('#one-click').checked === {str(is_on).lower()}", SECONDS)
    await page.goto(address)
    await page.until(f"{ready} && document.querySelector('#one-click').checked === {str(is_on).lower()}", SECONDS)
    await page.close()


@pytest_asyncio.fixture(loop_scope="module")
async def switched_on(shop: DemoShop) -> Tab:
    """The order list of a seller who chose one click."""
    await choose(shop, is_on=True)
    await open_list(shop, shop.browser.tab)
    return shop.browser.tab


async def pages(shop: DemoShop) -> int:
    """How many pages of the extension are open."""
    return sum("extension://" in tab.url for tab in await shop.browser.tabs())


async def shows_number(shop: DemoShop, tab: Tab, order_id: str) -> None:
    """Waits until the icon at the order says the number that Allegro has too: the only one."""

    async def shown() -> bool:
        title = await tab.evaluate_in_shadow(HOST.format(order_id), "root => root.querySelector('[data-action=status]').title")
        return len(numbers(shop, order_id)) == 1 and numbers(shop, order_id)[0] in title

    await poll(shown, SECONDS, lambda: f"the icon does not show the one number of {order_id}")


async def test_off_until_it_is_chosen_a_green_order_is_shown_first(shop: DemoShop) -> None:
    await open_list(shop, shop.browser.tab)
    page = await row_page(shop, shop.browser.tab, shop.order_ids[LOCKER])
    assert await page.evaluate("document.querySelector('#plan-rows tr').dataset.status") == "ready"
    assert numbers(shop, shop.order_ids[LOCKER]) == []


async def test_row_14_the_first_parcel_of_a_browser_session_is_made_from_the_page(shop: DemoShop, switched_on: Tab) -> None:
    order_id = shop.order_ids[LOCKER]
    page = await row_page(shop, switched_on, order_id)
    assert numbers(shop, order_id) == []
    await page.click_element("#create")
    await finished(page)
    assert len(numbers(shop, order_id)) == 1


async def test_on_a_green_order_is_created_at_once(shop: DemoShop, switched_on: Tab) -> None:
    order_id = shop.order_ids[COURIER]
    await switched_on.click_in_shadow(HOST.format(order_id), CREATE)
    await wait_for_state(switched_on, order_id, "created")
    await shows_number(shop, switched_on, order_id)
    assert await pages(shop) == 0


async def test_row_14_an_order_with_an_earlier_shipment_is_asked_about(shop: DemoShop, switched_on: Tab) -> None:
    order_id = shop.order_ids[LOCKER]
    await wait_for_state(switched_on, order_id, "created")
    page = await row_page(shop, switched_on, order_id)
    assert await page.evaluate("document.querySelector('[data-gate=again]').checked") is False
    assert len(numbers(shop, order_id)) == 1


@pytest.mark.parametrize("place", [LOCKER_COD, CANCELLED, LANDLINE, ALREADY_SENT], ids=["cod", "red", "landline", "sent"])
async def test_row_14_everything_to_look_at_is_shown_first(shop: DemoShop, switched_on: Tab, place: int) -> None:
    order_id = shop.order_ids[place]
    before = numbers(shop, order_id)
    page = await row_page(shop, switched_on, order_id)
    assert await page.evaluate("document.querySelector('#plan-rows tr').dataset.order") == order_id
    assert numbers(shop, order_id) == before


async def test_row_14_a_double_click_creates_once(shop: DemoShop, switched_on: Tab) -> None:
    order_id = shop.order_ids[LOCKER_SMART]
    shop.world.shipx.latency_s = 0.5
    before = len(shop.world.shipx.shipments)
    x, y = (await switched_on.rect_in_shadow(HOST.format(order_id), CREATE)).centre
    for _ in range(2):
        await switched_on.click(x, y)
    await wait_for_state(switched_on, order_id, "created")
    shop.world.shipx.latency_s = 0.0
    await shows_number(shop, switched_on, order_id)
    assert len(shop.world.shipx.shipments) == before + 1


async def test_row_14_the_pages_scripts_create_nothing(shop: DemoShop, switched_on: Tab) -> None:
    """A script presses every button, gives a host another order's id, and writes what it likes where settings might be."""
    order_id, other = shop.order_ids[FIRST_MORE], shop.order_ids[SECOND_MORE]
    host = HOST.format(order_id)
    before = len(shop.world.shipx.shipments)
    await switched_on.evaluate_in_shadow(host, f"root => {{ root.querySelector('{CREATE}').click(); return true; }}")
    await switched_on.evaluate(
        f"document.querySelector('{host}').dispatchEvent(new MouseEvent('click', {{ bubbles: true, composed: true }}))"
    )
    await switched_on.evaluate(
        "(() => { for (const name of ['message', 'shipments.click'])"
        f" window.dispatchEvent(new CustomEvent(name, {{ detail: {{ type: 'shipments.click', orderId: '{order_id}' }} }}));"
        f" window.postMessage({{ type: 'shipments.click', orderId: '{order_id}', sellerId: null }}, '*'); }})()"
    )
    await switched_on.evaluate(
        f"document.querySelector('{host}').setAttribute('data-nadajnik-order', '{other}'),"
        f" document.querySelectorAll('{HOST.format(other)}')[0].setAttribute('data-demo-forged', '')"
    )
    await switched_on.click_in_shadow("[data-demo-forged]", CREATE)
    # Whatever those had done came before this in every queue.
    await open_list(shop, switched_on)
    await switched_on.click_in_shadow(HOST.format(shop.order_ids[POCZTEX]), CREATE)
    await wait_for_state(switched_on, shop.order_ids[POCZTEX], "created")
    assert numbers(shop, order_id) == numbers(shop, other) == []
    assert len(shop.world.shipx.shipments) == before
    assert await pages(shop) == 0


async def test_a_paused_program_is_shown_first(shop: DemoShop, switched_on: Tab) -> None:
    order_id = shop.order_ids[ORLEN]
    await shop.client.call("agent.pause", AgentPauseParams(paused=True), AgentPauseResult)
    try:
        await row_page(shop, switched_on, order_id)
        assert numbers(shop, order_id) == []
    finally:
        await shop.client.call("agent.pause", AgentPauseParams(paused=False), AgentPauseResult)


async def test_a_program_that_is_not_running_makes_no_second_parcel(shop: DemoShop, switched_on: Tab) -> None:
    order_id = shop.order_ids[ORLEN]
    await shop.agent.stop()
    await switched_on.click_in_shadow(HOST.format(order_id), CREATE)
    page = await shop.browser.find_tab("pages/shipments.html", SECONDS)
    await shop.agent.start()
    await plan_page(shop, 1)
    await page.click_element("#create")
    await finished(page)
    assert len(numbers(shop, order_id)) == 1


@pytest.mark.parametrize(("lost", "place"), [(1, SECOND_MORE), (3, FIRST_MORE)], ids=["once", "until the page asks"])
async def test_row_14_a_lost_answer_is_asked_for_with_the_same_key(
    shop: DemoShop, switched_on: Tab, monkeypatch: pytest.MonkeyPatch, lost: int, place: int
) -> None:
    order_id = shop.order_ids[place]
    keys: list[str] = []
    read, send = reading.read_request, Socket.send

    def listening(text: str) -> AnyRequest:
        request = read(text)
        if isinstance(request, ShipmentsCreate):
            keys.append(request.params.key)
        return request

    def losing(socket: Socket, message: WireModel) -> None:
        if isinstance(message, Result) and isinstance(message.result, ShipmentsCreateResult) and len(keys) <= lost:
            socket.drop()
        else:
            send(socket, message)

    monkeypatch.setattr(connection, "read_request", listening)
    monkeypatch.setattr(Socket, "send", losing)
    await switched_on.click_in_shadow(HOST.format(order_id), CREATE)
    if lost > 1:
        await finished(await shop.browser.find_tab("pages/shipments.html", SECONDS))
        await switched_on.activate()
    await wait_for_state(switched_on, order_id, "created")
    await shows_number(shop, switched_on, order_id)
    assert len(keys) == lost + 1
    assert len(set(keys)) == 1


async def test_row_14_an_answer_lost_with_the_background_is_shown_at_the_row_and_makes_no_second_parcel(
    shop: DemoShop, switched_on: Tab, monkeypatch: pytest.MonkeyPatch
) -> None:
    order_id = shop.order_ids[LETTER]
    taken: list[str] = []
    send = Socket.send

    def silent_once(socket: Socket, message: WireModel) -> None:
        if isinstance(message, Result) and isinstance(message.result, ShipmentsCreateResult):
            taken.append(message.result.job.job_id)
            if len(taken) == 1:
                return
        send(socket, message)

    async def is_taken() -> bool:
        return bool(taken)

    monkeypatch.setattr(Socket, "send", silent_once)
    await switched_on.click_in_shadow(HOST.format(order_id), CREATE)
    await poll(is_taken, SECONDS, lambda: "nothing was created")
    await shop.browser.sleep_background(shop.extension_id)  # that it was on its way is told by the page that opens
    await finished(await shop.browser.find_tab("pages/shipments.html", SECONDS))
    await switched_on.activate()
    await wait_for_state(switched_on, order_id, "created")
    await shows_number(shop, switched_on, order_id)
    assert len(taken) == 2
    assert len(set(taken)) == 1


async def test_switched_off_again_a_green_order_is_shown_first(shop: DemoShop) -> None:
    await choose(shop, is_on=False)
    await open_list(shop, shop.browser.tab)
    await row_page(shop, shop.browser.tab, shop.order_ids[THIRD_MORE])
    assert numbers(shop, shop.order_ids[THIRD_MORE]) == []


async def test_row_25_while_it_is_locked_the_page_says_where_to_unlock_and_the_same_plan_is_clicked_again(
    shop: DemoShop, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    order_id = shop.order_ids[LOCKER_COD]
    monkeypatch.setattr(Connections, "ask_after_idle_minutes", lambda _: 30)
    await shop.agent.stop()
    await shop.agent.start()
    await open_list(shop, shop.browser.tab)
    page = await row_page(shop, shop.browser.tab, order_id)
    await page.until("document.querySelector('#problems [data-code=locked]')", SECONDS)
    await agree(page)
    for _ in range(2):
        await page.evaluate("document.querySelector('#message').textContent = ''")  # what the first click came to
        await page.click_element("#create")
        await page.until("document.querySelector('#message').textContent.includes('Odblokuj w oknie Nadajnika')", SECONDS)
        assert await page.evaluate("document.querySelectorAll('[data-gate]:not(:checked)').length") == 0
    await page.screenshot(tmp_path / "locked.png")
    assert numbers(shop, order_id) == []
    await shop.client.call("agent.unlock", NoParams(), AgentUnlockResult)
    await page.until("!document.querySelector('#create').disabled", SECONDS)
    await page.click_element("#create")
    await finished(page)
    assert len(numbers(shop, order_id)) == 1
