import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from agent.allegro.answers import Answer, retry_after
from agent.allegro.errors import auth_words, refusal, words
from agent.allegro.reading import parsed
from agent.shipping.model.failure import Words
from shared_schema.codes import ErrorCode

NOW = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)
SAMPLES = Path(__file__).parents[3] / "shared" / "contracts" / "allegro-api" / "samples"
needs_samples = pytest.mark.skipif(not SAMPLES.is_dir(), reason="the folder shared/contracts is not beside the repository")
ERROR: dict[str, object] = {"errors": [{"code": "X", "message": "no", "details": None, "userMessage": "nie", "metadata": []}]}


def answer(status: int, body: object = None, *, html: bool = False, empty: bool = False) -> Answer:
    return Answer(status, body, empty, html, 7.0 if status == 429 else None)


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (ERROR, Words("Allegro", "X", "nie")),
        ({"errors": [{"code": "X", "message": "no", "userMessage": None}]}, Words("Allegro", "X", "no")),
        ({"code": "ERROR", "message": "Order not found", "userMessage": None}, Words("Allegro", "ERROR", "Order not found")),
        ({"errors": [{"code": "X", "message": None, "userMessage": None}]}, Words("Allegro", "X", "")),
        ({"errors": []}, None),
        ({"errors": [None]}, None),
        ({"errors": {"code": "X"}}, None),
        ([], None),
        (None, None),
        ("text", None),
    ],
)
def test_words_of_any_shape(body: object, expected: Words | None) -> None:
    assert words(body) == expected


def test_a_token_quoted_by_allegro_is_left_out() -> None:
    assert auth_words({"error": "invalid_grant", "error_description": "Invalid refresh token: eyJhbGciOiJSUzI1NiJ9"}) == Words(
        "Allegro", "invalid_grant", "Invalid refresh token"
    )
    said = auth_words({"error": "invalid_token", "error_description": "Token eyJhbGciOiJSUzI1NiJ9.eyJhbGciOi is bad"})
    assert said is not None
    assert "eyJ" not in said.text


READ = [
    (answer(404, ERROR), ErrorCode.ALLEGRO_REFUSED, False),
    (answer(403, ERROR), ErrorCode.ALLEGRO_REFUSED, False),
    (answer(406, ERROR), ErrorCode.ALLEGRO_REFUSED, False),
    (answer(401, {"error": "invalid_token"}), ErrorCode.CREDENTIALS_REFUSED, False),
    (answer(403, html=True), ErrorCode.ALLEGRO_BLOCKED, False),
    (answer(403), ErrorCode.ALLEGRO_BLOCKED, False),
    (answer(403, empty=True), ErrorCode.ALLEGRO_REFUSED, False),
    (answer(200, html=True), ErrorCode.ALLEGRO_BLOCKED, False),
    (answer(200, empty=True), ErrorCode.ALLEGRO_UNAVAILABLE, False),
    (answer(302, empty=True), ErrorCode.ALLEGRO_UNAVAILABLE, False),
    (answer(429, ERROR), ErrorCode.ALLEGRO_UNAVAILABLE, True),
    (answer(500, ERROR), ErrorCode.ALLEGRO_UNAVAILABLE, True),
    (answer(502, html=True), ErrorCode.ALLEGRO_UNAVAILABLE, True),
    (answer(408, empty=True), ErrorCode.ALLEGRO_UNAVAILABLE, True),
]


@pytest.mark.parametrize(("given", "code", "temporary"), READ)
def test_a_failed_read_sent_nothing(given: Answer, code: ErrorCode, temporary: bool) -> None:
    error = refusal(given, write=False)
    assert error is not None
    assert (error.failure.code, error.failure.outcome, error.temporary) == (code, "not_sent", temporary)
    assert error.failure.retry_after_s == given.retry_after_s


WRITE = [
    (answer(400, ERROR), ErrorCode.TRACKING_NUMBER_REFUSED, "refused"),
    (answer(404, ERROR), ErrorCode.TRACKING_NUMBER_REFUSED, "refused"),
    (answer(409, ERROR), ErrorCode.TRACKING_NUMBER_REFUSED, "refused"),
    (answer(422, ERROR), ErrorCode.TRACKING_NUMBER_REFUSED, "refused"),
    (answer(403, ERROR), ErrorCode.ALLEGRO_REFUSED, "refused"),
    (answer(403, html=True), ErrorCode.ALLEGRO_BLOCKED, "not_sent"),
    (answer(401, ERROR), ErrorCode.CREDENTIALS_REFUSED, "not_sent"),
    (answer(429, ERROR), ErrorCode.ALLEGRO_UNAVAILABLE, "not_sent"),
    (answer(408, ERROR), ErrorCode.ALLEGRO_UNAVAILABLE, "unknown"),
    (answer(500, ERROR), ErrorCode.ALLEGRO_UNAVAILABLE, "unknown"),
    (answer(504, html=True), ErrorCode.ALLEGRO_UNAVAILABLE, "unknown"),
    (answer(200, html=True), ErrorCode.ALLEGRO_BLOCKED, "unknown"),
    (answer(201, empty=True), ErrorCode.ALLEGRO_UNAVAILABLE, "unknown"),
    (answer(302, empty=True), ErrorCode.ALLEGRO_UNAVAILABLE, "unknown"),
]


@pytest.mark.parametrize(("given", "code", "outcome"), WRITE)
def test_what_a_write_came_to(given: Answer, code: ErrorCode, outcome: str) -> None:
    error = refusal(given, write=True, refused=ErrorCode.TRACKING_NUMBER_REFUSED)
    assert error is not None
    assert (error.failure.code, error.failure.outcome) == (code, outcome)


def test_a_success_is_no_failure() -> None:
    assert refusal(answer(201, {"id": "x"}), write=True) is None


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (None, None),
        ("", None),
        ("3", 3.0),
        ("-5", 0.0),
        ("inf", None),
        ("nan", None),
        ("Tue, 24 Nov 2026 12:00:30 GMT", 30.0),
        ("Tue, 24 Nov 2026 11:00:00 GMT", 0.0),
        ("Tue, 24 Nov 2026 12:00:30 -0000", None),
        ("soon", None),
    ],
)
def test_retry_after(value: str | None, expected: float | None) -> None:
    assert retry_after(value, NOW) == expected


@pytest.mark.contract
@needs_samples
@pytest.mark.parametrize("path", sorted(SAMPLES.glob("error-*.json")), ids=lambda path: path.stem)
def test_recorded_errors_have_words(path: Path) -> None:
    body = json.loads(path.read_text(encoding="utf-8"))
    first = body["errors"][0] if "errors" in body else body
    assert words(parsed(path.read_bytes())) == Words("Allegro", first["code"], first["userMessage"] or first["message"] or "")
