"""The printer for labels, chosen and tried in the settings; the printers are a real CUPS of the tests' own."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from agent.config.edit import set_section
from agent.config.file import ConfigFile
from agent.demo.browser import Browser
from agent.shipping.model.label import kind_of
from tests.printing.conftest import cups, running_cups
from tests.printing.cupsd import CLOSED, LABELS, RAW, TestCups
from tests.settings.conftest import Home, new_home
from tests.settings.pages import go, violations
from tests.settings.window import Window, open_window

__all__ = ["cups", "running_cups"]


@pytest_asyncio.fixture
async def window(home: Home, cups: TestCups) -> AsyncIterator[Window]:
    async with open_window(home) as it:
        yield it


async def test_the_systems_printers_are_there_to_choose_from(home: Home, window: Window) -> None:
    told = await window.ask("printing.read")
    assert told["printers"] == sorted([LABELS, RAW, CLOSED])
    assert (told["default"], told["printer"], told["when_ready"], told["failed"]) == (LABELS, "", False, None)
    await window.ask("printing.save", printer=RAW, when_ready=True)
    assert home.config["printing"] == {"printer": RAW, "print_when_ready": True}
    told = await window.ask("printing.read")
    assert (told["printer"], told["gone"], told["when_ready"]) == (RAW, False, True)
    await window.ask("printing.save", printer="", when_ready=False)
    assert "printer" not in home.config.get("printing", {})


async def test_a_test_page_comes_in_the_language_that_is_asked_for(window: Window, cups: TestCups) -> None:
    for wanted in ("pdf", "zpl_203", "epl"):
        await window.ask("printing.trial", printer=RAW, format=wanted)
    assert [(each.printer, kind_of(each.content)) for each in cups.until(3)] == [(RAW, "pdf"), (RAW, "zpl"), (RAW, "epl")]


async def test_a_printer_that_refuses_or_is_gone_is_told_and_the_chosen_one_stays_in_the_list(home: Home, window: Window) -> None:
    status, answer = await window.asked("printing.trial", printer=CLOSED, format="pdf")
    assert (status, CLOSED in answer["text"]) == (422, True)
    with ConfigFile(home.folder).edit() as document:
        set_section(document, "printing", {"printer": "Pozyczona"})
    told = await window.ask("printing.read")
    assert (told["printer"], told["gone"], told["printers"][-1]) == ("Pozyczona", True, "Pozyczona")
    await window.ask("printing.save", printer="Pozyczona", when_ready=True)


@pytest.mark.parametrize("name", ["-o raw", "; rm -rf ~", "../../x", LABELS + "\n", "$(id)"])
async def test_row_21_only_a_printer_of_the_systems_list_is_taken(home: Home, window: Window, cups: TestCups, name: str) -> None:
    assert (await window.asked("printing.trial", printer=name, format="pdf"))[0] == 422
    assert (await window.asked("printing.save", printer=name, when_ready=False))[0] == 422
    assert cups.papers() == []
    assert "printing" not in home.config


@pytest.mark.browser
@pytest.mark.asyncio(loop_scope="module")
async def test_a_printer_is_chosen_and_tried_in_the_browser(
    opened: Browser, tmp_path: Path, cups: TestCups, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NADAJNIK_LANG", "pl")
    async with new_home(tmp_path / "home") as home:
        tab = await opened.new_tab(await home.address())
        await tab.until("document.querySelector('.first li')")
        await go(tab, "general")
        await tab.until("document.querySelector('#field-printer')")
        assert await tab.evaluate("document.querySelector('[data-trial]').disabled") is True
        await tab.evaluate("document.querySelector('#field-printer').focus()")
        for _ in (CLOSED, LABELS):  # one line at a time; a name that is typed slowly begins anew with each letter
            await tab.press_key("ArrowDown")
        await tab.until(f"document.querySelector('#field-printer').value === '{LABELS}'")
        await tab.click_element("[data-trial]")
        await tab.until("document.querySelector('[data-printing] .result.good')")
        [paper] = cups.until(1)
        assert paper.printer == LABELS
        await tab.screenshot(tmp_path / "printing.png", full=True)
        assert await violations(tab) == []
        await tab.click_element("[data-printing] button.primary")
        await tab.until("document.querySelector('.said')")
        assert home.config["printing"]["printer"] == LABELS
        await tab.close()
