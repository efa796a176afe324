"""The settings in real browsers: filled in by keyboard and mouse, saved, seen at the stand-ins, and readable for everyone."""

from collections.abc import AsyncIterator
from pathlib import Path

import aiohttp
import pytest
import pytest_asyncio

from agent.demo.browser import Browser
from agent.demo.browser.tab import Tab
from agent.demo.setup import NRB
from agent.settings.tickets import MOST_SESSIONS
from tests.settings.conftest import Home, new_home, packed_home
from tests.settings.pages import go, settings_tab, violations, write

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="module")]

PLACES = (
    "start",
    "start/extension",
    "start/trial",
    "allegro",
    "accounts",
    "rules",
    "handover",
    "browsers",
    "general",
    "diagnosis",
    "accounts/new/poczta_polska",
    "accounts/new/paczka_w_ruchu",
)


@pytest_asyncio.fixture(loop_scope="module")
async def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Home]:
    monkeypatch.setenv("NADAJNIK_LANG", "pl")
    async with new_home(tmp_path / "home") as it:
        yield it


@pytest_asyncio.fixture(loop_scope="module")
async def tab(opened: Browser, home: Home) -> AsyncIterator[Tab]:
    async with settings_tab(opened, await home.address()) as it:
        yield it


async def test_an_account_is_added_by_keyboard_and_mouse(tab: Tab, home: Home) -> None:
    options = home.world.shipx.options
    await go(tab, "accounts/new/inpost")
    await write(tab, "settings-organization_id", str(options.organization_id))
    await write(tab, "secrets-token", options.token)
    await tab.press_key("Enter")
    said = await tab.until("document.querySelector('.said')?.textContent")
    assert said.startswith("Zapisano. Połączenie działa")
    assert await tab.evaluate("document.querySelector('.said').className") == "said"
    assert not await tab.evaluate("document.querySelector('[data-account] .badge.untested')")
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


async def test_a_refused_token_is_mended_where_it_was_typed(tab: Tab, home: Home) -> None:
    await go(tab, "accounts/new/inpost")
    await write(tab, "settings-organization_id", str(home.world.shipx.options.organization_id))
    await write(tab, "secrets-token", "another")
    await tab.press_key("Enter")
    await tab.until("document.activeElement.id === 'field-secrets-token' && document.activeElement.ariaInvalid === 'true'")
    said = await tab.evaluate("document.querySelector('#field-secrets-token-wrong').textContent")
    assert said.startswith("InPost: dane dostępowe zostały odrzucone.")


async def test_an_empty_login_is_asked_for_before_the_carrier_is(tab: Tab) -> None:
    await go(tab, "accounts/new/poczta_polska_allegro")
    await tab.click_element("[data-group=posting] button")
    said = await tab.until("document.querySelector('#field-settings-login-wrong').textContent")
    assert said == "To pole nie może być puste."


async def test_every_place_begins_at_its_top(tab: Tab) -> None:
    await go(tab, "accounts/new/poczta_polska")
    await tab.evaluate("scrollTo(0, 2000)")
    await go(tab, "allegro")
    await tab.until("scrollY === 0 && document.activeElement.id === 'place'")


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
    await tab.until("!document.querySelector('dialog').open")
    await tab.until("document.querySelector('form > .result').textContent === 'Nie zapisano.'")
    assert "accounts" not in home.config
    await tab.click_element("form button.primary[type=submit]")
    await tab.until("document.querySelector('dialog').open")
    await tab.click_element("#question-yes")
    await tab.until("document.querySelector('.said')")
    assert home.config["accounts"][0]["cod_account"] == NRB


async def test_the_posting_office_is_chosen_from_the_carriers_list(tab: Tab, home: Home, tmp_path: Path) -> None:
    assert home.world.en is not None
    options = home.world.en.options
    await go(tab, "accounts/new/poczta_polska")
    await write(tab, "settings-login", options.login)
    await write(tab, "secrets-password", options.password)
    await tab.click_element("[data-group=posting] button")
    await tab.until("document.querySelector('select#field-settings-office')")
    shown = await tab.evaluate("[...document.querySelectorAll('#field-settings-office option')].map((each) => each.textContent)")
    assert shown[0] == "bez wyboru (wystarcza, gdy umowa ma jeden urząd)"
    assert str(options.offices[0].number) in shown[1]
    await tab.screenshot(tmp_path / "post.png", full=True)
    assert await violations(tab) == []
    await tab.evaluate("document.querySelector('#field-settings-office').selectedIndex = 1")
    await tab.evaluate("document.querySelector('form').requestSubmit()")
    said = await tab.until("document.querySelector('.said.look')?.textContent")
    assert "rachunku do pobrań" in said
    assert home.config["accounts"][0]["office"] == options.offices[0].number


async def test_the_locker_of_posting_is_found_by_its_town(tab: Tab, home: Home, tmp_path: Path) -> None:
    options = home.world.shipx.options
    await go(tab, "accounts/new/inpost")
    await write(tab, "settings-organization_id", str(options.organization_id))
    await write(tab, "secrets-token", options.token)
    assert await tab.evaluate("document.querySelector('[data-field=\\'settings.dropoff_point\\']').hidden")
    choose = "(it) => { it.value = 'parcel_locker'; it.dispatchEvent(new Event('change', { bubbles: true })); }"
    await tab.evaluate(f"({choose})(document.querySelector('#field-settings-sending_method')) ?? 0")
    await tab.until("!document.querySelector('[data-field=\\'settings.dropoff_point\\']').hidden")
    await tab.click_element("#points-dropoff_point")
    await tab.type_text("Kraków")
    await tab.press_key("Enter")
    await tab.until("document.querySelector('.points button:enabled')")
    await tab.screenshot(tmp_path / "lockers.png", full=True)
    assert await violations(tab) == []
    code = await tab.evaluate("document.querySelector('.points button:enabled strong').textContent")
    await tab.evaluate("document.querySelector('.points button:enabled').focus()")
    await tab.press_key("Space")
    await tab.until(f"document.querySelector('#field-settings-dropoff_point').value === '{code}'")
    await tab.press_key("Enter")
    await tab.until("document.querySelector('.said')")
    assert home.config["accounts"][0]["dropoff_point"] == code


async def test_allegro_is_connected(tab: Tab, home: Home) -> None:
    options = home.world.allegro.options
    await go(tab, "allegro")
    await write(tab, "application_name", options.application_name)
    await write(tab, "client_id", options.client_id)
    await write(tab, "secret", options.client_secret)
    await tab.press_key("Enter")
    code = await tab.until("document.querySelector('.code')?.textContent")
    assert "null" not in await tab.evaluate("document.querySelector('.result').textContent")
    home.world.allegro.approve(code)
    await tab.until("document.querySelector('.said')?.textContent.startsWith('Połączono z kontem')")
    await go(tab, "start")
    await tab.until("document.querySelector('.first li[data-done] strong').textContent === 'Połącz Allegro'")


async def test_the_language_of_the_pages_is_changed(opened: Browser, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("NADAJNIK_LANG", raising=False)
    monkeypatch.delenv("LANG", raising=False)
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "xdg"))
    async with packed_home(tmp_path / "home") as home:
        tab = await opened.new_tab(await home.address())
        await tab.until("document.querySelector('.first li')")
        await go(tab, "general")
        await tab.until("document.querySelector('[data-backup]') && document.querySelector('#field-printer')")
        await tab.screenshot(tmp_path / "general.png", full=True)
        assert await violations(tab) == []
        await tab.click_element("#field-autostart")
        await tab.until("document.querySelector('.group .result.good')")
        assert (tmp_path / "xdg" / "autostart" / "nadajnik.desktop").exists()
        await tab.evaluate("document.querySelector('#field-language').value = 'en'")
        await write(tab, "name", "table 2")
        await tab.press_key("Enter")
        await tab.until("document.querySelector('main h1')?.textContent === 'General' && document.documentElement.lang === 'en'")
        assert home.config["station"]["name"] == "table 2"
        await go(tab, "accounts/new/poczta_polska")
        await tab.screenshot(tmp_path / "english.png", full=True)
        words = await tab.evaluate("document.querySelector('main').innerText")
        polish = words.lower().replace("usługa paczkowa", "")  # a product's name
        assert not set(polish) & set("ąęłńśźż"), polish
        await tab.close()


async def test_the_first_steps_are_left_and_taken_up_again(tab: Tab, tmp_path: Path, opened: Browser) -> None:
    assert await tab.evaluate("document.querySelector('[data-next]').dataset.step") == "allegro"
    await tab.screenshot(tmp_path / "start.png", full=True)
    await tab.click_element("[data-step=extension] a")
    await tab.until("location.hash === '#start/extension' && document.querySelectorAll('summary').length === 3")
    await tab.screenshot(tmp_path / "extension.png", full=True)
    await go(tab, "start/trial")
    await tab.screenshot(tmp_path / "before.png", full=True)
    await tab.click_element("main button.primary")
    await tab.until("document.querySelector('.trial [data-done]')")
    await go(tab, "start")
    await go(tab, "start/trial")
    said = await tab.until("document.querySelector('.result.good')?.textContent")
    assert said.startswith("Gotowe. Numer próbnej przesyłki: ")
    assert await violations(tab) == []
    await tab.screenshot(tmp_path / "trial.png", full=True)
    await tab.click_element("main .buttons button:nth-of-type(2)")
    assert (await opened.wait_for_download("etykieta-probna.pdf")).read_bytes().startswith(b"%PDF-")
    await tab.activate()
    await go(tab, "start")
    await tab.until("document.querySelector('[data-step=trial][data-done]') && document.querySelector('progress').value === 1")


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
    await tab.until("document.querySelector('.findings li[data-state]') && !document.querySelector('.findings[aria-busy]')")
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
    for place in PLACES:
        await go(tab, place)
        assert await violations(tab) == [], place
