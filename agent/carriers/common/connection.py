"""A request without a whole answer -> a failure with a true outcome: the rule that keeps parcels from being doubled."""

import httpx

from agent.shipping.model.failure import Failure, Outcome
from shared_schema.codes import ErrorCode

# Raised while connecting, so nothing of the request has left. Every other failure of a POST may have come after it was read.
_BEFORE_SENDING = (
    httpx.ConnectError,
    httpx.ConnectTimeout,
    httpx.PoolTimeout,
    httpx.ProxyError,
    httpx.UnsupportedProtocol,
)


def lost_connection(carrier_name: str, error: httpx.HTTPError | TimeoutError, creating: bool) -> Failure:
    """The failure for a request that got no whole answer; `creating` = it might have created something."""
    timeout = isinstance(error, httpx.TimeoutException | TimeoutError)
    sent = not isinstance(error, _BEFORE_SENDING)
    code = ErrorCode.CARRIER_TIMEOUT if timeout else ErrorCode.CARRIER_UNAVAILABLE
    return Failure(code, lost(creating and sent), f"{carrier_name} gave no whole answer: {type(error).__name__}")


def lost(may_exist: bool) -> Outcome:
    """The outcome of a call whose answer says nothing: a parcel may exist, or certainly not."""
    return "unknown" if may_exist else "not_sent"
