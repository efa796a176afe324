"""The settings in a window of their own: a frame round the pages the agent serves, without a bridge into it."""

import os
import sys


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
    try:
        import webview
    except ImportError as error:
        raise NoWindow("pywebview is not installed") from error
    webview.settings["ALLOW_DOWNLOADS"] = False
    webview.settings["OPEN_EXTERNAL_LINKS_IN_BROWSER"] = True
    webview.create_window("Nadajnik", address, width=1120, height=800, min_size=(640, 480), text_select=True)
    try:
        webview.start(private_mode=True, debug=False)
    except webview.WebViewException as error:
        raise NoWindow(str(error)) from error
