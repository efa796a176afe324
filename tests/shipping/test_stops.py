"""A stop holds from the moment of the refusal, whatever becomes of the ledger meanwhile."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from agent.shipping.ledger.database import LedgerUnavailable
from agent.shipping.model.failure import Failure
from agent.shipping.work.desk import Desk
from agent.shipping.work.lease import Lease
from agent.shipping.work.stopped_accounts import StoppedAccounts
from shared_schema.codes import ErrorCode
from tests.shipping.fakes import FakeAccounts, FakeCarrier, FakeMarketplace, MemoryLabels
from tests.shipping.test_ledger import opened

REFUSED = Failure(ErrorCode.CREDENTIALS_REFUSED, "refused", "no")


@pytest.fixture
async def desk(tmp_path: Path) -> AsyncIterator[Desk]:
    ledger = await opened(tmp_path / "ledger.sqlite")
    accounts, lease = FakeAccounts([FakeCarrier()]), Lease(ledger.stations)
    yield Desk(ledger, FakeMarketplace(), accounts, MemoryLabels(), lease, StoppedAccounts(ledger.stops), lambda change: None)
    await ledger.close()


async def test_a_stop_the_ledger_could_not_take_is_written_when_it_is_back(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    async def away(*_: object) -> None:
        raise LedgerUnavailable("away")

    with monkeypatch.context() as patched:
        patched.setattr(desk.ledger.stops, "stop", away)
        with pytest.raises(LedgerUnavailable):
            await desk.stopped.stop("inpost", REFUSED)
        with pytest.raises(LedgerUnavailable):
            await desk.stopped.read()
        assert desk.stopped.reasons == {"inpost": REFUSED}
    await desk.stopped.read()
    assert desk.stopped.reasons == {"inpost": REFUSED}
    assert await desk.ledger.stops.all() == {"inpost": REFUSED}


async def test_a_stop_while_the_stops_are_being_read_is_not_forgotten(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    reading, go_on = asyncio.Event(), asyncio.Event()
    read = desk.ledger.stops.all

    async def slow() -> dict[str, Failure]:
        found = await read()
        reading.set()
        await go_on.wait()
        return found

    monkeypatch.setattr(desk.ledger.stops, "all", slow)
    reader = asyncio.create_task(desk.stopped.read())
    await reading.wait()
    stopping = asyncio.create_task(desk.stopped.stop("inpost", REFUSED))
    await asyncio.sleep(0)  # one turn of the loop
    assert desk.stopped.reasons == {"inpost": REFUSED}
    go_on.set()
    await asyncio.gather(reader, stopping)
    assert desk.stopped.reasons == {"inpost": REFUSED}
    assert await read() == {"inpost": REFUSED}


async def test_a_tested_account_is_free_again_whoever_tested_it(desk: Desk) -> None:
    await desk.stopped.stop("inpost", REFUSED)
    assert await desk.ledger.stops.resume("inpost")
    assert not await desk.ledger.stops.resume("inpost")
    await desk.stopped.read()
    assert desk.stopped.reasons == {}
