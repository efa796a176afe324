"""Which rule decides: the first whose every condition holds, and none on what cannot be known."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.shipping.model.order import Money, OrderLine
from agent.shipping.rules.matching import Candidate, deciding_rule, holds
from agent.shipping.rules.weight import named_weight_g, parsed_weight_g
from shared_schema.rules import Rule, RuleThen, RuleWhen
from tests.shipping.fakes import METHOD, an_order

MUGS = OrderLine("Kubek 330 ml, 0,4 kg", 2, offer_id="7000000001", external_id="KUB-1")
FLOUR = OrderLine("Mąka 6 x 1 kg", 1, offer_id="7000000002")
ORDER = an_order(1, lines=(MUGS,), total=Money(50000, "PLN"))
CANDIDATE = Candidate(ORDER, "inpost", "inpost_locker_allegro")


@pytest.mark.parametrize(
    ("holding", "failing"),
    [
        ({"method": [METHOD.id.upper(), "x"]}, {"method": ["x"]}),
        ({"method_name": "PACZKOMATY"}, {"method_name": "kurier"}),
        ({"carrier": ["inpost"]}, {"carrier": ["poczta_polska"]}),
        ({"service": ["inpost_locker_allegro"]}, {"service": ["inpost_letter_allegro"]}),
        ({"to": "point"}, {"to": "door"}),
        ({"cash_on_delivery": False}, {"cash_on_delivery": True}),
        ({"value_from_grosze": 50000}, {"value_from_grosze": 50001}),
        ({"value_to_grosze": 50000}, {"value_to_grosze": 49999}),
        ({"items_from": 2}, {"items_from": 3}),
        ({"items_to": 2}, {"items_to": 1}),
        ({"offer": ["7000000001"]}, {"offer": ["7000000002"]}),
        ({"external_id": ["kub-1"]}, {"external_id": ["KUB-2"]}),
        ({"weight_from_g": 800}, {"weight_from_g": 801}),
        ({"weight_to_g": 800}, {"weight_to_g": 799}),
    ],
)
def test_each_condition_holds_and_fails(holding: dict[str, object], failing: dict[str, object]) -> None:
    assert holds(RuleWhen.model_validate(holding), CANDIDATE)
    assert not holds(RuleWhen.model_validate(failing), CANDIDATE)
    # one that fails is enough
    assert not holds(RuleWhen.model_validate({**holding, "offer": ["another"]}), CANDIDATE)


def test_the_first_rule_that_holds_decides() -> None:
    rules = [
        Rule(name=name, when=when, then=RuleThen(size="small"))
        for name, when in (
            ("not this", RuleWhen(items_to=1)),
            ("this", RuleWhen(items_from=2)),
            ("nor this", RuleWhen()),
        )
    ]
    found = deciding_rule(rules, CANDIDATE)
    assert found is not None
    assert found.name == "this"
    assert deciding_rule(rules[:1], CANDIDATE) is None


@pytest.mark.parametrize(
    ("changes", "when"),
    [
        ({"total": None}, RuleWhen(value_to_grosze=10**8)),
        ({"total": Money(100, "CZK")}, RuleWhen(value_to_grosze=10**8)),
        ({"lines": ()}, RuleWhen(items_to=10)),
        ({"lines": (replace(MUGS, quantity=0),)}, RuleWhen(items_to=10)),
        ({"lines": ()}, RuleWhen(offer=["7000000001"])),
        ({"lines": (MUGS, FLOUR)}, RuleWhen(offer=["7000000001"])),
        ({"lines": (MUGS, FLOUR)}, RuleWhen(external_id=["KUB-1"])),
        ({"lines": (MUGS, replace(FLOUR, name="Mąka"))}, RuleWhen(weight_to_g=10**6)),
    ],
)
def test_what_cannot_be_known_of_an_order_does_not_hold(changes: dict[str, object], when: RuleWhen) -> None:
    assert not holds(when, replace(CANDIDATE, order=replace(ORDER, **changes)))  # type: ignore[arg-type]  # overrides


def test_a_mixed_order_is_of_both_offers() -> None:
    mixed = replace(CANDIDATE, order=replace(ORDER, lines=(MUGS, FLOUR)))
    assert holds(RuleWhen(offer=["7000000002", "7000000001"], items_from=3, items_to=3, weight_from_g=6800), mixed)


def test_without_an_account_nothing_is_known_of_the_carrier() -> None:
    nobodys = Candidate(ORDER, None, None)
    assert not holds(RuleWhen(carrier=["inpost"]), nobodys)
    assert not holds(RuleWhen(service=["inpost_locker_allegro"]), nobodys)


@pytest.mark.parametrize(
    ("name", "grams"),
    [
        ("Karma dla psa 2,5 kg", 2500),
        ("Kawa ziarnista 500g Arabica", 500),
        ("Mąka 6 x 1 kg", 6000),
        ("Sól 1kg (1 kg)", 1000),
        ("Przyprawa 25 dag", 250),
        ("Kubek z żurawiem 330 ml", None),
        ("Filtr oleju W712/95", None),
        ("Papier 80 g/m2", None),
        ("Mąka 1 kg + cukier 2 kg", None),
        ("Waga kuchenna do 5 kg", None),
        ("Hantle max 20 kg", None),
        ("Proszek 1,0005 g", None),
        ("W12kg", None),
        ("0 kg", None),
    ],
)
def test_a_weight_is_read_only_where_it_is_certain(name: str, grams: int | None) -> None:
    assert named_weight_g(name) == grams


@given(st.integers(1, 99_999), st.integers(1, 99))
def test_weights_add_up(grams: int, quantity: int) -> None:
    lines = [OrderLine(f"Rzecz {grams} g", quantity, offer_id="1"), OrderLine("Druga 2 kg", 1, offer_id="2")]
    assert parsed_weight_g(lines) == grams * quantity + 2000


@given(st.text(max_size=60))
def test_no_name_gives_a_weight_that_is_none(name: str) -> None:
    weight = named_weight_g(name)
    assert weight is None or weight > 0
