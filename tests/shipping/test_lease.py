"""A station that was away too long does not act, whichever of its clocks noticed."""

import pytest

from agent.shipping.ledger.stations import DEAD_AFTER, Stations
from agent.shipping.work.lease import ACT_FOR_S, BEAT_S, Lease, LeaseLost


class FakeStations(Stations):
    """Says whether the sign of life came in time."""

    def __init__(self) -> None:
        self.kept = True

    async def beat(self) -> bool:
        return self.kept


class Clocks:
    """The wall's and the steady clock, each to be moved."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.wall = self.steady = 1000.0
        monkeypatch.setattr("agent.shipping.work.lease.time.time", lambda: self.wall)
        monkeypatch.setattr("agent.shipping.work.lease.time.monotonic", lambda: self.steady)


async def begun() -> tuple[Lease, FakeStations]:
    stations = FakeStations()
    lease = Lease(stations)
    assert not lease.valid
    await lease.begin()
    return lease, stations


async def test_a_lease_is_valid_from_its_first_sign_of_life(monkeypatch: pytest.MonkeyPatch) -> None:
    Clocks(monkeypatch)
    lease, _ = await begun()
    assert lease.valid


@pytest.mark.parametrize("clock", ["wall", "steady"])
async def test_it_ends_by_either_clock_well_before_others_take_over(monkeypatch: pytest.MonkeyPatch, clock: str) -> None:
    clocks = Clocks(monkeypatch)
    lease, _ = await begun()
    setattr(clocks, clock, 1000.0 + ACT_FOR_S - 0.1)
    assert lease.valid
    setattr(clocks, clock, 1000.0 + ACT_FOR_S)
    assert not lease.valid
    assert BEAT_S < ACT_FOR_S < DEAD_AFTER.total_seconds()


async def test_a_sign_of_life_that_came_too_late_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    Clocks(monkeypatch)
    lease, stations = await begun()
    await lease.renew()
    stations.kept = False
    with pytest.raises(LeaseLost):
        await lease.renew()
