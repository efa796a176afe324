"""One answer of Allegro's, read to its end."""

import logging
from dataclasses import dataclass
from datetime import datetime
from email.utils import parsedate_to_datetime
from math import isfinite

import httpx

import agent.http

from .reading import parsed

MOST_BYTES = 16 * 1024 * 1024
"""A page of 100 orders has well below one megabyte."""

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Answer:
    """`body` is the JSON value, None when there was none; `html` tells a page meant for people."""

    status: int
    body: object | None
    empty: bool
    html: bool
    retry_after_s: float | None

    @property
    def ok(self) -> bool:
        """Accepted, with a body that can be read."""
        return 200 <= self.status < 300 and self.body is not None


def retry_after(value: str | None, now: datetime) -> float | None:
    """Seconds from a Retry-After header, given in seconds or as a date; None when absent or unreadable."""
    if not value:
        return None
    try:
        seconds = float(value)
    except ValueError:
        try:
            seconds = (parsedate_to_datetime(value) - now).total_seconds()
        except (ValueError, TypeError, OverflowError):
            return None
    return max(0.0, seconds) if isfinite(seconds) else None


async def receive(http: httpx.AsyncClient, request: httpx.Request) -> tuple[httpx.Response, bytes]:
    """The answer as it came. Raises httpx.HTTPError."""
    too_large = httpx.ReadError("the answer is too large", request=request)
    return await agent.http.receive(http, request, MOST_BYTES, too_large)


def read_answer(response: httpx.Response, content: bytes, now: datetime) -> Answer:
    """Reads a response and logs its status and trace-id (Allegro's support asks for it), never its contents."""
    start = content[:200].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    level = logging.DEBUG if response.is_success else logging.WARNING
    trace = response.headers.get("trace-id", "-")[:100]
    _log.log(level, "%s %s: %d, trace-id %s", response.request.method, response.request.url.path, response.status_code, trace)
    return Answer(
        status=response.status_code,
        body=parsed(content),
        empty=not content.strip(),
        html=start.startswith(b"<") or "html" in response.headers.get("content-type", "").lower(),
        retry_after_s=retry_after(response.headers.get("retry-after"), now),
    )
