"""Whatever goes wrong: never a parcel too many, never a number twice, never silence, and all of it comes to an end."""

from pathlib import Path

import pytest

from tests.contract.kits import KITS
from tests.faults.matrix import CASES, run


@pytest.mark.parametrize("case", CASES)
@pytest.mark.parametrize("carrier", KITS)
async def test_row_13_a_trouble_doubles_nothing_and_loses_nothing(tmp_path: Path, carrier: str, case: str) -> None:
    result = await run(CASES[case], KITS[carrier], tmp_path)
    assert result.good, result
