"""The way to InPost and back: headers, timeouts, and repeating what may be repeated. Knows nothing of parcels."""

import asyncio
import logging
import uuid
from collections.abc import Sequence
from typing import Final

import httpx
from tenacity import (
    AsyncRetrying,
    RetryCallState,
    retry_if_exception,
    retry_if_result,
    stop_after_attempt,
    wait_random_exponential,
)

from agent import __version__
from agent.carriers.common.connection import lost_connection
from agent.http import receive, trusted
from agent.shipping.model.failure import ShippingError
from agent.shipping.ports import Clock
from shared_schema.codes import ErrorCode

from .answer import Answer
from .errors import retry_after_s, too_large
from .settings import NAME

Query = Sequence[tuple[str, str]]

ATTEMPTS: Final = 3
LONGEST_PAUSE_S: Final = 30.0
MOST_JSON_BYTES: Final = 16 * 1024 * 1024
MOST_LABEL_BYTES: Final = 64 * 1024 * 1024
# A server that sends a byte now and then never runs into the read timeout; this ends the whole call.
WHOLE_CALL_S: Final = 60.0

_log = logging.getLogger(__name__)
_backoff = wait_random_exponential(multiplier=0.5, max=5)


class ShipxClient:
    """One account's connections. GETs are repeated, POSTs never; how many at once is the caller's to bound."""

    def __init__(
        self,
        token: str,
        clock: Clock,
        *,
        transport: httpx.AsyncBaseTransport | None = None,
    ) -> None:
        self._clock = clock
        self._http = httpx.AsyncClient(
            headers={
                "Authorization": f"Bearer {token}",
                # Texts in error bodies are then keys to tell apart, not sentences (contract, section 1).
                "Accept-Language": "keys",
                "User-Agent": f"Nadajnik/{__version__}",
                "X-User-Agent": "Nadajnik",
                "X-User-Agent-Version": __version__,
            },
            timeout=httpx.Timeout(30.0, connect=5.0),
            follow_redirects=False,
            verify=trusted(),
            transport=transport,
        )

    async def get(self, url: str, query: Query = (), most_bytes: int = MOST_JSON_BYTES) -> Answer:
        """Reads; repeats lost connections, 429 and 5xx up to three attempts. Raises ShippingError when nothing came back."""
        retrying = AsyncRetrying(
            sleep=self._clock.sleep,
            stop=stop_after_attempt(ATTEMPTS),
            wait=_pause_s,
            retry=retry_if_exception(_worth_repeating) | retry_if_result(_busy),
            retry_error_callback=_last_result,
        )
        return await retrying(self._send, "GET", url, query, None, most_bytes)

    async def post(self, url: str, body: bytes) -> Answer:
        """Sends JSON once. Raises ShippingError; its outcome is `not_sent` only when no connection came about."""
        return await self._send("POST", url, (), body, MOST_JSON_BYTES)

    async def close(self) -> None:
        """Closes the connections."""
        await self._http.aclose()

    async def _send(self, method: str, url: str, query: Query, body: bytes | None, most_bytes: int) -> Answer:
        writing = body is not None
        request_id = str(uuid.uuid4())
        headers = {"X-Request-ID": request_id} | ({"Content-Type": "application/json"} if writing else {})
        request = self._http.build_request(method, url, params=list(query) or None, content=body, headers=headers)
        path = request.url.path
        try:
            async with asyncio.timeout(WHOLE_CALL_S):
                response, content = await receive(self._http, request, most_bytes, ShippingError(too_large(writing)))
        except (httpx.HTTPError, TimeoutError) as error:
            _log.warning("InPost %s %s request %s: %s", method, path, request_id, type(error).__name__)
            raise ShippingError(lost_connection(NAME, error, writing)) from error
        _log.info("InPost %s %s request %s: %d", method, path, request_id, response.status_code)
        return Answer(response.status_code, {name.lower(): value for name, value in response.headers.items()}, content)


def _busy(answer: Answer) -> bool:
    return answer.status == 429 or answer.status >= 500


def _worth_repeating(error: BaseException) -> bool:
    again = (ErrorCode.CARRIER_TIMEOUT, ErrorCode.CARRIER_UNAVAILABLE)
    return isinstance(error, ShippingError) and error.failure.code in again


def _pause_s(state: RetryCallState) -> float:
    """As long as the answer asks for, within reason; else a growing random pause."""
    outcome = state.outcome
    if outcome is not None and not outcome.failed:
        answer = outcome.result()
        asked = retry_after_s(answer) if isinstance(answer, Answer) else None
        if asked is not None:
            return min(asked, LONGEST_PAUSE_S)
    return _backoff(state)


def _last_result(state: RetryCallState) -> Answer:
    """After the last attempt: its answer, or its exception raised."""
    assert state.outcome is not None  # noqa: S101 - tenacity calls this only after an attempt
    answer: Answer = state.outcome.result()
    return answer
