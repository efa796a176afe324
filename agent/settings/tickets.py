"""Lets one window in: a ticket is good once and for half a minute, and is changed for a session."""

import hmac
import secrets
import time
from collections.abc import Callable

TICKET_S = 30.0
SESSION_S = 12 * 3600.0
"""A day at the packing table; a window that was left open overnight is opened anew."""
MOST_SESSIONS = 4


class Tickets:
    """Tickets and sessions, in memory: they end with the program. `clock` is monotonic."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._tickets: dict[str, float] = {}
        self._sessions: dict[str, float] = {}

    def offer(self) -> str:
        """A ticket of 256 random bits."""
        ticket = secrets.token_urlsafe(32)
        self._tickets[ticket] = self._clock() + TICKET_S
        return ticket

    def redeem(self, ticket: str) -> str | None:
        """The session for a ticket that is used in time and for the first time. The oldest session goes when there are many."""
        ends_at = self._tickets.pop(ticket, 0.0)
        if self._clock() >= ends_at:
            return None
        while len(self._sessions) >= MOST_SESSIONS:
            del self._sessions[next(iter(self._sessions))]
        session = secrets.token_urlsafe(32)
        self._sessions[session] = self._clock() + SESSION_S
        return session

    def holds(self, session: str | None) -> bool:
        """Whether the session is one of ours and not over."""
        now = self._clock()
        self._sessions = {each: ends_at for each, ends_at in self._sessions.items() if now < ends_at}
        return session is not None and any(hmac.compare_digest(session.encode(), each.encode()) for each in self._sessions)

    def end_all(self) -> None:
        """Closes every window's access at once."""
        self._tickets.clear()
        self._sessions.clear()
