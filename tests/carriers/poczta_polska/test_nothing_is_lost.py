"""Whatever a buyer is called and wherever he lives: no letter of it is missing unless somebody is told."""

import json
import re
import unicodedata
from functools import cache

from hypothesis import given, settings
from hypothesis import strategies as st

from agent.carriers.poczta_polska.facts import Facts
from agent.carriers.poczta_polska.mapping import Account, make_draft
from agent.carriers.poczta_polska.settings import OrdinarySettings
from agent.carriers.poczta_polska.soap import Description, description
from agent.shipping.address import vocabulary as words
from agent.shipping.address.tokens import tidy
from agent.shipping.model.order import Address
from agent.shipping.model.plan import Choices, Draft
from tests.carriers.poczta_polska.world import OFFICE, abroad, living, order

# A house's and a flat's number have fields of their own, so the words for them need not be sent.
_MARKS = words.STREET | words.HOUSE | words.BUILDING | words.STAIRCASE | words.FLAT | words.FLAT_BEFORE_NUMBER | {"d"}
_LETTERS = st.text(st.characters(codec="utf-8"), max_size=140)
_WORDS = st.lists(st.text("aąbłżź.-'", min_size=1, max_size=30), max_size=8).map(" ".join)
_NUMBERS = st.from_regex(r"[0-9]{1,6}[A-Za-z]?( ?[/\-] ?[0-9]{1,4}[a-z]?)?(,? ?(m|lok|nr)\.? ?[0-9]{1,4})?", fullmatch=True)
_NAMES = st.one_of(_LETTERS, _WORDS)
_STREETS = st.one_of(_LETTERS, _WORDS, st.builds("{} {}".format, _WORDS, _NUMBERS), _NUMBERS)


@cache
def _account() -> Account:
    chosen = OrdinarySettings.model_validate({"login": "a", "office": OFFICE})
    known: Description = description()
    return Account(chosen, Facts({OFFICE: "UP"}, {}, None), {}, known)


def letters(*texts: str) -> str:
    """What must not get lost: letters and digits, in their order; compatibility forms of one letter are the same."""
    return "".join(sign for text in texts for sign in unicodedata.normalize("NFKC", text) if sign.isalnum())


def unmarked(text: str) -> list[str]:
    """Words and numbers without the words for a house and a flat."""
    return [each for each in re.findall(r"[^\W\d_]+|[^\W_]", text) if words.fold(each) not in _MARKS]


def _no_firm(company: str) -> bool:
    """Whether the field only says that there is none; such a word is left out on purpose."""
    return words.fold(tidy(company)) in words.NOTHING


def address(draft: Draft) -> dict[str, str]:
    found = json.loads(draft.request)["shipment"]["adres"]
    assert isinstance(found, dict)
    return found


@settings(deadline=None, max_examples=300)
@given(_NAMES, _NAMES, _NAMES, st.booleans())
def test_no_letter_of_a_name_disappears(first: str, last: str, company: str, far: bool) -> None:
    person = living(first_name=first, last_name=last, company=company)
    asked = abroad("CZ", recipient=person) if far else order(recipient=person)
    draft = make_draft(asked, Choices(), _account())
    sent = address(draft)
    if draft.problems:
        return
    told = letters(*(sent.get(name, "") for name in ("nazwa", "nazwa2", "osobaKontaktowa")))
    assert told == letters("" if _no_firm(company) else company, first, last)
    assert all(len(sent.get(name, "")) <= 60 for name in ("nazwa", "nazwa2"))


@settings(deadline=None, max_examples=500)
@given(_STREETS, st.booleans())
def test_no_letter_of_a_street_disappears(street: str, far: bool) -> None:
    person = Address("Anna", "Żółć", "", street, "Gdańsk", "80-180", "CZ" if far else "PL", "501502503")
    asked = abroad("CZ", recipient=person) if far else order(recipient=person)
    draft = make_draft(asked, Choices(), _account())
    sent = address(draft)
    if draft.problems:
        return
    parts = [sent.get(name, "") for name in ("ulica", "numerDomu", "numerLokalu")]
    if far:
        assert letters(*parts) == letters(street)
        assert parts[1:] == ["", ""]
    elif not draft.warnings:
        assert letters(*unmarked(" ".join(parts))) == letters(*unmarked(street))


@settings(deadline=None, max_examples=100)
@given(_LETTERS)
def test_no_letter_of_a_city_disappears(city: str) -> None:
    draft = make_draft(order(recipient=living(city=city)), Choices(), _account())
    if not (draft.problems or draft.warnings):
        sent = letters(address(draft)["miejscowosc"])
        # a city that was written twice is sent once
        assert letters(city) in (sent, 2 * sent)


def test_a_name_of_two_lines_is_broken_within_a_word_only_when_it_must_be() -> None:
    word = "Ż" * 70
    draft = make_draft(order(recipient=living(company=f"Firma {word}")), Choices(), _account())
    sent = address(draft)
    assert draft.problems == ()
    assert (len(sent["nazwa"]), sent["nazwa"] + sent["nazwa2"]) == (60, f"Firma {word}")
    assert sent["osobaKontaktowa"] == "Anna Żółć"
