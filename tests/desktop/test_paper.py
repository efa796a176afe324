"""A paper from the settings' own window: the system's browser gets it, because the window has nothing to show a PDF with."""

import asyncio
import os
import sys
from pathlib import Path

import httpx
import pytest

from agent.settings.trial import KEPT
from tests.desktop.screen import screen, until
from tests.settings.conftest import new_home

pytestmark = [pytest.mark.browser, pytest.mark.timeout(120)]

PDF = b"%PDF-1.4 of a trial"
BUTTON = (694, 285)
"""Where the page has the button that opens the label; before it is drawn a click there does nothing."""


async def test_row_28_a_paper_goes_to_the_systems_browser(tmp_path: Path) -> None:
    opened, browser = tmp_path / "opened", tmp_path / "browser"
    browser.write_text(f'#!/bin/sh\nprintf %s "$1" > {opened}.part && mv {opened}.part {opened}\n', encoding="utf-8")
    browser.chmod(0o755)
    with screen() as shown:
        async with new_home(tmp_path / "home") as home:
            (home.folder / KEPT).write_bytes(PDF)
            code = f"from agent.desktop.window import show; show({await home.address() + '#start/trial'!r})"
            own = {**os.environ, **shown.environment, "BROWSER": f"{browser} %s", "HOME": str(tmp_path)}
            window = await asyncio.create_subprocess_exec(sys.executable, "-c", code, env=own)
            try:

                def clicked() -> bool:
                    shown.click(*BUTTON)
                    return opened.exists()

                await asyncio.to_thread(until, clicked, "the browser")
                async with httpx.AsyncClient(trust_env=False) as http:
                    assert (await http.get(opened.read_text(encoding="utf-8"))).content == PDF
            finally:
                shown.picture(tmp_path / "screen.png")
                window.terminate()
                await window.wait()
