"""Proposals for texts that are too long, and letters that no label prints."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.carriers.common.names import abbreviated, not_latin


@pytest.mark.parametrize(
    ("text", "limit", "short"),
    [
        ("Przykład Spółka z ograniczoną odpowiedzialnością", 26, "Przykład sp. z o.o."),
        ("Aleksandra Wielkonazwiskowa", 21, "A. Wielkonazwiskowa"),
        ("Generała Stefana Przykładowego", 25, "gen. S. Przykładowego"),
        ("Plac Świętego Jana", 14, "Plac św. Jana"),
        ("Konstantynopolitańczykowianeczka", 21, None),
        ("Krótka", 21, "Krótka"),
    ],
)
def test_a_proposal_within_the_limit(text: str, limit: int, short: str | None) -> None:
    assert abbreviated(text, limit) == short


@given(st.text(max_size=60), st.integers(min_value=1, max_value=60))
def test_a_proposal_is_never_longer_than_the_limit(text: str, limit: int) -> None:
    short = abbreviated(text, limit)
    assert short is None or len(short) <= limit


def test_letters_of_other_scripts_are_named() -> None:
    assert not_latin("Żółć Шев Шα") == "ШевЁα".replace("Ё", "")
    assert not_latin("Zażółć gęślą jaźń, Müller, Šťastný") == ""
