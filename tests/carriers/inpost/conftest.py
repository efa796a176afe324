"""Fixtures: a scripted ShipX on loopback and an account that talks to it."""

from collections.abc import AsyncIterator

import pytest

from agent.carriers.inpost.account import InpostAccount

from .scripted import ScriptedShipx, StillClock, account_at, start


@pytest.fixture
def clock() -> StillClock:
    return StillClock()


@pytest.fixture
def shipx() -> ScriptedShipx:
    return ScriptedShipx()


@pytest.fixture
async def url(shipx: ScriptedShipx) -> AsyncIterator[str]:
    server = await start(shipx)
    yield str(server.make_url("")).rstrip("/")
    await server.close()


@pytest.fixture
async def account(url: str, clock: StillClock) -> AsyncIterator[InpostAccount]:
    opened = account_at(url, clock)
    yield opened
    await opened.close()
