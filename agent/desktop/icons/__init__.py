"""The tray's icons, drawn by `python -m tools.tray_icons`."""

from importlib import resources

from agent.desktop.state import Look


def icon(look: Look) -> bytes:
    """A PNG, 64 by 64."""
    return resources.files(__package__).joinpath(f"{look}.png").read_bytes()
