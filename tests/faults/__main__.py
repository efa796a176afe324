"""`make faults`: prints the fault matrix and the crash matrix. Ends with 1 unless all of it is 0, 0, 0, 0, yes."""

import asyncio
import logging
import sys
import tempfile
from pathlib import Path

from rich.progress import Progress

from tests.contract.kits import KITS
from tests.faults import crashes, matrix
from tests.faults.person import Result
from tests.faults.tables import progress, table, wide_console


async def run_faults(folder: Path, shown: Progress) -> dict[tuple[str, str], Result]:
    """The fault matrix, by trouble and carrier."""
    wanted = [(carrier, case) for carrier, kit in KITS.items() for case in matrix.CASES if case not in kit.never]
    task = shown.add_task("faults", total=len(wanted))
    found: dict[tuple[str, str], Result] = {}
    async for (carrier, case), result in matrix.run_all(wanted, folder):
        found[case, carrier] = result
        shown.advance(task)
    return {(case, carrier): found[case, carrier] for case in matrix.CASES for carrier in KITS if (case, carrier) in found}


async def run_crashes(folder: Path, shown: Progress) -> dict[tuple[str, str], Result]:
    """The crash matrix, by point and carrier."""
    wanted = [(carrier, point) for carrier, kit in KITS.items() for point in crashes.POINTS if point not in kit.never]
    task = shown.add_task("crash points", total=len(wanted))
    found: dict[tuple[str, str], Result] = {}
    async for carrier, results in crashes.run_all(wanted, folder):
        found |= {(point.value, carrier): result for point, result in results.items()}
        shown.advance(task, len(results))
    met = {(point.value, carrier) for carrier, point in wanted}
    return {
        (point.value, carrier): found[point.value, carrier]
        for point in crashes.POINTS
        for carrier in KITS
        if (point.value, carrier) in met
    }


async def main() -> int:
    """Runs both and prints them; the exit code."""
    console = wide_console()
    logging.disable()
    with tempfile.TemporaryDirectory(prefix="nadajnik-faults-") as folder, progress(console) as shown:
        faults = await run_faults(Path(folder) / "faults", shown)
        killed = await run_crashes(Path(folder) / "crashes", shown)
    console.print(table("Faults", [(case, KITS[carrier].name, result) for (case, carrier), result in faults.items()]))
    console.print(table("SIGKILL at", [(point, KITS[carrier].name, result) for (point, carrier), result in killed.items()]))
    bad = {pair: result for pair, result in {**faults, **killed}.items() if not result.good}
    for (trouble, carrier), result in bad.items():
        for remark in result.remarks:
            console.print(f"{carrier}, {trouble}: {remark}", markup=False)
    console.print(f"{len(faults)} faults and {len(killed)} crash points, {len(bad)} of them not 0, 0, 0, 0, yes")
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(asyncio.run(main()))
