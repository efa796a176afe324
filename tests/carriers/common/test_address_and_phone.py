"""Phone, post code and street, as people write them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.carriers.common.address import StreetAndHouse, post_code, split_street
from agent.carriers.common.phone import kind, nine_digits

DIGITS = st.from_regex(r"\A[1-9][0-9]{8}\Z")
SEPARATOR = st.sampled_from(["", " ", "-", "\u00a0", "\u200b", "(", ")", "\u202a"])


@given(DIGITS, st.sampled_from(["", "+48", "0048", "48"]), st.lists(SEPARATOR, min_size=20, max_size=20))
def test_a_polish_number_keeps_its_nine_digits(digits: str, prefix: str, separators: list[str]) -> None:
    written = "".join(sign + between for sign, between in zip(prefix + digits, separators, strict=False))
    assert nine_digits(written) == digits


@pytest.mark.parametrize(
    "phone",
    ["", "+49 151 12345678", "+601234567", "12345678", "1234567890", "0601234567", "60010020a", "٦٠٠١٠٠٢٠٠", "+48+600100200"],
)
def test_what_is_no_polish_number(phone: str) -> None:
    assert nine_digits(phone) is None


def test_a_number_that_begins_with_48_is_left_whole() -> None:
    assert nine_digits("48 123 45 67") == "481234567"


@pytest.mark.parametrize(
    ("digits", "expected"), [("600100200", "mobile"), ("221234567", "landline"), ("100000000", "unassigned")]
)
def test_kinds_of_numbers(digits: str, expected: str) -> None:
    assert kind(digits) == expected


@given(st.from_regex(r"\A[0-9]{5}\Z"), st.sampled_from(["", "-", " ", "–", " - "]))
def test_a_post_code_gets_its_dash(digits: str, between: str) -> None:
    assert post_code(f" {digits[:2]}{between}{digits[2:]}") == f"{digits[:2]}-{digits[2:]}"


@given(st.text(max_size=12))
def test_a_post_code_is_whole_or_none(text: str) -> None:
    code = post_code(text)
    assert code is None or [sign for sign in text if sign.isdigit()] == [sign for sign in code if sign.isdigit()]


@pytest.mark.parametrize("text", ["", "1234", "123456", "0-0950", "PL-00950", "٠٠٩٥٠"])
def test_what_is_no_post_code(text: str) -> None:
    assert post_code(text) is None


@pytest.mark.parametrize(
    ("text", "street", "house"),
    [
        ("Kwiatowa 12", "Kwiatowa", "12"),
        ("ul. Kwiatowa 12A/5", "ul. Kwiatowa", "12A/5"),
        ("Kwiatowa 12/5", "Kwiatowa", "12/5"),
        ("Kwiatowa 12 / 5", "Kwiatowa", "12 / 5"),
        ("Kwiatowa 12 A", "Kwiatowa", "12 A"),
        ("Kwiatowa nr 12", "Kwiatowa", "12"),
        ("3 Maja 12 m. 5", "3 Maja", "12 m. 5"),
        ("3 Maja 12/5", "3 Maja", "12/5"),
        ("Aleja 1000-lecia 5", "Aleja 1000-lecia", "5"),
        ("Jana Pawła II 12 lok. 3", "Jana Pawła II", "12 lok. 3"),
        ("Wola Duża 7", "Wola Duża", "7"),
    ],
)
def test_street_and_house(text: str, street: str, house: str) -> None:
    assert split_street(text) == StreetAndHouse(street, house)


@pytest.mark.parametrize(
    "text",
    ["", "12", "Kwiatowa", "11 Listopada", "Plac 1 Maja", "Osiedle 6 12", "Kwiatowa 5A 6", "Kwiatowa 12 kl. B", "Kwiatowa b/n"],
)
def test_a_street_that_would_be_a_guess(text: str) -> None:
    assert split_street(text) is None


@given(st.text(max_size=80))
def test_a_split_loses_nothing_but_spaces(text: str) -> None:
    parts = split_street(text)
    if parts is not None:
        assert parts.house[0].isdigit()
        assert " ".join(text.split()).startswith(parts.street)
        assert " ".join(text.split()).endswith(parts.house)
