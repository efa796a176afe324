"""Child processes of the driver: found by name, started until they listen, ended by id and awaited."""

import asyncio
import contextlib
import os
import re
import shutil
import signal
from collections.abc import Mapping, Sequence
from pathlib import Path

from agent.demo.browser.errors import BrowserError, BrowserMissingError

_START_SECONDS = 60
_GRACE_SECONDS = 10


def find_program(names: Sequence[str], packages: str) -> str:
    """Path of the first installed program among ``names``.

    Raises:
        BrowserMissingError: none is installed; the text names the Debian ``packages`` that bring it.
    """
    for name in names:
        if found := shutil.which(name):
            return found
    raise BrowserMissingError(f"{names[0]} is not installed (looked for: {', '.join(names)}). Install it: {packages}")


def require_display() -> None:
    """Check that a window could be shown.

    Raises:
        BrowserMissingError: on Linux without ``DISPLAY`` and ``WAYLAND_DISPLAY``.
    """
    if os.name == "posix" and os.uname().sysname == "Linux" and not (set(os.environ) & {"DISPLAY", "WAYLAND_DISPLAY"}):
        raise BrowserMissingError("There is no display for a browser window (DISPLAY is not set); start it headless")


class ChildProcess:
    """One program and whatever it starts, in a process group of its own."""

    def __init__(self, process: asyncio.subprocess.Process, drain: asyncio.Task[None], listening: str) -> None:
        self._process = process
        self._drain = drain
        self.listening = listening

    @classmethod
    async def start(
        cls, command: Sequence[str | Path], pattern: str, environment: Mapping[str, str] | None = None
    ) -> "ChildProcess":
        """Start ``command`` and wait for an output line matching ``pattern``; its group 1 becomes ``listening``.

        Raises:
            BrowserError: the program ended, or said nothing of the kind within a minute.
        """
        process = await asyncio.create_subprocess_exec(
            *map(str, command),
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.STDOUT,
            env={**os.environ, **(environment or {})},
            start_new_session=True,
        )
        found: asyncio.Future[str] = asyncio.get_running_loop().create_future()
        child = cls(process, asyncio.create_task(_watch(process, re.compile(pattern), found)), "")
        try:
            child.listening = await asyncio.wait_for(found, _START_SECONDS)
        except BaseException as error:
            await child.stop(grace_seconds=0)
            if isinstance(error, TimeoutError):
                raise BrowserError(f"{command[0]} did not say within {_START_SECONDS} s that it listens") from error
            raise
        return child

    @property
    def pid(self) -> int:
        """Id of the started program."""
        return self._process.pid

    async def ended(self, seconds: float) -> bool:
        """Wait up to ``seconds`` for the program to end by itself."""
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self._process.wait(), seconds)
        return self._process.returncode is not None

    async def stop(self, grace_seconds: float = _GRACE_SECONDS) -> None:
        """End the program and its process group, first politely, and wait until it is gone. Safe to call twice."""
        if self._process.returncode is None:
            self._signal(signal.SIGTERM)
            if not await self.ended(grace_seconds):
                self._signal(signal.SIGKILL)
                await self._process.wait()
        self._signal(signal.SIGKILL)  # helpers that outlived their parent
        await asyncio.wait({self._drain}, timeout=_GRACE_SECONDS)
        self._drain.cancel()
        await asyncio.gather(self._drain, return_exceptions=True)

    def _signal(self, number: signal.Signals) -> None:
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(self._process.pid, number)


async def _watch(process: asyncio.subprocess.Process, pattern: re.Pattern[str], found: asyncio.Future[str]) -> None:
    """Read all output (a full pipe would stop the program) and report the first matching line."""
    output = process.stdout
    if output is None:
        raise BrowserError("the program was started without an output to read")
    last: list[str] = []
    while chunk := await output.readline():
        text = chunk.decode(errors="replace").rstrip()
        if found.done():
            continue
        last = [*last[-4:], text]
        if match := pattern.search(text):
            found.set_result(match[1])
    if not found.done():
        found.set_exception(BrowserError("the program ended before it listened; it said: " + " | ".join(last)))
