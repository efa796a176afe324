"""From a request to its handler, and from whatever happens there to exactly one result or error."""

import logging
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any

from shared_schema.codes import ErrorCode
from shared_schema.incoming import AnyRequest
from shared_schema.methods import METHODS, Caller
from shared_schema.outgoing import Error, Result

from .errors import ApiError, error_info

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Client:
    """Who asks: known by its proof, not by what it says."""

    pairing_id: str
    caller: Caller
    origin: str


Handler = Callable[[Client, Any], Awaitable[object]]
"""`async (client, request) -> result model`. `Any`: each handler takes the request model METHODS names for its method."""


class Dispatcher:
    """Runs requests; exists for a connection only after `ready`."""

    def __init__(self, handlers: Mapping[str, Handler]) -> None:
        unknown = handlers.keys() - METHODS.keys()
        if unknown:
            raise ValueError(f"handlers of methods that do not exist: {sorted(unknown)}")
        self._handlers = dict(handlers)

    def methods(self, caller: Caller) -> list[str]:
        """What this agent has for this caller, in the order of METHODS."""
        return [name for name, method in METHODS.items() if name in self._handlers and caller in method.callers]

    async def answer(self, client: Client, request: AnyRequest) -> Result | Error:
        """Never raises, except when cancelled."""
        method = METHODS[request.method]
        handler = self._handlers.get(request.method)
        if handler is None:
            return self._error(request, ApiError(error_info(ErrorCode.UNKNOWN_METHOD, "this agent lacks the method")))
        if client.caller not in method.callers:
            return self._error(request, ApiError(error_info(ErrorCode.NOT_ALLOWED, "only from the command line")))
        try:
            result = await handler(client, request)
            if not isinstance(result, method.result):
                raise TypeError(f"{request.method} answered with {type(result).__name__}")
            return Result.model_validate({"type": "result", "id": request.id, "result": result})
        except ApiError as error:
            return self._error(request, error)
        except Exception:  # a handler's defect must not end the process, nor leave the request without an answer
            _log.exception("handler of %s failed", request.method)
            return self._error(request, ApiError(error_info(ErrorCode.INTERNAL, "the agent failed; see its log")))

    @staticmethod
    def _error(request: AnyRequest, error: ApiError) -> Error:
        return Error(type="error", id=request.id, error=error.info)
