"""Street, city and post code together, and what a person wrote over them."""

from collections import Counter
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.shipping.address.place import read_place
from agent.shipping.address.receiver import read_receiver
from agent.shipping.address.tokens import tidy
from agent.shipping.model.order import Address
from agent.shipping.model.receiver import Correction, input_key

VILLAGE = "Stara Wieś"


@pytest.mark.parametrize(
    ("street", "city", "code", "parts"),
    [
        ("Kwiatowa 12/5", "Warszawa", "00-950", ("Kwiatowa", "12", "5", "Warszawa", "00-950")),
        ("Kwiatowa 12/5", "Warszawa", "00950", ("Kwiatowa", "12", "5", "Warszawa", "00-950")),
        ("Kwiatowa 12/5", "Warszawa", "00 950", ("Kwiatowa", "12", "5", "Warszawa", "00-950")),
        # villages without streets
        ("Stara Wieś 12", VILLAGE, "11-222", ("", "12", "", VILLAGE, "11-222")),
        ("STARA WIEŚ 12A", VILLAGE, "11-222", ("", "12A", "", VILLAGE, "11-222")),
        ("12", VILLAGE, "11-222", ("", "12", "", VILLAGE, "11-222")),
        ("nr 12 m. 3", VILLAGE, "11-222", ("", "12", "3", VILLAGE, "11-222")),
        ("Stara Wieś 12", "Długołęka", "11-222", ("Stara Wieś", "12", "", "Długołęka", "11-222")),
        # the city twice
        ("Kwiatowa 12, Warszawa", "Warszawa", "00-950", ("Kwiatowa", "12", "", "Warszawa", "00-950")),
        ("Kwiatowa 12 Warszawa", "Warszawa", "00-950", ("Kwiatowa", "12", "", "Warszawa", "00-950")),
        ("Kwiatowa 12 warszawa", "Warszawa", "00-950", ("Kwiatowa", "12", "", "Warszawa", "00-950")),
        ("Warszawa, Kwiatowa 12", "Warszawa", "00-950", ("Kwiatowa", "12", "", "Warszawa", "00-950")),
        ("Warszawa ul. Kwiatowa 12/4", "Warszawa", "00-950", ("Kwiatowa", "12", "4", "Warszawa", "00-950")),
        ("Warszawa al. Lipowa 12/4", "Warszawa", "00-950", ("al. Lipowa", "12", "4", "Warszawa", "00-950")),
        ("Kwiatowa 12, Stara Wieś", VILLAGE, "11-222", ("Kwiatowa", "12", "", VILLAGE, "11-222")),
        ("Kwiatowa 12", "Warszawa Warszawa", "00-950", ("Kwiatowa", "12", "", "Warszawa", "00-950")),
        ("Kwiatowa 12", "Warszawa, Warszawa", "00-950", ("Kwiatowa", "12", "", "Warszawa", "00-950")),
        # the post code twice
        ("Kwiatowa 12/5, 00-950 Warszawa", "Warszawa", "00-950", ("Kwiatowa", "12", "5", "Warszawa", "00-950")),
        ("Kwiatowa 12/5 00-950", "Warszawa", "00-950", ("Kwiatowa", "12", "5", "Warszawa", "00-950")),
        ("Kwiatowa 12", "00-950 Warszawa", "00-950", ("Kwiatowa", "12", "", "Warszawa", "00-950")),
        ("Kwiatowa 12, Polska", "Warszawa", "00-950", ("Kwiatowa", "12", "", "Warszawa", "00-950")),
    ],
)
def test_what_is_sure(street: str, city: str, code: str, parts: tuple[str, ...]) -> None:
    read = read_place(street, city, code)
    assert (read.street, read.house, read.flat, read.city, read.post_code) == parts
    assert (set(read.doubts), read.rest) == (set(), "")


@pytest.mark.parametrize(
    ("street", "city", "code", "parts"),
    [
        # everything in the wrong field
        ("", "Stara Wieś 12", "11-222", ("", "12", "", VILLAGE, "11-222")),
        ("", "Kwiatowa 12/3 Stara Wieś", "11-222", ("Kwiatowa", "12", "3", VILLAGE, "11-222")),
        ("Kwiatowa 12", "Stara Wieś 12", "11-222", ("Kwiatowa", "12", "", "Stara Wieś 12", "11-222")),
        ("-", "Stara Wieś, Kwiatowa 12/3", "11-222", ("Kwiatowa", "12", "3", VILLAGE, "11-222")),
        ("brak", "Kwiatowa 12, Stara Wieś", "11-222", ("Kwiatowa", "12", "", VILLAGE, "11-222")),
        ("Kwiatowa 12 00-950 Warszawa", "", "", ("Kwiatowa", "12", "", "Warszawa", "00-950")),
        ("ul. Kwiatowa 12/5, 00-950 Warszawa", "", "", ("Kwiatowa", "12", "5", "Warszawa", "00-950")),
        ("ul. Kwiatowa 12/5, 00-950 Warszawa", "Warszawa", "", ("Kwiatowa", "12", "5", "Warszawa", "00-950")),
        ("Kwiatowa 12", "00-950", "Warszawa", ("Kwiatowa", "12", "", "Warszawa", "00-950")),
        ("Kwiatowa 12", "00-950 Warszawa", "", ("Kwiatowa", "12", "", "Warszawa", "00-950")),
        # two that do not agree
        ("Kwiatowa 12", "00-951 Warszawa", "00-950", ("Kwiatowa", "12", "", "Warszawa", "00-950")),
        ("Kwiatowa 12 33-100 Tarnów", "Tarnów", "33-101", ("Kwiatowa", "12", "", "Tarnów", "33-101")),
        ("Kwiatowa 12, Nowa Wieś", VILLAGE, "11-222", ("Kwiatowa", "12", "", VILLAGE, "11-222")),
        # perhaps the city before the street, perhaps part of its name
        ("Gdańsk Kwiatowa 18/12", "Gdańsk", "80-001", ("Kwiatowa", "18", "12", "Gdańsk", "80-001")),
        ("Stara Wieś Duża 7", VILLAGE, "11-222", ("Stara Wieś Duża", "7", "", VILLAGE, "11-222")),
        # a number alone is no address in a city
        ("12", "Kraków", "30-001", ("", "12", "", "Kraków", "30-001")),
        ("Warszawa 12", "Warszawa", "00-950", ("", "12", "", "Warszawa", "00-950")),
    ],
)
def test_what_is_to_be_asked(street: str, city: str, code: str, parts: tuple[str, ...]) -> None:
    read = read_place(street, city, code)
    assert (read.street, read.house, read.flat, read.city, read.post_code) == parts
    assert read.doubts


WORDS = st.lists(
    st.sampled_from(
        ["Kwiatowa", "Warszawa", "Stara Wieś", "ul.", ",", "12", "12/5", "00-950", "00-951", "-", "m. 5", "Polska", ""]
    ),
    max_size=6,
).map(" ".join)


@given(WORDS, WORDS, st.sampled_from(["00-950", "00950", "", "Warszawa", "11-222"]))
def test_no_digit_of_street_and_city_is_lost_or_invented(street: str, city: str, code: str) -> None:
    read = read_place(street, city, code)
    kept = " ".join((read.street, read.house, read.flat, read.city, read.rest, read.repeated, read.post_code))
    typed = " ".join((tidy(street), tidy(city), code))
    assert Counter(filter(str.isdigit, kept)) == Counter(filter(str.isdigit, typed))


GIVEN = Address("Anna", "Przykładowa", "", "Kwiatowa 12 5", "Warszawa", "00-950", "PL", "600100200")


def test_a_correction_settles_the_doubt_of_its_field_and_no_other() -> None:
    assert read_receiver(GIVEN, None).doubts == {"house_or_flat"}
    assert read_receiver(GIVEN, Correction(phone="600100201", city="Łódź")).doubts == {"house_or_flat"}
    settled = read_receiver(GIVEN, Correction(house="12/5", flat=""))
    assert (settled.receiver.street, settled.receiver.house, settled.receiver.flat) == ("Kwiatowa", "12/5", "")
    assert settled.doubts == set()


def test_a_corrected_street_alone_is_taken_apart() -> None:
    read = read_receiver(GIVEN, Correction(street="Polna 7 m. 8"))
    assert (read.receiver.street, read.receiver.house, read.receiver.flat, set(read.doubts)) == ("Polna", "7", "8", set())
    assert read_receiver(GIVEN, Correction(street="Polna")).doubts == {"no_house_number"}
    assert read_receiver(GIVEN, Correction(street="Polna", house="")).doubts == set()


@pytest.mark.parametrize(
    ("typed", "firm"), [("-", ""), ("Brak", ""), ("nie dotyczy", ""), ("osoba prywatna", ""), ("Żuraw  s.c.", "Żuraw s.c.")]
)
def test_a_firm_that_is_none_is_left_out(typed: str, firm: str) -> None:
    assert read_receiver(replace(GIVEN, company=typed), None).receiver.company == firm


def test_the_receivers_own_name_before_the_street_is_a_doubt() -> None:
    given_twice = replace(GIVEN, street="Anna Przykładowa Kwiatowa 12")
    assert read_receiver(given_twice, None).doubts == {"street_name"}
    assert not read_receiver(given_twice, Correction(street="Kwiatowa", house="12")).doubts
    assert not read_receiver(replace(GIVEN, street="Przykładowa 12"), None).doubts


def test_an_address_abroad_is_left_as_it_is() -> None:
    read = read_receiver(Address("A", "B", "", "12 rue de la Paix 3", "Paris", "75002", "FR", ""), None)
    assert (read.receiver.street, read.receiver.house, read.receiver.post_code) == ("12 rue de la Paix 3", "", "75002")
    assert not read.doubts


def test_the_key_of_a_receiver_tells_nothing_of_him() -> None:
    assert input_key(GIVEN) != input_key(replace(GIVEN, phone="600100201"))
    assert "Anna" not in input_key(GIVEN)
    assert len(input_key(GIVEN)) == 64
