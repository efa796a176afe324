"""Error bodies of any shape end as a failure, never as an exception of ours."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.carriers.inpost.answer import Answer
from agent.carriers.inpost.errors import from_answer, retry_after_s
from agent.carriers.inpost.problems import field_errors
from agent.shipping.model.failure import Note
from shared_schema.codes import NoteCode

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=12,
)


@given(st.integers(min_value=300, max_value=599), JSON, st.booleans())
def test_any_json_is_a_failure(status: int, body: object, writing: bool) -> None:
    failure = from_answer(Answer(status, {}, json.dumps(body).encode()), writing)
    assert failure.outcome == ("unknown" if writing and (status < 400 or status == 408 or status >= 500) else failure.outcome)
    if not writing:
        assert failure.outcome != "unknown"


@given(st.integers(min_value=400, max_value=499), JSON)
def test_details_of_any_shape(status: int, details: object) -> None:
    body = {"error": "validation_failed", "message": None, "details": details}
    failure = from_answer(Answer(status, {}, json.dumps(body).encode()), writing=True)
    assert failure.words is not None
    assert len(failure.words.text) <= 500


@given(st.binary(max_size=300), st.integers(min_value=400, max_value=499))
def test_any_bytes_are_a_failure(content: bytes, status: int) -> None:
    assert from_answer(Answer(status, {}, content), writing=False).message.startswith(f"InPost answered {status}")


def test_deep_nesting_ends() -> None:
    deep = Answer(400, {}, b'{"error":"validation_failed","details":' + b"[" * 5000 + b"]" * 5000 + b"}")
    assert from_answer(deep, writing=True).outcome == "refused"
    assert len(field_errors([[str(number)] for number in range(500)])) == 50


def test_numbered_items_are_walked_through() -> None:
    details = {"shipments": [{"ONE": {"parcels": [{"0": {"weight": [{"amount": ["too_small"]}]}}]}}]}
    assert field_errors(details) == [("shipments.ONE.parcels.weight.amount", "too_small")]


@pytest.mark.parametrize(
    ("details", "expected"),
    [
        ({"receiver": [{"email": ["required"]}]}, [Note(NoteCode.EMAIL_MISSING, "email", {"key": "required"})]),
        ({"receiver": [{"first_name": ["too_long"]}]}, [Note(NoteCode.TOO_LONG, "recipient.first_name", {"key": "too_long"})]),
        ({"receiver": {"phone": "invalid"}}, [Note(NoteCode.PHONE_INVALID, "recipient.phone", {"key": "invalid"})]),
        ({"cod": [{"amount": ["too_big"]}]}, [Note(NoteCode.AMOUNT_INVALID, "total", {"key": "too_big"})]),
        ({"something": ["new"]}, []),
        (None, []),
    ],
)
def test_field_errors_name_our_fields(details: object, expected: list[Note]) -> None:
    body = {"error": "validation_failed", "message": "m", "details": details}
    assert list(from_answer(Answer(400, {}, json.dumps(body).encode()), writing=True).problems) == expected


def test_a_missing_courier_contract() -> None:
    body = {"status": 400, "error": "missing_trucker_id", "message": "m", "details": None}
    (note,) = from_answer(Answer(400, {}, json.dumps(body).encode()), writing=True).problems
    assert (note.code, note.path) == (NoteCode.SERVICE_NOT_IN_CONTRACT, "method")


@pytest.mark.parametrize(("text", "expected"), [("7", 7.0), ("", None), ("soon", None), ("-3", None)])
def test_retry_after(text: str, expected: float | None) -> None:
    assert retry_after_s(Answer(429, {"retry-after": text}, b"")) == expected


def test_retry_after_as_a_date_in_the_past() -> None:
    assert retry_after_s(Answer(429, {"retry-after": "Sun, 06 Nov 1994 08:49:37 GMT"}, b"")) == 0.0
