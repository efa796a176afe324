"""Fixtures: a scripted service and the stand-in, each with an account that talks to it."""

from collections.abc import AsyncIterator

import pytest

from agent.carriers.paczka_w_ruchu.account import PaczkaWRuchuAccount
from agent.demo.pwr.options import PwrOptions
from agent.demo.pwr.server import PwrServer

from .scripted import Scripted, StillClock, account_at, account_of, start


@pytest.fixture
def clock() -> StillClock:
    return StillClock()


@pytest.fixture
def script() -> Scripted:
    return Scripted()


@pytest.fixture
async def account(script: Scripted, clock: StillClock) -> AsyncIterator[PaczkaWRuchuAccount]:
    server = await start(script)
    opened = account_at(str(server.make_url("/service.asmx")), clock=clock)
    yield opened
    await opened.close()
    await server.close()


@pytest.fixture
async def server() -> AsyncIterator[PwrServer]:
    async with PwrServer(PwrOptions(list_lag_s=0)) as running:
        yield running


@pytest.fixture
async def shipping(server: PwrServer) -> AsyncIterator[PaczkaWRuchuAccount]:
    opened = account_of(server)
    yield opened
    await opened.close()
