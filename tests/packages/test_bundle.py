"""The built program. Building it takes minutes, so `make bundle` builds and then runs this; elsewhere it is skipped."""

import sys
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

from release.notices import FILE_NAME
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


def test_it_brings_no_test_tools() -> None:
    assert inside().isdisjoint({"pytest", "hypothesis", "mypy"})
    if sys.platform != "linux":
        assert inside().isdisjoint({"PySide6", "shiboken6"})


def test_its_notices_name_everybody_whose_files_it_brings() -> None:
    written = inside_folder().joinpath(FILE_NAME).read_text(encoding="utf-8")
    named = {line.split()[0].lower() for line in written.partition("\n=")[0].splitlines() if ": " in line}
    assert named >= {
        "python",
        "aiohttp",
        "cryptography",
        "lxml",
        "pillow",
        "pydantic",
        "pypdfium2",
        "reportlab",
        "sqlalchemy",
        "zeep",
    }
    if sys.platform == "linux":
        assert named >= {"pyside6_essentials", "pyside6_webengine", "shiboken6"}
        assert "GNU LESSER GENERAL PUBLIC LICENSE" in written
    owners = packages_distributions()
    brought = {owner.lower() for name in inside() for owner in owners.get(name, []) if owner != "nadajnik"}
    assert brought <= named
    assert named.isdisjoint({"pytest", "hypothesis", "mypy", "nadajnik"})


def inside_folder() -> Path:
    assert BUILT is not None
    return BUILT.parent / "_internal"


def inside() -> set[str]:
    return {path.name for path in inside_folder().iterdir()}
