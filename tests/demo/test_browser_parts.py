from pathlib import Path
from typing import cast

import pytest

from agent.demo.browser import BROWSERS, BrowserError, BrowserOptions
from agent.demo.browser.firefox import preferences
from agent.demo.browser.keys import chord_actions


def test_firefox_refuses_two_ports() -> None:
    with pytest.raises(BrowserError, match="one port"):
        preferences(BrowserOptions(hosts={"a.example": 1, "b.example": 2}), Path())


def test_chords_release_in_the_opposite_order() -> None:
    steps = cast("list[dict[str, str]]", chord_actions("Control+a")[0]["actions"])
    assert [(step["type"], step["value"]) for step in steps] == [
        ("keyDown", "\ue009"),
        ("keyDown", "a"),
        ("keyUp", "a"),
        ("keyUp", "\ue009"),
    ]
    with pytest.raises(ValueError, match="Hyper"):
        chord_actions("Hyper+a")


def test_both_browsers_are_offered() -> None:
    assert set(BROWSERS) == {"chromium", "firefox"}
