"""How large the settings' window opens."""

import pytest

from agent.desktop.window import fitting


@pytest.mark.parametrize(
    ("screen", "window"), [((1920, 1080), (1120, 800)), ((1366, 768), (1120, 672)), ((1024, 600), (1024, 504))]
)
def test_title_and_last_line_stay_on_the_screen(screen: tuple[int, int], window: tuple[int, int]) -> None:
    assert fitting(*screen) == window
