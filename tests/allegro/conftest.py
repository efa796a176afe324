import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import pytest
from pydantic import SecretStr

from agent.allegro.marketplace import AllegroMarketplace, open_marketplace
from agent.allegro.settings import AllegroSettings
from agent.allegro.tokens import CLIENT_SECRET, TokenPair, TokenStore, tokens_of

from .scripted import Reply, ScriptedServer

SECRET = "canary-client-secret"
SELLER = "77"
TOKENS = tokens_of(SELLER)
ACCESS = "canary-access-0"
REFRESH = "canary-refresh-0"
SETTINGS = AllegroSettings(client_id="demo-client", application_name="Nadajnik", application_page="https://shop.example/nadajnik")


class TestVault:
    """Secrets in memory. `fail_sets` makes so many of the next writes fail."""

    __test__ = False

    def __init__(self) -> None:
        self.secrets = {CLIENT_SECRET: SECRET}
        self.fail_sets = 0
        self.broken = False

    async def get(self, name: str) -> str | None:
        await asyncio.sleep(0)
        if self.broken:
            raise RuntimeError("locked: " + SECRET)
        return self.secrets.get(name)

    async def set(self, name: str, value: str) -> None:
        await asyncio.sleep(0)
        if self.fail_sets:
            self.fail_sets -= 1
            raise RuntimeError("cannot store " + value)
        self.secrets[name] = value

    async def delete(self, name: str) -> None:
        self.secrets.pop(name, None)

    async def put_pair(
        self, access: str = ACCESS, refresh: str = REFRESH, lifetime_s: float = 40_000, at: datetime | None = None
    ) -> None:
        pair = TokenPair(
            access_token=SecretStr(access),
            refresh_token=SecretStr(refresh),
            expires_at=(at or datetime.now(UTC)) + timedelta(seconds=lifetime_s),
        )
        await TokenStore(self, SELLER).save(pair)

    def stored_access(self, seller_id: str = SELLER) -> str:
        return TokenPair.model_validate_json(self.secrets[tokens_of(seller_id)]).access_token.get_secret_value()


class QuickClock:
    """Waiting takes no time but moves the clock."""

    def __init__(self) -> None:
        self.pauses: list[float] = []
        self._at = datetime.now(UTC)

    def now(self) -> datetime:
        return self._at

    async def sleep(self, seconds: float) -> None:
        self.pauses.append(seconds)
        self._at += timedelta(seconds=seconds)
        await asyncio.sleep(0)


@pytest.fixture
def clock() -> QuickClock:
    return QuickClock()


@pytest.fixture
async def vault() -> TestVault:
    vault = TestVault()
    await vault.put_pair()
    return vault


@pytest.fixture
async def server() -> AsyncIterator[ScriptedServer]:
    async with ScriptedServer() as server:
        server.on("GET", "/me", Reply(200, {"id": SELLER, "login": "sklep"}))
        yield server


@pytest.fixture
async def market(server: ScriptedServer, vault: TestVault, clock: QuickClock) -> AsyncIterator[AllegroMarketplace]:
    market = open_marketplace(SETTINGS, SELLER, vault, endpoints(server), clock=clock, timeout_s=5)
    yield market
    await market.close()


def endpoints(server: ScriptedServer) -> dict[str, str]:
    return {"allegro_api": server.url, "allegro_auth": server.url}
