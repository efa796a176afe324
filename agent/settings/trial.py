"""The trial parcel: shipped by a process of its own, which knows neither this home nor its secrets."""

import asyncio
import contextlib
import json
import logging
import os
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from agent.config.file import replace
from agent.config.home import HOME_VARIABLE
from agent.desktop.children import PLACE, command_that_tells

log = logging.getLogger(__name__)

KEPT = "trial.pdf"
"""In the home folder: the label of the last trial parcel, and so the mark that there was one."""
LONGEST_S = 300.0
NO_WINDOW = getattr(subprocess, "CREATE_NO_WINDOW", 0)
"""Windows opens a console for a program without one otherwise."""


@dataclass(frozen=True, slots=True)
class Progress:
    """`steps` that are done, `number` the parcel's; `why` is the last that was said where it failed."""

    phase: Literal["none", "running", "done", "failed"] = "none"
    steps: tuple[str, ...] = ()
    number: str = ""
    why: str = ""


class Trial:
    """One at a time."""

    def __init__(self, home: Path) -> None:
        self._home = home
        self._task: asyncio.Task[None] | None = None
        self.progress = Progress()

    def start(self, language: str) -> None:
        """Begins one unless one is under way; its words are in the language."""
        if self._task is None or self._task.done():
            self.progress = Progress("running")
            self._task = asyncio.create_task(self._run(language))

    def label(self) -> bytes | None:
        """The label of the last one, if there was one."""
        try:
            return (self._home / KEPT).read_bytes()
        except FileNotFoundError:
            return None

    async def _run(self, language: str) -> None:
        try:
            with tempfile.TemporaryDirectory(prefix="nadajnik-trial-") as folder:
                async with asyncio.timeout(LONGEST_S):
                    await self._child(Path(folder), language)
        except Exception:  # a task nobody waits for: the page has to hear of every failure
            log.exception("the trial parcel failed")
            self.progress = Progress("failed", self.progress.steps)

    async def _child(self, folder: Path, language: str) -> None:
        words = command_that_tells("--lang", language, "demo", "--trial", "--out", str(folder))
        pipe = asyncio.subprocess.PIPE
        # Whatever it leaves behind should it be killed lies in the folder that goes.
        own = {HOME_VARIABLE: str(folder / "home"), **dict.fromkeys(("TMPDIR", "TEMP", "TMP"), str(folder))}
        environment = {**os.environ, **own, "PYTHONIOENCODING": "utf-8"}
        child = await asyncio.create_subprocess_exec(
            *words,
            env=environment,
            cwd=PLACE,
            stdin=asyncio.subprocess.DEVNULL,
            stdout=pipe,
            stderr=pipe,
            creationflags=NO_WINDOW,
        )
        assert child.stdout is not None  # noqa: S101 - pipes were asked for
        assert child.stderr is not None  # noqa: S101 - as above
        try:
            complaint = asyncio.create_task(child.stderr.read())
            async for line in child.stdout:
                self._heard(line)
            code = await child.wait()
            said = (await complaint).decode(errors="replace").strip().splitlines()
        finally:
            if child.returncode is None:
                with contextlib.suppress(ProcessLookupError):
                    child.kill()
        if code != 0:
            log.warning("the trial parcel ended with code %s", code)
            self.progress = Progress("failed", self.progress.steps, why=said[-1] if said else "")
            return
        replace(self._home / KEPT, (folder / "label.pdf").read_bytes())
        self.progress = Progress("done", self.progress.steps, self.progress.number)

    def _heard(self, line: bytes) -> None:
        told = json.loads(line)
        steps = (*self.progress.steps, *([told["step"]] if "step" in told else []))
        self.progress = Progress("running", steps, told.get("tracking_number", ""))
