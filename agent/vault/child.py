"""A process that answers one line with one line."""

import asyncio
import contextlib
from collections.abc import Sequence
from pathlib import Path

END_S = 5.0
"""For what is under way when it is told to end."""
LONGEST_ANSWER = 16 * 1024 * 1024
"""Bytes; no secret comes near."""
PLACE = Path(__file__).parents[2]
"""Where this program lies: Python looks for modules in the working directory first, and secrets are for this program alone."""


class ChildFailed(Exception):
    """It has gone, or what it said makes no sense. Nothing of that is told: it may be part of a secret."""


class Child:
    """Lives in a session of its own, so that Ctrl-C on the terminal ends its parent alone; without that one it ends by itself.

    What it complains of goes where its parent's words go, unread: an unread pipe would block it one day.
    """

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self._process = process

    @classmethod
    async def start(cls, command: Sequence[str]) -> "Child":
        """Raises OSError when there is no such program."""
        pipe = asyncio.subprocess.PIPE
        process = await asyncio.create_subprocess_exec(
            *command, stdin=pipe, stdout=pipe, limit=LONGEST_ANSWER, start_new_session=True, cwd=PLACE
        )
        return cls(process)

    async def ask(self, line: bytes) -> bytes:
        """The answer. Raises ChildFailed, OSError."""
        assert self._process.stdin is not None  # noqa: S101 - pipes were asked for
        assert self._process.stdout is not None  # noqa: S101 - as above
        self._process.stdin.write(line)
        await self._process.stdin.drain()
        try:
            answer = await self._process.stdout.readline()
        except ValueError:  # too long
            raise ChildFailed from None
        if not answer.endswith(b"\n"):
            raise ChildFailed
        return answer

    async def end(self) -> None:
        """Closes its input, at which it ends after what is under way; killed when that takes long."""
        assert self._process.stdin is not None  # noqa: S101 - as above
        self._process.stdin.close()
        try:
            async with asyncio.timeout(END_S):
                await self._process.wait()
        except TimeoutError:
            self.kill()
            await self._process.wait()

    def kill(self) -> None:
        """At once."""
        with contextlib.suppress(ProcessLookupError):
            self._process.kill()
