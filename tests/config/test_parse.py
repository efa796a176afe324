"""What is said about a wrong configuration: line, field, expectation."""

from pathlib import Path

import pytest

from agent.carriers.registry import CARRIERS
from agent.config.model import Config
from agent.config.parse import parse
from agent.config.problems import ConfigError, Problem

FILE = Path("config.toml")
GOOD = """\
# the shop
[server]
port = 50000

[allegro]
environment = "sandbox"
client_id = "abc123"
application_name = "Moja Aplikacja"

[endpoints]
inpost = "http://127.0.0.1:8081/"

[[accounts]]
id = "inpost"
carrier = "inpost"
name = "InPost główny"
organization_id = 7008
locker_size = "medium"
"""


def problems(text: str) -> list[Problem]:
    with pytest.raises(ConfigError) as caught:
        parse(text, FILE)
    return caught.value.problems


def only(text: str) -> Problem:
    found = problems(text)
    assert len(found) == 1, found
    return found[0]


def test_an_empty_file_has_every_default() -> None:
    config = parse("", FILE)
    assert config.server.port == 47615
    assert config.station.name
    assert config.allegro.complete() is None
    assert config.endpoints["allegro_api"] == "https://api.allegro.pl"
    assert set(config.endpoints) == {
        "allegro_api",
        "allegro_auth",
        *(key for kind in CARRIERS.values() for key in kind.endpoints),
    }
    assert config.accounts == ()


def test_a_good_file_is_read_whole() -> None:
    config = parse(GOOD, FILE)
    assert config.server.port == 50000
    assert config.endpoints["inpost"] == "http://127.0.0.1:8081"
    assert config.endpoints["allegro_auth"] == "https://allegro.pl.allegrosandbox.pl"
    settings = config.allegro.complete()
    assert settings is not None
    assert settings.application_name == "Moja Aplikacja"
    account = config.account("inpost")
    assert account is not None
    assert account.enabled
    assert account.settings.model_dump()["organization_id"] == 7008
    assert config.account("other") is None


def test_the_configuration_is_frozen() -> None:
    config = parse(GOOD, FILE)
    with pytest.raises(ValueError, match="frozen"):
        config.server = parse("", FILE).server  # refused at run time
    assert isinstance(config, Config)


@pytest.mark.parametrize(
    ("text", "kind", "field", "line"),
    [
        ("[server]\nport = 80\n", "greater_than_equal", "server.port", 2),
        ("[server]\n\n# c\nport = '47615'\n", "type_number", "server.port", 4),
        ("[server]\nprot = 50000\n", "unknown_key_near", "server.prot", 2),
        ("[servers]\nport = 50000\n", "unknown_key_near", "servers", 1),
        ("server = 3\n", "not_a_table", "server", 1),
        ("[station]\nname = ''\n", "string_too_short", "station.name", 2),
        ("[allegro]\nenvironment = 'test'\n", "not_one_of", "allegro.environment", 2),
        ("[allegro]\nclient_id = 'a b'\n", "pattern", "allegro.client_id", 2),
        ("[allegro]\napplication_name = 'ąę'\n", "none", "", 0),
        ("[allegro]\napplication_name = '!!'\n", "invalid", "allegro.application_name", 2),
        ("[allegro]\nclient_secret = 'x'\n", "secret_in_file", "allegro.client_secret", 2),
        ("[allegro]\nconcurrency = 99\n", "less_than_equal", "allegro.concurrency", 2),
        ("[endpoints]\ninpost = 'http://inpost.example'\n", "address", "endpoints.inpost", 2),
        ("[endpoints]\ninpost = 5\n", "address", "endpoints.inpost", 2),
        ("[endpoints]\ninpots = 'https://x.example'\n", "unknown_key_near", "endpoints.inpots", 2),
        ("accounts = 1\n", "not_tables", "accounts", 1),
        ("[[accounts]]\nid = 'a'\nname = 'A'\n", "missing", "accounts[1]", 1),
        ("[[accounts]]\nid = 'a'\nname = 'A'\ncarrier = 'dhl'\n", "not_one_of", "accounts[1].carrier", 4),
        (GOOD + "token = 'x'\n", "secret_in_file", "accounts[1].token", 19),
        (GOOD + "locker_sise = 'x'\n", "unknown_key_near", "accounts[1].locker_sise", 19),
        (GOOD.replace('"medium"', '"huge"'), "not_one_of", "accounts[1].locker_size", 18),
        (GOOD.replace("organization_id = 7008\n", ""), "missing", "accounts[1]", 13),
        (GOOD.replace('id = "inpost"', 'id = "In Post"'), "pattern", "accounts[1].id", 14),
        (GOOD + GOOD[GOOD.index("[[accounts]]") :], "duplicate_id", "accounts[2].id", 20),
        ("[server]\nport = \n", "syntax", "", 2),
        ("[server\n", "syntax", "", 1),
        ("[server]\nport = 50000\na = '''\n", "syntax", "", 3),
    ],
)
def test_each_mistake_is_named_with_its_line_and_field(text: str, kind: str, field: str, line: int) -> None:
    if kind == "none":  # Polish letters are fine: they become Latin ones
        parse(text, FILE)
        return
    problem = only(text)
    assert (problem.kind, problem.field_name, problem.line) == (kind, field, line)


def test_all_mistakes_are_told_at_once() -> None:
    found = problems("[server]\nport = 1\n[station]\nname = 3\n[[accounts]]\n")
    assert [each.line for each in found] == [2, 4, 5]


def test_a_suggestion_is_the_nearest_known_name() -> None:
    assert only("[server]\nprot = 50000\n").data == {"suggestion": "port"}


def test_a_value_is_never_repeated_in_the_error() -> None:
    with pytest.raises(ConfigError) as caught:
        parse("[allegro]\nclient_id = 'canary value'\nclient_secret = 'canary'\n", FILE)
    assert "canary" not in str(caught.value)
    assert "canary" not in repr(caught.value.problems)


@pytest.mark.parametrize(
    ("address", "safe"),
    [
        ("https://api.example", True),
        ("https://api.example:8443/base", True),
        ("http://127.0.0.1:8080", True),
        ("http://localhost:1", True),
        ("http://[::1]:1", True),
        ("http://127.0.0.1.example", False),
        ("http://0.0.0.0:1", False),
        ("http://api.example", False),
        ("https://user:pass@api.example", False),
        ("https://api.example/?a=b", False),
        ("https://api.example/#x", False),
        ("https://", False),
        ("https://api.example:99999", False),
        ("https://api .example", False),
        ("ftp://api.example", False),
        ("", False),
    ],
)
def test_row_16_credentials_go_only_to_https_or_to_this_computer(address: str, safe: bool) -> None:
    text = f"[endpoints]\nallegro_auth = '{address}'\n"
    if safe:
        assert parse(text, FILE).endpoints["allegro_auth"] == address.rstrip("/")
    else:
        assert only(text).kind == "address"
