"""Phones as people write them: one reading, from which each carrier takes its form."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.carriers.common.phone import read_phone

DIGITS = st.from_regex(r"\A[1-9][0-9]{8}\Z")
SEPARATOR = st.sampled_from(["", " ", "-", "\u00a0", "\u200b", "(", ")", "\u202a"])


@given(DIGITS, st.sampled_from(["", "+48", "0048", "48", "0", "+480"]), st.lists(SEPARATOR, min_size=20, max_size=20))
def test_a_polish_number_keeps_its_nine_digits(digits: str, prefix: str, separators: list[str]) -> None:
    written = "".join(sign + between for sign, between in zip(prefix + digits, separators, strict=False))
    phone = read_phone(written)
    assert phone is not None
    assert (phone.nine_digits, phone.international, phone.alone) == (digits, f"+48{digits}", True)


@pytest.mark.parametrize(
    ("text", "digits", "kind"),
    [
        ("600100200", "600100200", "mobile"),
        ("600 100 200", "600100200", "mobile"),
        ("600-100-200", "600100200", "mobile"),
        ("600.100.200", "600100200", "mobile"),
        ("+48 600 100 200", "600100200", "mobile"),
        ("(+48) 600 100 200", "600100200", "mobile"),
        ("+48(600)100200", "600100200", "mobile"),
        ("0048 600100200", "600100200", "mobile"),
        ("48600100200", "600100200", "mobile"),
        ("\u202a+48 600 100 200\u202c", "600100200", "mobile"),
        ("\u200b600\u00a0100\u2009200 ", "600100200", "mobile"),
        ("６００１００２００", "600100200", "mobile"),
        ("tel. 600 100 200", "600100200", "mobile"),
        ("Tel: +48600100200", "600100200", "mobile"),
        ("tel600100200", "600100200", "mobile"),
        ("+48 +48 600 100 200", "600100200", "mobile"),
        ("+48 48 600 100 200", "600100200", "mobile"),
        ("+48 0048600100200", "600100200", "mobile"),
        ("kom. 600100200", "600100200", "mobile"),
        ("nr tel. 600100200", "600100200", "mobile"),
        ("22 123 45 67", "221234567", "landline"),
        ("(22) 123-45-67", "221234567", "landline"),
        ("022 123 45 67", "221234567", "landline"),
        ("0-22 123 45 67", "221234567", "landline"),
        ("22/123 45 67", "221234567", "landline"),
        ("48 123 45 67", "481234567", "landline"),
        ("600100200, 600 100 200", "600100200", "mobile"),
        ("100000000", "100000000", "unassigned"),
    ],
)
def test_one_number(text: str, digits: str, kind: str) -> None:
    phone = read_phone(text)
    assert phone is not None
    assert (phone.nine_digits, phone.kind, phone.alone) == (digits, kind, True)


@pytest.mark.parametrize(
    "text",
    [
        "600100200 / 601200300",
        "600100200, 601200300",
        "600100200 lub 601200300",
        "600100200 601200300",
        "22 123 45 67; 600 100 200",
        "600100200 Anna",
        "600100200 wew. 12",
        "600100200 (po 16)",
        "po 16: 600 100 200",
    ],
)
def test_more_than_one_number_is_told_and_a_mobile_preferred(text: str) -> None:
    phone = read_phone(text)
    assert phone is not None
    assert (phone.nine_digits, phone.kind, phone.alone) == ("600100200", "mobile", False)


@pytest.mark.parametrize(
    ("text", "international"), [("+49 151 12345678", "+4915112345678"), ("00420 601 123 456", "+420601123456")]
)
def test_a_foreign_number(text: str, international: str) -> None:
    phone = read_phone(text)
    assert phone is not None
    assert (phone.international, phone.nine_digits, phone.kind) == (international, None, "foreign")


@pytest.mark.parametrize(
    "text",
    ["", "brak", "12345678", "1234567890", "60010020a", "٦٠٠١٠٠٢٠٠", "+48+600100200", "+601234567", "+48 60010020", "0000000000"],
)
def test_what_is_no_number(text: str) -> None:
    assert read_phone(text) is None


@given(st.text(max_size=40))
def test_no_digit_is_invented(text: str) -> None:
    phone = read_phone(text)
    if phone is not None and phone.nine_digits:
        assert len(phone.nine_digits) == 9
        assert phone.nine_digits.isdigit()
