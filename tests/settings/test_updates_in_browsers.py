"""What the settings say of a newer version of the program, in real browsers."""

from pathlib import Path

import pytest

from agent import __version__
from agent.demo.browser import Browser
from agent.newest_version import SEEN_FILE
from tests.settings.conftest import new_home
from tests.settings.pages import violations

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="module")]


async def test_a_newer_version_is_told_quietly_until_it_is_switched_off(
    opened: Browser, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NADAJNIK_LANG", "pl")
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "xdg"))
    (tmp_path / "home").mkdir()
    (tmp_path / "home" / SEEN_FILE).write_text("1.4.0\n", encoding="utf-8")
    async with new_home(tmp_path / "home") as home:
        tab = await opened.new_tab(await home.address())
        await tab.until("document.querySelector('.first li')")
        said = f"Jest nowsza wersja programu: 1.4.0. Masz {__version__}."
        assert await tab.evaluate("document.querySelector('#newer').textContent") == f"{said} Jak zaktualizować"
        await tab.screenshot(tmp_path / "start.png", full=True)
        await tab.click_element("#newer a")
        await tab.until("document.querySelector('[data-newer]')")
        assert await tab.evaluate("document.querySelector('[data-newer]').textContent") == said
        assert (await tab.evaluate("document.querySelector('.group a[target=_blank]').href")).startswith("https://")
        await tab.screenshot(tmp_path / "general.png", full=True)
        assert await violations(tab) == []
        await tab.click_element("#field-updates")
        await tab.until("document.querySelector('#newer').hidden && !document.querySelector('[data-newer]')")
        assert home.config["interface"]["update_notice"] is False
        await tab.until("document.querySelector('#field-updates')?.checked === false")
        await tab.click_element("#field-updates")
        await tab.until("document.querySelector('[data-newer]') && !document.querySelector('#newer').hidden")
        assert "update_notice" not in home.config["interface"]
        await tab.close()
