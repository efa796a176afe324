"""The device flow over a real server, and the links that may be opened."""

import json
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from agent.allegro.errors import AllegroError, CredentialsRefused, SignInExpired, SignInRefused
from agent.allegro.oauth import device_code_of, openable, shown_code
from agent.allegro.sign_in import SignIn, open_sign_in
from agent.allegro.tokens import TokenPair, pair_of
from agent.shipping.model.shipment import Seller
from shared_schema.codes import ErrorCode

from .conftest import ACCESS, SECRET, SETTINGS, TOKENS, QuickClock, TestVault, endpoints
from .scripted import Reply, ScriptedServer

DEVICE = "/auth/oauth/device"
TOKEN = "/auth/oauth/token"
NOW = datetime(2026, 11, 24, tzinfo=UTC)
STARTED = {
    "device_code": "canary-device",
    "expires_in": 3600,
    "user_code": "ehxroj2jz",
    "interval": 5,
    "verification_uri": "https://allegro.pl/skojarz-aplikacje",
    "verification_uri_complete": "https://allegro.pl/skojarz-aplikacje?code=ehxroj2jz",
}
TOKENS_GIVEN = Reply(200, {"access_token": "canary-a", "refresh_token": "canary-r", "expires_in": "43199", "scope": "s"})
SAMPLES = Path(__file__).parents[3] / "shared" / "contracts" / "allegro-api" / "samples"
needs_samples = pytest.mark.skipif(not SAMPLES.is_dir(), reason="the folder shared/contracts is not beside the repository")


def error(code: str, description: str = "", status: int = 400) -> Reply:
    return Reply(status, {"error": code, "error_description": description})


PENDING = error("authorization_pending")


@pytest.fixture
async def sign_in(server: ScriptedServer, vault: TestVault, clock: QuickClock) -> AsyncIterator[SignIn]:
    vault.secrets.clear()
    server.on("POST", DEVICE, Reply(200, STARTED))
    sign_in = open_sign_in(SETTINGS, vault, endpoints(server), SECRET, clock=clock, timeout_s=5)
    yield sign_in
    await sign_in.close()


async def test_the_flow_from_code_to_stored_tokens(
    sign_in: SignIn, server: ScriptedServer, vault: TestVault, clock: QuickClock
) -> None:
    device = await sign_in.start()
    assert device.user_code == "ehx roj 2jz"
    assert device.verification_uri_complete == STARTED["verification_uri_complete"]
    assert device.expires_at == clock.now() + timedelta(seconds=3600)
    assert "canary" not in repr(device)
    server.on("POST", TOKEN, PENDING, PENDING, TOKENS_GIVEN)
    assert await sign_in.finish(device) == Seller("77", "sklep")
    assert vault.stored_access() == "canary-a"
    assert set(vault.secrets) == {TOKENS}, "the application's secret is its keeper's matter"
    assert TokenPair.model_validate_json(vault.secrets[TOKENS]).client_id == "demo-client"
    assert clock.pauses == [5, 5, 5]
    start, *polls, who = server.seen
    assert (who.path, who.headers["Authorization"]) == ("/me", "Bearer canary-a")
    assert start.body == b"client_id=demo-client"
    assert start.headers["Authorization"].startswith("Basic ")
    assert start.headers["Content-Type"] == "application/x-www-form-urlencoded"
    expected = b"grant_type=urn%3Aietf%3Aparams%3Aoauth%3Agrant-type%3Adevice_code&device_code=canary-device"
    assert {poll.body for poll in polls} == {expected}
    assert all(seen.query == {} for seen in server.seen)


async def test_slow_down_lengthens_the_interval_for_good(sign_in: SignIn, server: ScriptedServer, clock: QuickClock) -> None:
    server.on("POST", TOKEN, error("slow_down"), PENDING, error("slow_down"), TOKENS_GIVEN)
    await sign_in.finish(await sign_in.start())
    assert clock.pauses == [5, 10, 10, 15]


async def test_short_failures_are_sat_out(sign_in: SignIn, server: ScriptedServer, clock: QuickClock) -> None:
    server.on("POST", TOKEN, Reply(503), Reply(drop=True), Reply(429, headers={"Retry-After": "30"}), TOKENS_GIVEN)
    await sign_in.finish(await sign_in.start())
    assert clock.pauses == [5, 5, 5, 30]


@pytest.mark.parametrize(
    ("answer", "kind", "code"),
    [
        (error("access_denied"), SignInRefused, ErrorCode.CREDENTIALS_REFUSED),
        (error("Invalid device code"), SignInExpired, ErrorCode.CREDENTIALS_MISSING),
        (error("invalid_request", "Invalid device code"), SignInExpired, ErrorCode.CREDENTIALS_MISSING),
        (error("invalid_grant", "Invalid device code: canary-device"), SignInExpired, ErrorCode.CREDENTIALS_MISSING),
        (error("expired_token"), SignInExpired, ErrorCode.CREDENTIALS_MISSING),
        (Reply(400), SignInExpired, ErrorCode.CREDENTIALS_MISSING),
        (error("invalid_client", status=401), CredentialsRefused, ErrorCode.CREDENTIALS_REFUSED),
        (Reply(403, b"<html>", content_type="text/html"), AllegroError, ErrorCode.ALLEGRO_BLOCKED),
        (Reply(200, b"<html>", content_type="text/html"), AllegroError, ErrorCode.ALLEGRO_BLOCKED),
        (Reply(200, {"access_token": "only"}), AllegroError, ErrorCode.ALLEGRO_UNAVAILABLE),
    ],
)
async def test_answers_that_end_the_flow(
    sign_in: SignIn, server: ScriptedServer, vault: TestVault, answer: Reply, kind: type[AllegroError], code: ErrorCode
) -> None:
    server.on("POST", TOKEN, answer)
    device = await sign_in.start()
    with pytest.raises(AllegroError) as caught:
        await sign_in.finish(device)
    assert (type(caught.value), caught.value.failure.code, caught.value.failure.outcome) == (kind, code, "not_sent")
    assert len(server.calls("POST", TOKEN)) == 1
    assert vault.secrets == {}
    assert "canary" not in str(caught.value) + repr(caught.value.failure)


async def test_the_flow_ends_with_the_code(sign_in: SignIn, server: ScriptedServer, clock: QuickClock) -> None:
    server.on("POST", DEVICE, Reply(200, STARTED | {"expires_in": "20"}))
    server.on("POST", TOKEN, PENDING)
    with pytest.raises(SignInExpired):
        await sign_in.finish(await sign_in.start())
    assert len(server.calls("POST", TOKEN)) == 3


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        (error("invalid_client", status=401), ErrorCode.CREDENTIALS_REFUSED),
        (error("unauthorized", status=400), ErrorCode.CREDENTIALS_REFUSED),
        (Reply(403, b"<html>", content_type="text/html"), ErrorCode.ALLEGRO_BLOCKED),
        (Reply(200, {}), ErrorCode.ALLEGRO_UNAVAILABLE),
        (Reply(503), ErrorCode.ALLEGRO_UNAVAILABLE),
        (Reply(drop=True), ErrorCode.ALLEGRO_UNAVAILABLE),
    ],
)
async def test_a_flow_that_does_not_start(sign_in: SignIn, server: ScriptedServer, answer: Reply, code: ErrorCode) -> None:
    server.on("POST", DEVICE, answer)
    with pytest.raises(AllegroError) as caught:
        await sign_in.start()
    assert caught.value.failure.code is code


async def test_another_account_signs_in_beside_the_first(sign_in: SignIn, server: ScriptedServer, vault: TestVault) -> None:
    await vault.put_pair()
    server.on("POST", TOKEN, TOKENS_GIVEN)
    server.on("GET", "/me", Reply(200, {"id": "88", "login": "drugi"}))
    assert await sign_in.finish(await sign_in.start()) == Seller("88", "drugi")
    assert (vault.stored_access(), vault.stored_access("88")) == (ACCESS, "canary-a")


@pytest.mark.parametrize("me", [Reply(503), Reply(200, {"login": "sklep"}), Reply(200, {"id": "../77", "login": "sklep"})])
async def test_without_knowing_whose_they_are_no_tokens_are_stored(
    sign_in: SignIn, server: ScriptedServer, vault: TestVault, me: Reply
) -> None:
    server.on("POST", TOKEN, TOKENS_GIVEN)
    server.on("GET", "/me", me)
    with pytest.raises(AllegroError):
        await sign_in.finish(await sign_in.start())
    assert vault.secrets == {}


@pytest.mark.parametrize(
    ("interval", "expected"), [(5, 5), ("7", 7), (0, 5), (-1, 5), ("x", 5), (None, 5), (10**30, 5), (9999, 300)]
)
def test_the_interval_comes_as_a_number_or_as_digits(interval: object, expected: int) -> None:
    device = device_code_of(STARTED | {"interval": interval}, NOW)
    assert device is not None
    assert device.interval_s == expected


@pytest.mark.parametrize("missing", [{"device_code": None}, {"user_code": ""}])
def test_a_start_without_codes_is_none(missing: dict[str, object]) -> None:
    assert device_code_of(STARTED | missing, NOW) is None


@pytest.mark.parametrize(("given", "shown"), [("abcdefghi", "abc def ghi"), ("abc-def-gh", "abc def gh"), ("ab", "ab"), ("", "")])
def test_the_code_is_shown_in_threes(given: str, shown: str) -> None:
    assert shown_code(given) == shown


@pytest.mark.parametrize(
    "link",
    [
        "https://allegro.pl/skojarz-aplikacje?code=abc",
        "https://allegro.pl.allegrosandbox.pl/uzytkownik/bezpieczenstwo/skojarz-aplikacje",
        "https://ALLEGRO.pl/x",
    ],
)
def test_allegros_links_may_be_opened(link: str) -> None:
    assert openable(link)


@pytest.mark.parametrize(
    "link",
    [
        "http://allegro.pl/x",
        "https://allegro.pl.evil.example/x",
        "https://evil.example/?https://allegro.pl/",
        "https://allegro.pl@evil.example/",
        "https://user@allegro.pl/",
        "https://evil.example\\@allegro.pl/",
        "https://allegro.pl:8443/",
        "https://xallegro.pl/",
        "https://api.allegro.pl/",
        "https://allegro.pl\n.evil.example/",
        "https://allegro.pl /",
        " https://allegro.pl/",
        "https:allegro.pl/",
        "//allegro.pl/x",
        "javascript:alert(1)//https://allegro.pl/",
        "file:///etc/passwd",
        "https://аllegro.pl/",
        "https://[/",
        "",
    ],
)
def test_no_other_link_may_be_opened(link: str) -> None:
    assert not openable(link)


@pytest.mark.contract
@needs_samples
def test_the_recorded_start_is_read() -> None:
    device = device_code_of(json.loads((SAMPLES / "oauth-device-response.json").read_text(encoding="utf-8")), NOW)
    assert device is not None
    assert (device.user_code, device.interval_s, openable(device.verification_uri_complete)) == ("ehx roj 2jz", 5, True)


@pytest.mark.contract
@needs_samples
def test_the_recorded_tokens_are_read() -> None:
    pair = pair_of(json.loads((SAMPLES / "oauth-token-response.json").read_text(encoding="utf-8")), NOW)
    assert pair is not None
    assert (pair.expires_at, pair.scope) == (NOW + timedelta(seconds=43199), "allegro_api")


@pytest.mark.contract
@needs_samples
async def test_the_recorded_answers_are_understood(sign_in: SignIn, server: ScriptedServer, clock: QuickClock) -> None:
    pending = Reply(400, (SAMPLES / "oauth-device-pending.json").read_bytes())
    ended = Reply(400, (SAMPLES / "oauth-invalid-grant.json").read_bytes())
    server.on("POST", TOKEN, pending, ended)
    with pytest.raises(SignInExpired):
        await sign_in.finish(await sign_in.start())
    assert clock.pauses == [5, 5]
