"""Transport of the REST API: headers, tokens, retries of reads. Knows no resource (contract: sections 1 and 6)."""

import asyncio
import json
import logging
from collections.abc import Mapping
from functools import partial

import httpx
from tenacity import AsyncRetrying, RetryCallState, retry_if_exception, stop_after_attempt

from agent.http import trusted
from agent.shipping.model.failure import Outcome
from agent.shipping.ports import Clock
from shared_schema.codes import ErrorCode

from .answers import Answer, read_answer, receive
from .errors import AllegroError, CredentialsRefused, no_answer, refusal
from .session import Session
from .tokens import TokenPair

MEDIA_TYPE = "application/vnd.allegro.public.v1+json"
READ_TRIES = 3
LONGEST_PAUSE_S = 60.0
_NOT_SENT = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout, httpx.ProxyError)
_log = logging.getLogger(__name__)


def open_http(agent_name: str, timeout_s: float, *, environment_proxies: bool) -> httpx.AsyncClient:
    """The one HTTP client for both of Allegro's services. It follows no redirects, so no token reaches another host."""
    return httpx.AsyncClient(
        headers={"User-Agent": agent_name, "Accept-Language": "pl-PL"},
        timeout=httpx.Timeout(timeout_s, connect=min(timeout_s, 10.0)),
        follow_redirects=False,
        verify=trusted(),
        trust_env=environment_proxies,
    )


def pause_s(failed_tries: int, retry_after_s: float | None) -> float:
    """How long to wait after so many failed tries: what Allegro asks for, at most a minute; else half a second, then one."""
    wanted = retry_after_s if retry_after_s is not None else 0.5 * 2 ** (failed_tries - 1)
    return min(wanted, LONGEST_PAUSE_S)


class Client:
    """Calls the REST API as the signed-in seller. Methods return accepted answers only and raise `AllegroError` otherwise."""

    def __init__(self, http: httpx.AsyncClient, api_url: str, session: Session, clock: Clock, whole_call_s: float) -> None:
        self._http = http
        self._url = api_url
        self._session = session
        self._clock = clock
        self._whole_call_s = whole_call_s

    async def get(self, path: str, query: Mapping[str, str | int] | None = None) -> Answer:
        """Reads, up to three times while Allegro is out of reach, fails or asks for patience; failures are `not_sent`."""
        tries = AsyncRetrying(
            stop=stop_after_attempt(READ_TRIES),
            retry=retry_if_exception(lambda error: isinstance(error, AllegroError) and error.temporary),
            wait=_pause,
            sleep=self._clock.sleep,
            reraise=True,
        )
        return await tries(self._call, "GET", path, ErrorCode.ALLEGRO_REFUSED, query=query)

    async def post(self, path: str, body: Mapping[str, object], refused: ErrorCode) -> Answer:
        """Writes once; never again when the answer is lost (`unknown`). A 401 proves that nothing was done and is tried anew."""
        return await self._call("POST", path, refused, content=json.dumps(body, ensure_ascii=False).encode())

    async def _call(
        self,
        method: str,
        path: str,
        refused: ErrorCode,
        *,
        query: Mapping[str, str | int] | None = None,
        content: bytes | None = None,
    ) -> Answer:
        headers = {"Accept": MEDIA_TYPE} | ({"Content-Type": MEDIA_TYPE} if content is not None else {})
        request = partial(self._http.build_request, method, self._url + path, params=query, content=content)
        pair = await self._session.pair()
        answer = await self._send(request(headers=headers | _bearer(pair)))
        if answer.status == 401:
            pair = await self._session.renewed(pair)
            answer = await self._send(request(headers=headers | _bearer(pair)))
        problem = refusal(answer, write=method != "GET", refused=refused)
        if isinstance(problem, CredentialsRefused):
            self._session.refuse(pair)
        if problem is not None:
            raise problem
        return answer

    async def _send(self, request: httpx.Request) -> Answer:
        outcome: Outcome = "not_sent" if request.method == "GET" else "unknown"
        try:
            # The library's read timeout starts again with every byte; this bounds the whole call.
            async with asyncio.timeout(self._whole_call_s):
                response, received = await receive(self._http, request)
        except _NOT_SENT as error:
            kind, outcome = type(error).__name__, "not_sent"
        except (httpx.HTTPError, TimeoutError) as error:
            kind = type(error).__name__
        else:
            return read_answer(response, received, self._clock.now())
        _log.warning("%s %s: %s", request.method, request.url.path, kind)
        # Raised outside the handler: the library's exception may quote what was sent.
        raise no_answer(kind, outcome)


def _bearer(pair: TokenPair) -> dict[str, str]:
    return {"Authorization": f"Bearer {pair.access_token.get_secret_value()}"}


def _pause(state: RetryCallState) -> float:
    error = state.outcome.exception() if state.outcome else None
    return pause_s(state.attempt_number, error.failure.retry_after_s if isinstance(error, AllegroError) else None)
