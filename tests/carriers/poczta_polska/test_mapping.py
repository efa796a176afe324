"""From an order to the exact shipment; what is wrong is said of the field, before anything is sent."""

import json
from dataclasses import replace

import pytest

from agent.demo.en.options import EnOptions
from agent.shipping.model.failure import Failure
from agent.shipping.model.order import Money, PickupPoint
from agent.shipping.model.plan import Choices, Draft
from agent.shipping.model.receiver import Correction
from agent.shipping.model.shipment import Parcel
from shared_schema.codes import NoteCode
from tests.carriers.poczta_polska.world import MASKED, NRB, living, order, world

ALLEGRO = EnOptions(kind="allegro")


def shipment(draft: Draft) -> dict[str, object]:
    value = json.loads(draft.request)["shipment"]
    assert isinstance(value, dict)
    return value


def address(draft: Draft) -> dict[str, object]:
    value = shipment(draft)["adres"]
    assert isinstance(value, dict)
    return value


def problems(draft: Draft) -> list[tuple[NoteCode, str | None]]:
    return [(each.code, each.path) for each in draft.problems]


async def test_a_courier_parcel_of_the_allegro_account_is_this() -> None:
    async with world(ALLEGRO, insurance_grosze=50_000) as it:
        draft = await it.draft(order("Allegro Kurier Pocztex"), "format_m")
    assert (draft.service, draft.size, draft.problems, draft.warnings) == ("pocztex_kurier", "format_m", (), ())
    assert shipment(draft) == {
        "opis": "29738e61-7f6a-11e8-ac45-09db60ede9d6",
        "adres": {
            "nazwa": "Anna Żółć",
            "ulica": "Kwiatowa",
            "numerDomu": "12A",
            "numerLokalu": "3",
            "miejscowosc": "Gdańsk",
            "kodPocztowy": "80180",
            "kraj": "Polska",
            "email": MASKED,
            "mobile": "501502503",
        },
        "relatedToAllegro": {
            "id": "29738e61-7f6a-11e8-ac45-09db60ede9d6",
            "sellerId": "12345678",
            "channel": "REST_API",
            "deliveryMethod": "093d950b-8497-4cc7-aa2a-6081e5e7e7e2",
        },
        "masa": 2000,
        "format": "M",
        "zawartosc": {"zawartoscInna": "zakupy internetowe"},
        "uiszczaOplate": "NADAWCA",
        "ubezpieczenie": {"rodzaj": "STANDARD", "kwota": 50_000},
    }


async def test_cash_on_delivery_to_a_point_names_point_amount_and_account() -> None:
    async with world(ALLEGRO) as it:
        draft = await it.draft(order("Allegro Odbiór w Punkcie Pocztex pobranie"))
    assert (draft.service, draft.point, draft.cod_grosze, draft.problems) == ("pocztex_punkt", "414491", 8900, ())
    assert shipment(draft)["punktOdbioru"] == {"id": 414491}
    assert shipment(draft)["pobranie"] == {
        "sposobPobrania": "RACHUNEK_BANKOWY",
        "kwotaPobrania": 8900,
        "nrb": NRB,
        "tytulem": "Allegro 29738e61-7f6a-11e8-ac45-09db60ede9d6",
    }
    assert [note.data for note in draft.why if note.code is NoteCode.COD_TO_ACCOUNT] == [{"last4": "2874"}]


@pytest.mark.parametrize(
    ("method", "settings", "service", "wanted"),
    [
        ("List polecony ekonomiczny", {}, "list_polecony", {"kategoria": "EKONOMICZNA", "format": "S", "masa": 100}),
        (
            "List polecony priorytetowy",
            {"registered_letter": "firmowa", "category": "PRIORYTETOWA", "letter_gabaryt": "gabaryt_b"},
            "list_polecony_firmowy",
            {"kategoria": "PRIORYTETOWA", "gabaryt": "GABARYT_B", "masa": 100},
        ),
        (
            "List wartościowy",
            {"letter_size": "format_l"},
            "list_wartosciowy",
            {"wartosc": 8900, "kategoria": "EKONOMICZNA", "format": "L"},
        ),
        ("Paczka pocztowa", {"parcel_mass_g": 1500}, "paczka_pocztowa", {"gabaryt": "GABARYT_A", "masa": 1500}),
        ("Paczka pocztowa pobranie", {}, "paczka_pobraniowa", {"wartosc": 8900, "gabaryt": "GABARYT_A"}),
        ("Paczka24", {"parcel_term": "PACZKA_24"}, "usluga_paczkowa", {"termin": "PACZKA_24", "zawartosc": "zakupy internetowe"}),
        ("Pocztex na dziś", {"pocztex_size": "format_2xl"}, "pocztex_na_dzis", {"format": "2XL", "obszar": "MIASTO"}),
    ],
)
async def test_every_product_of_the_ordinary_account(
    method: str, settings: dict[str, object], service: str, wanted: dict[str, object]
) -> None:
    async with world(**settings) as it:
        draft = await it.draft(order(method))
    assert (draft.service, draft.problems) == (service, ())
    assert wanted.items() <= shipment(draft).items()
    assert "relatedToAllegro" not in shipment(draft)
    assert "email" not in address(draft)


async def test_same_day_across_the_country_has_no_format() -> None:
    async with world(same_day_area="KRAJ") as it:
        draft = await it.draft(order("Pocztex na dziś"))
    assert (draft.size, draft.sizes, draft.problems) == (None, (), ())
    assert "format" not in shipment(draft)


async def test_an_address_that_is_not_masked_is_passed_on_by_the_ordinary_account() -> None:
    async with world() as it:
        draft = await it.draft(order(email="anna@example.pl"))
    assert address(draft)["email"] == "anna@example.pl"


@pytest.mark.parametrize("method", ["List ekonomiczny", "List priorytetowy", "Przesyłka nierejestrowana"])
async def test_unregistered_shipments_are_refused_before_anything_is_sent(method: str) -> None:
    async with world() as it:
        draft = await it.draft(order(method))
        assert problems(draft) == [(NoteCode.UNREGISTERED_SHIPMENT, "method")]
        assert "addShipment" not in it.operations()


@pytest.mark.parametrize(
    ("street", "place"),
    [
        ("Kwiatowa 12A/3", {"ulica": "Kwiatowa", "numerDomu": "12A", "numerLokalu": "3"}),
        ("Świętego Mikołaja 7A m. 3", {"ulica": "Świętego Mikołaja", "numerDomu": "7A", "numerLokalu": "3"}),
        ("Długa 12m5", {"ulica": "Długa", "numerDomu": "12", "numerLokalu": "5"}),
        ("Długa 12 lok. 5B", {"ulica": "Długa", "numerDomu": "12", "numerLokalu": "5B"}),
        ("Długa 12MB", {"ulica": "Długa", "numerDomu": "12MB"}),
        ("3 Maja 12", {"ulica": "3 Maja", "numerDomu": "12"}),
        ("Długa 12-14", {"ulica": "Długa", "numerDomu": "12-14"}),
        ("ul. Długa 12/14 m. 5", {"ulica": "Długa", "numerDomu": "12/14", "numerLokalu": "5"}),
        ("23", {"numerDomu": "23"}),
        ("nr 23A/4", {"numerDomu": "23A", "numerLokalu": "4"}),
        ("Stara Wieś 23", {"numerDomu": "23"}),
        ("Stara Wieś b/n", {"numerDomu": "b/n"}),
    ],
)
async def test_a_street_with_a_sure_number_is_split(street: str, place: dict[str, str]) -> None:
    async with world() as it:
        draft = await it.draft(order(recipient=living(street=street, city="Stara Wieś")))
    address = shipment(draft)["adres"]
    assert isinstance(address, dict)
    assert {key: value for key, value in address.items() if key in ("ulica", "numerDomu", "numerLokalu")} == place
    assert draft.warnings == ()


@pytest.mark.parametrize(
    ("street", "place", "codes"),
    [
        ("Długa", {"ulica": "Długa"}, {NoteCode.HOUSE_NUMBER_MISSING}),
        ("Długa 12 5", {"ulica": "Długa", "numerDomu": "12", "numerLokalu": "5"}, {NoteCode.HOUSE_NUMBER_UNSURE}),
        ("Długa 12 domofon 5", {"ulica": "Długa", "numerDomu": "12"}, {NoteCode.ADDRESS_HAS_MORE}),
        ("skr. poczt. 12", {"ulica": "skr. poczt. 12"}, {NoteCode.POST_BOX}),
        ("23", {"numerDomu": "23"}, {NoteCode.PLACE_UNSURE}),
        ("Długa 1/2/3/4/5/6/7/8/9", {"ulica": "Długa 1/2/3/4/5/6/7/8 m. 9"}, {NoteCode.HOUSE_NUMBER_UNSURE, NoteCode.TOO_LONG}),
    ],
)
async def test_what_nobody_can_be_sure_of_is_proposed_and_marked(
    street: str, place: dict[str, str], codes: set[NoteCode]
) -> None:
    async with world() as it:
        draft = await it.draft(order(recipient=living(street=street)))
        to_point = await it.draft(order("Odbiór w Punkcie Pocztex", recipient=living(street=street)))
    address = shipment(draft)["adres"]
    assert isinstance(address, dict)
    assert {key: value for key, value in address.items() if key in ("ulica", "numerDomu", "numerLokalu")} == place
    assert {note.code for note in draft.warnings} == codes
    assert (to_point.warnings, to_point.problems) == ((), ())


async def test_neither_a_missing_street_nor_a_home_abroad_stops_a_parcel_for_a_point() -> None:
    async with world() as it:
        draft = await it.draft(order("Odbiór w Punkcie Pocztex", recipient=living(street="", country_code="CZ")))
    assert (draft.warnings, draft.problems) == ((), ())
    assert "ulica" not in address(draft)


@pytest.mark.parametrize(
    ("phone", "sent", "codes"),
    [
        ("22 621 30 07", {"telefon": "226213007"}, set()),
        ("+49 151 12345678", {"telefon": "+4915112345678"}, {NoteCode.PHONE_FOREIGN}),
        ("600100200 lub 601200300", {"mobile": "600100200"}, {NoteCode.PHONE_SEVERAL}),
        ("brak", {}, {NoteCode.PHONE_INVALID}),
    ],
)
async def test_a_phone_in_the_field_that_takes_it(phone: str, sent: dict[str, str], codes: set[NoteCode]) -> None:
    async with world() as it:
        draft = await it.draft(order(recipient=living(phone=phone)))
    address = shipment(draft)["adres"]
    assert isinstance(address, dict)
    assert {key: value for key, value in address.items() if key in ("telefon", "mobile")} == sent
    assert {note.code for note in draft.warnings} == codes


async def test_a_long_name_goes_on_in_the_second_line_and_nothing_is_cut() -> None:
    firm = "Przedsiębiorstwo Produkcyjno-Handlowo-Usługowe Żółta Gęś i Synowie Spółka Jawna"
    async with world() as it:
        drafted = [
            await it.draft(order(recipient=living(company=firm))),
            await it.draft(order(recipient=living(company="Żuraw"))),
            await it.draft(order(recipient=living(company="Ż" * 121))),
        ]
    first, second, third = (shipment(each)["adres"] for each in drafted)
    assert isinstance(first, dict)
    assert f"{first['nazwa']} {first['nazwa2']}" == firm
    assert first["osobaKontaktowa"] == "Anna Żółć"
    assert isinstance(second, dict)
    assert (second["nazwa"], second["nazwa2"]) == ("Żuraw", "Anna Żółć")
    assert third
    assert problems(drafted[2]) == [(NoteCode.TOO_LONG, "recipient.company")]


@pytest.mark.parametrize(
    ("method", "changes", "wanted"),
    [
        ("Odbiór w Punkcie Pocztex", {"point": None}, (NoteCode.POINT_MISSING, "point")),
        ("Odbiór w Punkcie Pocztex", {"point": PickupPoint("KRA010", "")}, (NoteCode.POINT_UNKNOWN, "point")),
        ("Odbiór w Punkcie Pocztex", {"recipient": living(phone="")}, (NoteCode.PHONE_MISSING, "recipient.phone")),
        ("Odbiór w Punkcie Pocztex", {"recipient": living(phone="22 621 30 07")}, (NoteCode.PHONE_NOT_MOBILE, "recipient.phone")),
        ("Kurier Pocztex", {"recipient": living(country_code="CZ")}, (NoteCode.COUNTRY_NOT_SERVED, "recipient.country_code")),
        ("Kurier Pocztex", {"recipient": living(post_code="8018")}, (NoteCode.POST_CODE_INVALID, "recipient.post_code")),
        ("Kurier Pocztex", {"recipient": living(city="")}, (NoteCode.CITY_MISSING, "recipient.city")),
        ("Kurier Pocztex", {"recipient": living(street="")}, (NoteCode.STREET_MISSING, "recipient.street")),
        ("Kurier Pocztex", {"recipient": living(first_name="", last_name="")}, (NoteCode.NAME_MISSING, "recipient.last_name")),
        ("Kurier Pocztex", {"recipient": living(city="Ł" * 64)}, (NoteCode.VALUE_UNFIT, "recipient.city")),
        ("Kurier Pocztex pobranie", {"total": None}, (NoteCode.AMOUNT_INVALID, "total")),
        ("Kurier Pocztex pobranie", {"total": Money(10_000_000, "PLN")}, (NoteCode.AMOUNT_INVALID, "total")),
        ("Kurier Pocztex pobranie", {"total": Money(8900, "EUR")}, (NoteCode.CURRENCY_NOT_PLN, "total")),
        ("List polecony", {"payment_type": "CASH_ON_DELIVERY"}, (NoteCode.COD_NOT_ALLOWED, "payment_type")),
    ],
)
async def test_what_is_wrong_is_said_of_its_field(method: str, changes: dict[str, object], wanted: tuple[NoteCode, str]) -> None:
    async with world() as it:
        assert problems(await it.draft(order(method, **changes))) == [wanted]


async def test_a_masked_address_beyond_the_carriers_limit_is_a_problem_never_cut() -> None:
    async with world(ALLEGRO) as it:
        draft = await it.draft(order("Allegro Kurier Pocztex", email="a" * 40 + "+b@allegromail.pl"))
        assert problems(draft) == [(NoteCode.VALUE_UNFIT, "email")]
        draft = await it.draft(order("Allegro Kurier Pocztex", email=""))
        assert problems(draft) == [(NoteCode.EMAIL_MISSING, "email")]


async def test_without_an_account_number_nothing_is_collected() -> None:
    async with world(cod_account="") as it:
        draft = await it.draft(order("Kurier Pocztex pobranie"))
    assert problems(draft) == [(NoteCode.COD_ACCOUNT_NOT_SET, "settings.cod_account")]


@pytest.mark.parametrize(
    ("settings", "wanted"),
    [
        ({"office": None}, (NoteCode.OFFICE_MISSING, "settings.office")),
        ({"office": 1}, (NoteCode.OFFICE_UNKNOWN, "settings.office")),
        ({"card": 7}, (NoteCode.CARD_UNKNOWN, "settings.card")),
    ],
)
async def test_an_office_or_card_the_contract_does_not_have_stops_the_plan(
    settings: dict[str, object], wanted: tuple[NoteCode, str]
) -> None:
    async with world(**settings) as it:
        assert problems(await it.draft(order())) == [wanted]


async def test_a_sender_of_ones_own_is_sent_on_every_shipment() -> None:
    sender = {"sender_name": "Sklep Żuraw", "sender_street": "Składowa", "sender_house": "5", "sender_post_code": "90-127"}
    async with world(**sender, sender_city="Łódź") as it:
        draft = await it.draft(order())
    assert shipment(draft)["nadawca"] == {
        "nazwa": "Sklep Żuraw",
        "ulica": "Składowa",
        "numerDomu": "5",
        "miejscowosc": "Łódź",
        "kodPocztowy": "90127",
        "kraj": "Polska",
    }


async def test_an_order_with_an_unknown_size_says_so() -> None:
    async with world() as it:
        assert problems(await it.draft(order(), "gabaryt_a")) == [(NoteCode.SIZE_UNKNOWN, "size")]


async def test_the_same_order_gives_the_same_request_and_another_address_another() -> None:
    async with world() as it:
        first, again = await it.draft(order()), await it.draft(order())
        other = await it.draft(replace(order(), recipient=living()))
    assert first.request == again.request != other.request


async def test_what_a_person_corrected_is_sent_as_he_wrote_it() -> None:
    unsure = order(recipient=living(street="Osiedle 6 12", post_code="?"))
    async with world() as it:
        await it.draft(unsure)
        made = it.account.draft(
            unsure, Choices(correction=Correction(street="Osiedle 6", house="12", flat="", post_code="80181"))
        )
    assert (made.problems, made.warnings) == ((), ())
    address = shipment(made)["adres"]
    assert isinstance(address, dict)
    assert [address.get(name) for name in ("ulica", "numerDomu", "numerLokalu", "kodPocztowy")] == [
        "Osiedle 6",
        "12",
        None,
        "80181",
    ]
    assert made.receiver is not None
    assert (made.receiver.house, made.receiver.post_code) == ("12", "80-181")


async def test_a_long_street_is_proposed_shorter() -> None:
    street = "Generała Zmyślonego Przykładowicza Starszego"
    async with world() as it:
        draft = await it.draft(order(recipient=living(street=f"{street} 12")))
    assert [(note.code, note.data) for note in draft.warnings] == [
        (NoteCode.LABEL_CUTS_TEXT, {"limit": 35, "proposal": "gen. Z. Przykładowicza Starszego"})
    ]
    assert address(draft)["ulica"] == street


async def test_a_chosen_point_is_sent_and_checked_before_it_is() -> None:
    at_point = order("Odbiór w Punkcie Pocztex")
    async with world() as it:
        made = await it.draft(at_point, point="10027341")
        assert (made.point, shipment(made)["punktOdbioru"]) == ("10027341", {"id": 10027341})
        assert NoteCode.POINT_CHOSEN in [note.code for note in made.why]
        assert [note.code for note in made.warnings] == [NoteCode.POINT_NOT_BUYERS]
        assert problems(await it.draft(at_point, point="KRA010")) == [(NoteCode.POINT_UNKNOWN, "point")]
        assert problems(await it.draft(order("Kurier Pocztex"), point="414491")) == [(NoteCode.POINT_NOT_TAKEN, "point")]
        mended = await it.draft(replace(at_point, point=None), point="414491")
        assert (mended.problems, mended.warnings) == ((), ())
        only_posts = Parcel("29738e61-000000000001", (await it.draft(at_point, point="510007")).request)
        refused = (await it.account.create([only_posts]))[only_posts.reference]
        assert isinstance(refused, Failure)
        assert (refused.outcome, [note.code for note in refused.problems]) == ("not_sent", [NoteCode.POINT_ONLY_POSTS])
        assert it.operations().count("getPlacowkaPocztowa") == 1
        assert problems(await it.draft(at_point, point="510007")) == [(NoteCode.POINT_ONLY_POSTS, "point")]
