"""How a browser is to be started: the same options for Chromium and Firefox."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path


@dataclass(frozen=True, slots=True)
class BrowserOptions:
    """Options of one browser start.

    Attributes:
        hosts: host name -> port of 127.0.0.1 that stands in for ``https://host`` (port 443). Firefox remaps 443 as a
            whole, so all hosts must share one port. Certificates are not checked.
        headless: without a window; ``False`` needs a display.
        downloads: folder for downloads; a temporary one when ``None``.
        profile: folder of the profile, created when missing and kept afterwards, with the extensions' storage;
            ``None`` means a temporary profile that is removed at the end.
        background_idle_ms: Firefox only: milliseconds after which an idle extension background is ended (default
            30 000); ``Browser.sleep_background`` needs no such wait.
        extension_uuids: Firefox only: add-on id -> UUID of its ``moz-extension://`` origin, otherwise random.
        window: inner width and height in CSS pixels (approximate for a visible window).
        public_network: count the stand-in servers as public addresses, so that rules for local network access apply.
        language: what pages see as ``navigator.language`` and ``Accept-Language``. The browser's own language, which
            decides about an extension's ``_locales``, follows only where the language pack is installed (Debian:
            chromium-l10n, firefox-esr-l10n-pl).
    """

    hosts: Mapping[str, int] = field(default_factory=dict)
    headless: bool = True
    downloads: Path | None = None
    profile: Path | None = None
    background_idle_ms: int | None = None
    extension_uuids: Mapping[str, str] = field(default_factory=dict)
    window: tuple[int, int] = (1280, 900)
    public_network: bool = False
    language: str = "pl"
