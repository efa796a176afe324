"""Whether a person is there: what spends money follows a person's act of the last minute (threat model, row 25)."""

import time
from collections.abc import Callable

from agent.server.dispatch import Client
from agent.server.errors import ApiError, error_info
from agent.server.limits import Clock
from shared_schema.codes import ErrorCode

ACT_LASTS_MS = 60_000


class Presence:
    """Asks for a person where a browser wants to spend money; the lock is for a computer that was left alone.

    The command line and the settings window are a person at this computer, who could unlock it in the same breath: they are not
    asked, and as they may as well be a script, what they spend does not keep the lock open. A start of the program counts as
    locked, because starting it anew would unlock it otherwise. Neither touches work that was taken on before.
    """

    def __init__(self, idle_minutes: Callable[[], int], clocks: tuple[Clock, Clock] = (time.monotonic, time.time)) -> None:
        """`idle_minutes` is the seller's setting as it is now, 0 without the lock.

        One clock may stand still while the computer sleeps, the other may be set back: the one by which more time passed counts.
        """
        self._idle_minutes = idle_minutes
        self._clocks = clocks
        self._seen: tuple[float, ...] | None = None

    @property
    def locked(self) -> bool:
        """Whether browsers are refused what spends money until a person unlocks it."""
        minutes = self._idle_minutes()
        if minutes == 0:
            return False
        return self._seen is None or self._passed_s(self._seen) >= minutes * 60

    def unlock(self) -> None:
        """A person is here now."""
        self._seen = self.now()

    def now(self) -> tuple[float, ...]:
        """The moment by both clocks."""
        return tuple(clock() for clock in self._clocks)

    def admit(self, client: Client, acted_ms_ago: int | None, asked_at: tuple[float, ...] | None = None) -> None:
        """Lets a wish for something that costs money pass, which counts as a person's sign of life; or raises ApiError.

        Not for a key that is known: that one has its outcome already. `asked_at` is when the request came, if that was not now.
        """
        if client.caller != "browser":
            return
        waited_ms = self._passed_s(asked_at) * 1000 if asked_at else 0.0
        if acted_ms_ago is None or acted_ms_ago + waited_ms > ACT_LASTS_MS:
            raise ApiError(error_info(ErrorCode.ACTION_TOO_OLD, "nobody acted in the browser within the last minute"))
        if self.locked:
            raise ApiError(error_info(ErrorCode.LOCKED, "nobody shipped for long; a person has to unlock it at this computer"))
        self.unlock()

    def _passed_s(self, since: tuple[float, ...]) -> float:
        return max(now - then for now, then in zip(self.now(), since, strict=True))
