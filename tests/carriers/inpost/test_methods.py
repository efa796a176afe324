"""Which delivery methods are InPost's, and how surely."""

import pytest
from pydantic import ValidationError

from agent.carriers.inpost.account import open_account
from agent.carriers.inpost.methods import find_service
from agent.shipping.model.order import DeliveryMethod

from .scripted import settings


@pytest.mark.parametrize(
    ("method_id", "service"),
    [
        ("2488f7b7-5d1c-4d65-b85c-4cbcf253fd93", "inpost_locker_allegro"),
        ("5D9C7838-E05F-4DEC-AFDD-58E884170BA7", "inpost_courier_allegro"),
        ("85c3ad2f-4ec1-446c-866e-63473ed10e26", "inpost_courier_allegro"),
        ("9081532b-5ad3-467d-80bc-9252982e9dd8", "inpost_letter_allegro"),
        ("98f86f81-0018-41c5-ac83-073a56fc7021", "inpost_letter_allegro"),
    ],
)
def test_known_ids_whatever_the_name(method_id: str, service: str) -> None:
    assert find_service(DeliveryMethod(method_id, "Nazwa, której nikt nie zna"), {}) == (service, "id")


@pytest.mark.parametrize(
    ("name", "service"),
    [
        ("Allegro Paczkomaty InPost pobranie", "inpost_locker_allegro"),
        ("ALLEGRO  Paczkomaty 24/7 InPost", "inpost_locker_allegro"),
        ("Paczkomaty InPost", "inpost_locker_standard"),
        ("Allegro miniKurier24 InPost", "inpost_letter_allegro"),
        ("Allegro Kurier24 InPost pobranie", "inpost_courier_allegro"),
        ("Kurier InPost", "own_courier"),
    ],
)
def test_names_are_a_suggestion(name: str, service: str) -> None:
    assert find_service(DeliveryMethod("unknown", name), {}) == (service, "name")


@pytest.mark.parametrize(
    "name",
    [
        "",
        "Kurier DPD",
        "Allegro One Box",
        "Allegro Automat ORLEN Paczka",
        "Kurier DHL (AD)",
        "Automat Paczkomat InPost (AD)",
        "Allegro International InPost",
        "Wysyłka z Polski do Czech Paczkomaty InPost",
        "Kurier Pocztex",
        "Odbiór osobisty",
    ],
)
def test_what_is_not_ours(name: str) -> None:
    assert find_service(DeliveryMethod("unknown", name), {}) is None


def test_the_sellers_own_map_goes_first() -> None:
    own = settings(methods={"2488F7B7-5d1c-4d65-b85c-4cbcf253fd93": "inpost_locker_standard", "abc": "inpost_courier_c2c"})
    account = open_account("inpost", own, {"token": "t"}, {})
    assert account.matches(DeliveryMethod("abc", "Cokolwiek")) == "own"
    assert account.matches(DeliveryMethod("abd", "Cokolwiek")) is None
    found = find_service(DeliveryMethod("2488f7b7-5d1c-4d65-b85c-4cbcf253fd93", "Allegro Paczkomaty InPost"), own.methods)
    assert found == ("inpost_locker_standard", "own")


@pytest.mark.parametrize(
    "changes",
    [
        {"organization_id": 0},
        {"organization_id": "abc"},
        {"colour": "blue"},
        {"locker_size": "xlarge"},
        {"dropoff_point": "KRA 010"},
        {"insurance_grosze": 99},
        {"methods": {"abc": "inpost_locker_allegro_smart"}},
    ],
)
def test_settings_that_are_refused(changes: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        settings(**changes)
