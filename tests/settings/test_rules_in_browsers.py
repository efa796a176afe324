"""The seller's rules in real browsers: made, moved, tried, kept."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from agent.config.rules_file import RulesFile
from agent.demo.browser import Browser
from agent.demo.browser.tab import Tab
from tests.settings.conftest import Home, packed_home
from tests.settings.pages import go, settings_tab, violations, write

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="module")]


@pytest_asyncio.fixture(loop_scope="module")
async def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Home]:
    monkeypatch.setenv("NADAJNIK_LANG", "pl")
    async with packed_home(tmp_path / "home") as it:
        (it.folder / "rules.toml").write_text(
            '[[rules]]\nname = "Drogie"\nwhen = { value_from_grosze = 50000 }\nthen = { insurance_grosze = 100000 }\n'
        )
        yield it


@pytest_asyncio.fixture(loop_scope="module")
async def tab(opened: Browser, home: Home) -> AsyncIterator[Tab]:
    async with settings_tab(opened, await home.address()) as it:
        await go(it, "rules")
        await it.until("document.querySelector('[data-rule=Drogie]')")
        yield it


async def test_a_rule_is_made_tried_put_first_and_kept(tab: Tab, home: Home, tmp_path: Path) -> None:
    assert "wartość od 500,00 zł" in await tab.evaluate("document.querySelector('[data-rule=Drogie]').textContent")
    assert await violations(tab) == []
    await tab.click_element("#rule-add")
    await tab.until("document.activeElement.id === 'field-name'")
    await tab.type_text("Pocztex w M")
    await tab.evaluate("document.querySelector('[data-field=\"when.service\"] details').open = true")
    await tab.click_element("[data-field='when.service'] input[value=pocztex_kurier]")
    assert await violations(tab) == []
    await tab.screenshot(tmp_path / "form.png", full=True)
    await tab.press_key("Enter")
    wrong = await tab.until(
        "[...document.querySelectorAll('[data-field=then] .wrong')].find((each) => each.textContent)?.textContent"
    )
    assert "niczego nie wybiera" in wrong
    await tab.evaluate("document.querySelector('#field-then-size').value = 'format_m'")
    await tab.click_element("form button[type=submit]")
    await tab.until("document.querySelector('[data-rule=\"Pocztex w M\"]')")
    assert await tab.evaluate("document.activeElement.id") == "rule-change-1"
    await tab.click_element("#rules-try")
    said = await tab.until("document.querySelector('.trial .card')?.textContent")
    assert "gabaryt zmieni się w zamówieniach: 2" in said
    assert await violations(tab) == []
    await tab.screenshot(tmp_path / "tried.png", full=True)
    await tab.click_element("#rule-up-1")
    await tab.until("document.querySelector('ol.rules li').dataset.rule === 'Pocztex w M'")
    assert [each.name for each in RulesFile(home.folder).read()] == ["Drogie"]
    await tab.click_element("#rules-save")
    await tab.until("document.querySelector('.said')?.textContent === 'Reguły zapisane.'")
    kept = RulesFile(home.folder).read()
    assert [(each.name, each.then.size) for each in kept] == [("Pocztex w M", "format_m"), ("Drogie", None)]


async def test_a_rule_is_changed_by_keyboard_and_changes_are_dropped(tab: Tab, home: Home) -> None:
    await tab.evaluate("document.querySelector('#rule-change-0').focus()")
    await tab.press_key("Enter")
    await tab.until("document.activeElement.id === 'field-name'")
    assert await tab.evaluate("document.querySelector('#field-when-value_from_grosze').value") == "500,00"
    await write(tab, "then-insurance_grosze", "200")
    await tab.press_key("Enter")
    card = await tab.until("document.querySelector('[data-rule=Drogie]')?.textContent")
    assert "ubezpieczenie 200,00 zł" in card
    await tab.click_element("#rules-drop")
    await tab.until("document.querySelector('dialog').open")
    await tab.click_element("#question-yes")
    assert "1000,00 zł" in await tab.until(
        "document.querySelector('#rules-save') === null && document.querySelector('[data-rule=Drogie]').textContent"
    )
    assert RulesFile(home.folder).read()[0].then.insurance_grosze == 100000


async def test_a_broken_file_is_shown_and_not_edited(tab: Tab, home: Home) -> None:
    (home.folder / "rules.toml").write_text("[[rules]\n")
    await go(tab, "accounts")
    await go(tab, "rules")
    assert "rules.toml" in await tab.until("document.querySelector('.result.bad')?.textContent")
    assert await tab.evaluate("document.querySelector('#rule-add')") is None
    assert await violations(tab) == []
