"""Two Allegro accounts in real browsers: connected one after the other, one taken back at Allegro, one disconnected."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from agent.allegro.tokens import tokens_of
from agent.demo.browser import Browser
from agent.demo.browser.tab import Tab
from tests.settings.conftest import Home, new_home
from tests.settings.pages import go, settings_tab, violations, write

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="module")]

SECOND = "76093512"
SUBMIT = "form button.primary[type=submit]"


@pytest_asyncio.fixture(loop_scope="module")
async def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Home]:
    monkeypatch.setenv("NADAJNIK_LANG", "pl")
    async with new_home(tmp_path / "home") as it:
        it.world.allegro.add_seller(SECOND, "zuraw_outlet")
        yield it


@pytest_asyncio.fixture(loop_scope="module")
async def tab(opened: Browser, home: Home) -> AsyncIterator[Tab]:
    async with settings_tab(opened, await home.address()) as it:
        yield it


async def application(tab: Tab, home: Home) -> None:
    """Fills in the form of the first account."""
    await go(tab, "allegro")
    await tab.until("document.querySelector('#field-client_id')")
    await write(tab, "application_name", home.world.allegro.options.application_name)
    await write(tab, "client_id", home.world.allegro.options.client_id)
    await write(tab, "secret", home.world.allegro.options.client_secret)


async def badges(tab: Tab, *expected: str) -> None:
    shown = "[...document.querySelectorAll('[data-seller] .badge')].map((each) => each.textContent).join(', ')"
    await tab.until(f"{shown} === '{', '.join(expected)}'")


async def agreed(tab: Tab, home: Home, user_id: str, said: str) -> None:
    code = await tab.until("document.querySelector('.code')?.textContent")
    assert home.world.allegro.approve(code, user_id)
    await tab.until(f"document.querySelector('.said')?.textContent === '{said}'")


async def test_accounts_are_connected_one_after_the_other_and_one_is_disconnected(tab: Tab, home: Home, tmp_path: Path) -> None:
    options = home.world.allegro.options
    await application(tab, home)
    await tab.click_element(SUBMIT)
    await tab.until("document.querySelector('.code')")
    assert options.login not in await tab.evaluate("document.querySelector('.result').textContent")
    await agreed(tab, home, options.user_id, f"Połączono z kontem {options.login}.")
    await badges(tab, "połączone")
    assert await violations(tab) == []
    await tab.screenshot(tmp_path / "one.png", full=True)

    assert not await tab.evaluate("document.querySelector('form details').open")
    await tab.click_element(SUBMIT)
    await tab.until("document.querySelector('.code')")
    assert f"pewnie {options.login}." in await tab.evaluate("document.querySelector('.result').textContent")
    await tab.screenshot(tmp_path / "code.png", full=True)
    assert await violations(tab) == []
    await agreed(tab, home, SECOND, "Połączono z kontem zuraw_outlet.")
    await badges(tab, "połączone", "połączone")
    await tab.screenshot(tmp_path / "two.png", full=True)
    assert await violations(tab) == []
    html = await tab.evaluate("document.documentElement.outerHTML")
    assert [each for each in (options.client_secret, *home.vault.secrets.values()) if each in html] == []

    await tab.click_element(f"[data-seller='{SECOND}'] [data-do=allegro_forget]")
    await tab.until("document.querySelector('dialog').open")
    assert await tab.evaluate("document.querySelector('#question-title').textContent") == "Odłączyć konto zuraw_outlet?"
    await tab.screenshot(tmp_path / "question.png")
    await tab.press_key("Enter")
    await tab.until("!document.querySelector('dialog').open")
    assert tokens_of(SECOND) in home.vault.secrets
    await tab.click_element(f"[data-seller='{SECOND}'] [data-do=allegro_forget]")
    await tab.until("document.querySelector('dialog').open")
    await tab.click_element("#question-yes")
    await tab.until("document.querySelector('.said')?.textContent === 'Odłączono konto zuraw_outlet.'")
    await badges(tab, "połączone")
    assert tokens_of(SECOND) not in home.vault.secrets
    assert [each["id"] for each in home.config["allegro"]["accounts"]] == [options.user_id]
    await go(tab, "start")
    await tab.until("document.querySelector('.first li[data-done] strong')?.textContent === 'Połącz Allegro'")


async def test_an_account_taken_back_at_allegro_is_connected_again(tab: Tab, home: Home, tmp_path: Path) -> None:
    options = home.world.allegro.options
    await application(tab, home)
    await tab.press_key("Enter")
    await agreed(tab, home, options.user_id, f"Połączono z kontem {options.login}.")
    await badges(tab, "połączone")
    del home.vault.secrets[tokens_of(options.user_id)]
    await go(tab, "start")
    await go(tab, "allegro")
    await badges(tab, "trzeba połączyć ponownie")
    why = await tab.evaluate("document.querySelector('[data-seller] [role=status]').textContent")
    assert why == "Na tym komputerze nie ma zapisanego połączenia z tym kontem."
    await tab.screenshot(tmp_path / "again.png", full=True)
    assert await violations(tab) == []
    await tab.click_element("[data-do=allegro_connect_again]")
    await agreed(tab, home, options.user_id, f"Konto {options.login} było już połączone; połączenie odnowiono.")
    await badges(tab, "połączone")
    assert await tab.evaluate("document.querySelector('[data-do=allegro_connect_again]').hidden")


async def test_a_field_that_is_folded_away_is_shown_when_it_is_wrong(tab: Tab, home: Home) -> None:
    options = home.world.allegro.options
    await application(tab, home)
    await tab.press_key("Enter")
    await agreed(tab, home, options.user_id, f"Połączono z kontem {options.login}.")
    await tab.until("document.querySelector('form details:not([open])')")
    await tab.evaluate("document.querySelector('#field-client_id').value = ''")
    await tab.click_element(SUBMIT)
    await tab.until("document.querySelector('form details').open && document.activeElement.id === 'field-client_id'")
