"""Draws the tray's icons: a parcel with a mark whose colour says how things are. `python -m tools.tray_icons`."""

from pathlib import Path
from typing import get_args

from PySide6.QtCore import QByteArray
from PySide6.QtGui import QImage

from agent.desktop.state import Look

FOLDER = Path(__file__).parents[1] / "agent" / "desktop" / "icons"

COLOURS: dict[Look, str] = {"ok": "#0b7a5f", "working": "#155a96", "attention": "#c47f00", "paused": "#6a7873", "away": "#a3231b"}


def svg(look: Look) -> str:
    """64 by 64."""
    colour = COLOURS[look]
    mark = {
        "ok": '<path d="M36 50l5 5 11-12" fill="none" stroke="#fff" stroke-width="5"/>',
        "working": '<path d="M44 41v9h8" fill="none" stroke="#fff" stroke-width="5"/>',
        "attention": '<path d="M45 40v10M45 54v3" fill="none" stroke="#fff" stroke-width="5"/>',
        "paused": '<path d="M40 42v13M50 42v13" fill="none" stroke="#fff" stroke-width="5"/>',
        "away": '<path d="M39 43l12 12M51 43L39 55" fill="none" stroke="#fff" stroke-width="5"/>',
    }[look]
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" width="64" height="64" viewBox="0 0 64 64">'
        '<path d="M6 20L32 8l26 12v28L32 60 6 48z" fill="#d9b98a" stroke="#6b4a1c" stroke-width="3"/>'
        '<path d="M6 20l26 12 26-12M32 32v28" fill="none" stroke="#6b4a1c" stroke-width="3"/>'
        f'<circle cx="45" cy="48" r="17" fill="{colour}" stroke="#fff" stroke-width="3"/>{mark}</svg>'
    )


def main() -> None:
    """Writes one PNG a look."""
    FOLDER.mkdir(exist_ok=True)
    for look in get_args(Look):
        QImage.fromData(QByteArray(svg(look).encode())).save(str(FOLDER / f"{look}.png"))


if __name__ == "__main__":
    main()
