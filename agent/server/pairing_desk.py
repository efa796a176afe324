"""Pairing from both sides: the browser that asks over its socket, and the user who answers from the command line."""

import asyncio
import secrets
import time
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime

from agent.vault import VaultError
from shared_schema.codes import ErrorCode
from shared_schema.errors import ErrorInfo

from .errors import ApiError, error_info
from .pairing import Asker, PairingWindow
from .pairings import Pairing, PairingStore, new_pairing

FAILURE_DELAY_S = 1.0


class PairingDesk:
    """Joins `PairingWindow` with the store. `sleep` delays each wrong code (injected for tests)."""

    def __init__(
        self,
        pairings: PairingStore,
        *,
        window: PairingWindow | None = None,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self.pairings = pairings
        self.window = window or PairingWindow(time.monotonic)
        self._sleep = sleep
        self._waiting: asyncio.Future[Pairing] | None = None

    def open(self) -> str:
        """Opens the window; whoever was still asking in an earlier one is turned away. Returns the code."""
        self._end(ApiError(_closed()))
        return self.window.open()

    async def ask(self, browser: str, origin: str, code: str) -> Pairing:
        """Waits for the user's answer and returns the stored pairing.

        `ApiError` with `pairing_code_wrong` (after a delay), `pairing_closed` or `keyring_locked`. Cancelling withdraws.
        """
        created_at = datetime.now(UTC).isoformat(timespec="seconds")
        asker = Asker(secrets.token_hex(8), browser, origin, created_at)
        verdict = self.window.ask(code, asker)
        if verdict == "closed":
            raise ApiError(_closed())
        if verdict == "wrong":
            await self._sleep(FAILURE_DELAY_S)
            raise ApiError(error_info(ErrorCode.PAIRING_CODE_WRONG, "wrong pairing code"))
        self._waiting = waiting = asyncio.get_running_loop().create_future()
        try:
            async with asyncio.timeout(self.window.seconds_left):
                return await asyncio.shield(waiting)
        except TimeoutError:
            raise ApiError(_closed()) from None
        finally:
            self.window.withdraw(asker)
            if self._waiting is waiting:
                self._waiting = None

    async def answer(self, allow: bool) -> None:
        """The user's answer: stores the pairing before the browser hears of it.

        `ApiError` with `pairing_closed` when nobody asks (any more), `keyring_locked` when it could not be stored.
        """
        asker = self.window.answer(allow)
        if asker is None:
            raise ApiError(_closed())
        if not allow:
            self._end(ApiError(_closed()))
            return
        pairing = new_pairing("browser", asker.browser, asker.origin, asker.pairing_id)
        waiting = self._waiting
        try:
            await self.pairings.add(pairing)
        except VaultError as error:
            failure = ApiError(error_info(ErrorCode.KEYRING_LOCKED, error.advice))
            self._end(failure)
            raise failure from None
        if waiting is not None and not waiting.done():
            waiting.set_result(pairing)

    def _end(self, error: ApiError) -> None:
        if self._waiting is not None and not self._waiting.done():
            self._waiting.set_exception(error)


def _closed() -> ErrorInfo:
    return error_info(ErrorCode.PAIRING_CLOSED, "pairing is not open; open it in the agent first")
