"""The real agent as a process of its own, started and killed by a test."""

import asyncio
import contextlib
import os
import signal
import socket
import sys
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

from agent.client import AgentClient, ClientError, connect
from agent.shipping.work.points import Point
from agent.vault import Vault, vault_service
from agent.vault.keyring_vault import KeyringVault
from tests.faults.batch import PATIENCE
from tests.faults.file_vault import FileVault

DEADLINE_S = 20.0


class AgentProcess:
    """One agent over one home folder; `command` is what follows the interpreter's name."""

    def __init__(self, home: Path, port: int, vault: Vault, command: Sequence[str]) -> None:
        self.home = home
        self.port = port
        self.vault = vault
        self.command = command
        self.process: asyncio.subprocess.Process | None = None

    async def start(self, *arguments: str) -> None:
        """Starts the process; `client` waits until it serves."""
        self.process = await asyncio.create_subprocess_exec(
            sys.executable, *self.command, *arguments, env=os.environ.copy(), stderr=asyncio.subprocess.DEVNULL
        )

    async def kill(self) -> None:
        """SIGKILL: nothing is written, nothing is said."""
        await self._end(signal.SIGKILL)

    async def stop(self) -> None:
        """Asks it to end."""
        await self._end(signal.SIGTERM)

    @contextlib.contextmanager
    def suspended(self) -> Iterator[None]:
        """SIGSTOP until the block is left: asleep like a computer whose lid is closed, and awake again with old intentions."""
        assert self.process is not None
        self.process.send_signal(signal.SIGSTOP)
        try:
            yield
        finally:
            self.process.send_signal(signal.SIGCONT)

    async def died(self, seconds: float) -> bool:
        """Whether it came to its end by itself within the time."""
        assert self.process is not None
        try:
            async with asyncio.timeout(seconds):
                await self.process.wait()
        except TimeoutError:
            return False
        return True

    async def _end(self, how: signal.Signals) -> None:
        if self.process is not None and self.process.returncode is None:
            self.process.send_signal(how)
            await self.process.wait()
        self.process = None

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
            except ClientError:
                gone = self.process is None or self.process.returncode is not None
                if gone or asyncio.get_running_loop().time() > deadline:
                    raise
                await asyncio.sleep(0.05)
        try:
            yield client
        finally:
            await connection.__aexit__(None, None, None)


def nadajnik_run(home: Path, module: str = "agent") -> AgentProcess:
    """`nadajnik run` as users have it, with the system's key store; another `module` runs it with something changed."""
    port = free_port()
    command = ["-m", module, "run", "--home", str(home), "--port", str(port)]
    return AgentProcess(home, port, KeyringVault(vault_service(home)), command)


def mortal_agent(home: Path) -> AgentProcess:
    """The agent of `tests.faults.launch`; to be started with `death`."""
    port = free_port()
    return AgentProcess(home, port, FileVault(home), ["-m", "tests.faults.launch", str(home), str(port), str(PATIENCE)])


def death(point: Point, visit: int) -> tuple[str, str]:
    """The arguments that make the process die there."""
    return point.value, str(visit)


def free_port() -> int:
    """A port nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
