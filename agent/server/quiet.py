"""Answers that tell a stranger nothing: a status, no body, no `Server` header (threat model, row 27)."""

import asyncio
import logging

from aiohttp import hdrs, web

_log = logging.getLogger(__name__)
_no_access_log = logging.getLogger(__name__ + ".access")
_no_access_log.disabled = True


class BareResponse(web.Response):
    """An empty response that ends the connection."""

    def __init__(self, status: int) -> None:
        super().__init__(status=status)
        self.force_close()

    async def _prepare_headers(self) -> None:
        # The library names itself here, and offers no other place for answers given outside an application.
        await super()._prepare_headers()
        self.headers.popall(hdrs.SERVER, None)


async def without_server_header(request: web.BaseRequest, response: web.StreamResponse) -> None:
    """A signal of the application, for the responses that are let through."""
    response.headers.popall(hdrs.SERVER, None)


class QuietRequestHandler(web.RequestHandler):
    """The library's HTTP protocol, with its own error pages replaced."""

    def handle_error(
        self,
        request: web.BaseRequest,
        status: int = 500,
        exc: BaseException | None = None,
        message: str | None = None,
    ) -> web.StreamResponse:
        """For what is not HTTP at all, and for a failure of ours."""
        if status >= 500:
            _log.error("a request failed", exc_info=exc)
        return BareResponse(status)

    async def finish_response(
        self, request: web.BaseRequest, resp: web.StreamResponse, start_time: float | None
    ) -> tuple[web.StreamResponse, bool]:
        """Error pages the library makes before the gate is asked (for example for `Expect`) look like any refusal."""
        if isinstance(resp, web.HTTPException):
            resp = BareResponse(403)
        return await super().finish_response(request, resp, start_time)


def protocol_factory(manager: web.Server, loop: asyncio.AbstractEventLoop) -> QuietRequestHandler:
    """One protocol per TCP connection; no access log, because a label's address is a secret."""
    return QuietRequestHandler(manager, loop=loop, access_log=_no_access_log, logger=_log)
