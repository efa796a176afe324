"""How much a client may ask for (threat model, row 18)."""

from collections import deque
from collections.abc import Callable

Clock = Callable[[], float]
"""Seconds that only go forward, such as `time.monotonic`."""

BROWSER_CONNECTIONS = 4
COMMAND_LINE_CONNECTIONS = 2
"""Kept apart, so that browsers holding all of theirs cannot keep the seller's own commands out."""

CONNECTS_PER_10_S = 60
REQUESTS_PER_10_S = 30
WINDOW_S = 10.0
RUNNING_REQUESTS = 32
"""Handlers running at once for one connection."""

REMEMBERED_IDS = 20_000
"""Request identifiers kept to refuse repeated ones; after so many the client has to connect anew."""

QUEUED_MESSAGES = 256
"""Messages waiting for a client that reads slowly; one more and it is dropped."""

SEND_TIMEOUT_S = 30.0
HANDSHAKE_TIMEOUT_S = 10.0
MAX_JSON_DEPTH = 16


class SlidingWindow:
    """At most `limit` events in any `period_s` seconds."""

    def __init__(self, limit: int, period_s: float, clock: Clock) -> None:
        self._limit = limit
        self._period_s = period_s
        self._clock = clock
        self._times: deque[float] = deque()

    def take(self) -> float:
        """Counts one event and returns 0, or returns the seconds after which one would be allowed again."""
        now = self._clock()
        while self._times and now - self._times[0] >= self._period_s:
            self._times.popleft()
        if len(self._times) >= self._limit:
            return self._period_s - (now - self._times[0])  # above zero and no longer than the period, however it is rounded
        self._times.append(now)
        return 0.0
