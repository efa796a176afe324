"""Giving the day's parcels away from the extension's page: the post office, ORLEN's protocol and courier, in both browsers."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from agent.demo.allegro_orders import OrderKind, build_order
from agent.demo.browser import BrowserMissingError, Tab
from agent.demo.browser.polling import poll
from agent.demo.clicks import SECONDS, pair
from agent.demo.en.options import EnOptions
from agent.demo.pwr.options import PwrOptions
from agent.demo.setup import ORLEN_ACCOUNT, POCZTA
from agent.demo.shop import DemoShop, open_shop
from agent.demo.stand_ins import start_stand_ins
from agent.server.socket import Socket
from shared_schema.base import WireModel
from shared_schema.handover import HandoverListResult, HandoverSendResult
from shared_schema.outgoing import Result
from tests.e2e.steps import texts
from tests.faults.shipping import create, plan, wait

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="module")]

POST = f"#handover-sets li[data-set^='{POCZTA}/']"
ORLEN = f"#handover-sets li[data-set^='{ORLEN_ACCOUNT}/']"
COURIER = f"#pickup-accounts li[data-courier='{ORLEN_ACCOUNT}']"


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def shop(browser_name: str, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[DemoShop]:
    """Two parcels at the post office, two at ORLEN Paczka, one of them withdrawn at the carrier's."""
    folder: Path = tmp_path_factory.mktemp(f"handover-{browser_name}")
    kinds = (OrderKind.POCZTEX, OrderKind.POCZTEX, OrderKind.ORLEN, OrderKind.ORLEN)
    orders = [build_order(kind, number) for number, kind in enumerate(kinds, 1)]
    try:
        async with (
            start_stand_ins(orders, en=EnOptions(envelope_step_s=0), pwr=PwrOptions(list_lag_s=0)) as world,
            open_shop(
                folder / "home", folder / "downloads", headless=True, browser_name=browser_name, world=world, orlen={}
            ) as opened,
        ):
            await pair(opened)
            job = await create(opened.client, await plan(opened.client, list(world.allegro.orders)))
            await wait(opened.client, job)
            yield opened
    except BrowserMissingError as error:
        pytest.fail(str(error), pytrace=False)


async def two_presses(page: Tab, card: str, browser_name: str) -> None:
    """The button keeps the focus when it begins to ask, so the keyboard alone is enough."""

    async def press() -> None:
        # A driven Firefox without a screen has no active window, and passes Enter to the page without pressing the button.
        await (page.press_key("Enter") if browser_name == "chromium" else page.click_element(f"{card} [data-send]"))

    await page.until(f'document.querySelector("{card}[data-phase=idle] [data-send]") !== null', SECONDS)
    await page.evaluate(f'document.querySelector("{card} [data-send]").focus()')
    await press()
    await page.until(f'document.querySelector("{card}[data-phase=asked]") !== null', SECONDS)
    assert await page.evaluate(f'document.activeElement === document.querySelector("{card} [data-send]")')
    await press()
    await page.until(f'document.querySelector("{card}") === null', SECONDS)


class LateList:
    """The list of what waits, asked for before a set is handed over, comes after it and says what was."""

    def __init__(self, patch: pytest.MonkeyPatch) -> None:
        self._send = Socket.send
        self._held: list[WireModel] = []
        patch.setattr(Socket, "send", lambda socket, message: self._later(socket, message))

    async def is_held(self) -> bool:
        return bool(self._held)

    def _later(self, socket: Socket, message: WireModel) -> None:
        result = message.result if isinstance(message, Result) else None
        if isinstance(result, HandoverListResult) and not self._held:
            self._held.append(message)
            return
        self._send(socket, message)
        if isinstance(result, HandoverSendResult):
            self._send(socket, self._held[0])


async def test_the_days_parcels_are_given_away(
    shop: DemoShop, browser_name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert shop.world.en is not None
    [withdrawn] = [each.pack_code for each in shop.world.pwr.parcels][:1]
    shop.world.pwr.set_status(withdrawn, 201)
    page = shop.browser.tab
    await page.activate()  # a page behind another gets no keys
    await page.goto(await shop.browser.extension_url(shop.extension_id, "pages/shipments.html"))
    await page.click_element("#handover-link")
    await page.until("document.querySelectorAll('#handover-sets > li').length === 2", SECONDS)
    assert await texts(page, "#handover-sets [data-send]") == ["Przygotuj protokół przekazania", "Przekaż do placówki"]
    await page.screenshot(tmp_path / "waiting.png")

    with monkeypatch.context() as patch:
        late = LateList(patch)
        await page.click_element("#handover-refresh")
        await poll(late.is_held, SECONDS, lambda: "the list was not asked for")
        await two_presses(page, POST, browser_name)
    assert shop.world.en.called("sendEnvelope") == 1
    await two_presses(page, ORLEN, browser_name)
    [protocol] = shop.world.pwr.protocols
    assert len(protocol.pack_codes) == 1
    [told] = await texts(page, f"[data-parcel='{withdrawn}']")
    assert withdrawn in told
    assert "(201)" in told
    await page.until("document.querySelectorAll('#handed [data-book]').length === 2", SECONDS)
    await page.screenshot(tmp_path / "handed.png")

    shop.world.pwr.set_status(withdrawn, 200)
    await page.click_element(f"{COURIER} [data-pickup-slots]")
    await page.until(f'document.querySelector("{COURIER} [data-pickup-order]") !== null', SECONDS)
    await page.click_element(f"{COURIER} [data-pickup-order]")
    await page.until(f'document.querySelector("{COURIER} [data-pickup-order]").textContent === "Na pewno? Kurier przyjedzie"')
    assert shop.world.pwr.pickups == []
    await page.screenshot(tmp_path / "courier.png")
    await page.click_element(f"{COURIER} [data-pickup-order]")
    await page.until(f'document.querySelector("{COURIER} [data-pickup=ordered]") !== null', SECONDS)
    [order] = shop.world.pwr.pickups
    assert order.number in (await texts(page, f"{COURIER} [data-pickup=ordered]"))[0]

    for button in await texts(page, "#handed [data-book]"):
        assert button.startswith("Pobierz")
    await page.click_element("#handed li:last-child [data-book]")
    await page.until("document.querySelector('#message').textContent.includes('Zapisano w pobranych')", SECONDS)
    await page.screenshot(tmp_path / "ordered.png")
