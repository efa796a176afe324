"""Who may speak to the settings pages: pure. The order is that of the threat model, section 4; nothing runs before it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from agent.server.gate import is_loopback

Refused = Literal["peer", "host", "origin", "site"]

_OWN_SITES = ("same-origin", "none")
"""`none` is an address that was typed or opened by a program."""


@dataclass(frozen=True, slots=True)
class Visit:
    """What is known of a request before its session is looked at; headers as often as they occurred."""

    peer: str | None
    method: str
    hosts: Sequence[str]
    origins: Sequence[str]
    sites: Sequence[str]
    """`Sec-Fetch-Site`: where the browser says the request comes from; old ones say nothing."""


def refused(visit: Visit, authority: str) -> Refused | None:
    """Why the request is not let in, or None.

    Another page may link to this one or send it a form. A session's cookie is not enough against that: the ports of one address
    share their cookies. So whatever changes something must come from the pages themselves, and say so.
    """
    if not is_loopback(visit.peer):
        return "peer"
    if list(visit.hosts) != [authority]:
        return "host"
    own = f"http://{authority}"
    if visit.method == "GET" and not visit.origins:
        return None if all(site in _OWN_SITES for site in visit.sites) else "site"
    return None if list(visit.origins) == [own] and all(site == "same-origin" for site in visit.sites) else "origin"
