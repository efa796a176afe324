"""The extension's packages, as the stores and the browsers get them."""

import json
import re
import subprocess
import zipfile
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path, PurePosixPath
from typing import Any

import pytest

import agent
from agent.demo.allegro_orders import demo_orders
from agent.demo.browser import BROWSERS, BrowserMissingError
from agent.demo.clicks import open_list, pair
from agent.demo.shop import DemoShop, open_shop
from agent.demo.stand_ins import every_account
from release.extension import FILE_NAMES, Target, contents, manifest_for, pack

ROOT = Path(agent.__file__).parents[1]
LINTER = ROOT / "node_modules" / ".bin" / "web-ext"
TARGETS = tuple(FILE_NAMES)
FOR_BROWSER: Mapping[str, Target] = {"chromium": "chromium", "firefox": "firefox"}

Json = dict[str, Any]  # manifests are open


def manifest(target: Target) -> Json:
    found: Json = json.loads(contents(target)["manifest.json"])
    return found


@pytest.fixture
def source() -> Json:
    found: Json = json.loads((ROOT / "extension" / "manifest.json").read_text(encoding="utf-8"))
    return found


def test_the_folder_and_the_program_have_one_version(source: Json) -> None:
    assert source["version"] == agent.__version__


@pytest.mark.parametrize("target", TARGETS)
def test_the_version_is_the_programs_whatever_the_folder_says(target: Target, source: Json) -> None:
    assert manifest_for(target, {**source, "version": "9.9"})["version"] == agent.__version__


@pytest.mark.parametrize("target", TARGETS)
def test_the_same_sources_give_the_same_bytes(target: Target, tmp_path: Path) -> None:
    first, second = pack(target, tmp_path / "a"), pack(target, tmp_path / "b")
    assert first.read_bytes() == second.read_bytes()


@pytest.mark.parametrize("target", TARGETS)
def test_each_browser_gets_what_it_understands_and_the_rights_are_the_same(target: Target, source: Json) -> None:
    own = manifest(target)
    for same in ("permissions", "content_scripts", "web_accessible_resources", "content_security_policy", "default_locale"):
        assert own[same] == source[same]
    if target == "firefox":
        assert own["background"] == {"scripts": ["background/main.js"], "type": "module"}
        assert own.keys().isdisjoint({"key", "minimum_chrome_version"})
        assert own["browser_specific_settings"] == source["browser_specific_settings"]
    else:
        assert own["background"] == {"service_worker": "background/main.js", "type": "module"}
        assert ("key" in own) is (target == "chromium")
        assert "browser_specific_settings" not in own


@pytest.mark.parametrize("target", TARGETS)
def test_only_files_that_something_refers_to_are_packed(target: Target) -> None:
    files = contents(target)
    locales = {name for name in files if name.startswith("_locales/")}
    assert locales == {f"_locales/{language}/messages.json" for language in ("pl", "en")}
    assert files.keys() - locales == reached(files)


def reached(files: Mapping[str, bytes]) -> set[str]:
    """Files the manifest names, and whatever those load in turn."""
    seen: set[str] = set()
    waiting = ["manifest.json", "pages/shipments.html", "pages/pairing.html"]
    while waiting:
        name = waiting.pop()
        if name in seen:
            continue
        seen.add(name)
        if not name.endswith(".png"):
            waiting += references(name, files[name].decode())
    return seen


def references(name: str, text: str) -> Iterator[str]:
    if name == "manifest.json":
        yield from re.findall(r'"([\w/-]+\.(?:js|png|html))"', text)
    elif name.endswith(".js"):
        here = PurePosixPath(name).parent
        yield from (resolved(here / found) for found in re.findall(r'(?:from|import) "(\.[^"]+)"', text))
        yield from re.findall(r'getURL\("([\w/-]+\.\w+)"\)', text)
    elif name.endswith(".html"):
        here = PurePosixPath(name).parent
        yield from (resolved(here / found) for found in re.findall(r'(?:src|href)="([^"#?]+)[^"]*"', text))


def resolved(path: PurePosixPath) -> str:
    parts: list[str] = []
    for part in path.parts:
        if part == "..":
            parts.pop()
        elif part != ".":
            parts.append(part)
    return "/".join(parts)


@pytest.mark.parametrize("language", ["pl", "en"])
def test_the_stores_take_its_name_and_description(language: str) -> None:
    """The Chrome Web Store: at most 75 and 132 characters."""
    words = json.loads((ROOT / "extension" / "_locales" / language / "messages.json").read_text(encoding="utf-8"))
    assert len(words["extension_name"]["message"]) <= 45
    assert len(words["extension_description"]["message"]) <= 132


def test_mozillas_linter_has_nothing_to_say(tmp_path: Path) -> None:
    assert LINTER.exists(), "npm install"
    folder = unpacked("firefox", tmp_path)
    command = [str(LINTER), "lint", "--source-dir", str(folder), "--no-config-discovery", "--output", "json"]
    told = subprocess.run(command, capture_output=True, text=True, check=False)
    report = json.loads(told.stdout)
    assert report["summary"] == {"errors": 0, "notices": 0, "warnings": 0}, report


def unpacked(target: Target, folder: Path) -> Path:
    package = pack(target, folder)
    with zipfile.ZipFile(package) as opened:
        opened.extractall(folder / "unpacked")
    return folder / "unpacked"


@asynccontextmanager
async def shop_with_package(browser_name: str, folder: Path) -> AsyncIterator[DemoShop]:
    package = unpacked(FOR_BROWSER[browser_name], folder)
    try:
        async with (
            every_account(demo_orders()) as world,
            open_shop(
                folder / "home", folder / "downloads", headless=True, browser_name=browser_name, world=world, extension=package
            ) as shop,
        ):
            yield shop
    except BrowserMissingError as error:
        pytest.fail(str(error), pytrace=False)


@pytest.mark.browser
@pytest.mark.parametrize("browser_name", BROWSERS)
async def test_the_browser_loads_the_package_and_the_agent_knows_it(browser_name: str, tmp_path: Path) -> None:
    async with shop_with_package(browser_name, tmp_path) as shop:
        await pair(shop)
        await open_list(shop, shop.browser.tab)
        assert not [line for line in shop.browser.console if line.startswith("error")]
