"""The place where the day's parcels are given away, in real browsers: sets, protocol, courier, papers, the daily time."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from agent.demo.browser import Browser
from agent.demo.browser.tab import Tab
from agent.demo.setup import ORLEN_ACCOUNT, POCZTA
from tests.settings.conftest import Home, packed_home
from tests.settings.pages import go, settings_tab, violations

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="module")]

POST, ORLEN = f"section[data-account={POCZTA}]", f"section[data-account={ORLEN_ACCOUNT}]"


@pytest_asyncio.fixture(loop_scope="module")
async def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Home]:
    monkeypatch.setenv("NADAJNIK_LANG", "pl")
    async with packed_home(tmp_path / "home") as it:
        yield it


@pytest_asyncio.fixture(loop_scope="module")
async def tab(opened: Browser, home: Home) -> AsyncIterator[Tab]:
    async with settings_tab(opened, await home.address()) as it:
        await go(it, "handover")
        await it.until(f"document.querySelector('{POST} .sets button')")
        yield it


async def test_a_set_is_handed_over_after_a_yes_and_no_is_the_default(
    tab: Tab, home: Home, opened: Browser, browser_name: str, tmp_path: Path
) -> None:
    assert home.world.en is not None
    await tab.screenshot(tmp_path / "waiting.png", full=True)
    assert await violations(tab) == []
    await tab.click_element(f"{POST} .sets button")
    await tab.until("document.querySelector('dialog').open")
    assert await tab.evaluate("document.activeElement.id") == "question-no"
    await tab.screenshot(tmp_path / "sure.png")
    await tab.press_key("Enter")
    await tab.until("!document.querySelector('dialog').open")
    assert home.world.en.called("sendEnvelope") == 0
    await tab.click_element(f"{POST} .sets button")
    await tab.until("document.querySelector('dialog').open")
    await tab.click_element("#question-yes")
    assert "paczek: 2" in await tab.until("document.querySelector('.said')?.textContent")
    assert home.world.en.called("sendEnvelope") == 1
    await tab.until(f"document.querySelector('{POST} [data-handed] button')")
    await tab.click_element(f"{POST} [data-handed] button")
    [kept] = (home.folder / "handover").glob(f"{POCZTA}-*.pdf")
    name = f"ksiazka-nadawcza-{kept.name}"
    assert (await opened.wait_for_download(name)).read_bytes() == kept.read_bytes()
    assert await violations(tab) == []
    await tab.activate()
    await tab.screenshot(tmp_path / "handed.png", full=True)


async def test_a_protocol_is_made_and_a_courier_ordered_by_keyboard(tab: Tab, home: Home, tmp_path: Path) -> None:
    await tab.evaluate(f"document.querySelector('{ORLEN} .sets button').focus()")
    await tab.press_key("Enter")
    await tab.until("document.querySelector('dialog').open")
    await tab.press_key("Tab")
    await tab.press_key("Enter")
    assert "Protokół gotowy" in await tab.until("document.querySelector('.said')?.textContent")
    assert len(home.world.pwr.protocols) == 1
    await tab.until(f"document.querySelector('{ORLEN} [data-handed]')")
    await tab.click_element(f"{ORLEN} [data-courier] button")
    await tab.until(f"document.querySelector('{ORLEN} [data-courier] fieldset')")
    assert await violations(tab) == []
    await tab.screenshot(tmp_path / "courier.png", full=True)
    await tab.click_element(f"{ORLEN} [data-courier] button[type=submit]")
    await tab.until("document.querySelector('dialog').open")
    await tab.click_element("#question-yes")
    [said] = [await tab.until(f"document.querySelector('{ORLEN} [data-pickup=ordered]')?.textContent")]
    assert home.world.pwr.pickups[0].number in said


async def test_the_daily_time_is_set(tab: Tab, home: Home) -> None:
    await tab.evaluate(f"document.querySelector('{POST} input[type=time]').value = '15:30'")
    await tab.click_element(f"{POST} .daily button")
    assert "15:30" in await tab.until(f"document.querySelector('{POST} .daily .result').textContent")
    assert home.config["accounts"][1]["handover_at"] == "15:30"


async def test_a_lost_protocol_stays_told_and_is_marked(tab: Tab, home: Home, tmp_path: Path) -> None:
    from agent.demo.faults import Fault

    home.world.pwr.faults.arm(Fault.LOST_ANSWER, method="POST", path="/GenerateProtocol$", times=1)
    await tab.click_element(f"{ORLEN} .sets button")
    await tab.until("document.querySelector('dialog').open")
    await tab.click_element("#question-yes")
    await tab.until(f"document.querySelector('{ORLEN} .sets .look') && document.querySelector('{ORLEN} .sets .bad')")
    await tab.screenshot(tmp_path / "lost.png", full=True)
    await tab.click_element(f"{ORLEN} .sets button")
    await tab.until("document.querySelector('dialog').open")
    assert await tab.evaluate("document.querySelector('#question-yes').textContent") == "Sprawdzone, poproś jeszcze raz"
    await tab.press_key("Escape")
