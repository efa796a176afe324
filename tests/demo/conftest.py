from collections.abc import AsyncIterator

import aiohttp
import httpx
import pytest

from agent.demo.en.server import EnServer
from agent.demo.pwr.options import PwrOptions
from agent.demo.pwr.server import PwrServer
from agent.demo.shipx_options import ShipxOptions
from agent.demo.stand_ins import StandIns, start_stand_ins
from tests.demo.en_caller import EnCaller
from tests.demo.pwr_wire import PwrCaller
from tests.demo.worlds import AllegroCaller, ShipxCaller


@pytest.fixture
async def session() -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession() as session:
        yield session


@pytest.fixture
async def world() -> AsyncIterator[StandIns]:
    async with start_stand_ins(shipx=ShipxOptions(confirm_after_s=0.04, list_lag_s=0)) as world:
        yield world


@pytest.fixture
def allegro(world: StandIns, session: aiohttp.ClientSession) -> AllegroCaller:
    return AllegroCaller(world.allegro, session)


@pytest.fixture
def shipx(world: StandIns, session: aiohttp.ClientSession) -> ShipxCaller:
    return ShipxCaller(world.shipx, session)


@pytest.fixture
async def http() -> AsyncIterator[httpx.AsyncClient]:
    async with httpx.AsyncClient() as client:
        yield client


@pytest.fixture
async def pwr(http: httpx.AsyncClient) -> AsyncIterator[PwrCaller]:
    async with PwrServer(PwrOptions(list_lag_s=0)) as server:
        yield PwrCaller(server, http)


@pytest.fixture
async def generous(http: httpx.AsyncClient) -> AsyncIterator[PwrCaller]:
    """An account with every right: COD, insurance, returns."""
    async with PwrServer(PwrOptions(cash_on_delivery=True, insurance=True, returns=True)) as server:
        yield PwrCaller(server, http)


@pytest.fixture
async def en(http: httpx.AsyncClient) -> AsyncIterator[EnCaller]:
    async with EnServer() as server:
        yield EnCaller(server, http)
