"""The command line as a user meets it: real commands, a real agent on a free port, stand-ins of Allegro and InPost."""

import asyncio
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from agent.app import running
from agent.cli.root import root
from agent.cli.session import Session
from agent.config.running import note_port
from agent.demo.setup import demo_secrets, write_config
from agent.demo.stand_ins import StandIns, start_stand_ins
from agent.vault import Vault
from tests.memory_vault import MemoryVault


@dataclass
class Terminal:
    """Calls commands with one home and one vault."""

    home: Path
    vault: MemoryVault = field(default_factory=MemoryVault)
    on_terminal: bool = False
    language: str = "en"
    opened: list[str] = field(default_factory=list)

    def _vault(self, home: Path) -> Vault:
        return self.vault

    def _browse(self, link: str) -> bool:
        self.opened.append(link)
        return True

    def call(self, *arguments: str, text: str = "") -> Result:
        """Runs one command to its end, in this thread."""
        session = Session(open_vault=self._vault, open_browser=self._browse, on_terminal=lambda: self.on_terminal)
        words = ["--home", str(self.home), "--lang", self.language, *arguments]
        return CliRunner().invoke(root, words, input=text, obj=session)

    async def run(self, *arguments: str, text: str = "") -> Result:
        """Runs one command beside the agent of the test."""
        return await asyncio.to_thread(self.call, *arguments, text=text)


@pytest.fixture
def terminal(tmp_path: Path) -> Terminal:
    return Terminal(tmp_path / "home")


@dataclass
class Shop:
    """A connected seller with a running agent."""

    world: StandIns
    terminal: Terminal
    run: Callable[..., "asyncio.Future[Result]"]

    @property
    def orders(self) -> list[str]:
        return list(self.world.allegro.orders)


@pytest.fixture
async def shop(terminal: Terminal) -> AsyncIterator[Shop]:
    async with start_stand_ins() as world:
        write_config(terminal.home, world)
        terminal.vault.secrets.update(demo_secrets(world))
        async with running(terminal.home, terminal.vault, port=0, patience=0.05) as server:
            note_port(terminal.home, server.port)
            yield Shop(world, terminal, terminal.run)  # type: ignore[arg-type] # a coroutine is awaited like a future
