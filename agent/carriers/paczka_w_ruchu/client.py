"""The way to the service and back: one POST per call, never repeated. Knows nothing of parcels."""

import asyncio
import logging
from collections.abc import Callable
from typing import Final, NamedTuple, TypeVar

import httpx
from lxml import etree

from agent import __version__
from agent.carriers.common.connection import lost_connection
from agent.http import receive, trusted
from agent.shipping.model.failure import ShippingError

from .errors import fault, from_status, too_large, unreadable
from .service import NAMESPACE, Parameters, description, read_answer
from .settings import NAME

MOST_BYTES: Final = 64 * 1024 * 1024
WHOLE_CALL_S: Final = 60.0
"""The service takes its time for fifty labels; about a minute is what it is given (contract, section 8)."""

_FAULT = "{http://schemas.xmlsoap.org/soap/envelope/}Fault"
_log = logging.getLogger(__name__)
_T = TypeVar("_T")


class _Received(NamedTuple):
    status: int
    retry_after: str
    content: bytes


class PwrClient:
    """One account's connections. PartnerID and PartnerKey stand in the body of every call, so bodies are never logged."""

    def __init__(self, url: str, partner_id: str, partner_key: str, transport: httpx.AsyncBaseTransport | None = None) -> None:
        self._url = url
        self._credentials: Parameters = {"PartnerID": partner_id, "PartnerKey": partner_key}
        self._http = httpx.AsyncClient(
            headers={"User-Agent": f"Nadajnik/{__version__}"},
            timeout=httpx.Timeout(60.0, connect=5.0),
            follow_redirects=False,
            verify=trusted(),
            transport=transport,
        )

    @property
    def url(self) -> str:
        """Where the service is."""
        return self._url

    async def call(self, operation: str, *, writing: bool = False, **parameters: object) -> etree._Element:
        """The response element. Raises ShippingError; of a `writing` call its outcome is `not_sent` only when that is certain."""
        return _opened(await self._post(operation, writing, parameters), operation, writing)

    async def read_apart(self, operation: str, read: Callable[[etree._Element], _T]) -> _T:
        """What `read` makes of a long response, both in a thread. It must not give out any part of the XML. Raises ShippingError.

        Two threads may not have XML of the same parser's thread at once: lxml shares its names between them without a lock.
        """
        received = await self._post(operation, False, {})
        return await asyncio.to_thread(lambda: read(_opened(received, operation, False)))

    async def _post(self, operation: str, writing: bool, parameters: Parameters) -> _Received:
        envelope = (await description()).envelope(operation, {**self._credentials, **parameters})
        headers = {"Content-Type": "text/xml; charset=utf-8", "SOAPAction": f'"{NAMESPACE}/{operation}"'}
        request = self._http.build_request("POST", self._url, content=envelope, headers=headers)
        try:
            async with asyncio.timeout(WHOLE_CALL_S):
                response, content = await receive(self._http, request, MOST_BYTES, ShippingError(too_large(writing)))
        except (httpx.HTTPError, TimeoutError) as error:
            _log.warning("ORLEN Paczka %s: %s", operation, type(error).__name__)
            raise ShippingError(lost_connection(NAME, error, writing)) from error
        _log.info("ORLEN Paczka %s: %d", operation, response.status_code)
        return _Received(response.status_code, response.headers.get("retry-after", ""), content)

    async def close(self) -> None:
        """Closes the connections."""
        await self._http.aclose()


def _opened(received: _Received, operation: str, writing: bool) -> etree._Element:
    answer = read_answer(received.content)
    if answer is not None and answer.tag == _FAULT:
        raise ShippingError(fault(answer, writing))
    if received.status != 200:
        raise ShippingError(from_status(received.status, received.retry_after, writing))
    if answer is None or answer.tag != f"{{{NAMESPACE}}}{operation}Response":
        raise ShippingError(unreadable("no answer to what was asked", writing))
    return answer
