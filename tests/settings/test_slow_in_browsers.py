"""The settings of a slow computer, in real browsers: an answer that comes late throws nothing away that a person has begun."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from agent.demo.browser import Browser
from agent.demo.browser.tab import Tab
from agent.demo.setup import ORLEN_ACCOUNT, POCZTA
from tests.settings.conftest import Home, new_home, packed_home
from tests.settings.pages import go, settings_tab, shown, write
from tests.settings.slow import SlowProgram

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="module")]

COUNT_PLACES = """(() => {
  window.places = 0;
  new MutationObserver((changes) => {
    for (const { addedNodes } of changes) places += [...addedNodes].filter((each) => each.matches("section")).length;
  }).observe(document.querySelector("#place"), { childList: true });
})()"""
COUNT_ANSWERS = """(() => {
  window.answers = 0;
  const real = Response.prototype.json;
  Response.prototype.json = async function () {
    const answer = await real.call(this);
    setTimeout(() => (answers += 1));
    return answer;
  };
})()"""
"""Counts one once the page has done with it what it does."""
GO_TO_GENERAL = "new Promise((gone) => { addEventListener('hashchange', () => gone(0)); location.hash = 'general'; })"


@pytest.fixture
def slow(monkeypatch: pytest.MonkeyPatch) -> SlowProgram:
    monkeypatch.setenv("NADAJNIK_LANG", "pl")
    return SlowProgram(monkeypatch)


@pytest_asyncio.fixture(loop_scope="module")
async def home(slow: SlowProgram, tmp_path: Path) -> AsyncIterator[Home]:
    async with new_home(tmp_path / "home") as it:
        yield it


@pytest_asyncio.fixture(loop_scope="module")
async def tab(opened: Browser, home: Home) -> AsyncIterator[Tab]:
    async with settings_tab(opened, await home.address()) as it:
        await it.evaluate(COUNT_ANSWERS)
        yield it


async def test_a_place_that_is_chosen_while_the_page_loads_is_shown_once(opened: Browser, home: Home, slow: SlowProgram) -> None:
    slow.hold("overview")
    tab = await opened.new_tab(await home.address())
    await slow.asked("overview")
    await tab.evaluate(COUNT_PLACES)
    await tab.evaluate(GO_TO_GENERAL)
    assert await tab.evaluate("document.querySelector('#place').childElementCount") == 0
    slow.let_go("overview")
    await shown(tab, "general")
    await tab.until("document.querySelector('#field-name')")
    assert await tab.evaluate("places") == 1
    await tab.close()


async def test_a_place_that_the_page_itself_goes_to_is_shown_once(tab: Tab, home: Home) -> None:
    options = home.world.shipx.options
    await go(tab, "accounts/new/inpost")
    await write(tab, "settings-organization_id", str(options.organization_id))
    await write(tab, "secrets-token", options.token)
    await tab.evaluate(COUNT_PLACES)
    await tab.press_key("Enter")
    await tab.until("document.querySelector('.said')")
    await shown(tab, "accounts")
    assert await tab.evaluate("places") == 1


async def test_an_account_that_is_saved_late_leaves_a_person_where_he_is(tab: Tab, home: Home, slow: SlowProgram) -> None:
    options = home.world.shipx.options
    await go(tab, "accounts/new/inpost")
    await write(tab, "settings-organization_id", str(options.organization_id))
    await write(tab, "secrets-token", options.token)
    slow.hold("accounts.save")
    await tab.press_key("Enter")
    await slow.asked("accounts.save")
    await go(tab, "accounts/new/poczta_polska")
    await write(tab, "settings-login", "sklep")
    slow.let_go("accounts.save")
    assert (await tab.until("document.querySelector('.said')?.textContent")).startswith("Zapisano.")
    assert await tab.evaluate("document.querySelector('#field-settings-login').value") == "sklep"
    await shown(tab, "accounts/new/poczta_polska")
    await go(tab, "accounts")
    assert await tab.evaluate("document.querySelector('[data-account] strong').textContent") == "InPost"


async def test_an_account_that_is_refused_late_is_told_wherever_the_person_is(tab: Tab, home: Home, slow: SlowProgram) -> None:
    await go(tab, "accounts/new/inpost")
    await write(tab, "settings-organization_id", str(home.world.shipx.options.organization_id))
    await write(tab, "secrets-token", "another")
    slow.hold("accounts.save")
    await tab.press_key("Enter")
    await slow.asked("accounts.save")
    await go(tab, "allegro")
    slow.let_go("accounts.save")
    assert await tab.until("document.querySelector('.said.look')?.textContent")
    await shown(tab, "allegro")


async def test_a_copy_that_takes_its_time_leaves_what_is_being_written(tab: Tab, slow: SlowProgram) -> None:
    await go(tab, "general")
    await tab.until("document.querySelector('#field-printer')")
    slow.hold("general.backup")
    await tab.click_element("section:has(> [data-backup]) button")
    await slow.asked("general.backup")
    await write(tab, "name", "table 2")
    slow.let_go("general.backup")
    await tab.until("document.querySelector('[data-backup].good')")
    assert await tab.evaluate("document.querySelector('#field-name').value") == "table 2"
    assert await tab.evaluate("document.activeElement.id") == "field-name"


async def test_a_button_comes_only_where_it_stays(tab: Tab, slow: SlowProgram) -> None:
    slow.hold("pairing.list")
    await go(tab, "browsers")
    await slow.asked("pairing.list")
    assert await tab.evaluate("document.querySelector('main button.primary').checkVisibility()") is False
    slow.let_go("pairing.list")
    await tab.click_element("main button.primary")
    await tab.until("document.querySelector('.code')")


async def test_the_first_steps_are_shown_once_it_is_known_which_are_done(opened: Browser, home: Home, slow: SlowProgram) -> None:
    slow.hold("trial.state")
    tab = await opened.new_tab(await home.address())
    await slow.asked("trial.state")
    await shown(tab, "")
    assert await tab.evaluate("document.querySelectorAll('.first li').length") == 0
    slow.let_go("trial.state")
    await tab.until("document.querySelectorAll('.first li').length === 5")
    await tab.close()


async def test_a_set_that_is_handed_over_slowly_leaves_what_was_begun_at_another_account(
    opened: Browser, slow: SlowProgram, tmp_path: Path
) -> None:
    post, orlen = f"section[data-account={POCZTA}]", f"section[data-account={ORLEN_ACCOUNT}]"
    async with packed_home(tmp_path / "packed") as home:
        tab = await opened.new_tab(await home.address())
        await shown(tab, "")
        await go(tab, "handover")
        slow.hold("handover.send")
        await tab.click_element(f"{post} .sets button")
        await tab.click_element("#question-yes")
        await slow.asked("handover.send")
        await tab.evaluate("[...document.querySelectorAll('.account')].forEach((each) => { each.wasThere = true })")
        await tab.click_element("main section > .buttons button")
        await tab.until(f"!document.querySelector('{orlen}').wasThere")
        assert await tab.evaluate(f"document.querySelector('{post} .sets button').disabled") is True
        await tab.click_element(f"{orlen} [data-courier] button")
        await tab.until(f"document.querySelector('{orlen} [data-courier] fieldset')")
        await tab.evaluate(f"document.querySelector('{orlen} [data-courier] fieldset').begun = true")
        await tab.evaluate(f"document.querySelector('{orlen} input[type=time]').value = '15:30'")
        slow.let_go("handover.send")
        await tab.until(f"document.querySelector('{post} [data-handed]')")
        assert await tab.evaluate(f"document.querySelector('{orlen} [data-courier] fieldset').begun") is True
        assert await tab.evaluate(f"document.querySelector('{orlen} input[type=time]').value") == "15:30"
        assert await tab.evaluate(f"document.querySelector('{orlen}').contains(document.activeElement)") is True
        await tab.close()


async def test_points_that_are_found_late_do_not_replace_those_that_were_asked_for_after_them(
    tab: Tab, home: Home, slow: SlowProgram
) -> None:
    options = home.world.shipx.options
    await go(tab, "accounts/new/inpost")
    await write(tab, "settings-organization_id", str(options.organization_id))
    await write(tab, "secrets-token", options.token)
    choose = "(it) => { it.value = 'parcel_locker'; it.dispatchEvent(new Event('change', { bubbles: true })); }"
    await tab.evaluate(f"({choose})(document.querySelector('#field-settings-sending_method'))")
    slow.hold("accounts.points")
    await look_for(tab, "Warszawa")
    await slow.asked("accounts.points")
    await look_for(tab, "Kraków")
    found = await tab.until("[...document.querySelectorAll('.points strong')].map((each) => each.textContent)")
    await answered(tab, slow, "accounts.points")
    assert await tab.evaluate("[...document.querySelectorAll('.points strong')].map((each) => each.textContent)") == found


async def answered(tab: Tab, slow: SlowProgram, name: str) -> None:
    """Lets the answer go, and waits until the page has taken it."""
    before = await tab.evaluate("answers")
    slow.let_go(name)
    await tab.until(f"answers > {before}")


async def look_for(tab: Tab, words: str) -> None:
    await tab.click_element("#points-dropoff_point")
    await tab.press_key("Control+a")
    await tab.type_text(words)
    await tab.press_key("Enter")


async def write_rule(tab: Tab, name: str) -> None:
    await tab.click_element("#rule-add")
    await write(tab, "name", name)
    await tab.evaluate("document.querySelector('#field-when-value_from_grosze').value = '100'")
    await tab.evaluate("document.querySelector('#field-then-insurance_grosze').value = '200'")


async def test_a_rule_that_is_checked_late_leaves_the_one_that_was_begun_after_it(tab: Tab, slow: SlowProgram) -> None:
    await go(tab, "rules")
    await write_rule(tab, "Pierwsza")
    slow.hold("rules.check")
    await tab.press_key("Enter")
    await slow.asked("rules.check")
    await tab.click_element("form button[type=button]")
    await tab.click_element("#rule-add")
    await write(tab, "name", "Druga")
    await answered(tab, slow, "rules.check")
    assert await tab.evaluate("document.querySelector('#field-name').value") == "Druga"


async def test_nothing_is_begun_while_rules_are_being_kept(tab: Tab, home: Home, slow: SlowProgram) -> None:
    await go(tab, "rules")
    await write_rule(tab, "Drogie")
    await tab.press_key("Enter")
    slow.hold("rules.save")
    await tab.click_element("#rules-save")
    await slow.asked("rules.save")
    await tab.click_element("#rule-add")
    assert await tab.evaluate("document.querySelector('main form')") is None
    slow.let_go("rules.save")
    await tab.until("document.querySelector('.said')?.textContent === 'Reguły zapisane.'")
    await tab.click_element("#rule-add")
    await tab.until("document.querySelector('main form')")
