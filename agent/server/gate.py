"""Decides whether a request is let through at all, before anything else happens: pure functions.

The order is that of the threat model, section 4: peer, route, Host, Origin, limits. CORS would only hide the reply of an
action that has already run, so nothing runs before this.
"""

import ipaddress
import re
from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from enum import Enum
from typing import Literal

from .address import CHROMIUM_ORIGIN, COMMAND_LINE_ORIGIN

Route = Literal["socket", "label"]

_FIREFOX_ORIGIN = re.compile(r"moz-extension://[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")


class Refusal(Enum):
    """Why; for the log only. The one who asks sees the status, with an empty body."""

    PEER = "peer"
    ROUTE = "route"
    HOST = "host"
    ORIGIN = "origin"
    BUSY = "busy"

    @property
    def status(self) -> int:
        """HTTP status."""
        return 400 if self is Refusal.HOST else 403


@dataclass(frozen=True, slots=True)
class Knock:
    """What is known of a request before it is let in; headers as often as they occurred."""

    peer: str | None
    route: Route | None
    hosts: Sequence[str]
    origins: Sequence[str]


@dataclass(frozen=True, slots=True)
class Doorkeeper:
    """What the answer depends on at this moment: our own authority, paired origins, is the pairing window open."""

    authority: str
    paired_origins: AbstractSet[str]
    pairing_open: bool


def refuse(knock: Knock, keeper: Doorkeeper) -> Refusal | None:
    """The reason to refuse, or None. Limits are counted after this, so that strangers cannot use them up."""
    if not is_loopback(knock.peer):
        return Refusal.PEER
    if knock.route is None:
        return Refusal.ROUTE
    if list(knock.hosts) != [keeper.authority]:
        return Refusal.HOST
    if not origin_allowed(knock.route, knock.origins, keeper):
        return Refusal.ORIGIN
    return None


def is_loopback(peer: str | None) -> bool:
    """Whether the other end is on this computer."""
    try:
        return peer is not None and ipaddress.ip_address(peer).is_loopback
    except ValueError:
        return False


def origin_allowed(route: Route, origins: Sequence[str], keeper: Doorkeeper) -> bool:
    """Exactly one known origin; a label may be fetched without any, because a browser's download sends none."""
    if route == "label" and not origins:
        return True
    if len(origins) != 1:
        return False
    origin = origins[0]
    if origin in (CHROMIUM_ORIGIN, COMMAND_LINE_ORIGIN) or origin in keeper.paired_origins:
        return True
    # Firefox gives the extension another origin in every profile, so it is learnt when the user pairs it.
    return route == "socket" and keeper.pairing_open and is_firefox_extension(origin)


def is_firefox_extension(origin: str) -> bool:
    """Whether it has the shape of an extension's origin in Firefox, byte for byte."""
    return _FIREFOX_ORIGIN.fullmatch(origin) is not None
