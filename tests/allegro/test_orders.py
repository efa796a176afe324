import json
from dataclasses import fields
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.allegro.orders import listed_method, order
from agent.allegro.reading import money, parsed
from agent.shipping.model.order import Address, DeliveryMethod, ListedMethod, Money, Order, OrderLine, PickupPoint

NOW = datetime(2026, 11, 24, tzinfo=UTC)
SAMPLES = Path(__file__).parents[3] / "shared" / "contracts" / "allegro-api" / "samples"
needs_samples = pytest.mark.skipif(not SAMPLES.is_dir(), reason="the folder shared/contracts is not beside the repository")

FORM: dict[str, object] = {
    "id": "29738e61-7f6a-11e8-ac45-09db60ede9d6",
    "status": "READY_FOR_PROCESSING",
    "buyer": {"email": "Abc+1@user.allegrogroup.pl", "login": "kupujaca"},
    "payment": {"type": "CASH_ON_DELIVERY", "provider": None, "paidAmount": None},
    "fulfillment": {"status": "NEW", "provider": {"id": "SELLER"}, "shipmentSummary": {"lineItemsSent": "NONE"}},
    "delivery": {
        "address": {
            "firstName": "Ewa",
            "lastName": "Lis",
            "street": "Solna 1",
            "city": "Łódź",
            "zipCode": "90-001",
            "countryCode": "PL",
        },
        "method": {"id": "m-1", "name": "Paczkomaty"},
        "pickupPoint": {"id": "LOD01A", "name": "Paczkomat LOD01A", "description": None},
        "cancellation": None,
        "smart": True,
    },
    "summary": {"totalToPay": {"amount": "123.45", "currency": "PLN"}},
}


def line(**changes: object) -> dict[str, object]:
    offer = {"id": "7000000001", "name": "Kubek", "external": None, "productSet": None, "hsNumber": "69111000"}
    return {"id": "l-1", "offer": offer, "quantity": 2, "price": {"amount": "19.90", "currency": "PLN"}, **changes}


@pytest.mark.parametrize(
    ("item", "read"),
    [
        (line(), OrderLine("Kubek", 2, Money(1990, "PLN"), "69111000", "7000000001")),
        (line(offer={"name": "Kubek", "hsNumber": None}), OrderLine("Kubek", 2, Money(1990, "PLN"))),
        (line(offer=None, price=None, quantity=None), OrderLine("", 0, None)),
        (line(quantity=-1), OrderLine("Kubek", 0, Money(1990, "PLN"), "69111000", "7000000001")),
        (line(quantity=True), OrderLine("Kubek", 0, Money(1990, "PLN"), "69111000", "7000000001")),
        ("odd", OrderLine("", 0, None)),
    ],
)
def test_what_was_bought_is_read_leniently(item: object, read: OrderLine) -> None:
    assert order(FORM | {"lineItems": [item]}, "77", NOW).lines == (read,)
    assert order(FORM | {"lineItems": None}, "77", NOW).lines == ()


def changed(**sections: object) -> dict[str, object]:
    return FORM | sections


def test_a_form_is_read() -> None:
    assert order(FORM, "77", NOW) == Order(
        id="29738e61-7f6a-11e8-ac45-09db60ede9d6",
        seller_id="77",
        status="READY_FOR_PROCESSING",
        provider="SELLER",
        cancelled=False,
        lines_sent="NONE",
        method=DeliveryMethod("m-1", "Paczkomaty"),
        point=PickupPoint("LOD01A", "Paczkomat LOD01A"),
        recipient=Address("Ewa", "Lis", "", "Solna 1", "Łódź", "90-001", "PL", ""),
        email="Abc+1@user.allegrogroup.pl",
        buyer_login="kupujaca",
        payment_type="CASH_ON_DELIVERY",
        total=Money(12345, "PLN"),
        smart=True,
        read_at=NOW,
    )


def test_everything_but_the_id_may_be_null() -> None:
    empty = order(dict.fromkeys(FORM) | {"id": "a-1"}, "77", NOW)
    assert (empty.recipient, empty.point, empty.total, empty.email, empty.method) == (
        None,
        None,
        None,
        "",
        DeliveryMethod("", ""),
    )
    assert not empty.smart
    assert not empty.cancelled
    assert empty == order({"id": "a-1"}, "77", NOW)


@pytest.mark.parametrize("name", ["buyer", "payment", "fulfillment", "delivery", "summary"])
@pytest.mark.parametrize("odd", [None, [], "text", 7, {}, {"address": [], "provider": "x", "totalToPay": [1], "method": None}])
def test_a_section_of_any_kind_is_survived(name: str, odd: object) -> None:
    assert order(changed(**{name: odd}), "77", NOW).id == FORM["id"]


@pytest.mark.parametrize(
    "sections",
    [
        {"status": "CANCELLED"},
        {"fulfillment": {"status": "CANCELLED"}},
        {"delivery": {"cancellation": {"date": "2026-11-20T10:00:00Z"}}},
        {"delivery": {"cancellation": {}}},
    ],
)
def test_cancelled_wherever_it_says_so(sections: dict[str, object]) -> None:
    assert order(changed(**sections), "77", NOW).cancelled


@pytest.mark.parametrize("wrong", [None, {}, {"id": None}, {"id": ""}, {"id": "../me"}, {"id": "a b"}, [FORM], "x"])
def test_a_form_without_a_usable_id_is_refused(wrong: object) -> None:
    with pytest.raises(ValueError, match="id"):
        order(wrong, "77", NOW)


@pytest.mark.parametrize(
    ("amount", "grosze"),
    [("0.10", 10), ("123.45", 12345), ("7", 700), ("0.1", 10), ("12.340", 1234), ("999999999.99", 99999999999)],
)
def test_amounts_are_exact(amount: str, grosze: int) -> None:
    assert money({"amount": amount, "currency": "PLN"}) == Money(grosze, "PLN")


@pytest.mark.parametrize(
    "amount", ["12.345", "-1.00", "", "1e3", "1e999999", "NaN", "Infinity", "1,50", "١٢", None, True, "9" * 40]
)
def test_what_is_no_amount_is_none(amount: object) -> None:
    assert money({"amount": amount, "currency": "PLN"}) is None
    assert money({"amount": "1.00", "currency": None}) is None


def test_an_amount_sent_as_a_number_is_not_rounded() -> None:
    assert money(parsed(b'{"amount": 1234567.89, "currency": "PLN"}')) == Money(123456789, "PLN")


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text() | st.sampled_from(["CANCELLED", "12.34", "PLN", "NaN", "1e999999"]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                [
                    "id",
                    "address",
                    "method",
                    "pickupPoint",
                    "provider",
                    "shipmentSummary",
                    "totalToPay",
                    "amount",
                    "currency",
                    "email",
                ]
            ),
            inner,
            max_size=4,
        )
    ),
    max_leaves=20,
)


@given(st.fixed_dictionaries({}, optional=dict.fromkeys(FORM, JSON)))
def test_reading_is_total(form: dict[str, object]) -> None:
    try:
        read = order(form | {"id": "a-1"}, "77", NOW)
    except Exception as error:  # that it raises nothing at all is what is tested
        raise AssertionError(form) from error
    for each in fields(read):
        if each.type == "str":
            assert isinstance(getattr(read, each.name), str)


@given(st.binary(max_size=60) | st.just(b"[" * 100_000))
def test_parsing_is_total(content: bytes) -> None:
    parsed(content)


@pytest.mark.contract
@needs_samples
def test_the_official_example_is_read() -> None:
    read = order(json.loads((SAMPLES / "checkout-form.spec-example.json").read_text(encoding="utf-8")), "77", NOW)
    assert (read.id, read.status, read.provider) == ("29738e61-7f6a-11e8-ac45-09db60ede9d6", "READY_FOR_PROCESSING", "SELLER")
    assert read.cancelled  # the example carries delivery.cancellation
    assert (read.point, read.total, read.lines_sent) == (PickupPoint("POZ08A", "Paczkomat POZ08A"), Money(12345, "PLN"), "SOME")
    assert read.recipient == Address("Jan", "Kowalski", "Kowalex", "Grunwaldzka 182", "Poznań", "60-166", "PL", "123123123")


@pytest.mark.contract
@needs_samples
def test_the_recorded_cod_payment_is_read() -> None:
    fragment = json.loads((SAMPLES / "checkout-form-cod-payment-fragment.json").read_text(encoding="utf-8"))
    assert order({"id": "a-1"} | fragment, "77", NOW).cash_on_delivery


def test_what_was_bought_is_read_as_far_as_it_can_be() -> None:
    bought = [
        {"offer": {"id": "7000000001", "name": "Kubek", "external": {"id": "KUB-1"}}, "quantity": 2},
        {"offer": {"id": "7000000002", "name": "Filtr", "external": None}, "quantity": 1},
        {"offer": None, "quantity": True},
        None,
    ]
    assert order(changed(lineItems=bought), "77", NOW).lines == (
        OrderLine("Kubek", 2, offer_id="7000000001", external_id="KUB-1"),
        OrderLine("Filtr", 1, offer_id="7000000002"),
        OrderLine("", 0),
        OrderLine("", 0),
    )


@pytest.mark.parametrize(
    ("entry", "read"),
    [
        ({"id": "AB-1", "name": "X", "paymentPolicy": "CASH_ON_DELIVERY"}, ListedMethod(DeliveryMethod("ab-1", "X"), True)),
        ({"id": "ab-2", "paymentPolicy": "NEW"}, ListedMethod(DeliveryMethod("ab-2", ""), False)),
        ({"name": "X"}, None),
        (None, None),
    ],
)
def test_an_entry_of_the_list_of_methods(entry: object, read: ListedMethod | None) -> None:
    assert listed_method(entry) == read
