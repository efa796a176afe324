"""Refusals of the Allegro stand-in in the shapes that were recorded (allegro-rest.md, sections 4 and 6)."""

import secrets
from collections.abc import Mapping

from aiohttp import web

from agent.demo.serving import Refusal, json_answer

VENDOR_TYPE = "application/vnd.allegro.public.v1+json"


class _Absent:
    """Stands for a key that the body does not have."""


ABSENT = _Absent()

_POLISH = {
    "CarrierWaybillValidationException": "Ten numer przesyłki jest niepoprawny dla tego przewoźnika.",
    "WaybillValidationException": "Przekazany numer przesyłki jest niepoprawny",
    "CarrierIdValidationException": "Nierozpoznana wartość w polu carrierId",
    "WaybillsAssignedToOrderLimitReached": "Osiągnięto maksymalną liczbę numerów przesyłek w zamówieniu.",
}


def allegro_answer(body: object, status: int = 200, headers: Mapping[str, str] | None = None) -> web.Response:
    """Return an answer of the REST API."""
    return json_answer(body, status, content_type=VENDOR_TYPE, headers=headers)


def trace_id() -> str:
    """Return a new value of the `trace-id` header."""
    return secrets.token_hex(8)


def refusal(
    request: web.Request | None,
    status: int,
    code: str,
    message: str | None,
    *,
    path: str | None = None,
    metadata: object = ABSENT,
) -> Refusal:
    """Return a refusal with one error in the list. `metadata` may be a dict, an empty list, or be left out."""
    polish = request is not None and request.headers.get("Accept-Language", "").lower().startswith("pl")
    error: dict[str, object] = {
        "code": code,
        "message": message,
        "details": None,
        "path": path,
        "userMessage": _POLISH.get(code, message) if polish else message,
    }
    if metadata is not ABSENT:
        error["metadata"] = metadata
    return Refusal(allegro_answer({"errors": [error]}, status))


def bare_refusal(status: int, code: str, message: str) -> Refusal:
    """Return a refusal of the oldest resources: one error object without the list around it."""
    body = {"code": code, "message": message, "details": None, "path": None, "userMessage": None}
    return Refusal(allegro_answer(body, status))


def auth_refusal(status: int, error: str, description: str) -> Refusal:
    """Return a refusal in the shape of the authorisation server."""
    return Refusal(json_answer({"error": error, "error_description": description}, status))
