"""What may be shipped, by whom, and what a plan's digest stands for."""

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.shipping.model.money import grosze, zloty
from agent.shipping.model.order import Address, DeliveryMethod, Order
from agent.shipping.model.plan import Choices, Plan, Unshippable
from agent.shipping.model.receiver import Correction
from agent.shipping.planning.delivery import Sorted, only_allegro, sort_method
from agent.shipping.planning.plan import make_plan
from shared_schema.codes import ErrorCode, NoteCode
from tests.shipping.fakes import METHOD, FakeCarrier, an_order

CONTRACTS = Path(__file__).parents[3] / "shared" / "contracts"


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"status": "CANCELLED"}, ErrorCode.ORDER_CANCELLED),
        ({"cancelled": True}, ErrorCode.ORDER_CANCELLED),
        ({"status": "FILLED_IN"}, ErrorCode.ORDER_UNPAID),
        ({"status": "BOUGHT"}, ErrorCode.ORDER_UNPAID),
        ({"status": "SOMETHING_NEW"}, ErrorCode.ORDER_UNPAID),
        ({"provider": "ALLEGRO"}, ErrorCode.ORDER_OF_ALLEGRO_WAREHOUSE),
        ({"provider": ""}, ErrorCode.ORDER_UNPAID),
        ({"method": DeliveryMethod("x", "Allegro One Box, One Kurier")}, ErrorCode.METHOD_ONLY_ALLEGRO),
        ({"method": DeliveryMethod("x", "Kurier z Marsa")}, ErrorCode.METHOD_UNKNOWN),
    ],
)
def test_orders_that_must_not_be_shipped_are_told_apart(changes: dict[str, object], code: ErrorCode) -> None:
    planned = make_plan(an_order(1, **changes), [FakeCarrier()], {}, Choices())
    assert isinstance(planned, Unshippable)
    assert planned.failure.code is code
    assert planned.failure.outcome == "not_sent"


def test_a_method_without_an_account_names_the_carrier_whose_account_is_missing() -> None:
    order = an_order(1, method=DeliveryMethod("x", "Kurier z Marsa"))
    planned = make_plan(order, [FakeCarrier()], {}, Choices(), missing_for=lambda method: f"Mars ({method.id})")
    assert isinstance(planned, Unshippable)
    assert planned.failure.code is ErrorCode.METHOD_WITHOUT_ACCOUNT
    assert planned.failure.data == {"method": "Kurier z Marsa", "missing": "Mars (x)"}


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Allegro Kurier DPD pobranie (AD)", True),
        ("Allegro One Punkt", True),
        ("Allegro Automat ORLEN Paczka", True),
        ("Allegro International Packeta", True),
        ("Wysyłka z Polski do Czech - Packeta", True),
        ("ORLEN Paczka", False),
        ("Allegro Paczkomaty InPost", False),
        ("Kurier DPD", False),
    ],
)
def test_methods_only_allegro_may_ship_are_known_by_name(name: str, expected: bool) -> None:
    assert only_allegro(DeliveryMethod("unknown", name)) is expected


def test_a_method_known_only_by_its_name_is_a_suggestion_to_be_looked_at() -> None:
    planned = make_plan(an_order(1, method=DeliveryMethod("new", "Paczkomaty InPost")), [FakeCarrier()], {}, Choices())
    assert isinstance(planned, Plan)
    assert planned.needs_look
    assert planned.draft.warnings[0].code is NoteCode.METHOD_MATCHED_BY_NAME


def test_the_digest_changes_with_what_would_be_sent_and_with_nothing_else() -> None:
    def digest(order: object, choices: Choices = Choices()) -> str:  # noqa: B008  # frozen value
        planned = make_plan(order, [FakeCarrier()], {}, choices)  # type: ignore[arg-type]  # orders only
        assert isinstance(planned, Plan)
        return planned.digest

    order = an_order(1)
    moved = replace(order, recipient=Address("Jan", "Kowalski", "", "Solna 2", "Poznań", "60-166", "PL", "+48500600700"))
    assert digest(order) == digest(replace(order, lines_sent="ALL"))
    assert len({digest(order), digest(moved), digest(order, Choices("small")), digest(an_order(2))}) == 4


def test_a_corrected_plan_holds_for_the_receiver_it_was_made_for() -> None:
    def planned(order: Order, choices: Choices) -> Plan:
        made = make_plan(order, [FakeCarrier()], {}, choices)
        assert isinstance(made, Plan)
        return made

    fix = Correction(street="Solna 1A")
    order = an_order(1)
    now, before = (
        planned(order, Choices(correction=fix, corrected="now")),
        planned(order, Choices(correction=fix, corrected="before")),
    )
    assert now.digest == before.digest != planned(order, Choices()).digest
    assert [each.draft.why[0].code for each in (now, before)] == [NoteCode.RECEIVER_CORRECTED, NoteCode.RECEIVER_AS_BEFORE]
    assert order.recipient is not None
    moved = replace(order, recipient=replace(order.recipient, city="Gdańsk"))
    assert planned(moved, Choices(correction=fix, corrected="now")).digest != now.digest


@given(st.integers(min_value=0, max_value=10**12))
def test_money_is_exact_both_ways(amount: int) -> None:
    assert grosze(str(zloty(amount))) == amount


@pytest.mark.parametrize("text", ["", "abc", "1.234", "NaN", "Infinity", "1,20"])
def test_what_is_no_amount_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="not a"):
        grosze(text)


def test_the_sellers_own_map_goes_before_every_known_id_and_before_a_name() -> None:
    first, second = FakeCarrier(id="first"), FakeCarrier(id="second", known=frozenset(), own=frozenset({METHOD.id, "mine"}))
    assert sort_method(METHOD, [first, second]) == Sorted("own", second)
    assert sort_method(DeliveryMethod("mine", "Allegro One Box"), [first, second]) == Sorted("own", second)
    assert sort_method(METHOD, [FakeCarrier(id="named", known=frozenset()), first]) == Sorted("known", first)


def test_an_id_that_is_allegros_is_so_whatever_the_seller_mapped() -> None:
    only = "0560B75E-88c3-4b79-bcf7-62331a20b5b2"
    assert sort_method(DeliveryMethod(only, "Punkt"), [FakeCarrier(own=frozenset({only}))]) == Sorted("only_allegro")


def test_a_carrier_this_program_does_not_speak_to_is_named() -> None:
    planned = make_plan(
        an_order(1, method=DeliveryMethod("c3066682-97a3-42fe-9eb5-9bb2978cf293", "Kurier DPD")), [FakeCarrier()], {}, Choices()
    )
    assert isinstance(planned, Unshippable)
    assert (planned.failure.code, planned.failure.data["missing"]) == (ErrorCode.METHOD_WITHOUT_ACCOUNT, "DPD")
