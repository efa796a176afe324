"""ORLEN Paczka through the shared fault matrix: nothing doubled, nothing lost, no silence, and all of it comes to an end."""

import asyncio
from collections.abc import Mapping

import pytest

from tests.faults.matrix import AT_ONCE, CASES, run
from tests.faults.person import Result

from .kit import ORLEN_KIT

pytestmark = [pytest.mark.timeout(300), pytest.mark.xdist_group("orlen troubles")]

NOT_THIS_CARRIERS = {
    # ORLEN Paczka writes no numbers at Allegro.
    "the carrier adds the numbers itself",
}
LABELS_COME_WITH_PARCELS = {name for name in CASES if name.startswith("label:")} | {"disk full while a label is kept"}
"""No call for labels is made that could go wrong; `test_account.py` and `test_whole_way.py` let it."""
REFUSED_WITH_200 = {name for name in CASES if "password is wrong" in name or "refused password" in name}
"""The matrix counts calls refused with 401, which this service does not know; `test_whole_way.py` counts them."""
MET = [name for name in CASES if name not in NOT_THIS_CARRIERS | LABELS_COME_WITH_PARCELS | REFUSED_WITH_200]


@pytest.fixture(scope="module")
def results(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, Result]:
    """The chosen cases, several at once, since most of each is waiting."""
    tests = [each for each in request.session.items if isinstance(each, pytest.Function) and each.module is request.module]
    chosen = [str(each.callspec.params["case"]) for each in tests]

    async def all_of_them() -> Mapping[str, Result]:
        free, starting = asyncio.Semaphore(AT_ONCE), asyncio.Lock()
        folder = tmp_path_factory.mktemp("orlen")

        async def one(number: int, name: str) -> tuple[str, Result]:
            async with free:
                return name, await run(CASES[name], ORLEN_KIT, folder / str(number), starting)

        return dict(await asyncio.gather(*(one(number, name) for number, name in enumerate(chosen))))

    return asyncio.run(all_of_them())


@pytest.mark.parametrize("case", MET)
def test_row_13_a_trouble_doubles_nothing_and_loses_nothing(results: Mapping[str, Result], case: str) -> None:
    assert results[case].good, results[case]
