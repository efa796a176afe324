"""The settings in real browsers: filled in by keyboard and mouse, saved, seen at the stand-ins, and readable for everyone."""

import json
from collections.abc import AsyncIterator
from pathlib import Path

import aiohttp
import pytest
import pytest_asyncio

from agent.demo.browser import BROWSERS, Browser, BrowserMissingError, browser
from agent.demo.browser.tab import Tab
from agent.demo.setup import NRB
from agent.settings.tickets import MOST_SESSIONS
from tests.settings.conftest import Home, new_home

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="module")]

AXE = Path(__file__).parents[2] / "node_modules" / "axe-core" / "axe.min.js"
PLACES = ("start", "allegro", "accounts", "browsers", "diagnosis", "accounts/new/poczta_polska", "accounts/new/paczka_w_ruchu")


@pytest.fixture(scope="module", params=list(BROWSERS))
def browser_name(request: pytest.FixtureRequest) -> str:
    name: str = request.param
    return name


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def opened(browser_name: str) -> AsyncIterator[Browser]:
    try:
        async with browser(browser_name) as it:
            yield it
    except BrowserMissingError as error:
        pytest.fail(str(error), pytrace=False)


@pytest_asyncio.fixture(loop_scope="module")
async def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Home]:
    monkeypatch.setenv("NADAJNIK_LANG", "pl")
    async with new_home(tmp_path / "home") as it:
        yield it


@pytest_asyncio.fixture(loop_scope="module")
async def tab(opened: Browser, home: Home) -> AsyncIterator[Tab]:
    it = await opened.new_tab(await home.address())
    await it.until("document.querySelector('.first li')")
    yield it
    await it.close()


async def go(tab: Tab, place: str) -> None:
    await tab.evaluate(f"location.hash = {json.dumps(place)}")
    await tab.until(f"location.hash === {json.dumps('#' + place)} && document.querySelector('main h1')")


async def write(tab: Tab, field: str, text: str) -> None:
    """Clicks into a field and types."""
    await scrolled(tab, f"#field-{field}")
    await tab.click_element(f"#field-{field}", count=3)
    await tab.until(f"document.activeElement.id === 'field-{field}'")
    await tab.type_text(text)


async def scrolled(tab: Tab, css: str) -> None:
    """Brings an element to the middle; Firefox knows where it is on the screen only two frames later."""
    frame = "new Promise((resolve) => requestAnimationFrame(resolve))"
    await tab.evaluate(f"document.querySelector({json.dumps(css)}).scrollIntoView({{block: 'center'}})")
    await tab.evaluate(f"{frame}.then(() => {frame}).then(() => 0)")


async def test_an_account_is_added_by_keyboard_and_mouse(tab: Tab, home: Home) -> None:
    options = home.world.shipx.options
    await go(tab, "accounts/new/inpost")
    await write(tab, "settings-organization_id", str(options.organization_id))
    await write(tab, "secrets-token", options.token)
    await tab.press_key("Enter")
    said = await tab.until("document.querySelector('.said')?.textContent")
    assert said.startswith("Zapisano. Połączenie działa")
    assert await tab.evaluate("document.querySelector('[data-account] strong').textContent") == "InPost"
    assert home.vault.secrets["accounts/inpost/token"] == options.token
    assert home.config["accounts"][0]["organization_id"] == options.organization_id
    assert options.token not in await tab.evaluate("document.documentElement.outerHTML")


async def test_a_wrong_field_gets_the_focus_and_says_why(tab: Tab) -> None:
    await go(tab, "accounts/new/inpost")
    await write(tab, "settings-organization_id", "siedem")
    await write(tab, "secrets-token", "x")
    await tab.press_key("Enter")
    await tab.until("document.activeElement.id === 'field-settings-organization_id'")
    assert await tab.evaluate("document.querySelector('#field-settings-organization_id-wrong').textContent")


async def test_row_17_the_bank_account_is_confirmed_and_no_is_the_default(tab: Tab, home: Home) -> None:
    assert home.world.en is not None
    options = home.world.en.options
    await go(tab, "accounts/new/poczta_polska")
    await write(tab, "settings-login", options.login)
    await write(tab, "secrets-password", options.password)
    await write(tab, "settings-office", str(options.offices[0].number))
    await write(tab, "settings-cod_account", NRB)
    await tab.press_key("Enter")
    await tab.until("document.querySelector('dialog').open")
    assert await tab.evaluate("document.activeElement.id") == "question-no"
    assert NRB[-4:] in await tab.evaluate("document.querySelector('#question-text').textContent")
    await tab.press_key("Enter")
    await tab.until("!document.querySelector('dialog').open && document.querySelector('.result').textContent === 'Nie zapisano.'")
    assert "accounts" not in home.config
    await scrolled(tab, "form button.primary[type=submit]")
    await tab.click_element("form button.primary[type=submit]")
    await tab.until("document.querySelector('dialog').open")
    await tab.click_element("#question-yes")
    await tab.until("document.querySelector('.said')")
    assert home.config["accounts"][0]["cod_account"] == NRB


async def test_allegro_is_connected(tab: Tab, home: Home) -> None:
    options = home.world.allegro.options
    await go(tab, "allegro")
    await write(tab, "application_name", options.application_name)
    await write(tab, "client_id", options.client_id)
    await write(tab, "secret", options.client_secret)
    await tab.press_key("Enter")
    code = await tab.until("document.querySelector('.code')?.textContent")
    home.world.allegro.approve(code)
    await tab.until("document.querySelector('.said')?.textContent.startsWith('Połączono z kontem')", 20)
    await go(tab, "start")
    await tab.until("document.querySelector('.first li[data-done] strong').textContent === 'Połącz Allegro'")


async def test_the_diagnosis_is_looked_at_and_its_report_copied(tab: Tab, home: Home) -> None:
    name = "Kanarek Kowalski"
    path = home.folder / "config.toml"
    account = (
        f'id = "kowalski"\ncarrier = "inpost"\nname = "{name}"\norganization_id = {home.world.shipx.options.organization_id}\n'
    )
    path.write_text(f"{path.read_text(encoding='utf-8')}\n[[accounts]]\n{account}", encoding="utf-8")
    await home.vault.set("accounts/kowalski/token", home.world.shipx.options.token)
    await tab.evaluate("(navigator.clipboard.writeText = async (text) => { window.copied = text }, 0)")
    await go(tab, "diagnosis")
    await tab.until("document.querySelector('.findings li[data-state]') && !document.querySelector('.findings[aria-busy]')", 30)
    shown = await tab.evaluate("document.querySelector('.findings').textContent")
    assert "kowalski: logowanie działa" in shown
    await tab.click_element(".buttons button:nth-child(2)")
    copied = await tab.until("window.copied")
    assert "inpost/1: logowanie działa" in copied
    private = [*home.vault.secrets.values(), str(home.folder), name, "kowalski", "Kowalski"]
    assert [each for each in private if each in copied] == []


async def test_a_window_whose_time_is_over_says_so(tab: Tab, home: Home) -> None:
    async with aiohttp.ClientSession() as others:
        for _ in range(MOST_SESSIONS):
            async with others.get(await home.address()) as answer:
                assert answer.history
    await tab.evaluate("location.hash = 'diagnosis'")
    assert "otwórz ustawienia jeszcze raz" in await tab.until("document.querySelector('.trouble')?.textContent")


async def test_everybody_can_use_them(tab: Tab) -> None:
    """axe finds nothing on any place."""
    axe = AXE.read_text(encoding="utf-8")
    for place in PLACES:
        await go(tab, place)
        await tab.evaluate(f"(() => {{ {axe}\n return 0 }})()")
        violations = await tab.evaluate("axe.run().then((it) => it.violations.map((each) => [each.id, each.nodes.length]))")
        assert violations == [], place
