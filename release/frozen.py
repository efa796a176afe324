"""The one list of what the built program needs beyond what PyInstaller finds by reading the imports."""

import sys
from collections.abc import Mapping, Sequence
from pathlib import PurePath

HIDDEN_PACKAGES: Sequence[str] = (
    "agent", "shared_schema", "keyring.backends", "asyncpg", "aiosqlite", "zeep", "reportlab.graphics.barcode",
)  # fmt: skip
"""Every module of these: commands, carriers, database drivers and kinds of barcode are imported by name."""

HIDDEN_MODULES: Mapping[str, Sequence[str]] = {
    "linux": ("webview.platforms.qt", "PySide6.QtWebEngineWidgets", "PySide6.QtWebChannel"),
    "win32": ("webview.platforms.winforms", "webview.platforms.edgechromium", "pystray._win32", "tzdata"),
    "darwin": ("webview.platforms.cocoa", "pystray._darwin"),
}
"""The window and the icon, by system: each loads its back end by name."""

DATA_PACKAGES: Sequence[str] = ("agent", "shared_schema")
"""Their files beside the code: texts, settings pages, WSDLs, icons."""

DATA_FILES: Mapping[str, Sequence[str]] = {"reportlab": ("fonts/Vera.ttf", "fonts/bitstream-vera-license.txt")}
"""Single files of other packages: the font of the trial parcel's label where the computer has none with Polish letters."""

SOURCES: Sequence[str] = ("agent.shipping.ledger.migrations",)
"""Alembic reads the steps as files, so here the code itself is data."""

METADATA: Sequence[str] = ("keyring",)
"""Its back ends are found by their entry points."""

_NEVER: Sequence[str] = (
    "phonenumbers.geodata", "phonenumbers.carrierdata",
    "PIL._avif", "PIL._webp", "PIL._imagingft", "PIL._imagingcms", "PIL._imagingtk",
    "tkinter", "mypy", "hypothesis", "pytest", "_pytest", "numpy", "IPython",
)  # fmt: skip
"""Picture formats nothing of ours reads, and what libraries would use if it happened to be installed."""

_ON_LINUX: Sequence[str] = (
    "pystray", "PySide6.QtQml", "PySide6.QtQuick", "PySide6.QtQuickWidgets", "PySide6.QtPdf", "PySide6.QtMultimedia",
    "PySide6.QtDataVisualization", "PySide6.QtPositioning",
)  # fmt: skip
"""What draws the icon elsewhere, and what of Qt draws in ways no window of ours does: with its files, half of Qt's size."""

_ELSEWHERE: Sequence[str] = ("PySide6", "shiboken6", "qtpy", "webview.platforms.qt")
"""Windows and macOS have a web view of their own."""


def excluded(platform: str = sys.platform) -> list[str]:
    """Modules that stay out, and all below them."""
    return [*_NEVER, *(_ON_LINUX if platform == "linux" else _ELSEWHERE)]


_QT_LEFT_OUT: Sequence[str] = (
    "egldeviceintegrations", "generic", "position", "printsupport", "qmltooling", "libqgtk3.", "libqpdf.", "virtualkeyboard",
    "libqeglfs.", "libqlinuxfb.", "libqminimalegl.", "libqvkkhrdisplay.", "libqvnc.", "libQt6Egl", "libQt6Pdf",
    "libQt6VirtualKeyboard", "qtwebengine_devtools_resources",
)  # fmt: skip
"""Plugins, with their libraries, for screens without a desktop, printing and positions; the web view's developer tools."""


def kept(place: str, source: str) -> bool:
    """Whether a file that PyInstaller found goes into the folder, there at `place`.

    Linux' own libraries stay out: the package depends on them, so that they are the ones this computer's drivers were made
    for, and its updates reach them. Of the web view's languages ours stay.
    """
    path = PurePath(place)
    if "qtwebengine_locales" in path.parts:
        return path.stem in ("pl", "en-US")
    if "translations" in path.parts or any(part in place for part in _QT_LEFT_OUT):
        return False
    of_the_system = source.startswith(("/lib/", "/usr/lib/")) and len(path.parts) == 1
    return not of_the_system or path.name.startswith("libpython")
