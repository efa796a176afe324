"""The agent as `nadajnik run` starts it, but for three things: a vault in a file, shorter pauses, and a death at a chosen point.

Run as a module: home, port, patience, and then pairs of a point and the visit at which the process kills itself.
"""

import asyncio
import os
import signal
import sys
from collections import Counter
from pathlib import Path

from agent.app import running
from agent.config.home import prepare_home
from agent.config.running import note_port, single_instance
from agent.log import setup_logging
from agent.shipping.work import points
from agent.shipping.work.points import Point
from tests.faults.file_vault import FileVault

DEATHS = "deaths.txt"
"""In the home folder: one line for every point at which a process killed itself."""


class Killer:
    """Kills the process at the n-th visit of a point."""

    def __init__(self, home: Path, visits: dict[Point, int]) -> None:
        self._home = home
        self._visits = visits
        self._seen: Counter[Point] = Counter()

    def reach(self, point: Point) -> None:
        """Takes the place of `points.on_reach`."""
        self._seen[point] += 1
        if self._seen[point] == self._visits.get(point):
            with (self._home / DEATHS).open("a") as file:
                file.write(f"{point}\n")
            os.kill(os.getpid(), signal.SIGKILL)


async def _serve(home: Path, port: int, patience: float) -> None:
    stop = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stop.set)
    async with running(home, FileVault(home), port, patience):
        await stop.wait()


def main(home_name: str, port: str, patience: str, *visits: str) -> None:
    home = Path(home_name)
    prepare_home(home)
    with single_instance(home):
        setup_logging(home)
        note_port(home, int(port))
        points.on_reach = Killer(
            home, {Point(point): int(visit) for point, visit in zip(visits[::2], visits[1::2], strict=True)}
        ).reach
        asyncio.run(_serve(home, int(port), float(patience)))


if __name__ == "__main__":
    main(*sys.argv[1:])
