"""From an order to the request, exactly; and every reason, problem and warning."""

import json
from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.carriers.inpost.facts import DropoffState, Facts
from agent.carriers.inpost.mapping import make_draft
from agent.shipping.model.money import zloty
from agent.shipping.model.order import DeliveryMethod, Money, Order, PickupPoint
from agent.shipping.model.plan import Choices, Draft
from agent.shipping.model.receiver import Correction
from shared_schema.codes import NoteCode

from .scripted import courier_order, order, settings

SERVICES = frozenset(
    {
        "inpost_locker_standard",
        "inpost_locker_allegro",
        "inpost_courier_allegro",
        "inpost_courier_c2c",
        "inpost_courier_standard",
        "inpost_letter_allegro",
    }
)
FACTS = Facts("Sklep", SERVICES, "7890", "not_used")
OWN_COURIER = DeliveryMethod("", "Kurier InPost")
LETTER = DeliveryMethod("9081532b-5ad3-467d-80bc-9252982e9dd8", "Allegro miniKurier24 InPost")


def draft(the_order: Order, size: str | None = None, facts: Facts = FACTS, **changes: object) -> Draft:
    return make_draft(the_order, Choices(size), settings(**changes), facts, {})


def problems(made: Draft) -> list[tuple[NoteCode, str | None]]:
    return [(note.code, note.path) for note in made.problems]


def warnings(made: Draft) -> list[tuple[NoteCode, str | None]]:
    return [(note.code, note.path) for note in made.warnings]


def with_address(the_order: Order, **changes: str) -> Order:
    assert the_order.recipient is not None
    return replace(the_order, recipient=replace(the_order.recipient, **changes))


def test_a_locker_request_exactly() -> None:
    made = draft(order())
    assert made.request == (
        '{"custom_attributes":{"sending_method":"any_point","target_point":"KRA010"},'
        '"parcels":{"template":"small"},'
        '"receiver":{"email":"8awgqyk6a5+cub31c122@allegromail.pl","first_name":"Jan","last_name":"Kowalski",'
        '"phone":"600100200"},'
        '"service":"inpost_locker_allegro"}'
    )
    assert (made.service, made.size, made.sizes, made.point) == (
        "inpost_locker_allegro",
        "small",
        ("small", "medium", "large"),
        "KRA010",
    )
    assert (made.problems, made.warnings) == ((), ())
    assert [note.code for note in made.why] == [
        NoteCode.SERVICE_BY_METHOD,
        NoteCode.POINT_FROM_ORDER,
        NoteCode.POINT_NOT_CHECKED,
        NoteCode.SIZE_DEFAULT,
        NoteCode.SENDING_METHOD_DEFAULT,
    ]


def test_a_courier_request_with_cash_on_delivery_exactly() -> None:
    made = draft(courier_order(payment_type="CASH_ON_DELIVERY"))
    assert json.loads(made.request) == {
        "service": "inpost_courier_allegro",
        "receiver": {
            "first_name": "Jan",
            "last_name": "Kowalski",
            "email": "8awgqyk6a5+cub31c122@allegromail.pl",
            "phone": "600100200",
            "address": {
                "street": "Kwiatowa",
                "building_number": "12/5",
                "city": "Kraków",
                "post_code": "30-624",
                "country_code": "PL",
            },
        },
        "parcels": {
            "dimensions": {"length": 400, "width": 300, "height": 200, "unit": "mm"},
            "weight": {"amount": 2.0, "unit": "kg"},
            "is_non_standard": False,
        },
        "custom_attributes": {"sending_method": "any_point"},
        "cod": {"amount": 129.9, "currency": "PLN"},
        "insurance": {"amount": 129.9, "currency": "PLN"},
    }
    assert (made.cod_grosze, made.insurance_grosze, made.size, made.sizes) == (12990, 12990, None, ())
    assert (made.problems, made.warnings) == ((), ())


@given(st.integers(min_value=100, max_value=999_999_999))
def test_amounts_are_exact(amount: int) -> None:
    made = draft(order(payment_type="CASH_ON_DELIVERY", total=Money(amount, "PLN")))
    body = json.loads(made.request, parse_float=Decimal)
    assert body["cod"]["amount"] == zloty(amount)
    assert body["insurance"]["amount"] >= body["cod"]["amount"]


def test_the_same_order_gives_the_same_bytes() -> None:
    assert draft(order()).request == draft(order()).request
    assert draft(order()).request != draft(order(), size="medium").request


@pytest.mark.parametrize("email", ["A.B+x.Y@Allegromail.PL", " spaced+1@allegromail.pl"])
def test_the_email_goes_byte_for_byte(email: str) -> None:
    assert json.loads(draft(order(email=email)).request)["receiver"]["email"] == email


@pytest.mark.parametrize(
    ("the_order", "expected"),
    [
        (order(email=" "), (NoteCode.EMAIL_MISSING, "email")),
        (order(point=None), (NoteCode.POINT_MISSING, "point")),
        (order(point=PickupPoint("", "")), (NoteCode.POINT_MISSING, "point")),
        (order(recipient=None), (NoteCode.PHONE_MISSING, "recipient.phone")),
        (with_address(order(), phone=""), (NoteCode.PHONE_MISSING, "recipient.phone")),
        (with_address(order(), phone="+49 151 12345678"), (NoteCode.PHONE_FOREIGN, "recipient.phone")),
        (with_address(order(), phone="22 123 45 67"), (NoteCode.PHONE_NOT_MOBILE, "recipient.phone")),
        (with_address(courier_order(), last_name=""), (NoteCode.NAME_MISSING, "recipient.last_name")),
        (with_address(courier_order(), street=""), (NoteCode.STREET_MISSING, "recipient.street")),
        (with_address(courier_order(), city=""), (NoteCode.CITY_MISSING, "recipient.city")),
        (with_address(courier_order(), post_code="1234"), (NoteCode.POST_CODE_INVALID, "recipient.post_code")),
        (with_address(courier_order(), country_code="CZ"), (NoteCode.COUNTRY_NOT_SERVED, "recipient.country_code")),
        (order(payment_type="CASH_ON_DELIVERY", total=None), (NoteCode.AMOUNT_INVALID, "total")),
        (order(payment_type="CASH_ON_DELIVERY", total=Money(99, "PLN")), (NoteCode.AMOUNT_INVALID, "total")),
        (order(payment_type="CASH_ON_DELIVERY", total=Money(5000, "CZK")), (NoteCode.CURRENCY_NOT_PLN, "total")),
        (courier_order(payment_type="CASH_ON_DELIVERY"), None),
    ],
)
def test_problems_of_the_order(the_order: Order, expected: tuple[NoteCode, str] | None) -> None:
    assert problems(draft(the_order)) == ([] if expected is None else [expected])


def test_a_letter_is_not_sent_cash_on_delivery() -> None:
    made = draft(replace(_letter(), payment_type="CASH_ON_DELIVERY"))
    assert problems(made) == [(NoteCode.COD_NOT_ALLOWED, "payment_type")]
    assert json.loads(draft(_letter()).request)["parcels"] == {"template": "letter_a"}


def _letter() -> Order:
    return replace(courier_order(), method=LETTER)


def test_cash_on_delivery_needs_a_bank_account() -> None:
    without = replace(FACTS, cod_account_last4=None)
    made = draft(order(payment_type="CASH_ON_DELIVERY"), facts=without)
    assert problems(made) == [(NoteCode.COD_ACCOUNT_MISSING, "payment_type")]
    assert problems(draft(order(), facts=without)) == []


def test_insurance_is_never_below_cash_on_delivery() -> None:
    cod = order(payment_type="CASH_ON_DELIVERY")
    assert draft(cod, insurance_grosze=5000).insurance_grosze == 12990
    assert draft(cod, insurance_grosze=20000).insurance_grosze == 20000
    assert draft(order(), insurance_grosze=20000).insurance_grosze == 20000
    assert draft(order()).insurance_grosze is None


@pytest.mark.parametrize(
    ("the_order", "expected"),
    [
        (with_address(order(), phone="100 000 000"), (NoteCode.PHONE_INVALID, "recipient.phone")),
        (with_address(order(), last_name="Шевченко"), (NoteCode.LETTERS_NOT_PRINTED, "recipient.last_name")),
        (with_address(courier_order(), street="11 Listopada"), (NoteCode.HOUSE_NUMBER_MISSING, "recipient.house")),
        (with_address(courier_order(), phone="600100200 lub 601200300"), (NoteCode.PHONE_SEVERAL, "recipient.phone")),
        (with_address(courier_order(), city="B" * 24), (NoteCode.LABEL_CUTS_TEXT, "recipient.city")),
        (with_address(courier_order(), street="C" * 55 + " 1"), (NoteCode.LABEL_CUTS_TEXT, "recipient.street")),
    ],
)
def test_warnings_never_change_the_data(the_order: Order, expected: tuple[NoteCode, str]) -> None:
    made = draft(the_order)
    person = the_order.recipient
    assert person is not None
    receiver = json.loads(made.request)["receiver"]
    assert receiver["last_name"] == person.last_name
    assert receiver.get("company_name", "") == person.company
    if "address" in receiver:
        sent = receiver["address"]
        assert sent["city"] == person.city
        assert sent.get("line1", f"{sent.get('street')} {sent.get('building_number')}") == person.street.removeprefix("ul. ")
    assert (problems(made), warnings(made)) == ([], [expected])


@pytest.mark.parametrize(
    ("street", "sent"),
    [
        ("Kwiatowa 12/5", {"street": "Kwiatowa", "building_number": "12/5"}),
        ("Kwiatowa 12 m. 5", {"street": "Kwiatowa", "building_number": "12/5"}),
        ("Kwiatowa 12/14 m. 5", {"street": "Kwiatowa", "building_number": "12/14 m. 5"}),
        ("Kwiatowa 12 lok. U1", {"street": "Kwiatowa", "building_number": "12 lok. U1"}),
        ("Kwiatowa b/n", {"street": "Kwiatowa", "building_number": "b/n"}),
        ("Osiedle  6 12", {"street": "Osiedle", "building_number": "6/12"}),
        ("11 Listopada", {"line1": "11 Listopada"}),
        ("Kwiatowa m. 5 domofon 5", {"line1": "Kwiatowa m. 5 domofon 5"}),
    ],
)
def test_the_number_in_one_piece_or_the_whole_line(street: str, sent: dict[str, str]) -> None:
    address = json.loads(draft(with_address(courier_order(), street=street)).request)["receiver"]["address"]
    assert {name: address[name] for name in address.keys() & {"street", "building_number", "line1"}} == sent


def test_in_a_village_without_streets_its_name_stands_for_the_street() -> None:
    for street in ("12", "Nowa Wieś 12"):
        made = draft(with_address(courier_order(), street=street, city="Nowa Wieś"))
        address = json.loads(made.request)["receiver"]["address"]
        assert (address["street"], address["building_number"], address["city"]) == ("Nowa Wieś", "12", "Nowa Wieś")
        assert warnings(made) == []


@pytest.mark.parametrize("street", ["", "Osiedle 6 12", "Kwiatowa", "Kwiatowa 12 domofon 5", "skr. poczt. 12"])
def test_the_home_address_never_stops_a_parcel_for_a_locker(street: str) -> None:
    made = draft(with_address(order(), street=street, city="", post_code="?", country_code=""))
    assert (problems(made), warnings(made)) == ([], [])


def test_what_a_person_corrected_is_sent_as_he_wrote_it() -> None:
    unsure = with_address(courier_order(), street="Osiedle 6 12", phone="brak", last_name="Шевченко")
    correction = Correction(street="Osiedle 6", house="12", flat="", phone="+48 600 100 201", last_name="Szewczenko", city="Łódź")
    made = make_draft(unsure, Choices(correction=correction), settings(), FACTS, {})
    receiver = json.loads(made.request)["receiver"]
    assert (problems(made), warnings(made)) == ([], [])
    assert (receiver["phone"], receiver["last_name"]) == ("600100201", "Szewczenko")
    address = receiver["address"]
    assert (address["street"], address["building_number"], address["city"]) == ("Osiedle 6", "12", "Łódź")
    assert made.receiver is not None
    assert (made.receiver.street, made.receiver.house, made.receiver.flat) == ("Osiedle 6", "12", "")


def test_a_company_alone_is_a_name() -> None:
    the_order = with_address(courier_order(), first_name="", last_name="", company="Firma")
    assert problems(draft(the_order)) == []
    assert json.loads(draft(the_order).request)["receiver"]["company_name"] == "Firma"


def test_a_landline_will_do_for_a_courier() -> None:
    made = draft(with_address(courier_order(), phone="22 123 45 67"))
    assert (problems(made), warnings(made)) == ([], [])


def test_a_chosen_size() -> None:
    made = draft(order(), size="large")
    assert (made.size, json.loads(made.request)["parcels"]) == ("large", {"template": "large"})
    assert NoteCode.SIZE_CHOSEN in [note.code for note in made.why]


@pytest.mark.parametrize("the_order", [order(), courier_order()])
def test_a_size_the_service_does_not_have(the_order: Order) -> None:
    assert problems(draft(the_order, size="xlarge")) == [(NoteCode.SIZE_UNKNOWN, "size")]


@pytest.mark.parametrize(
    ("sides", "expected"),
    [((1200, 600, 400), False), ((1201, 10, 10), True), ((1000, 700, 501), True), ((1000, 700, 500), False)],
)
def test_a_large_parcel_is_non_standard(sides: tuple[int, int, int], expected: bool) -> None:
    made = draft(courier_order(), length_mm=sides[0], width_mm=sides[1], height_mm=sides[2], weight_g=1234)
    parcel = json.loads(made.request)["parcels"]
    assert parcel["is_non_standard"] is expected
    assert parcel["weight"] == {"amount": 1.234, "unit": "kg"}


@pytest.mark.parametrize(
    ("services", "service", "missing"),
    [
        (SERVICES, "inpost_courier_standard", False),
        (SERVICES - {"inpost_courier_standard"}, "inpost_courier_c2c", False),
        (SERVICES - {"inpost_courier_standard", "inpost_courier_c2c"}, "inpost_courier_standard", True),
    ],
)
def test_the_sellers_own_courier(services: frozenset[str], service: str, missing: bool) -> None:
    made = draft(replace(courier_order(), method=OWN_COURIER), facts=replace(FACTS, services=services))
    assert made.service == service
    assert problems(made) == ([(NoteCode.SERVICE_NOT_IN_CONTRACT, "method")] if missing else [])
    assert made.why[0].code is NoteCode.SERVICE_BY_NAME


def test_a_contract_courier_is_collected_and_c2c_has_templates() -> None:
    own = replace(courier_order(), method=OWN_COURIER)
    assert json.loads(draft(own).request)["custom_attributes"] == {"sending_method": "dispatch_order"}
    only_c2c = replace(FACTS, services=frozenset({"inpost_courier_c2c"}))
    made = draft(own, size="xlarge", facts=only_c2c)
    assert (made.size, problems(made)) == ("xlarge", [])
    assert json.loads(made.request)["receiver"]["address"]["city"] == "Kraków"


def test_a_service_that_is_not_in_the_contract() -> None:
    made = draft(order(), facts=replace(FACTS, services=frozenset({"inpost_locker_standard"})))
    assert problems(made) == [(NoteCode.SERVICE_NOT_IN_CONTRACT, "method")]


@pytest.mark.parametrize(
    ("dropoff", "problem", "warning"),
    [
        ("fine", None, None),
        ("not_checked", None, None),
        ("missing", NoteCode.DROPOFF_UNKNOWN, None),
        ("unfit", None, NoteCode.DROPOFF_UNKNOWN),
    ],
)
def test_the_usual_dropoff_point(dropoff: DropoffState, problem: NoteCode | None, warning: NoteCode | None) -> None:
    facts = replace(FACTS, dropoff=dropoff)
    made = draft(order(), facts=facts, sending_method="parcel_locker", dropoff_point="WAW01M")
    assert json.loads(made.request)["custom_attributes"] == {
        "sending_method": "parcel_locker",
        "target_point": "KRA010",
        "dropoff_point": "WAW01M",
    }
    assert [note.code for note in made.problems] == ([problem] if problem else [])
    assert [note.code for note in made.warnings] == ([warning] if warning else [])


def test_a_dropoff_point_that_was_not_filled_in() -> None:
    assert problems(draft(order(), sending_method="parcel_locker")) == [(NoteCode.DROPOFF_MISSING, "settings.dropoff_point")]


def test_another_carriers_order_has_no_draft() -> None:
    with pytest.raises(ValueError, match="delivery method"):
        draft(order(method=DeliveryMethod("", "Kurier DPD")))


@pytest.mark.parametrize(
    ("made", "path"),
    [
        (with_address(order(), last_name="Wawrzyniak-Kowalska"), "recipient.last_name"),
        (with_address(order(), company="A" * 27), "recipient.company"),
    ],
)
def test_what_the_label_of_a_locker_parcel_cuts_is_said_and_asks_for_nothing(made: Order, path: str) -> None:
    drafted = draft(made)
    assert (NoteCode.LABEL_CUTS_TEXT, path) in [(note.code, note.path) for note in drafted.why]
    assert drafted.warnings == ()


def to(point: str, the_order: Order | None = None) -> Draft:
    return make_draft(the_order or order(), Choices(point=point), settings(), FACTS, {})


def test_a_chosen_locker_goes_out_instead_of_the_buyers_and_wants_a_look() -> None:
    made = to("poz08a")
    assert json.loads(made.request)["custom_attributes"]["target_point"] == made.point == "POZ08A"
    why = [note.data for note in made.why if note.code in (NoteCode.POINT_CHOSEN, NoteCode.POINT_FROM_ORDER)]
    assert why == [{"point": "POZ08A"}]
    [warning] = made.warnings
    assert (warning.code, warning.data) == (NoteCode.POINT_NOT_BUYERS, {"point": "POZ08A", "buyers_point": "KRA010"})
    assert to("KRA010").warnings == ()
    assert to("KRA010").request == draft(order()).request


def test_a_chosen_locker_mends_an_order_without_one() -> None:
    made = to("KRA010", order(point=None))
    assert (made.problems, made.warnings, made.point) == ((), (), "KRA010")


@pytest.mark.parametrize("code", ["414491", "WS-116263-C3-01", "WS-100001"])
def test_a_chosen_point_of_another_carrier_is_refused(code: str) -> None:
    assert problems(to(code)) == [(NoteCode.POINT_OF_OTHER_CARRIER, "point")]


def test_a_courier_takes_no_chosen_point() -> None:
    made = to("KRA010", courier_order())
    assert problems(made) == [(NoteCode.POINT_NOT_TAKEN, "point")]
    assert "KRA010" not in made.request
