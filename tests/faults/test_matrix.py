"""Whatever goes wrong: never a parcel too many, never a number twice, never silence, and all of it comes to an end."""

import asyncio
from collections.abc import Mapping

import pytest

from tests.contract.kits import KITS
from tests.faults.matrix import CASES, run_all
from tests.faults.person import Result

pytestmark = [pytest.mark.timeout(300), pytest.mark.xdist_group("fault matrix")]
PAIRS = [(carrier, case) for carrier in KITS for case in CASES]


@pytest.fixture(scope="module")
def results(chosen: set[tuple[str, str]], tmp_path_factory: pytest.TempPathFactory) -> Mapping[tuple[str, str], Result]:
    """The cases whose tests were chosen, run several at once, since most of each is waiting."""

    async def all_of_them() -> Mapping[tuple[str, str], Result]:
        return {pair: result async for pair, result in run_all(chosen, tmp_path_factory.mktemp("matrix"))}

    return asyncio.run(all_of_them())


@pytest.mark.parametrize("pair", PAIRS, ids=": ".join)
def test_row_13_a_trouble_doubles_nothing_and_loses_nothing(
    results: Mapping[tuple[str, str], Result], pair: tuple[str, str]
) -> None:
    assert results[pair].good, results[pair]
