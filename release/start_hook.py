"""Runs first in the built program: what it starts of the system's own must not get the libraries it brings along."""

import os
import sys

if sys.platform.startswith("linux"):
    before = os.environ.pop("LD_LIBRARY_PATH_ORIG", None)
    if before is None:
        os.environ.pop("LD_LIBRARY_PATH", None)
    else:
        os.environ["LD_LIBRARY_PATH"] = before
    # Icon and window are this program again; as a child it would rely on the variable, so it is told to find its libraries anew.
    os.environ["PYINSTALLER_RESET_ENVIRONMENT"] = "1"
    if not {"tray", "settings"} & set(sys.argv):
        # PyInstaller has a hook that loads Qt in every process: 12 MB for a program that waits all day and shows nothing.
        from _pyi_rth_utils import qt  # type: ignore[import-not-found]  # of the built program alone

        qt.create_embedded_qt_conf = lambda *_: None
