"""The built program. Building it takes minutes, so `make bundle` builds and then runs this; elsewhere it is skipped."""

import os
import sys
from pathlib import Path

import pytest

from tests.packages.installed import Installed, check_everything
from tests.packages.program import BUILT

pytestmark = [
    pytest.mark.skipif(BUILT is None, reason="NADAJNIK_PROGRAM names no built program (make bundle)"),
    pytest.mark.timeout(300),
]


@pytest.fixture
def program(tmp_path: Path) -> Installed:
    folder = tmp_path / "elsewhere"
    folder.mkdir()
    return Installed([str(BUILT)], folder)


@pytest.mark.usefixtures("key_store")
async def test_it_works_without_python(program: Installed) -> None:
    await check_everything(program)
    print(f"ready after {program.ready_s:.2f} s")


@pytest.mark.usefixtures("key_store")
@pytest.mark.skipif(sys.platform != "linux", reason="only Linux' loader is told of libraries by the environment")
async def test_what_it_starts_gets_the_systems_own_libraries(program: Installed) -> None:
    opened, browser = program.folder / "opened", program.folder / "browser"
    browser.write_text(f'#!/bin/sh\nprintf "%s|%s" "$LD_LIBRARY_PATH" "$1" > {opened}\n', encoding="utf-8")
    browser.chmod(0o700)
    async with program.serving():
        program.environment = {"BROWSER": str(browser), "LD_LIBRARY_PATH": "/the/persons/own"}
        settings = await program.call("settings", "--browser")
    assert settings.code == 0, settings.err
    libraries, address = opened.read_text(encoding="utf-8").split("|")
    assert libraries == "/the/persons/own"
    assert address.startswith("http://127.0.0.1:")


def test_it_brings_no_test_tools_and_no_stand_ins() -> None:
    assert BUILT is not None
    inside = {path.name for path in (BUILT.parent / "_internal").iterdir()}
    assert inside.isdisjoint({"pytest", "hypothesis", "mypy", "reportlab"})
    if sys.platform != "linux":
        assert inside.isdisjoint({"PySide6", "shiboken6"})
    assert not os.path.lexists(BUILT.parent / "_internal" / "agent" / "demo")
