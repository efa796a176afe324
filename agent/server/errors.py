"""Errors of the transport, and the one way to make an `ErrorInfo`."""

from collections.abc import Sequence

from shared_schema.codes import ErrorCode
from shared_schema.errors import CarrierWords, ErrorInfo, FieldProblem, NoteData, Outcome


class ServerError(Exception):
    """Base of the errors of this package."""


class PortInUse(ServerError):
    """Another program holds the port. The agent never moves to another one: a stranger there could pass for it."""

    def __init__(self, port: int) -> None:
        super().__init__(f"port {port} on 127.0.0.1 is taken by another program (or a second agent)")
        self.port = port


class ApiError(ServerError):
    """Raised by a handler: the request is answered with exactly this error."""

    def __init__(self, info: ErrorInfo) -> None:
        super().__init__(f"{info.code}: {info.message}")
        self.info = info


def error_info(
    code: ErrorCode,
    message: str,
    *,
    outcome: Outcome = "not_sent",
    fields: Sequence[FieldProblem] = (),
    carrier: CarrierWords | None = None,
    retry_after_s: float | None = None,
    data: NoteData | None = None,
) -> ErrorInfo:
    """An `ErrorInfo` whose unnamed parts are empty. `message` is English, for the log, without secrets or personal data."""
    return ErrorInfo(
        code=code,
        message=message,
        outcome=outcome,
        fields=list(fields),
        carrier=carrier,
        retry_after_s=retry_after_s,
        data=data or {},
    )
