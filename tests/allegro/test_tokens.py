"""Calls, tokens and their renewal, over a real server."""

import asyncio
import logging

import pytest

from agent import __version__
from agent.allegro.errors import CredentialsRefused
from agent.allegro.marketplace import AllegroMarketplace, open_marketplace
from agent.allegro.tokens import CLIENT_SECRET, TokenPair, pair_of
from agent.shipping.model.failure import ShippingError
from agent.shipping.model.shipment import Seller
from shared_schema.codes import ErrorCode

from .conftest import ACCESS, REFRESH, SECRET, SELLER, SETTINGS, TOKENS, QuickClock, TestVault, endpoints
from .scripted import MEDIA_TYPE, Reply, ScriptedServer, Seen

TOKEN = "/auth/oauth/token"
NUMBERS = "/order/checkout-forms/o-1/shipments"
UNAUTHORIZED = Reply(401, {"error": "invalid_token", "error_description": f"Invalid access token: {ACCESS}"})


class Allegro:
    """Valid tokens and their refreshing, scripted: each refresh token works once."""

    def __init__(self, server: ScriptedServer) -> None:
        self.valid = ACCESS
        self.refresh = REFRESH
        self.made = 0
        self.refreshes: list[Seen] = []
        server.by("POST", TOKEN, self.renew)

    def renew(self, seen: Seen) -> Reply:
        self.refreshes.append(seen)
        if f"refresh_token={self.refresh}" not in seen.body.decode().split("&"):
            return Reply(400, {"error": "invalid_grant", "error_description": f"Invalid refresh token: {self.refresh}"})
        self.made += 1
        self.valid, self.refresh = f"canary-access-{self.made}", f"canary-refresh-{self.made}"
        return Reply(200, {"access_token": self.valid, "refresh_token": self.refresh, "expires_in": 43199, "scope": "x"})

    def guarded(self, reply: Reply) -> "Guard":
        return Guard(self, reply)


class Guard:
    def __init__(self, allegro: Allegro, reply: Reply) -> None:
        self.allegro = allegro
        self.reply = reply

    def __call__(self, seen: Seen) -> Reply:
        return self.reply if seen.token == self.allegro.valid else UNAUTHORIZED


@pytest.fixture
def allegro(server: ScriptedServer) -> Allegro:
    allegro = Allegro(server)
    server.by("GET", "/me", allegro.guarded(Reply(200, {"id": "77", "login": "sklep"})))
    server.by("GET", NUMBERS, allegro.guarded(Reply(200, {"shipments": []})))
    server.by("POST", NUMBERS, allegro.guarded(Reply(201, {"id": "eA==", "waybill": "1", "carrierId": "INPOST"})))
    return allegro


async def failure_of(market: AllegroMarketplace) -> tuple[ErrorCode, str]:
    with pytest.raises(ShippingError) as caught:
        await market.numbers("o-1")
    return caught.value.failure.code, caught.value.failure.outcome


async def test_headers_of_a_read(market: AllegroMarketplace, server: ScriptedServer, allegro: Allegro) -> None:
    assert await market.seller() == Seller("77", "sklep")
    headers = server.seen[0].headers
    assert headers["Authorization"] == f"Bearer {ACCESS}"
    assert headers["Accept"] == MEDIA_TYPE
    assert headers["Accept-Language"] == "pl-PL"
    assert headers["User-Agent"] == f"Nadajnik/{__version__} (+https://shop.example/nadajnik)"
    assert "Content-Type" not in headers


async def test_headers_of_a_write(market: AllegroMarketplace, server: ScriptedServer, allegro: Allegro) -> None:
    await market.add_number("o-1", "INPOST", None, "1")
    headers = server.seen[0].headers
    assert (headers["Content-Type"], headers["Accept"]) == (MEDIA_TYPE, MEDIA_TYPE)
    assert headers["User-Agent"].startswith("Nadajnik/")


async def test_headers_of_a_refresh(
    market: AllegroMarketplace, server: ScriptedServer, vault: TestVault, allegro: Allegro, clock: QuickClock
) -> None:
    await vault.put_pair(lifetime_s=-10)
    await market.seller()
    [refresh] = allegro.refreshes
    assert (
        refresh.headers["Authorization"] == "Basic ZGVtby1jbGllbnQ6Y2FuYXJ5LWNsaWVudC1zZWNyZXQ="
    )  # demo-client:canary-client-secret
    assert refresh.headers["Content-Type"] == "application/x-www-form-urlencoded"
    assert refresh.body.decode() == f"grant_type=refresh_token&refresh_token={REFRESH}"
    assert refresh.query == {}


async def test_the_seller_is_asked_once(market: AllegroMarketplace, server: ScriptedServer, allegro: Allegro) -> None:
    await asyncio.gather(*(market.seller() for _ in range(5)))
    assert len(server.calls("GET", "/me")) == 1


async def test_another_sign_in_is_noticed_at_once(
    market: AllegroMarketplace, server: ScriptedServer, vault: TestVault, allegro: Allegro
) -> None:
    await market.seller()
    allegro.valid = "canary-other"
    await vault.put_pair("canary-other", "canary-other-refresh")
    server.by("GET", "/me", allegro.guarded(Reply(200, {"id": "88", "login": "drugi"})))
    assert await market.seller() == Seller("88", "drugi")
    assert allegro.refreshes == []


async def test_tokens_of_another_application_are_not_tried(
    market: AllegroMarketplace, server: ScriptedServer, vault: TestVault
) -> None:
    """After a change of the application: it could use them for hours yet, and then never renew them."""
    pair = TokenPair.model_validate_json(vault.secrets[TOKENS])
    vault.secrets[TOKENS] = pair.model_copy(update={"client_id": "another"}).model_dump_json()
    with pytest.raises(CredentialsRefused):
        await market.seller()
    assert server.seen == []
    vault.secrets[TOKENS] = pair.model_copy(update={"client_id": SETTINGS.client_id}).model_dump_json()
    assert (await market.seller()).id == SELLER


async def test_a_refresh_does_not_ask_again_who_the_seller_is(
    market: AllegroMarketplace, server: ScriptedServer, vault: TestVault, allegro: Allegro
) -> None:
    await market.seller()
    allegro.valid = "expired elsewhere"
    await market.numbers("o-1")
    await market.seller()
    assert len(server.calls("POST", TOKEN)) == 1
    assert len(server.calls("GET", "/me")) == 1


async def test_twenty_calls_with_a_dead_token_refresh_once(
    market: AllegroMarketplace, server: ScriptedServer, vault: TestVault, allegro: Allegro
) -> None:
    allegro.valid = "expired"
    await asyncio.gather(*(market.numbers("o-1") for _ in range(20)))
    assert len(allegro.refreshes) == 1
    assert vault.stored_access() == allegro.valid


async def test_twenty_calls_near_the_end_of_the_token_refresh_once(
    market: AllegroMarketplace, server: ScriptedServer, vault: TestVault, allegro: Allegro
) -> None:
    await vault.put_pair(lifetime_s=60)
    await asyncio.gather(*(market.numbers("o-1") for _ in range(20)))
    assert len(allegro.refreshes) == 1
    assert {seen.token for seen in server.calls("GET", NUMBERS)} == {allegro.valid}


async def test_the_new_pair_is_stored_before_it_is_used(
    market: AllegroMarketplace, server: ScriptedServer, vault: TestVault, allegro: Allegro
) -> None:
    stored_when_used: list[str] = []

    def look(seen: Seen) -> Reply:
        stored_when_used.append(vault.stored_access())
        return allegro.guarded(Reply(200, {"shipments": []}))(seen)

    server.by("GET", NUMBERS, look)
    allegro.valid = "expired"
    await market.numbers("o-1")
    assert stored_when_used == [ACCESS, "canary-access-1"]


async def test_a_pair_the_vault_did_not_take_is_stored_before_the_next_call(
    market: AllegroMarketplace, server: ScriptedServer, vault: TestVault, allegro: Allegro
) -> None:
    allegro.valid = "expired"
    vault.fail_sets = 1
    assert await failure_of(market) == (ErrorCode.KEYRING_LOCKED, "not_sent")
    assert vault.stored_access() == ACCESS
    await market.numbers("o-1")
    assert vault.stored_access() == "canary-access-1"
    assert len(allegro.refreshes) == 1


async def test_a_cancelled_call_does_not_lose_the_new_pair(
    market: AllegroMarketplace, server: ScriptedServer, vault: TestVault, allegro: Allegro
) -> None:
    allegro.valid = "expired"
    gate, reached = asyncio.Event(), asyncio.Event()

    def slowly(seen: Seen) -> Reply:
        reached.set()
        reply = allegro.renew(seen)
        return Reply(reply.status, reply.body, wait_for=gate)

    server.by("POST", TOKEN, slowly)
    call = asyncio.create_task(market.numbers("o-1"))
    await asyncio.wait_for(reached.wait(), 10)
    call.cancel()
    with pytest.raises(asyncio.CancelledError):
        await call
    gate.set()
    await market.close()
    assert vault.stored_access() == "canary-access-1"


async def test_a_lost_answer_to_a_refresh_is_asked_for_again(
    market: AllegroMarketplace, server: ScriptedServer, vault: TestVault, allegro: Allegro
) -> None:
    await vault.put_pair(lifetime_s=-10)
    new = {"access_token": "canary-access-9", "refresh_token": "canary-refresh-9", "expires_in": "43199"}
    allegro.valid = "canary-access-9"
    server.on("POST", TOKEN, Reply(drop=True), Reply(200, new))
    await market.add_number("o-1", "INPOST", None, "1")
    assert vault.stored_access() == "canary-access-9"


async def test_a_write_refused_for_its_token_is_sent_again_with_the_new_one(
    market: AllegroMarketplace, server: ScriptedServer, allegro: Allegro
) -> None:
    allegro.valid = "expired"
    await market.add_number("o-1", "INPOST", None, "1")
    assert [seen.token for seen in server.calls("POST", NUMBERS)] == [ACCESS, "canary-access-1"]


async def test_a_fresh_token_refused_means_signing_in_again_and_no_more_calls(
    market: AllegroMarketplace, server: ScriptedServer, vault: TestVault, allegro: Allegro
) -> None:
    server.on("GET", NUMBERS, UNAUTHORIZED)
    assert await failure_of(market) == (ErrorCode.CREDENTIALS_REFUSED, "not_sent")
    calls = len(server.seen)
    assert await failure_of(market) == (ErrorCode.CREDENTIALS_REFUSED, "not_sent")
    assert len(server.seen) == calls == 3
    await vault.put_pair("canary-new", "canary-new-refresh")
    server.on("GET", NUMBERS, Reply(200, {"shipments": []}))
    await market.numbers("o-1")


@pytest.mark.parametrize(
    "answer",
    [
        Reply(400, {"error": "invalid_grant", "error_description": f"Invalid refresh token: {REFRESH}"}),
        Reply(401, {"error": "invalid_client", "error_description": "Bad client credentials"}),
    ],
)
async def test_a_refused_refresh_means_signing_in_again(
    market: AllegroMarketplace, server: ScriptedServer, allegro: Allegro, answer: Reply
) -> None:
    allegro.valid = "expired"
    server.on("POST", TOKEN, answer)
    for _ in range(3):
        assert await failure_of(market) == (ErrorCode.CREDENTIALS_REFUSED, "not_sent")
    assert len(server.calls("POST", TOKEN)) == 1


@pytest.mark.parametrize("answer", [Reply(503), Reply(429), Reply(200, {"access_token": "x"}), Reply(drop=True)])
async def test_a_refresh_that_fails_for_now_keeps_the_old_pair(
    market: AllegroMarketplace, server: ScriptedServer, vault: TestVault, allegro: Allegro, answer: Reply
) -> None:
    await vault.put_pair(lifetime_s=-10)
    server.on("POST", TOKEN, answer)
    assert await failure_of(market) == (ErrorCode.ALLEGRO_UNAVAILABLE, "not_sent")
    assert vault.stored_access() == ACCESS
    server.by("POST", TOKEN, allegro.renew)
    await market.numbers("o-1")


async def test_a_token_that_still_holds_is_used_while_it_cannot_be_renewed(
    market: AllegroMarketplace, server: ScriptedServer, vault: TestVault, allegro: Allegro
) -> None:
    await vault.put_pair(lifetime_s=60)
    server.on("POST", TOKEN, Reply(503))
    await market.numbers("o-1")


@pytest.mark.parametrize(
    "stored", [None, "", "not json", '{"access_token": "a"}', '{"access_token": "a\\nb", "refresh_token": "c"}']
)
async def test_without_usable_tokens_nothing_is_called(
    market: AllegroMarketplace, server: ScriptedServer, vault: TestVault, stored: str | None
) -> None:
    if stored is None:
        del vault.secrets[TOKENS]
    else:
        vault.secrets[TOKENS] = stored
    assert await failure_of(market) == (ErrorCode.CREDENTIALS_MISSING, "not_sent")
    assert server.seen == []


async def test_without_the_applications_secret_nothing_is_refreshed(
    market: AllegroMarketplace, server: ScriptedServer, vault: TestVault, allegro: Allegro
) -> None:
    del vault.secrets[CLIENT_SECRET]
    allegro.valid = "expired"
    assert await failure_of(market) == (ErrorCode.CREDENTIALS_MISSING, "not_sent")
    assert allegro.refreshes == []


async def test_a_locked_key_store_is_said_so(market: AllegroMarketplace, vault: TestVault) -> None:
    vault.broken = True
    assert await failure_of(market) == (ErrorCode.KEYRING_LOCKED, "not_sent")


async def test_redirects_are_not_followed_with_the_token(
    market: AllegroMarketplace, server: ScriptedServer, allegro: Allegro
) -> None:
    server.on("GET", NUMBERS, Reply(302, headers={"Location": f"{server.url}/elsewhere"}))
    assert await failure_of(market) == (ErrorCode.ALLEGRO_UNAVAILABLE, "not_sent")
    assert server.calls("GET", "/elsewhere") == []


async def test_no_secret_in_logs_addresses_or_exceptions(
    server: ScriptedServer, vault: TestVault, clock: QuickClock, allegro: Allegro, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    market = open_marketplace(SETTINGS, SELLER, vault, endpoints(server), clock=clock)
    errors: list[BaseException] = []

    async def collect() -> None:
        try:
            await market.add_number("o-1", "INPOST", None, "1")
        except ShippingError as error:
            errors.append(error)

    allegro.valid = "expired"
    await collect()
    for breaking in ("canary-broken\\r\\nX: 1", "canary-żółw"):
        vault.secrets[TOKENS] = vault.secrets[TOKENS].replace("canary-access-1", breaking)
        await collect()
        await vault.put_pair("canary-access-1", "canary-refresh-1")
    server.on("POST", NUMBERS, UNAUTHORIZED)
    await collect()
    vault.broken = True
    await collect()
    vault.broken = False
    await vault.put_pair("canary-access-5", "canary-refresh-5", lifetime_s=-1)
    vault.fail_sets = 9
    allegro.refresh = "canary-refresh-5"
    await collect()
    await collect()
    await market.close()
    said = caplog.text + "".join(record.getMessage() + str(record.__dict__) for record in caplog.records)
    for error in errors:
        each: BaseException | None = error
        while each is not None:
            said += str(each) + repr(each) + repr(getattr(each, "failure", ""))
            each = each.__cause__ or each.__context__
    assert len(errors) == 6
    assert "canary" not in said
    assert SECRET not in said
    assert "ZGVtby1jbGllbnQ6" not in said  # the beginning of the Basic header
    assert all("canary" not in seen.target for seen in server.seen)
    assert "trace-id" in said


async def test_the_trace_id_is_logged(
    market: AllegroMarketplace, server: ScriptedServer, allegro: Allegro, caplog: pytest.LogCaptureFixture
) -> None:
    server.on("GET", NUMBERS, Reply(403, {"errors": []}, {"trace-id": "abc-123"}))
    await failure_of(market)
    assert "abc-123" in caplog.text


def test_a_pair_hides_its_tokens() -> None:
    pair = pair_of({"access_token": ACCESS, "refresh_token": REFRESH, "expires_in": 1}, QuickClock().now())
    assert pair is not None
    assert "canary" not in repr(pair) + str(pair)
    assert REFRESH in pair.model_dump_json()
