"""The grammar of street lines: the right parts where it is sure, a proposal and a doubt where it is not."""

from collections import Counter

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from agent.shipping.address.street import read_street
from agent.shipping.address.tokens import tidy
from agent.shipping.address.vocabulary import fold

from .lines import SURE, TO_ASK

MAY_BE_LEFT_OUT = {
    *("ul", "ulica", "ulicy", "nr", "numer", "dom", "domu", "bl", "blok", "bud", "budynek", "segm", "segment", "hala", "pawilon"),
    *("paw", "domek", "m", "miesz", "mieszk", "mieszkanie", "mieszkania", "lok", "lokal", "lokalu", "ap", "apt", "apart"),
    *("no", "num", "d"),
    *("apartament", "l", "uslugowy", "uzytkowy"),
}
PIECES = st.sampled_from(
    [
        *(
            "Kwiatowa",
            "Polna",
            "3 Maja",
            "1000-lecia",
            "ul.",
            "os.",
            "al.",
            "nr",
            "m.",
            "lok.",
            "kl.",
            "bl.",
            "12",
            "5",
            "7A",
            "B",
            "a",
        ),
        *(
            "/",
            "-",
            "–",
            "\u00a0",
            " ",
            "b/n",
            "domofon",
            "(",
            ")",
            "00-950",
            "600100200",
            "skr. poczt.",
            "I",
            "Jana Pawła",
            "2",
            ".",
        ),
        *("303", "Dywizjonu", ",", "l", "m", "wejście", "piętro", "+48", "٣"),
    ]
)
LINES = st.one_of(st.text(max_size=60), st.lists(PIECES, max_size=9).map(" ".join), st.lists(PIECES, max_size=9).map("".join))


@pytest.mark.parametrize(("text", "street", "house", "flat"), SURE)
def test_what_is_sure(text: str, street: str, house: str, flat: str) -> None:
    read = read_street(text)
    assert (read.street, read.house, read.flat, read.rest, set(read.doubts)) == (street, house, flat, "", set())


@pytest.mark.parametrize(("text", "street", "house", "flat", "rest"), TO_ASK)
def test_what_is_to_be_asked(text: str, street: str, house: str, flat: str, rest: str) -> None:
    read = read_street(text)
    assert (read.street, read.house, read.flat, read.rest) == (street, house, flat, rest)
    assert read.doubts


@pytest.mark.parametrize("piece", ["12 abc ", "600100200 ", "a 1, ", "12/", "skr "])
def test_a_text_without_end_stays_whole_and_is_asked_about(piece: str) -> None:
    read = read_street(piece * 5000)
    assert (read.street, read.house) == (tidy(piece * 5000), "")
    assert read.doubts


def test_there_are_enough_lines() -> None:
    assert len(SURE) + len(TO_ASK) >= 150
    assert len({text for text, *_ in (*SURE, *TO_ASK)}) == len(SURE) + len(TO_ASK)


@given(LINES)
@example("Polna 12/3/4 m. 5 m. 6")
def test_no_digit_is_lost_or_invented(text: str) -> None:
    read = read_street(text)
    kept = Counter(sign for sign in read.street + read.house + read.flat + read.rest if sign.isdigit())
    assert kept == Counter(sign for sign in tidy(text) if sign.isdigit())


@given(LINES)
def test_the_parts_joined_are_the_line_but_for_known_words(text: str) -> None:
    read = read_street(text)
    signs = Counter(_letters(" ".join((read.street, read.house, read.flat, read.rest))))
    given_signs = Counter(_letters(tidy(text)))
    assert not signs - given_signs
    missing = given_signs - signs
    known = Counter(sign for word in _words(text) if word in MAY_BE_LEFT_OUT for sign in word)
    assert not missing - known


@given(LINES)
def test_what_is_sure_is_complete(text: str) -> None:
    read = read_street(text)
    if not read.doubts:
        assert read.house
        assert not read.rest
    # Reading again what was read, as it would be written out, gives the same.
    if not read.doubts and read.house[0].isdigit() and "/" not in read.house and read.flat.isdigit():
        again = read_street(f"{read.street} {read.house} m. {read.flat}".strip())
        assert (again.street, again.house, again.flat) == (read.street, read.house, read.flat)


def _letters(text: str) -> str:
    return "".join(sign for sign in fold(text) if sign.isalnum())


def _words(text: str) -> list[str]:
    """Runs of letters, without what surrounds them."""
    return "".join(sign if sign.isalpha() else " " for sign in fold(tidy(text))).split()
