"""The settings in a window of their own: a frame round the pages the agent serves, without a bridge into it."""

import os
import sys

WANTED = (1120, 800)
BARS = 96
"""Pixels of the screen's height that title bar and panel may take; what lies below the screen's edge nobody can press."""


class NoWindow(Exception):
    """No window can be opened here: nothing to show it with, or no screen."""


def show(address: str) -> None:
    """Opens the window and returns when it is closed. Raises NoWindow before anything is seen.

    The pages talk to the agent by themselves, so nothing of Python is given to them (threat model, row 28); cookies are not kept.
    """
    if sys.platform == "linux" and not (os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")):
        raise NoWindow("no display")
    if sys.platform == "linux":
        os.environ.setdefault("PYWEBVIEW_GUI", "qt")
        os.environ.setdefault("QT_DISABLE_SHADER_DISK_CACHE", "1")  # nothing is left outside the home folder
    try:
        import webview
    except ImportError as error:
        raise NoWindow("pywebview is not installed") from error
    webview.settings["ALLOW_DOWNLOADS"] = False
    webview.settings["OPEN_EXTERNAL_LINKS_IN_BROWSER"] = True
    try:
        screen = webview.screens[0]
        width, height = fitting(screen.width, screen.height)
        webview.create_window("Nadajnik", address, width=width, height=height, min_size=(640, 480), text_select=True)
        webview.start(private_mode=True, debug=False)
    except webview.WebViewException as error:
        raise NoWindow(str(error)) from error


def fitting(width: int, height: int) -> tuple[int, int]:
    """The window's size on a screen of this size."""
    return min(WANTED[0], width), min(WANTED[1], height - BARS)
