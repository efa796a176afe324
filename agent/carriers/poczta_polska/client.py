"""The way to Elektroniczny Nadawca and back: one call at a time, none repeated. Knows nothing of parcels."""

import asyncio
import logging
from typing import Final

import httpx
from lxml import etree

from agent import __version__
from agent.carriers.common.connection import lost_connection
from agent.carriers.common.zeep_import import load_zeep
from agent.http import receive, trusted
from agent.shipping.model.failure import ShippingError

from .errors import from_status, unreadable
from .settings import NAME
from .soap import NAMESPACE, Description, SoapFault, UnreadableAnswer, description, read_answer

MOST_BYTES: Final = 64 * 1024 * 1024
# A server that sends a byte now and then never runs into the read timeout; this ends the whole call.
WHOLE_CALL_S: Final = 180.0

_log = logging.getLogger(__name__)


class EnClient:
    """One account's connections. Calls wait for each other: many at once have given doubled numbers (contract, section 2)."""

    def __init__(self, url: str, login: str, password: str, *, transport: httpx.AsyncBaseTransport | None = None) -> None:
        self._url = url
        self._turn = asyncio.Lock()
        self._refusals = 0
        self._http = httpx.AsyncClient(
            auth=httpx.BasicAuth(login, password),
            headers={"User-Agent": f"Nadajnik/{__version__}"},
            timeout=httpx.Timeout(120.0, connect=5.0),
            follow_redirects=False,
            verify=trusted(),
            transport=transport,
        )

    async def description(self) -> Description:
        """The description, loaded when it is needed first."""
        await load_zeep()
        return description()

    async def call(self, operation: str, **arguments: object) -> etree._Element:
        """The answer of a call that creates no parcel. Raises ShippingError with outcome `not_sent` or `refused`."""
        return await self._post(operation, (await self.description()).request(operation, **arguments), creating=False)

    async def change(self, operation: str, body: bytes) -> etree._Element:
        """The answer of a call that creates parcels or changes the account. Raises ShippingError; its outcome is true."""
        return await self._post(operation, body, creating=True)

    async def close(self) -> None:
        """Closes the connections."""
        await self._http.aclose()

    async def _post(self, operation: str, body: bytes, *, creating: bool) -> etree._Element:
        headers = {"Content-Type": "text/xml; charset=utf-8", "SOAPAction": f'"{NAMESPACE}/{operation}"'}
        request = self._http.build_request("POST", self._url, content=body, headers=headers)
        refusals_before = self._refusals
        async with self._turn:
            if self._refusals != refusals_before:
                # The call before this one was refused while this one waited: repeated wrong passwords lock the login.
                raise ShippingError(from_status(401, None, "", creating))
            try:
                async with asyncio.timeout(WHOLE_CALL_S):
                    too_large = ShippingError(unreadable("too large", creating))
                    response, content = await receive(self._http, request, MOST_BYTES, too_large)
            except (httpx.HTTPError, TimeoutError) as error:
                _log.warning("%s %s: %s", NAME, operation, type(error).__name__)
                raise ShippingError(lost_connection(NAME, error, creating)) from error
            self._refusals += response.status_code == 401
        _log.info("%s %s: %d", NAME, operation, response.status_code)
        return _opened(response, content, operation, creating)


def _opened(response: httpx.Response, content: bytes, operation: str, creating: bool) -> etree._Element:
    fault: SoapFault | None = None
    try:
        answer = read_answer(content, operation)
    except SoapFault as said:
        fault = said
    except UnreadableAnswer as error:
        if response.status_code == 200:
            raise ShippingError(unreadable(str(error), creating)) from error
    else:
        if response.status_code == 200:
            return answer
    status = response.status_code
    raise ShippingError(from_status(status, fault, response.headers.get("Retry-After", ""), creating)) from fault
