import pytest
from pydantic import ValidationError

from agent import __version__
from agent.allegro.settings import DEFAULT_ENDPOINTS, PRODUCT_PAGE, AllegroSettings, ascii_name, checked_endpoint, user_agent


@pytest.mark.parametrize(
    ("registered", "sent"),
    [
        ("Nadajnik", "Nadajnik"),
        ("Wysyłka Łódź 2", "Wysylka-Lodz-2"),
        ("  zażółć   gęślą jaźń ", "zazolc-gesla-jazn"),
        ("ZAŻÓŁĆ", "ZAZOLC"),
        ("A/B (test)", "AB-test"),
        ("Paczki 📦", "Paczki-"),
        ("evil\r\nX-Header: 1", "evil-X-Header-1"),
    ],
)
def test_the_registered_name_becomes_ascii_with_hyphens(registered: str, sent: str) -> None:
    assert ascii_name(registered) == sent


def test_the_user_agent_has_allegros_shape() -> None:
    assert user_agent("Mój sklep", "https://shop.example/app", "1.2.3") == "Moj-sklep/1.2.3 (+https://shop.example/app)"
    assert user_agent("Nadajnik", PRODUCT_PAGE).startswith(f"Nadajnik/{__version__} (+https://")


@pytest.mark.parametrize(
    "wrong",
    [
        {"application_name": "📦"},
        {"application_name": ""},
        {"application_page": "http://shop.example"},
        {"application_page": "https://shop.example/)\r\nX: 1"},
        {"application_page": "https:///nohost"},
        {"client_id": ""},
        {"client_id": "with:colon"},
        {"environment": "test"},
        {"concurrency": 0},
        {"unknown": 1},
    ],
)
def test_wrong_settings_are_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        AllegroSettings.model_validate({"client_id": "abc", "application_name": "Nadajnik"} | wrong)


def test_defaults() -> None:
    settings = AllegroSettings(client_id="abc", application_name="Nadajnik")
    assert (settings.environment, settings.concurrency, settings.application_page) == ("production", 8, PRODUCT_PAGE)
    for endpoints in DEFAULT_ENDPOINTS.values():
        assert {checked_endpoint(endpoints, name) for name in endpoints} == set(endpoints.values())


@pytest.mark.parametrize(
    "address", ["http://api.allegro.pl", "ftp://127.0.0.1", "https://", "allegro.pl", "http://127.0.0.1.evil.example"]
)
def test_credentials_go_only_over_https_or_to_this_computer(address: str) -> None:
    with pytest.raises(ValueError, match="https"):
        checked_endpoint({"allegro_api": address}, "allegro_api")


def test_a_slash_at_the_end_of_an_endpoint_does_no_harm() -> None:
    assert checked_endpoint({"allegro_api": "http://127.0.0.1:5/"}, "allegro_api") == "http://127.0.0.1:5"
