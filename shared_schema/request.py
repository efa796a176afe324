"""What all requests share."""

from typing import Literal

from .base import RequestId, WireModel


class Request(WireModel):
    """What all requests share. `id` is chosen by the client and unique on the connection."""

    type: Literal["request"]
    id: RequestId


class NoParams(WireModel):
    """No parameters."""
