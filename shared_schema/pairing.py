"""Pairing browsers: the window for it, the code to compare, and those that are paired."""

from typing import Literal

from .base import PairingId, WireModel
from .request import NoParams, Request


class PairingOpen(Request):
    """Opens the pairing window for 120 seconds. Command line only."""

    method: Literal["pairing.open"]
    params: NoParams


class PairingOpenResult(WireModel):
    """The code to be typed into the extension."""

    code: str
    expires_in_s: float


class PairingState(Request):
    """Who is asking to be paired, if anyone. Command line only."""

    method: Literal["pairing.state"]
    params: NoParams


class PairingInfo(WireModel):
    """A browser (or the command line) that may talk to the agent, or wants to."""

    pairing_id: str
    browser: str
    origin: str
    created_at: str


class PairingStateResult(WireModel):
    """`asking` gave the right code and waits for `pairing.answer`; `paired` is the last success of this window."""

    state: Literal["closed", "open", "asking", "paired", "refused"]
    asking: PairingInfo | None


class PairingAnswerParams(WireModel):
    """The user's answer about the one who gave the right code."""

    allow: bool


class PairingAnswer(Request):
    """Lets the waiting browser in, or not. Command line only."""

    method: Literal["pairing.answer"]
    params: PairingAnswerParams


class PairingAnswerResult(WireModel):
    """Noted."""


class PairingList(Request):
    """All pairings. Command line only."""

    method: Literal["pairing.list"]
    params: NoParams


class PairedInfo(PairingInfo):
    """What it said when it connected last, since the agent was started: null before that.

    `page_access`: whether its extension is let onto Allegro's order pages.
    """

    connected_at: str | None
    extension_version: str | None
    page_access: bool | None


class PairingListResult(WireModel):
    """All pairings, oldest first."""

    pairings: list[PairedInfo]


class PairingRemoveParams(WireModel):
    """Names the pairing."""

    pairing_id: PairingId


class PairingRemove(Request):
    """Forgets a pairing and closes its sockets. Command line only."""

    method: Literal["pairing.remove"]
    params: PairingRemoveParams


class PairingRemoveResult(WireModel):
    """Whether there was such a pairing."""

    removed: bool
