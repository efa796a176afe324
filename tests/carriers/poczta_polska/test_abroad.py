"""Parcels and registered letters abroad: whole addresses, and customs declarations that a person looks at."""

import json
from dataclasses import replace

import pytest

from agent.carriers.poczta_polska.countries import NAMES, needs_declaration
from agent.shipping.label_files import texts
from agent.shipping.model.failure import Note, ShippingError
from agent.shipping.model.order import DeliveryMethod, Money, Order, OrderLine
from agent.shipping.model.plan import Draft
from agent.shipping.model.shipment import Created
from shared_schema.codes import LabelFormat, NoteCode
from tests.carriers.poczta_polska.world import abroad, order, world

CUP = OrderLine("Filiżanka", 2, Money(4450, "PLN"), "6911.10.00")


def shipment(draft: Draft) -> dict[str, object]:
    value = json.loads(draft.request)["shipment"]
    assert isinstance(value, dict)
    return value


def declared(draft: Draft) -> dict[str, object]:
    value = shipment(draft)["deklaracjaCelna2"]
    assert isinstance(value, dict)
    return value


def problems(draft: Draft) -> list[tuple[NoteCode, str | None]]:
    return [(each.code, each.path) for each in draft.problems]


async def test_a_parcel_within_the_customs_area_is_this() -> None:
    async with world() as it:
        draft = await it.draft(abroad("CZ", post_code="110 00"))
    assert (draft.service, draft.size, draft.sizes, draft.problems, draft.warnings) == ("paczka_zagraniczna", None, (), (), ())
    assert shipment(draft) == {
        "opis": "29738e61-7f6a-11e8-ac45-09db60ede9d6",
        "adres": {
            "nazwa": "Zoë Brontë",
            "ulica": "221B Baker Street",
            "miejscowosc": "London",
            "kodPocztowy": "110 00",
            "kraj": "Czechy",
            "telefon": "+442079460958",
        },
        "masa": 1000,
        "kategoria": "EKONOMICZNA",
    }


async def test_a_parcel_outside_of_it_declares_its_goods_and_waits_for_a_look() -> None:
    async with world(customs_origin="de", customs_item_mass_g=300) as it:
        draft = await it.draft(abroad("US", post_code="10001"))
    assert problems(draft) == []
    assert declared(draft) == {
        "rodzaj": "CN23",
        "zawartoscPrzesylki": "SPRZEDAZ_TOWARU",
        "walutaKodISO": "PLN",
        "szczegolyZawartosciPrzesylki": [
            {
                "okreslenieZawartosci": "Filiżanka",
                "ilosc": 2,
                "masaNetto": 600,
                "wartosc": "89.00",
                "numerTaryfyHs": "69111000",
                "krajPochodzeniaKodAlfa2": "DE",
            }
        ],
    }
    [warning] = draft.warnings
    assert (warning.code, warning.path) == (NoteCode.CUSTOMS_DECLARED, "lines")
    wanted = {"form": "CN23", "contents": "2 × Filiżanka (HS 69111000)", "value": "89.00 PLN", "net_g": 600, "origin": "DE"}
    assert warning.data == wanted


@pytest.mark.parametrize(
    ("price", "form"), [(Money(60_000, "PLN"), "CN22"), (Money(60_001, "PLN"), "CN23"), (Money(1000, "EUR"), "CN23")]
)
async def test_a_letter_of_little_worth_has_the_short_form(price: Money, form: str) -> None:
    async with world() as it:
        draft = await it.draft(abroad("GB", "List polecony zagraniczny", replace(CUP, price=price)))
    assert (draft.service, draft.problems) == ("list_polecony_zagraniczny_clo", ())
    assert declared(draft)["rodzaj"] == form
    assert {"masa": 250, "zawartosc": "TOWARY"}.items() <= shipment(draft).items()
    assert "kategoria" not in shipment(draft)


@pytest.mark.parametrize(("mass_g", "word"), [(249, "DOKUMENTY_PONIZEJ_250G"), (250, "DOKUMENTY_POWYZEJ_250G")])
async def test_documents_are_called_so(mass_g: int, word: str) -> None:
    async with world(customs_contents="DOKUMENT", letter_abroad_mass_g=mass_g) as it:
        draft = await it.draft(abroad("GB", "List polecony zagraniczny"))
    assert (shipment(draft)["zawartosc"], declared(draft)["zawartoscPrzesylki"]) == (word, "DOKUMENT")


async def test_goods_of_one_kind_are_one_position_and_the_offers_own_number_goes_first() -> None:
    spoon = OrderLine("Łyżka", 1, Money(1000, "PLN"))
    async with world(customs_hs_number="821599") as it:
        draft = await it.draft(abroad("NO", "Paczka zagraniczna", CUP, spoon, replace(CUP, quantity=1)))
    rows = declared(draft)["szczegolyZawartosciPrzesylki"]
    assert isinstance(rows, list)
    found = [(row["okreslenieZawartosci"], row["ilosc"], row["wartosc"], row["numerTaryfyHs"]) for row in rows]
    assert found == [("Filiżanka", 3, "133.50", "69111000"), ("Łyżka", 1, "10.00", "821599")]


@pytest.mark.parametrize(
    ("lines", "wanted"),
    [
        ((replace(CUP, name=" "),), (NoteCode.CUSTOMS_DATA_MISSING, "lines")),
        ((replace(CUP, quantity=0),), (NoteCode.CUSTOMS_DATA_MISSING, "lines")),
        ((replace(CUP, price=None),), (NoteCode.CUSTOMS_DATA_MISSING, "lines")),
        ((CUP, replace(CUP, name="x", price=Money(1, "EUR"))), (NoteCode.CUSTOMS_DATA_MISSING, "lines")),
        ((replace(CUP, hs_number=""),), (NoteCode.CUSTOMS_DATA_MISSING, "settings.customs_hs_number")),
        ((replace(CUP, hs_number="brak"),), (NoteCode.CUSTOMS_DATA_MISSING, "settings.customs_hs_number")),
        ((replace(CUP, quantity=11),), (NoteCode.CUSTOMS_MASS, "settings.customs_item_mass_g")),
        (
            tuple(replace(CUP, name=f"Kubek {number}", quantity=1) for number in range(6)),
            (NoteCode.CUSTOMS_TOO_MANY_LINES, "lines"),
        ),
    ],
)
async def test_what_cannot_be_declared_is_a_problem_never_left_out(
    lines: tuple[OrderLine, ...], wanted: tuple[NoteCode, str]
) -> None:
    async with world() as it:
        assert problems(await it.draft(abroad("GB", "Paczka zagraniczna", *lines))) == [wanted]


async def test_an_order_without_lines_declares_nothing() -> None:
    async with world() as it:
        assert problems(await it.draft(abroad("GB", lines=()))) == [(NoteCode.CUSTOMS_DATA_MISSING, "lines")]
        assert problems(await it.draft(abroad("CZ", lines=()))) == []


@pytest.mark.parametrize("country", ["PL", "XX", ""])
async def test_a_country_that_is_not_abroad_or_not_known_is_not_served(country: str) -> None:
    async with world() as it:
        assert problems(await it.draft(abroad(country))) == [(NoteCode.COUNTRY_NOT_SERVED, "recipient.country_code")]


async def test_nothing_is_collected_abroad() -> None:
    async with world() as it:
        draft = await it.draft(abroad("CZ", payment_type="CASH_ON_DELIVERY"))
    assert problems(draft) == [(NoteCode.COD_NOT_ALLOWED, "payment_type")]


@pytest.mark.parametrize(
    ("phone", "sent", "warned"),
    [
        ("+420 601 123 456", "+420601123456", None),
        ("601 123 456", "+420601123456", None),
        ("+48 501 502 503", "+48501502503", None),
        ("12", None, NoteCode.PHONE_INVALID),
        ("na domofon", None, NoteCode.PHONE_INVALID),
        ("", None, NoteCode.PHONE_MISSING),
    ],
)
async def test_phones_of_other_countries_keep_their_prefix(phone: str, sent: str | None, warned: NoteCode | None) -> None:
    asked = abroad("CZ")
    assert asked.recipient is not None
    async with world() as it:
        draft = await it.draft(replace(asked, recipient=replace(asked.recipient, phone=phone)))
    address = shipment(draft)["adres"]
    assert isinstance(address, dict)
    assert (address.get("telefon"), address.get("mobile")) == (sent, None)
    assert [each.code for each in draft.warnings] == ([warned] if warned else [])


async def test_an_address_without_a_post_code_wants_a_look_and_one_too_long_is_a_problem() -> None:
    asked = abroad("IE")
    assert asked.recipient is not None
    async with world() as it:
        without = await it.draft(replace(asked, recipient=replace(asked.recipient, post_code="")))
        long = await it.draft(replace(asked, recipient=replace(asked.recipient, post_code="D02 XY45 678")))
    assert [each.code for each in without.warnings] == [NoteCode.POST_CODE_MISSING]
    assert problems(long) == [(NoteCode.VALUE_UNFIT, "recipient.post_code")]


@pytest.mark.parametrize(
    ("country", "post_code", "needed"),
    [
        ("DE", "10115", False),
        ("DE", "78266", True),
        ("ES", "28001", False),
        ("ES", "35001", True),
        ("FR", "75001", False),
        ("FR", "97400", True),
        ("MC", "98000", False),
        ("IT", "23041", True),
        ("FI", "AX-22100", True),
        ("GB", "BT1 1AA", True),
        ("CH", "8001", True),
        ("NO", "", True),
    ],
)
def test_goods_are_declared_wherever_they_leave_the_customs_or_tax_area(country: str, post_code: str, needed: bool) -> None:
    assert needs_declaration(country, post_code) is needed


def test_every_country_has_a_name_that_fits() -> None:
    assert all(0 < len(name) <= 40 for name in NAMES.values())
    assert "PL" not in NAMES


@pytest.mark.parametrize("made", [abroad("CZ"), abroad("GB"), abroad("US", "List polecony zagraniczny")])
async def test_the_service_takes_it_and_gives_a_number(made: Order) -> None:
    async with world() as it:
        parcel = await it.parcel(made)
        [answer] = (await it.account.create([parcel])).values()
    assert isinstance(answer, Created)
    assert answer.tracking_number


async def test_a_method_whose_name_does_not_say_letter_or_parcel_is_the_sellers_to_assign() -> None:
    vague = DeliveryMethod("5a000000-0000-4000-8000-0000000000aa", "Przesyłka zagraniczna")
    async with world() as it:
        assert it.account.matches(vague) is None
    async with world(methods={vague.id: "paczka_zagraniczna"}) as it:
        assert it.account.matches(vague) == "own"
        assert (await it.draft(replace(abroad("CZ"), method=vague))).service == "paczka_zagraniczna"


async def test_a_domestic_method_still_serves_poland_alone() -> None:
    async with world() as it:
        draft = await it.draft(abroad("CZ", "Paczka pocztowa"))
        assert (NoteCode.COUNTRY_NOT_SERVED, "recipient.country_code") in problems(draft)
        assert problems(await it.draft(order("Paczka pocztowa"))) == []


@pytest.mark.parametrize("method", ["Paczka zagraniczna", "List polecony zagraniczny"])
async def test_the_customs_declaration_is_printed_for_what_leaves_the_customs_area_alone(method: str) -> None:
    async with world() as it:
        within, outside = await it.draft(abroad("CZ", method)), await it.draft(abroad("GB", method))
        assert it.account.missing_form(within.service) is None
        assert it.account.missing_form(outside.service) == Note(NoteCode.CUSTOMS_FORM_MISSING)
        [made] = (await it.account.create([await it.parcel(abroad("GB", method))])).values()
        assert isinstance(made, Created)
        [part] = await it.account.forms(outside.service, [made.shipment_id])
        assert part.label.format is LabelFormat.PDF
        assert part.shipment_id == made.shipment_id
        [page] = await texts(part.label.content)
        assert "Deklaracjacelna" in page
        assert made.tracking_number is not None
        assert made.tracking_number in page


async def test_a_declaration_that_is_not_given_will_not_come_later() -> None:
    async with world() as it:
        [made] = (await it.account.create([await it.parcel(abroad("CZ"))])).values()
        assert isinstance(made, Created)
        with pytest.raises(ShippingError) as caught:
            await it.account.forms("paczka_zagraniczna_clo", [made.shipment_id])
        assert caught.value.failure.outcome == "refused"
