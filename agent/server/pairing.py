"""When a browser may be paired: a state machine with an injected clock, without I/O (threat model, rows 6 to 8)."""

import hmac
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from .limits import Clock

LIFETIME_S = 120.0
ATTEMPTS = 5
"""In total, over all connections, for one opening of the window."""

CODE_DIGITS = 6
MAX_CODE_BYTES = 64

Phase = Literal["closed", "open", "asking", "paired", "refused"]
Verdict = Literal["asking", "wrong", "closed"]


@dataclass(frozen=True, slots=True)
class Asker:
    """Who gave the right code; shown to the user, who decides."""

    pairing_id: str
    browser: str
    origin: str
    created_at: str


def new_code() -> str:
    """Random digits from the system's source."""
    return f"{secrets.randbelow(10**CODE_DIGITS):0{CODE_DIGITS}}"


def same_code(expected: str, given: str) -> bool:
    """Compared in constant time, as bytes, because `compare_digest` raises on text that is not ASCII."""
    data = given.encode("utf-8", "surrogatepass")
    return len(data) <= MAX_CODE_BYTES and hmac.compare_digest(expected.encode(), data)


class PairingWindow:
    """Closed until the user opens it; then one success, a few attempts and a short time, whichever ends first."""

    def __init__(self, clock: Clock, *, lifetime_s: float = LIFETIME_S, code: Callable[[], str] = new_code) -> None:
        self._clock = clock
        self._lifetime_s = lifetime_s
        self._new_code = code
        self._phase: Phase = "closed"
        self._code = ""
        self._attempts_left = 0
        self._ends_at = 0.0
        self._asker: Asker | None = None

    def open(self) -> str:
        """Opens the window with a new code, also in place of an earlier one, and returns the code."""
        self._code = self._new_code()
        self._attempts_left = ATTEMPTS
        self._ends_at = self._clock() + self._lifetime_s
        self._phase, self._asker = "open", None
        return self._code

    @property
    def phase(self) -> Phase:
        """The state now; an unfinished window that has run out is closed."""
        if self._phase in ("open", "asking") and self._clock() >= self._ends_at:
            self._phase, self._asker = "closed", None
        return self._phase

    @property
    def asker(self) -> Asker | None:
        """The one who waits for the user's answer."""
        return self._asker if self.phase == "asking" else None

    @property
    def seconds_left(self) -> float:
        """Until the window closes by itself; 0 when it is not open."""
        return max(0.0, self._ends_at - self._clock()) if self.phase in ("open", "asking") else 0.0

    def ask(self, code: str, asker: Asker) -> Verdict:
        """Tries a code. Outside an open window even the right one is refused, and nothing is shown to the user."""
        if self.phase != "open":
            return "closed"
        self._attempts_left -= 1
        if same_code(self._code, code):
            self._phase, self._asker = "asking", asker
            return "asking"
        if self._attempts_left == 0:
            self._phase = "closed"
        return "wrong"

    def answer(self, allow: bool) -> Asker | None:
        """The user's answer. Returns the one who was asking, or None when nobody was (any more)."""
        asker = self.asker
        if asker is not None:
            self._phase, self._asker = ("paired" if allow else "refused"), None
        return asker

    def withdraw(self, asker: Asker) -> None:
        """The one who asked has gone: nobody is left to let in, and the code has been used."""
        if self._asker == asker:
            self._phase, self._asker = "closed", None
