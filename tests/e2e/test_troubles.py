"""What can go wrong between browser and agent, and what the seller is told, in both browsers."""

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from agent.demo.browser import Tab
from agent.demo.browser.polling import poll
from agent.demo.clicks import BAR, HOST, SECONDS, allow, open_list, set_port, type_code, wait_for_connection
from agent.demo.faults import Fault
from agent.demo.shop import DemoShop
from shared_schema import PROTOCOL
from shared_schema.pairing import PairingListResult, PairingRemoveParams, PairingRemoveResult
from shared_schema.request import NoParams
from tests.e2e.conftest import LISTED
from tests.e2e.fake_agent import FakeAgent
from tests.e2e.steps import agree, create, finished, numbers, selection_page, texts

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="module")]

SOCKET_CLOSED = "document.querySelector('#connection-state').dataset.state !== 'connected'"
WATCH_THE_FORM = """(() => {
  const badge = document.querySelector('#connection-state');
  const button = document.querySelector('#pair-button');
  const look = () => seen.push([badge.dataset.state, button.getBoundingClientRect().top + scrollY]);
  window.seen = [];
  new MutationObserver(look).observe(badge, { attributes: true });
})()"""
TROUBLE = "document.querySelector('#trouble:not([hidden])')?.dataset.state"


@pytest_asyncio.fixture(loop_scope="module", autouse=True)
async def only_the_list(unpaired: DemoShop) -> AsyncIterator[None]:
    """Three orders nobody has touched; pages of the extension that a test leaves open do not spoil the next one."""
    known = list(unpaired.world.allegro.orders.values())
    shown = list(unpaired.world.allegro.orders).index(unpaired.order_ids[0])
    fresh = shown + 3 if shown else LISTED
    unpaired.page.orders = known[fresh : fresh + 3]
    yield
    for tab in await unpaired.browser.tabs():
        if "pages/shipments.html" in tab.url:
            await tab.close()


async def extension_page(shop: DemoShop, path: str) -> Tab:
    tab = await shop.browser.new_tab()
    await tab.goto(await shop.browser.extension_url(shop.extension_id, path))
    return tab


async def test_a_browser_that_is_not_paired_is_told_where_to_go(unpaired: DemoShop) -> None:
    tab = unpaired.browser.tab
    await open_list(unpaired, tab)

    async def bar_says_so() -> bool:
        said = await tab.evaluate_in_shadow(BAR, "root => root.querySelector('[data-part=message]:not([hidden])')?.textContent")
        return "Sparuj przeglądarkę" in (said or "")

    await poll(bar_says_so, SECONDS, lambda: "the bar does not say how to pair")
    await tab.click_in_shadow(HOST.format(unpaired.order_ids[0]), '[data-action="create"]')
    page = await unpaired.browser.find_tab("pages/shipments.html", SECONDS)
    await page.until(f"{TROUBLE} === 'not_paired'", SECONDS)
    assert "Sparuj przeglądarkę" in (await texts(page, "#trouble-text"))[0]
    assert await page.evaluate("document.querySelector('#create').disabled") is True


async def test_row_06_a_wrong_code_pairs_nobody(unpaired: DemoShop) -> None:
    page = await unpaired.browser.find_tab("pages/pairing.html", SECONDS)
    await page.activate()
    await set_port(page, unpaired.port)
    await wait_for_connection(page, "not_paired")
    code = await unpaired.open_pairing()
    await type_code(page, f"{(int(code) + 1) % 10 ** len(code):0{len(code)}d}")
    await page.until("document.querySelector('#pair-message').dataset.code === 'pairing_code_wrong'", SECONDS)
    await wait_for_connection(page, "not_paired")
    listed = await unpaired.client.call("pairing.list", NoParams(), PairingListResult)
    assert not [each for each in listed.pairings if "extension://" in each.origin]


async def test_an_agent_that_ends_in_the_middle_goes_on_where_it_was(shop: DemoShop) -> None:
    wanted = shop.order_ids
    page = await selection_page(shop, shop.browser.tab, *wanted)
    await agree(page)
    # The carrier makes the parcel, but its answer never comes: the worst moment to end.
    held = shop.world.shipx.faults.arm(Fault.NEVER_ANSWERS_AFTER, method="POST", path="shipments$", times=1)
    await page.until("!document.querySelector('#create').disabled", SECONDS)
    await page.click_element("#create")
    await held.wait_hit()
    await page.until("location.search.includes('job=')", SECONDS)
    await shop.agent.stop()
    await page.until(f"{TROUBLE} === 'not_running'", SECONDS)
    held.release()
    await shop.agent.start()
    await page.until("document.querySelector('#connection-state').dataset.state === 'connected'", SECONDS)
    await finished(page)
    assert "3 utworzone, 0 do poprawy" in (await texts(page, "#result"))[0]
    assert await page.evaluate("document.querySelector('#trouble').hidden") is True
    shipments = [shop.world.allegro.orders[each]["buyer"]["email"] for each in wanted]
    assert [len(shop.world.shipx.by_email(each)) for each in shipments] == [1, 1, 1]
    assert [len(numbers(shop, each)) for each in wanted] == [1, 1, 1]


async def test_one_order_that_is_cancelled_meanwhile_does_not_stop_the_others(shop: DemoShop) -> None:
    first, cancelled, last = shop.order_ids
    page = await selection_page(shop, shop.browser.tab, first, cancelled, last)
    await agree(page)
    shop.world.allegro.cancel_order(cancelled)
    await create(page)
    assert "2 utworzone, 1 do poprawy" in (await texts(page, "#result"))[0]
    refused = "document.querySelector('#job-rows tr[data-state=refused]')"
    assert await page.evaluate(f"[{refused}.dataset.order, {refused}.querySelector('.bad').dataset.code]") == [
        cancelled,
        "order_cancelled",
    ]
    assert [len(numbers(shop, each)) for each in (first, cancelled, last)] == [1, 0, 1]


async def test_row_09_nothing_is_asked_of_a_program_that_does_not_know_the_key(shop: DemoShop) -> None:
    settings = await extension_page(shop, "pages/pairing.html")
    await wait_for_connection(settings, "connected")
    async with FakeAgent(proof="0" * 64) as impostor:
        await set_port(settings, impostor.port)
        await wait_for_connection(settings, "impostor")
        await open_list(shop, shop.browser.tab)
        await shop.browser.tab.click_in_shadow(HOST.format(shop.order_ids[0]), '[data-action="create"]')
        page = await shop.browser.find_tab("pages/shipments.html", SECONDS)
        await page.until(f"{TROUBLE} === 'impostor'", SECONDS)
        assert {each["type"] for each in impostor.heard} == {"authenticate"}
        allowed = {"type", "protocol", "min_protocol", "extension_version", "pairing_id", "nonce", "proof", "page_access"}
        assert {name for each in impostor.heard for name in each} == allowed
        assert {each["page_access"] for each in impostor.heard} == {True}
    await settings.activate()
    await set_port(settings, shop.port)
    await wait_for_connection(settings, "connected")
    await settings.close()


async def test_a_new_try_does_not_move_what_the_seller_is_about_to_press(shop: DemoShop) -> None:
    settings = await extension_page(shop, "pages/pairing.html")
    await wait_for_connection(settings, "connected")
    await shop.agent.stop()
    await wait_for_connection(settings, "not_running")
    await settings.evaluate(WATCH_THE_FORM)
    await settings.click_element("#retry-button")
    await settings.until("seen.some(([state]) => state === 'connecting') && seen.at(-1)[0] === 'not_running'", SECONDS)
    assert len(await settings.evaluate("[...new Set(seen.map(([, top]) => top))]")) == 1
    await shop.agent.start()
    await wait_for_connection(settings, "connected")
    await settings.close()


@pytest.mark.parametrize(
    ("protocol", "minimum", "state"),
    [(PROTOCOL - 1, 0, "agent_too_old"), (PROTOCOL + 8, PROTOCOL + 1, "extension_too_old")],
)
async def test_a_side_that_is_too_old_is_named(shop: DemoShop, protocol: int, minimum: int, state: str) -> None:
    settings = await extension_page(shop, "pages/pairing.html")
    await wait_for_connection(settings, "connected")
    async with FakeAgent(protocol=protocol, min_protocol=minimum) as other:
        await set_port(settings, other.port)
        await wait_for_connection(settings, state)
        side = "Program Nadajnik" if state == "agent_too_old" else "To rozszerzenie"
        assert (await texts(settings, "#connection-text"))[0].startswith(side)
        assert other.heard == []
    await set_port(settings, shop.port)
    await wait_for_connection(settings, "connected")
    await settings.close()


async def test_row_11_a_pairing_that_is_removed_ends_at_once(shop: DemoShop, browser_name: str) -> None:
    """An unknown Firefox origin is not let in at all (row 1), so there the page can only say what to check."""
    page = await extension_page(shop, "pages/shipments.html")
    await page.until("document.querySelector('#connection-state').dataset.state === 'connected'", SECONDS)
    listed = await shop.client.call("pairing.list", NoParams(), PairingListResult)
    [pairing] = [each for each in listed.pairings if "extension://" in each.origin]
    removal = PairingRemoveParams(pairing_id=pairing.pairing_id)
    assert (await shop.client.call("pairing.remove", removal, PairingRemoveResult)).removed
    expected = "not_paired" if browser_name == "chromium" else "not_running"
    await page.until(f"{TROUBLE} === '{expected}'", SECONDS)
    told = (await texts(page, "#trouble-text"))[0].lower()
    assert "sparuj" in told or "parowanie" in told

    code = await shop.open_pairing()
    settings = await extension_page(shop, "pages/pairing.html")
    await wait_for_connection(settings, "not_paired")
    await type_code(settings, code)
    await allow(shop.client)
    await wait_for_connection(settings, "connected")
    await settings.close()
    await page.activate()
    await page.until(f"{SOCKET_CLOSED} === false && document.querySelector('#trouble').hidden", SECONDS)


async def test_a_browser_that_keeps_the_extension_off_the_page_is_known_by_it(shop: DemoShop) -> None:
    """The last one here: what Firefox lets the extension give up, only a person gives back. Chromium has it in its settings."""
    settings = await extension_page(shop, "pages/pairing.html")
    origins = "{ origins: chrome.runtime.getManifest().content_scripts[0].matches }"
    await wait_for_connection(settings, "connected")
    given_up = await settings.evaluate(f"chrome.permissions.remove({origins}).catch(() => false)")
    assert given_up is (shop.browser.name == "firefox")
    async with FakeAgent(proof="0" * 64) as impostor:
        await set_port(settings, impostor.port)
        await wait_for_connection(settings, "impostor")
        assert {each["page_access"] for each in impostor.heard} == {not given_up}
    await set_port(settings, shop.port)
    await wait_for_connection(settings, "connected")
    await settings.close()
