"""SIGKILL at every point of the work: after the next start every order has one parcel, one number, one label."""

import asyncio
from collections.abc import Mapping
from itertools import chain

import pytest

from agent.shipping.work.points import Point
from tests.contract.kits import KITS
from tests.faults.crashes import BATCHES, POINTS, run_all
from tests.faults.person import Result

pytestmark = [pytest.mark.timeout(300), pytest.mark.xdist_group("crash matrix")]
PAIRS = [(carrier, point) for carrier, kit in KITS.items() for point in POINTS if point not in kit.never]
Results = Mapping[tuple[str, Point], Result]


@pytest.fixture(scope="module")
def results(chosen: set[tuple[str, Point]], tmp_path_factory: pytest.TempPathFactory) -> Results:
    """The batches of the points whose tests were chosen."""

    async def all_of_them() -> Results:
        folder = tmp_path_factory.mktemp("crashes")
        return {(name, point): each async for name, found in run_all(chosen, folder) for point, each in found.items()}

    return asyncio.run(all_of_them())


def test_no_point_is_left_out() -> None:
    assert sorted(chain.from_iterable(batch.deaths for batch in BATCHES)) == sorted(POINTS)


@pytest.mark.parametrize("pair", PAIRS, ids=": ".join)
def test_row_13_death_at_a_point_doubles_nothing_and_loses_nothing(results: Results, pair: tuple[str, Point]) -> None:
    assert results[pair].good, results[pair]
