"""The settings window."""

from typing import Literal

from .base import WireModel
from .request import NoParams, Request


class SettingsOpen(Request):
    """Asks for the address of the settings pages, which lets one window in. Command line only."""

    method: Literal["settings.open"]
    params: NoParams


class SettingsOpenResult(WireModel):
    """The address to open, good once and for 30 seconds; it is for the window alone and is kept nowhere."""

    address: str
