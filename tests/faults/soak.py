"""`make soak`: batches of 50 orders under random faults, killed at random points and visits, hundreds of times.

Prints its seed; `python -m tests.faults.soak --seed N` draws the same points, visits and faults again.
"""

import argparse
import asyncio
import logging
import random
import secrets
import sys
import tempfile
from collections import Counter
from collections.abc import Callable
from pathlib import Path

from agent.demo.faults import Fault
from agent.shipping.work.points import Point
from tests.contract.kit import Habits, Kit, World
from tests.contract.kits import KITS
from tests.faults.crashes import ORDERS, patient
from tests.faults.matrix import ADD_NUMBER
from tests.faults.person import Result
from tests.faults.processes import death
from tests.faults.tables import progress, table, wide_console

KILLS = 200
LATEST_VISIT = 8
ALIVE_S = (0.1, 1.5)
"""An agent that serves so long, drawn between the two, without reaching its point is killed wherever it is by then."""
IDLE_KILLS = 2
"""So many in a row that interrupt nothing end the batch: what is left is a person's to decide."""
FAULTS = (
    (Fault.LOST_ANSWER, 0.06),
    (Fault.HALF_ANSWER, 0.03),
    (Fault.RESET_BEFORE, 0.03),
    (Fault.RATE_LIMITED, 0.04),
    (Fault.ERROR_AFTER, 0.03),
)


def habits(chance: random.Random) -> Habits:
    """A carrier of random quickness."""
    return Habits(
        number_after_s=chance.choice((0.02, 0.2, 0.6)),
        list_lag_s=chance.choice((0.05, 0.2)),
        reports_itself=chance.random() < 0.3,
        latency_s=chance.choice((0.01, 0.03, 0.06)),
    )


def arm(kit: Kit, world: World, chance: random.Random) -> None:
    """Every kind of call fails now and then, until the batch is to be finished."""
    for faults, calls in (
        (world.carrier.faults, {kit.create, kit.look, kit.progress, kit.label}),
        (world.allegro.faults, {ADD_NUMBER}),
    ):
        faults.seed(chance.getrandbits(32))
        for call in sorted(calls, key=lambda each: (each.method, each.path)):
            for fault, probability in FAULTS:
                faults.arm(fault, method=call.method, path=call.path, times=None, probability=probability)


async def run_batch(kit: Kit, home: Path, most: int, chance: random.Random, killed: Callable[[str], None]) -> tuple[int, Result]:
    """Kills one batch as long as anything of it is left, and finishes it; `killed` is told where. How often, and the result."""
    async with patient(kit, home, habits(chance)) as it:
        arm(kit, it.world, chance)
        kills = idle = 0
        while kills < most and idle < IDLE_KILLS:
            kills += 1
            far = it.come_to()
            point, visit = chance.choice(list(Point)), chance.randint(1, LATEST_VISIT)
            before = len(it.deaths())
            await it.agent.start(*death(point, visit))
            await it.ship()
            await it.serves()
            await it.agent.died(chance.uniform(*ALIVE_S))
            await it.agent.kill()
            at_point = len(it.deaths()) > before
            idle = 0 if at_point or it.come_to() != far else idle + 1
            killed(it.deaths()[-1].value if at_point else "at any moment")
        it.world.carrier.faults.clear()
        it.world.allegro.faults.clear()
        return kills, await it.finish()


async def main() -> int:
    """Runs it; the exit code."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=KILLS)
    parser.add_argument("--seed", type=int, default=secrets.randbelow(10**6))
    options = parser.parse_args()
    console = wide_console()
    console.print(f"seed {options.seed}")
    logging.disable()
    chance = random.Random(options.seed)
    where: Counter[str] = Counter()
    results: list[tuple[str, str, Result]] = []
    kits = list(KITS.values())
    with tempfile.TemporaryDirectory(prefix="nadajnik-soak-") as folder, progress(console) as shown:
        task = shown.add_task("kills", total=options.kills)

        def killed(at: str) -> None:
            where[at] += 1
            shown.advance(task)

        while where.total() < options.kills:
            kit = kits[len(results) % len(kits)]
            left = options.kills - where.total()
            kills, result = await run_batch(kit, Path(folder) / str(len(results)), left, chance, killed)
            results.append((f"{ORDERS} orders, killed {kills} times", kit.name, result))
            told = "good" if result.good else str(result)
            shown.console.print(f"{where.total()} kills, batch {len(results)}: {told}", markup=False)
    console.print(table("Soak", results))
    console.print(", ".join(f"{point} {count}" for point, count in where.most_common()))
    bad = [result for _, _, result in results if not result.good]
    console.print(
        f"seed {options.seed}: {where.total()} kills over {len(results)} batches, {len(bad)} of them not 0, 0, 0, 0, yes"
    )
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(asyncio.run(main()))
