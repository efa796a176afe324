import pytest

from agent.demo.order_page import Variant
from agent.demo.order_page.classes import READABLE, hash_css, hashed
from agent.demo.order_page.rows import address_lines, order_row, select
from tests.demo.orders import MIDDLE, NEW, OLD, ORDERS


def test_an_order_of_nulls_is_shown() -> None:
    bare = {"id": "x", "delivery": None, "buyer": None, "lineItems": None, "summary": None, "payment": None}
    row = order_row(bare, [])
    assert (row["address"], row["items"], row["method"], row["total"]) == ([], [], "", "0.00")
    assert select([bare, OLD], "", "orderDate") == [bare, OLD]


def test_the_company_stands_between_name_and_street() -> None:
    address = {"firstName": "A", "lastName": "B", "companyName": "C", "street": "D 1", "zipCode": "00-001", "city": "E"}
    assert address_lines(address) == ["A B", "C", "D 1", "00-001 E"]


def test_searching_and_sorting() -> None:
    assert select(ORDERS, NEW["id"].upper(), "-orderDate") == [NEW]
    assert select(ORDERS, "KUPUJĄCY_7", "-orderDate") == [MIDDLE]
    assert select(ORDERS, "", "-total") == [MIDDLE, NEW, OLD]


def test_variants_from_an_address() -> None:
    changed = Variant(late_ms=5).changed_by("renamed,english,empty,nolink:1,size:2")
    assert changed == Variant(renamed=True, english=True, empty=True, no_link=1, late_ms=5, page_size=2)
    for wrong in ("bold", "late", "late:-1", "late:x", "<b>"):
        with pytest.raises(ValueError, match="peculiarity"):
            Variant().changed_by(wrong)


def test_readable_class_names_stay_in_the_style_sheet_unless_renamed() -> None:
    css = ".desktop__actions, .row { flex: .5 }"
    assert hash_css(css, "panel", keep_readable=True) == f".desktop__actions, .{hashed('row', 'panel')} {{ flex: .5 }}"
    assert not READABLE & set(hash_css(css, "s", keep_readable=False).replace(",", "").split("."))
