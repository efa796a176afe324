"""The guide and its pictures belong together: every link leads somewhere, every picture is shown, none is missing."""

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image

from .camera import MOST_BYTES
from .store import SIZE
from .walks import GUIDE_FOLDER, STORE_FOLDER, WALKS

ROOT = Path(__file__).parents[2]
GUIDE = ROOT / "docs" / "pl"
PICTURES = ROOT / "docs" / "images" / GUIDE_FOLDER
STORES = ROOT / "docs" / "images" / STORE_FOLDER
PAGES = sorted(GUIDE.glob("*.md"))

_LINK = re.compile(r"!?\[[^\]]*\]\(([^)\s]+)\)")
_HEADING = re.compile(r"^#+ (.+)$", re.MULTILINE)
_FENCE = re.compile(r"^ *```.*?^ *```", re.MULTILINE | re.DOTALL)


def links(page: Path) -> Iterator[tuple[Path, str]]:
    """Files that a page links to, with the anchor behind `#`; addresses of other sites are left out."""
    for target in _LINK.findall(_FENCE.sub("", page.read_text(encoding="utf-8"))):
        if "://" not in target:
            path, _, anchor = target.partition("#")
            yield (page.parent / path).resolve() if path else page, anchor


def anchors(page: Path) -> set[str]:
    """As a repository's web view makes them of headings."""
    found = _HEADING.findall(_FENCE.sub("", page.read_text(encoding="utf-8")))
    return {re.sub(r"[^\w\- ]", "", each.lower()).replace(" ", "-") for each in found}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_link_leads_somewhere(page: Path) -> None:
    for file, anchor in links(page):
        assert file.is_file(), f"{page.name}: {file}"
        assert not anchor or anchor in anchors(file), f"{page.name}: {file.name}#{anchor}"


def test_every_page_is_reached_from_the_index() -> None:
    reached = {file for file, _ in links(GUIDE / "index.md")}
    assert set(PAGES) - {GUIDE / "index.md"} <= reached


def test_every_picture_is_promised_taken_and_shown() -> None:
    promised = {name for walk in WALKS.values() if walk.folder == GUIDE_FOLDER for name in walk.pictures}
    taken = {each.stem for each in PICTURES.glob("*.png")}
    shown = {file.stem for page in PAGES for file, _ in links(page) if file.parent == PICTURES}
    assert promised == taken == shown


def test_the_browsers_are_those_of_the_manifest() -> None:
    manifest = json.loads((ROOT / "extension" / "manifest.json").read_text(encoding="utf-8"))
    firefox = manifest["browser_specific_settings"]["gecko"]["strict_min_version"].partition(".")[0]
    said = (GUIDE / "instalacja.md").read_text(encoding="utf-8")
    assert f"w wersji {manifest['minimum_chrome_version']} lub" in said
    assert f"Firefox {firefox} lub" in said


def test_pictures_are_small() -> None:
    pictures = [*PICTURES.iterdir(), *STORES.glob("*.png")]
    assert {each.name for each in pictures if each.stat().st_size > MOST_BYTES} == set()


def test_the_stores_pictures_are_named_where_they_are_sent_from_and_have_the_size_stores_take() -> None:
    promised = {name for walk in WALKS.values() if walk.folder == STORE_FOLDER for name in walk.pictures}
    named = {file.stem for file, _ in links(ROOT / "docs" / "store" / "README.md") if file.parent == STORES}
    assert promised == named == {each.stem for each in STORES.glob("*.png")}
    for file in STORES.glob("*.png"):
        with Image.open(file) as picture:
            assert picture.size == SIZE == (1280, 800), file.name
