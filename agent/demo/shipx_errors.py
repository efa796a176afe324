"""Refusals of the ShipX stand-in, in keys or in the language that was asked for (inpost-shipx.md, sections 1 and 11)."""

from aiohttp import web

from agent.demo.serving import Refusal, json_answer
from agent.demo.wire import JsonObject

ORDER_NOT_FOUND = "Nie znaleziono zamówienia Allegro dla podanego adresu email odbiorcy."
WRONG_KIND = "Zamówienie przesyłki jest innego rodzaju, niż wynika z metody dostawy w zamówieniu"

_POLISH = {
    "required": "Nie może być puste",
    "invalid": "Jest nieprawidłowe",
    "invalid_format": "Ma nieprawidłowy format",
    "too_short": "Jest za krótkie",
    "too_long": "Jest za długie",
    "too_small": "Jest za małe",
    "too_big": "Jest za duże",
    "not_a_number": "Nie jest liczbą",
    "does_not_exist": "Nie istnieje",
    "invalid_box_machine_function": "Punkt nie obsługuje tej funkcji",
    "unavailable": "Jest niedostępne",
}
_ENGLISH = {
    "required": "Can't be blank",
    "invalid": "Is invalid",
    "invalid_format": "Has an invalid format",
    "too_short": "Is too short",
    "too_long": "Is too long",
    "too_small": "Is too small",
    "too_big": "Is too big",
    "not_a_number": "Is not a number",
    "does_not_exist": "Does not exist",
    "invalid_box_machine_function": "The point does not have this function",
    "unavailable": "Is unavailable",
}
_MESSAGES = {
    None: "There are some validation errors. Check details object for more info.",
    "en": "There are some validation errors. Check details object for more info.",
    "pl": "Wystąpiły błędy podczas walidacji. Szczegóły poniżej.",
}


def refusal(status: int, error: str, message: str, details: object, headers: dict[str, str] | None = None) -> Refusal:
    """Return a refusal in ShipX's shape; `details` may be {}, None or nested."""
    body = {"status": status, "error": error, "message": message, "details": details}
    return Refusal(json_answer(body, status, headers=headers))


def validation_refusal(request: web.Request, details: JsonObject) -> Refusal:
    """Return 400 validation_failed; the leaves become sentences when a language is asked for."""
    language = _language(request)
    words = _POLISH if language == "pl" else _ENGLISH if language == "en" else {}
    return refusal(400, "validation_failed", _MESSAGES[language], _translate(details, words))


def token_refusal() -> Refusal:
    """Return 401 for a missing or unknown token."""
    headers = {"WWW-Authenticate": 'Bearer realm="ShipX", error="invalid_token"'}
    return refusal(401, "token_invalid", "Token is missing or invalid.", {}, headers)


def forbidden_refusal() -> Refusal:
    """Return 403 for someone else's organization."""
    return refusal(403, "forbidden", "Access forbidden for this token.", {})


def not_found_refusal() -> Refusal:
    """Return 404 for what does not exist or belongs to someone else."""
    return refusal(404, "resource_not_found", "Resource not found.", {})


def action_refusal(action: str, shipment_id: int, shipment_status: str) -> Refusal:
    """Return 400 for an action that the shipment's status does not allow."""
    details = {"action": action, "shipment_status": shipment_status, "shipment_id": shipment_id}
    return refusal(400, "invalid_action", "shipment_status_incorrect", details)


def _language(request: web.Request) -> str | None:
    wanted = request.headers.get("Accept-Language", "").lower()
    return wanted[:2] if wanted[:2] in ("pl", "en") else None


def _translate(value: object, words: dict[str, str]) -> object:
    if isinstance(value, dict):
        return {key: _translate(each, words) for key, each in value.items()}
    if isinstance(value, list):
        return [_translate(each, words) for each in value]
    return words.get(value, value) if isinstance(value, str) else value
