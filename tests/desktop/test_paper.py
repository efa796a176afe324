"""A paper from the settings' own window: the system's browser gets it, because the window has nothing to show a PDF with."""

import asyncio
import os
import sys
from pathlib import Path

import httpx
import pytest

from agent.settings.trial import KEPT
from tests.desktop.screen import screen, until
from tests.desktop.web_view import environment, web_view
from tests.faults.processes import free_port
from tests.settings.conftest import new_home

pytestmark = [pytest.mark.browser]

PDF = b"%PDF-1.4 of a trial"


async def test_row_28_a_paper_goes_to_the_systems_browser(tmp_path: Path) -> None:
    opened, browser = tmp_path / "opened", tmp_path / "browser"
    browser.write_text(f'#!/bin/sh\nprintf %s "$1" > {opened}.part && mv {opened}.part {opened}\n', encoding="utf-8")
    browser.chmod(0o755)
    with screen() as shown:
        async with new_home(tmp_path / "home") as home:
            (home.folder / KEPT).write_bytes(PDF)
            code = f"from agent.desktop.window import show; show({await home.address() + '#start/trial'!r})"
            port = free_port()
            own = {**os.environ, **shown.environment, **environment(port), "BROWSER": f"{browser} %s", "HOME": str(tmp_path)}
            window = await asyncio.create_subprocess_exec(sys.executable, "-c", code, env=own)
            try:
                async with web_view(shown, port) as view:
                    await view.click("button", "Otwórz etykietę")
                    await asyncio.to_thread(until, opened.exists, "the browser")
                async with httpx.AsyncClient(trust_env=False) as http:
                    assert (await http.get(opened.read_text(encoding="utf-8"))).content == PDF
            finally:
                shown.picture(tmp_path / "screen.png")
                window.terminate()
                await window.wait()
