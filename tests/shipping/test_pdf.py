"""Which page is whose is told by the printed number, or not at all."""

import pytest

from agent.shipping.pdf import UnreadablePdf, merge, page_count, split_by_number
from tests.shipping.fakes import label_pdf

ONE, TWO, THREE = (f"6{each:023d}" for each in (1, 2, 3))


def test_pages_are_told_by_their_number_whatever_their_order() -> None:
    parts = split_by_number(label_pdf(TWO, ONE, TWO), [ONE, TWO])
    assert {number: page_count(content) for number, content in parts.items()} == {ONE: 1, TWO: 2}
    assert set(split_by_number(parts[TWO], [ONE, TWO])) == {TWO}


def test_one_page_that_cannot_be_told_makes_all_uncertain() -> None:
    assert split_by_number(label_pdf(ONE, THREE), [ONE, TWO]) == {}
    assert split_by_number(label_pdf(ONE + TWO), [ONE, TWO]) == {}


def test_merging_keeps_the_order() -> None:
    merged = merge([label_pdf(THREE), label_pdf(ONE), label_pdf(TWO)])
    assert page_count(merged) == 3
    assert list(split_by_number(merged, [ONE, TWO, THREE])) == [THREE, ONE, TWO]


@pytest.mark.parametrize("content", [b"", b"<html>", b"%PDF-1.4 cut off", b"PK\x03\x04"])
def test_what_is_no_pdf_is_said_so(content: bytes) -> None:
    with pytest.raises(UnreadablePdf):
        page_count(content)
