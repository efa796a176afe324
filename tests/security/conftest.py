"""A running server for each test of the threat model."""

from collections.abc import AsyncIterator

import pytest

from tests.server.running import Running, running


@pytest.fixture
async def agent() -> AsyncIterator[Running]:
    async with running() as one:
        yield one
