"""Post codes as people write them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.shipping.address.place import post_code


@given(st.from_regex(r"\A[0-9]{5}\Z"), st.sampled_from(["", "-", " ", "–", " - "]))
def test_a_post_code_gets_its_dash(digits: str, between: str) -> None:
    assert post_code(f" {digits[:2]}{between}{digits[2:]}") == f"{digits[:2]}-{digits[2:]}"


@given(st.text(max_size=12))
def test_a_post_code_is_whole_or_none(text: str) -> None:
    code = post_code(text)
    assert code is None or [sign for sign in text if sign.isdigit()] == [sign for sign in code if sign.isdigit()]


@pytest.mark.parametrize("text", ["", "1234", "123456", "0-0950", "٠٠٩٥٠"])
def test_what_is_no_post_code(text: str) -> None:
    assert post_code(text) is None
