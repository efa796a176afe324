"""From an order to what would be registered."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from agent.carriers.paczka_w_ruchu.mapping import make_draft, sender_orders, transfer_title
from agent.carriers.paczka_w_ruchu.methods import match_method
from agent.carriers.paczka_w_ruchu.points import full_code, point_number
from agent.shipping.model.failure import Note
from agent.shipping.model.order import DeliveryMethod, Money, Order
from agent.shipping.model.plan import Choices, Draft
from agent.shipping.model.receiver import Correction
from shared_schema.codes import NoteCode

from .scripted import NOW, ORLEN, at_point, cod_order, draft, listed, order, pack, point, settings

HERE = point("WS-100001-27-26")


def problems(made: Draft) -> list[NoteCode]:
    return [note.code for note in made.problems]


def test_an_ordinary_order() -> None:
    made = draft(points=listed(HERE))
    assert (made.service, made.size, made.sizes, made.point) == ("orlen_paczka", "m", ("s", "m", "l"), "WS-100001-27-26")
    assert (made.problems, made.warnings, made.cod_grosze, made.insurance_grosze) == ((), (), None, None)
    sent = pack(made)
    assert (sent["CashOnDelivery"], sent["Insurance"], sent["BoxSize"]) == ("F", "F", "M")
    assert not {"AmountCashOnDelivery", "TransferDescription", "PackValue", "StreetName", "PostCode"} & sent.keys()


def test_the_same_order_gives_the_same_request_byte_for_byte() -> None:
    assert draft().request == draft().request


def test_the_masked_email_goes_out_byte_for_byte() -> None:
    email = " 8AWgqyk6a5+Cub31c122@allegromail.pl "
    assert pack(draft(order(email=email)))["EMail"] == email


@pytest.mark.parametrize("size", ["s", "m", "l"])
def test_the_size_is_always_sent(size: str) -> None:
    assert pack(draft(size=size))["BoxSize"] == size.upper()
    assert pack(draft(size=None, points=None))["BoxSize"] == "M"


def test_a_size_that_does_not_exist_is_a_problem() -> None:
    assert problems(draft(size="small")) == [NoteCode.SIZE_UNKNOWN]


@pytest.mark.parametrize(
    ("code", "number", "sent"),
    [
        ("155002", 155002, "XX-155002-00-00"),
        ("WS-813565-H1-33", 813565, "WS-813565-H1-33"),
        (" ws-813565-h1-33 ", 813565, "WS-813565-H1-33"),
        ("WS-100001", 100001, "XX-100001-00-00"),
        ("XX-100001-00-00", 100001, "XX-100001-00-00"),
    ],
)
def test_the_number_is_taken_from_every_shape_that_was_seen(code: str, number: int, sent: str) -> None:
    assert (point_number(code), full_code(code)) == (number, sent)
    assert pack(draft(at_point(code)))["DestinationCode"] == sent


def test_the_list_knows_today_s_code_of_a_number() -> None:
    today = point("W1-813565-H1-33")
    for code in ("813565", "WS-813565-H1-33"):
        assert draft(at_point(code), listed(today)).point == "W1-813565-H1-33"


@pytest.mark.parametrize("code", ["KRA01M", "POP-ZGR1", "AL490KR1", "A005363", "1234567", "12345", "WS-81356-H1-33"])
def test_a_code_of_another_carrier_is_refused(code: str) -> None:
    made = draft(at_point(code), listed(HERE))
    assert made.problems == (Note(NoteCode.POINT_OF_OTHER_CARRIER, "point", {"point": code}),)
    assert made.point is None


@given(st.text(max_size=20))
def test_any_text_is_a_point_or_a_problem(code: str) -> None:
    made = draft(at_point(code), listed(HERE))
    assert (made.point is None) == bool(made.problems)


def test_an_order_without_a_point() -> None:
    assert problems(draft(at_point(None))) == [NoteCode.POINT_MISSING]


def test_a_point_the_list_does_not_have_wants_a_look() -> None:
    made = draft(at_point("999999"), listed(HERE))
    assert made.warnings == (Note(NoteCode.POINT_UNKNOWN, "point", {"point": "999999"}),)
    assert made.point == "XX-999999-00-00"


def test_without_a_list_the_plan_says_so_and_goes_on() -> None:
    made = draft(points=None)
    assert (made.problems, made.warnings) == ((), ())
    assert NoteCode.POINT_NOT_CHECKED in [note.code for note in made.why]


def test_the_age_of_an_old_list_is_shown() -> None:
    made = draft(points=listed(HERE, read_at=NOW - timedelta(hours=50)))
    assert Note(NoteCode.POINTS_ARE_OLD, "point", {"hours": 50, "listed_at": "18.11, 08:30"}) in made.why
    assert NoteCode.POINTS_ARE_OLD not in [note.code for note in draft(points=listed(HERE)).why]


@pytest.mark.parametrize(("hour", "old"), [(5, False), (6, True)])
def test_a_list_is_old_an_hour_after_the_service_had_a_newer_one(hour: int, old: bool) -> None:
    yesterday = listed(HERE, read_at=NOW - timedelta(days=1))
    made = draft(points=yesterday, now=NOW.replace(hour=hour, minute=0))
    assert (NoteCode.POINTS_ARE_OLD in [note.code for note in made.why]) is old


def test_insurance_is_sent_only_where_the_seller_set_it() -> None:
    made = draft(cod_order(), listed(HERE), insurance_grosze=20_000)
    sent = pack(made)
    assert (made.insurance_grosze, sent["Insurance"], sent["PackValue"]) == (20_000, "T", "20000")
    assert Note(NoteCode.INSURANCE_DEFAULT, None, {"amount_grosze": 20_000}) in made.why
    plain = draft(cod_order(), listed(HERE))
    assert (plain.insurance_grosze, pack(plain)["Insurance"], "PackValue" in pack(plain)) == (None, "F", False)
    for wrong in (0, 1_000_000):
        with pytest.raises(ValidationError):
            settings(insurance_grosze=wrong)


@pytest.mark.parametrize(("change", "code"), [({"open": False}, NoteCode.POINT_CLOSED), ({"full": True}, NoteCode.POINT_FULL)])
def test_a_point_that_takes_nothing_is_a_problem_with_the_nearest_others(change: dict[str, bool], code: NoteCode) -> None:
    suggested = point("WS-100009-27-26", position=(60.0, 20.0))
    near, nearer = point("WS-100003-27-26", position=(52.2, 21.0)), point("WS-100002-27-26", position=(52.01, 21.0))
    shut = point("WS-100004-27-26", position=(52.0, 21.0), open=False)
    wanted = replace(HERE, near=(100009,), **change)  # type: ignore[arg-type]  # the fields named above
    made = draft(points=listed(wanted, suggested, near, nearer, shut))
    nearest = "; ".join(f"{each.code} {each.address}" for each in (suggested, nearer, near))
    assert made.problems == (Note(code, "point", {"point": HERE.code, "listed_at": "20.11, 10:30", "alternatives": nearest}),)
    with_leave = draft(points=listed(wanted), auto_destination_change=True)
    assert with_leave.problems == ()
    assert [note.code for note in with_leave.warnings] == [code]


def test_cash_on_delivery() -> None:
    made = draft(cod_order(), listed(HERE))
    assert (made.cod_grosze, made.problems) == (12999, ())
    sent = pack(made)
    assert (sent["CashOnDelivery"], sent["AmountCashOnDelivery"]) == ("T", "12999")


def test_a_point_without_cash_on_delivery_is_told_in_the_plan() -> None:
    other = point("WS-100002-27-26")
    made = draft(cod_order(), listed(replace(HERE, cash_on_delivery=False), other))
    [note] = made.problems
    assert (note.code, note.data["alternatives"]) == (NoteCode.POINT_WITHOUT_COD, f"{other.code} {other.address}")


@pytest.mark.parametrize(
    ("total", "code"),
    [
        (None, NoteCode.AMOUNT_INVALID),
        (Money(0, "PLN"), NoteCode.AMOUNT_INVALID),
        (Money(1_000_000, "PLN"), NoteCode.AMOUNT_INVALID),
        (Money(100, "EUR"), NoteCode.CURRENCY_NOT_PLN),
    ],
)
def test_amounts_that_cannot_be_collected(total: Money | None, code: NoteCode) -> None:
    assert problems(draft(cod_order(total=total))) == [code]


@given(st.text(max_size=200))
def test_any_transfer_title_is_one_the_service_takes(text: str) -> None:
    cleaned = transfer_title(text)
    assert len(cleaned) <= 70
    assert all(sign.isascii() and (sign.isalnum() or sign == " ") for sign in cleaned)


def test_polish_letters_in_a_title_become_plain_ones() -> None:
    assert transfer_title("Zażółć gęślą-jaźń/12") == "zazolc gesla jazn 12"


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"phone": ""}, NoteCode.PHONE_MISSING),
        ({"phone": "12"}, NoteCode.PHONE_INVALID),
        ({"phone": "22 621 30 07"}, NoteCode.PHONE_NOT_MOBILE),
        ({"last_name": "", "first_name": ""}, NoteCode.NAME_MISSING),
        ({"last_name": "B" * 31}, NoteCode.TOO_LONG),
        ({"company": "B" * 71}, NoteCode.TOO_LONG),
    ],
)
def test_what_is_wrong_with_the_receiver(change: dict[str, str], code: NoteCode) -> None:
    recipient = order().recipient
    assert recipient is not None
    assert problems(draft(order(recipient=replace(recipient, **change)))) == [code]


def test_hidden_characters_in_a_phone_do_no_harm() -> None:
    recipient = order().recipient
    assert recipient is not None
    assert pack(draft(order(recipient=replace(recipient, phone="\u202a+48 600\u00a0100\u200b200"))))["PhoneNumber"] == "600100200"


def test_an_order_nothing_is_known_of() -> None:
    assert set(problems(draft(order(recipient=None, email="", point=None)))) == {
        NoteCode.NAME_MISSING,
        NoteCode.EMAIL_MISSING,
        NoteCode.PHONE_MISSING,
        NoteCode.POINT_MISSING,
    }


@pytest.mark.parametrize(
    ("method", "match"),
    [
        (ORLEN, "id"),
        (DeliveryMethod("1D0D03F6-7055-4cde-b6e3-1e53220b0653", "Anything"), "id"),
        (DeliveryMethod("x", "ORLEN Paczka"), "name"),
        (DeliveryMethod("x", "Paczka w RUCHu pobranie"), "name"),
        (DeliveryMethod("own", "Moja metoda"), "own"),
        (DeliveryMethod("x", "Allegro Odbiór w Punkcie ORLEN Paczka"), None),
        (DeliveryMethod("x", "Allegro Paczka w RUCHu"), None),
        (DeliveryMethod("x", "ORLEN Paczka (AD)"), None),
        (DeliveryMethod("x", "Kurier InPost"), None),
    ],
)
def test_methods(method: DeliveryMethod, match: str | None) -> None:
    assert match_method(method, ["OWN"]) == match


def test_our_number_is_the_reference_and_fits_the_field() -> None:
    assert sender_orders("29738e61-0123456789ab") == "29738e61-0123456789ab"
    long = [sender_orders("a" * 60 + each) for each in "bc"]
    assert len(set(long)) == 2
    assert all(len(each) == 30 for each in long)


def test_settings_want_a_named_sender_and_clean_what_was_typed() -> None:
    assert settings().partner_id == "TEST000001"
    assert settings(sender_phone=500600700, sender_building=130).sender_building == "130"
    for wrong in (
        {"sender_company": ""},
        {"sender_phone": "12"},
        {"sender_post_code": "30624"},
        {"size": ""},
        {"partner_id": " "},
    ):
        with pytest.raises(ValidationError):
            settings(**wrong)


def test_nothing_asks_for_a_bank_account() -> None:
    assert not [name for name in type(settings()).model_fields if "bank" in name or "iban" in name]


def test_a_draft_for_another_carrier_s_method_is_a_defect() -> None:
    foreign: Order = order(method=DeliveryMethod("x", "Kurier InPost"))
    with pytest.raises(ValueError, match="not a delivery method"):
        draft(foreign)


def test_a_name_that_is_too_long_is_proposed_shorter_and_sent_as_corrected() -> None:
    recipient = order().recipient
    assert recipient is not None
    long = order(
        recipient=replace(recipient, company="Przykładowe Przedsiębiorstwo Handlowe Spółka z ograniczoną odpowiedzialnością")
    )
    (problem,) = draft(long).problems
    proposal = problem.data["proposal"]
    assert isinstance(proposal, str)
    assert len(proposal) <= 70
    made = make_draft(long, Choices(correction=Correction(company=proposal, phone="601 200 300")), settings(), None, NOW)
    assert made.problems == ()
    assert (pack(made)["CompanyName"], pack(made)["PhoneNumber"]) == (proposal, "601200300")
    assert made.receiver is not None
    assert (made.receiver.company, made.receiver.street) == (proposal, "")


def test_the_home_address_is_not_sent_and_never_asked_about() -> None:
    recipient = order().recipient
    assert recipient is not None
    made = draft(order(recipient=replace(recipient, street="Osiedle 6 12", city="", post_code="?")))
    assert (made.problems, made.warnings) == ((), ())


def test_a_chosen_point_is_checked_like_the_buyers_and_sent_instead() -> None:
    closed, other = point("WS-100001-27-26", open=False), point("WS-100002-27-26")
    listed_points = listed(closed, other)
    assert NoteCode.POINT_CLOSED in problems(draft(points=listed_points))
    for code in ("100002", "ws-100002-27-26"):
        made = draft(points=listed_points, chosen=code)
        assert (problems(made), pack(made)["DestinationCode"]) == ([], other.code)
        assert NoteCode.POINT_CHOSEN in [note.code for note in made.why]
        assert NoteCode.POINT_FROM_ORDER not in [note.code for note in made.why]
        assert [note.code for note in made.warnings] == [NoteCode.POINT_NOT_BUYERS]
    assert draft(points=listed(HERE), chosen="100001").warnings == ()
    mended = draft(at_point(None), points=listed_points, chosen="100002")
    assert (mended.problems, mended.warnings) == ((), ())


def test_a_chosen_point_that_will_not_do_is_a_problem() -> None:
    full, no_cod = point("WS-100003-27-26", full=True), point("WS-100004-27-26", cash_on_delivery=False)
    listed_points = listed(HERE, full, no_cod)
    assert problems(draft(points=listed_points, chosen="KRA010")) == [NoteCode.POINT_OF_OTHER_CARRIER]
    assert problems(draft(points=listed_points, chosen="100003")) == [NoteCode.POINT_FULL]
    assert NoteCode.POINT_WITHOUT_COD in problems(draft(cod_order(), points=listed_points, chosen="100004"))
    unknown = draft(points=listed_points, chosen="999999")
    assert NoteCode.POINT_UNKNOWN in [note.code for note in unknown.warnings]
