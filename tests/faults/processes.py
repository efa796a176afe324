"""The real agent as a process of its own, with a real key store, started and killed by a test."""

import asyncio
import contextlib
import os
import signal
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path

from agent.client import AgentClient, AgentNotRunning, NotPaired, connect
from agent.vault import KeyringVault, vault_service

DEADLINE_S = 20.0


class AgentProcess:
    """`nadajnik run` over one home folder; `module` runs it with something changed for a test."""

    def __init__(self, home: Path, port: int, module: str = "agent") -> None:
        self.home = home
        self.port = port
        self._module = module
        self.vault = KeyringVault(vault_service(home))
        self._process: asyncio.subprocess.Process | None = None

    async def start(self) -> None:
        """Starts the process; `client` waits until it serves."""
        command = [sys.executable, "-m", self._module, "run", "--home", str(self.home), "--port", str(self.port)]
        self._process = await asyncio.create_subprocess_exec(*command, env=os.environ.copy())

    async def kill(self) -> None:
        """SIGKILL: nothing is written, nothing is said."""
        await self._end(signal.SIGKILL)

    async def stop(self) -> None:
        """Asks it to end."""
        await self._end(signal.SIGTERM)

    @contextlib.contextmanager
    def suspended(self) -> Iterator[None]:
        """SIGSTOP until the block is left: asleep like a computer whose lid is closed, and awake again with old intentions."""
        assert self._process is not None
        self._process.send_signal(signal.SIGSTOP)
        try:
            yield
        finally:
            self._process.send_signal(signal.SIGCONT)

    async def _end(self, how: signal.Signals) -> None:
        if self._process is not None and self._process.returncode is None:
            self._process.send_signal(how)
            await self._process.wait()
        self._process = None

    @asynccontextmanager
    async def client(self) -> AsyncIterator[AgentClient]:
        """A connection of the command line, as soon as the agent takes it."""
        deadline = asyncio.get_running_loop().time() + DEADLINE_S
        while True:
            self.vault.forget()
            connection = connect(self.port, self.vault)
            try:
                client = await connection.__aenter__()
                break
            except (AgentNotRunning, NotPaired):
                if asyncio.get_running_loop().time() > deadline:
                    raise
                await asyncio.sleep(0.05)
        try:
            yield client
        finally:
            await connection.__aexit__(None, None, None)
