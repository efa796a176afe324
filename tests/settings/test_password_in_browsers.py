"""Changing the password at Poczta Polska, in real browsers: by keyboard, seen at the stand-in, and after a lost answer."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from agent.demo.browser import Browser
from agent.demo.browser.tab import Tab
from agent.demo.en.options import EnOptions
from agent.demo.faults import Fault
from agent.demo.setup import ACCOUNT, POCZTA
from agent.password_change import CANDIDATE, PASSWORD
from tests.settings.conftest import Home, post_home
from tests.settings.pages import go, settings_tab, violations

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="module")]

OLD, NEW = EnOptions().password, "Nowe-haslo_2026"
CURRENT, NEXT = f"accounts/{POCZTA}/{PASSWORD}", f"accounts/{POCZTA}/{CANDIDATE}"
CARD = f"[data-account={POCZTA}]"
PLACE = f"accounts/{POCZTA}/password"


@pytest_asyncio.fixture(loop_scope="module")
async def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Home]:
    monkeypatch.setenv("NADAJNIK_LANG", "pl")
    async with post_home(tmp_path / "home") as it:
        yield it


@pytest_asyncio.fixture(loop_scope="module")
async def tab(opened: Browser, home: Home) -> AsyncIterator[Tab]:
    async with settings_tab(opened, await home.address()) as it:
        yield it


async def typed(tab: Tab, new: str, again: str) -> None:
    """Fills the form in and sends it, by keyboard alone."""
    await tab.evaluate("document.querySelector('#field-new').focus()")
    await tab.type_text(new)
    await tab.press_key("Tab")
    assert await tab.evaluate("document.activeElement.id") == "field-again"
    await tab.type_text(again)
    await tab.press_key("Enter")


async def test_the_password_is_changed_by_keyboard_and_the_connection_is_good(tab: Tab, home: Home, tmp_path: Path) -> None:
    assert home.world.en is not None
    await go(tab, "accounts")
    await tab.until(f"document.querySelector('{CARD} .badge.attention')?.textContent === 'hasło wygasa za dni: 5'")
    await tab.screenshot(tmp_path / "accounts.png", full=True)
    assert not await tab.evaluate(f"document.querySelector('[data-account={ACCOUNT}] a[href$=password]')")
    await tab.evaluate(f"document.querySelector('{CARD} a[href$=password]').focus()")
    await tab.press_key("Enter")
    await tab.until(f"location.hash === '#{PLACE}' && document.querySelector('#field-again')")
    kinds = "[...document.querySelectorAll('form input')].map((each) => [each.type, each.autocomplete])"
    assert await tab.evaluate(kinds) == [["password", "new-password"]] * 2
    await tab.screenshot(tmp_path / "password.png", full=True)
    assert await violations(tab) == []
    await typed(tab, NEW, NEW)
    said = await tab.until("document.querySelector('.said')?.textContent")
    assert said.startswith("Hasło jest zmienione i zapisane. Połączenie działa")
    assert "Hasło jest ważne jeszcze (dni): 30." in said
    assert "na innych stanowiskach" in said
    await tab.screenshot(tmp_path / "changed.png", full=True)
    assert (home.world.en.account.password, home.vault.secrets[CURRENT]) == (NEW, NEW)
    assert not await tab.evaluate(f"document.querySelector('{CARD} .badge.attention')")
    await tab.click_element(f"{CARD} button")
    assert "Połączenie działa" in await tab.until(
        f"document.querySelector('{CARD} .result.good, {CARD} .result.look')?.textContent"
    )
    page = await tab.evaluate("document.documentElement.outerHTML + location.href")
    assert [each for each in (OLD, NEW) if each in page] == []


async def test_what_was_mistyped_or_refused_is_said_where_it_was_typed(tab: Tab, home: Home, tmp_path: Path) -> None:
    assert home.world.en is not None
    await go(tab, PLACE)
    await typed(tab, NEW, "Inne-haslo_2026")
    await tab.until("document.activeElement.id === 'field-again' && document.activeElement.ariaInvalid === 'true'")
    assert (
        await tab.evaluate("document.querySelector('#field-again-wrong').textContent") == "Hasła się różnią. Nic nie zmieniono."
    )
    assert home.world.en.called("changePassword") == 0
    await go(tab, "accounts")
    await go(tab, PLACE)
    await typed(tab, "krotkie", "krotkie")
    said = await tab.until("document.querySelector('.result.bad')?.textContent")
    assert said.startswith("Przewoźnik nie przyjął nowego hasła: „Nowe hasło '***' nie spełnia wymagań”.")
    await tab.screenshot(tmp_path / "refused.png", full=True)
    assert await violations(tab) == []
    await tab.click_element(f"form a[href='#accounts/{POCZTA}']")
    await tab.until("document.querySelector('#field-secrets-password')")
    assert home.vault.secrets[CURRENT] == OLD


async def test_after_a_lost_answer_the_person_finds_out_which_password_is_valid(tab: Tab, home: Home, tmp_path: Path) -> None:
    assert home.world.en is not None
    home.world.en.faults.arm(Fault.LOST_ANSWER, path="/changePassword$")
    home.world.en.faults.arm(Fault.LOST_ANSWER, path="/getUrzedyNadania$")
    await go(tab, PLACE)
    await typed(tab, NEW, NEW)
    assert "nie wiadomo, które hasło jest ważne" in await tab.until("document.querySelector('.said.look')?.textContent")
    assert await tab.evaluate("location.hash") == f"#{PLACE}"
    await tab.screenshot(tmp_path / "unproven.png", full=True)
    assert await violations(tab) == []
    assert not await tab.evaluate("document.querySelector('#field-new')")
    await tab.click_element("main button:not(.primary)")
    assert "odrzucone" in await tab.until("document.querySelector('.result.bad')?.textContent")
    assert home.vault.secrets[NEXT] == NEW
    await tab.click_element("main button.primary")
    await tab.until("document.querySelector('.said')?.textContent.startsWith('Hasło jest zmienione i zapisane.')")
    assert await tab.evaluate("location.hash") == "#accounts"
    assert (home.vault.secrets[CURRENT], home.vault.secrets.get(NEXT)) == (NEW, None)
    home.world.en.faults.arm(Fault.ERROR_BEFORE, path="/changePassword$", status=500)
    await go(tab, PLACE)
    await typed(tab, "Jeszcze-inne_2026", "Jeszcze-inne_2026")
    assert "Nowe hasło nie działa" in await tab.until("document.querySelector('.said.look')?.textContent")
    await tab.click_element("main button:not(.primary)")
    await tab.until("document.querySelector('.said')?.textContent.startsWith('Obowiązuje stare hasło')")
    assert (home.vault.secrets[CURRENT], home.vault.secrets.get(NEXT)) == (NEW, None)
