"""A small driver for real browsers: one interface for Chromium and Firefox over WebDriver BiDi.

Used by the demo to show the product and by the end-to-end tests. Facts about flags and preferences were tried with
Chromium 156 and Firefox ESR 153.
"""

from agent.demo.browser.chromium import Chromium
from agent.demo.browser.driver import Browser
from agent.demo.browser.errors import BrowserError, BrowserMissingError
from agent.demo.browser.firefox import Firefox
from agent.demo.browser.options import BrowserOptions
from agent.demo.browser.tab import Rect, Tab

BROWSERS: dict[str, type[Browser]] = {"chromium": Chromium, "firefox": Firefox}


def browser(name: str, options: BrowserOptions | None = None) -> Browser:
    """Make the browser called ``chromium`` or ``firefox``; it starts with ``async with``.

    Raises:
        BrowserError: another name.
    """
    if name not in BROWSERS:
        raise BrowserError(f"unknown browser {name!r}; there are {', '.join(BROWSERS)}")
    return BROWSERS[name](options)


__all__ = [
    "BROWSERS",
    "Browser",
    "BrowserError",
    "BrowserMissingError",
    "BrowserOptions",
    "Chromium",
    "Firefox",
    "Rect",
    "Tab",
    "browser",
]
