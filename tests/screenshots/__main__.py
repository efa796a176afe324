"""`python -m tests.screenshots [WALK...] [--out FOLDER]`: takes the pictures, all or those of some walks."""

import argparse
import asyncio
import os
import time
from collections.abc import Mapping
from pathlib import Path

from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from . import walks
from .camera import Camera

FOLDER = Path(__file__).parents[2] / "docs" / "images"


def main() -> None:
    """One walk after the other; ends with an error when a promised picture is missing."""
    parser = argparse.ArgumentParser(
        prog="python -m tests.screenshots", description="Takes the pictures of the guide and the stores."
    )
    parser.add_argument("walks", nargs="*", metavar="WALK", choices=[*walks.WALKS, []], help=", ".join(walks.WALKS))
    parser.add_argument("--out", type=Path, default=FOLDER)
    given = parser.parse_args()
    chosen = {name: walks.WALKS[name] for name in given.walks or walks.WALKS}
    os.environ.update({"TZ": "Europe/Warsaw", "NADAJNIK_LANG": "pl"})
    time.tzset()
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns) as progress:
        asyncio.run(_taken(chosen, given.out, progress))


async def _taken(chosen: Mapping[str, walks.Walk], folder: Path, progress: Progress) -> None:
    task = progress.add_task("screenshots", total=sum(len(each.pictures) for each in chosen.values()))
    for walk in chosen.values():
        camera = Camera(folder / walk.folder, walk.pictures, lambda name: progress.update(task, advance=1, description=name))
        await walk.run(camera)
        camera.check()


if __name__ == "__main__":
    main()
