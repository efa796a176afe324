"""The pages' words: both languages have the same ones, and the pages ask for none that is not there."""

import json
import re
from pathlib import Path

import agent.settings

PAGES = Path(agent.settings.__file__).with_name("pages")
TEXTS = {name: json.loads((PAGES / f"texts.{name}.json").read_text(encoding="utf-8")) for name in ("pl", "en")}


def gaps(text: str) -> set[str]:
    return set(re.findall(r"\{(\w+)\}", text))


def test_both_languages_have_the_same_texts_with_the_same_gaps() -> None:
    assert TEXTS["pl"].keys() == TEXTS["en"].keys()
    assert {key: gaps(text) for key, text in TEXTS["pl"].items()} == {key: gaps(text) for key, text in TEXTS["en"].items()}
    assert all(text.strip() for texts in TEXTS.values() for text in texts.values())


def asked() -> tuple[set[str], set[str]]:
    """The keys the pages ask for, and the beginnings of those they put together."""
    code = "\n".join(path.read_text(encoding="utf-8") for path in PAGES.glob("*.js"))
    whole = set(re.findall(r'"([a-z][a-z0-9_]+)"', code))
    parts = set(re.findall(r"`([a-z]+_[a-z_]*)\$\{", code))
    return whole, parts


def test_every_text_is_used_and_every_one_that_is_asked_for_is_there() -> None:
    whole, parts = asked()
    code = "\n".join(path.read_text(encoding="utf-8") for path in PAGES.glob("*.js"))
    assert set(re.findall(r'text\("(\w+)"', code)) <= TEXTS["pl"].keys()
    unused = {key for key in TEXTS["pl"] if key not in whole and not any(key.startswith(each) for each in parts)}
    assert unused == set()


def test_row_28_pictures_are_our_own_and_load_nothing() -> None:
    pictures = sorted(PAGES.glob("*.svg"))
    assert [each.name for each in pictures] == [f"allegro-step-{step}.svg" for step in range(1, 6)]
    for each in pictures:
        drawn = each.read_text(encoding="utf-8").replace('xmlns="http://www.w3.org/2000/svg"', "")
        assert not re.search(r"https?:|href|<script|<style|on\w+=|url\(", drawn), each.name
