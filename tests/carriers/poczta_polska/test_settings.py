"""What the seller types: account numbers are checked, and never shown when they are wrong."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from agent.carriers import poczta_polska
from agent.carriers.poczta_polska.guid import guid_of
from agent.carriers.poczta_polska.methods import find_service
from agent.carriers.poczta_polska.nrb import nrb
from agent.carriers.poczta_polska.settings import AllegroSettings, OrdinarySettings
from agent.carriers.registry import CARRIERS
from agent.shipping.model.order import DeliveryMethod
from tests.carriers.poczta_polska.world import METHODS, NRB


@pytest.mark.parametrize("text", [NRB, "PL" + NRB, "61 1090 1014 0000 0712 1981 2874", "pl61 1090-1014-0000-0712-1981-2874"])
def test_an_account_number_is_taken_however_it_is_written(text: str) -> None:
    assert nrb(text) == NRB
    assert OrdinarySettings.model_validate({"login": "a", "cod_account": text}).cod_account == NRB


def test_a_number_typed_without_quotes_is_taken_too() -> None:
    settings = OrdinarySettings.model_validate_json(f'{{"login": 12345, "cod_account": {NRB}}}')
    assert (settings.login, settings.cod_account) == ("12345", NRB)


@given(st.integers(0, 25), st.integers(1, 9))
def test_row_17_one_wrong_digit_is_noticed(place: int, change: int) -> None:
    wrong = NRB[:place] + str((int(NRB[place]) + change) % 10) + NRB[place + 1 :]
    with pytest.raises(ValueError, match="suma kontrolna") as caught:
        nrb(wrong)
    assert wrong not in str(caught.value)


@pytest.mark.parametrize("text", [NRB[:-1], NRB + "1", "x" * 26])
def test_what_is_no_account_number_is_refused(text: str) -> None:
    with pytest.raises(ValidationError):
        AllegroSettings.model_validate({"login": "a", "cod_account": text})


def test_half_a_sender_is_refused() -> None:
    with pytest.raises(ValidationError, match="nadawca wymaga"):
        OrdinarySettings.model_validate({"login": "a", "sender_name": "Sklep"})


@pytest.mark.parametrize(
    ("name", "payer", "service"),
    [
        ("Allegro Kurier Pocztex", "allegro", "pocztex_kurier"),
        ("Allegro Odbiór w Punkcie Pocztex", "allegro", "pocztex_punkt"),
        ("Allegro Automat Pocztex", "allegro", "pocztex_punkt"),
        ("Allegro Przesyłka polecona", "allegro", "list_polecony"),
        ("Kurier Pocztex pobranie", "seller", "pocztex_kurier"),
        ("Pocztex płatność przy odbiorze", "seller", "pocztex_kurier"),
        ("List polecony ekonomiczny", "seller", "list_polecony"),
        ("Paczka pocztowa zagraniczna", "seller", "paczka_zagraniczna"),
        ("List polecony zagraniczny", "seller", "list_polecony_zagraniczny"),
        ("Paczka 48", "seller", "usluga_paczkowa"),
    ],
)
def test_a_method_belongs_to_one_of_the_two_accounts(name: str, payer: str, service: str) -> None:
    assert payer in ("seller", "allegro")
    method = DeliveryMethod(METHODS.get(name, "5a000000-0000-4000-8000-000000000099"), name)
    found = find_service(method, "allegro" if payer == "allegro" else "seller", {})
    assert found is not None
    assert found[0] == service
    assert find_service(method, "seller" if payer == "allegro" else "allegro", {}) is None


@pytest.mark.parametrize("name", ["List ekonomiczny", "List zwykły", "List zagraniczny", "Przesyłka nierejestrowana krajowa"])
@pytest.mark.parametrize("payer", ["seller", "allegro"])
def test_both_accounts_know_what_has_no_number(name: str, payer: str) -> None:
    found = find_service(DeliveryMethod("x", name), "allegro" if payer == "allegro" else "seller", {})
    assert found == ("nierejestrowana", "name")


@pytest.mark.parametrize(
    ("name", "carriers"),
    [
        ("Kurier Pocztex", ["poczta_polska"]),
        ("Paczka zagraniczna", ["poczta_polska"]),
        ("Allegro Kurier Pocztex", ["poczta_polska_allegro"]),
        ("Allegro Paczkomaty InPost", ["inpost"]),
        ("ORLEN Paczka", ["paczka_w_ruchu"]),
        ("List ekonomiczny", []),
        ("Allegro One Box", []),
        ("Kurier DPD", []),
    ],
)
def test_the_registry_knows_whose_account_a_method_needs(name: str, carriers: list[str]) -> None:
    method = DeliveryMethod(METHODS.get(name, "5a000000-0000-4000-8000-000000000099"), name)
    assert [kind.id for kind in CARRIERS.values() if kind.serves(method)] == carriers


@pytest.mark.parametrize("name", ["Kurier DPD", "Allegro Paczkomaty InPost", "Allegro miniKurier24 InPost", ""])
@pytest.mark.parametrize("payer", ["seller", "allegro"])
def test_what_is_not_poczta_polskas_is_left_to_others(name: str, payer: str) -> None:
    assert find_service(DeliveryMethod("x", name), "allegro" if payer == "allegro" else "seller", {}) is None


def test_the_sellers_own_map_goes_first() -> None:
    method = DeliveryMethod("ABC", "Dostawa rowerem")
    assert find_service(method, "seller", {"abc": "paczka_pocztowa"}) == ("paczka_pocztowa", "own")


@given(st.text(min_size=3, max_size=100))
def test_a_guid_is_a_function_of_the_reference(reference: str) -> None:
    guid = guid_of(reference)
    assert guid == guid_of(reference)
    assert len(guid) == 32
    assert set(guid) <= set("0123456789ABCDEF")
    assert guid != guid_of(reference + "x")


def test_what_must_never_be_called_cannot_be_said() -> None:
    description = Path(poczta_polska.__file__).with_name("en.wsdl").read_text(encoding="utf-8")
    for word in ('"clearEnvelope"', "updateEnvelopeBufor", "aktualizuj", "moveShipments", "setAktywnaKarta"):
        assert word not in description
