"""A running agent with stand-ins of every service, nothing connected yet, and the address of its settings."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest_asyncio
import tomlkit

from agent.app import running
from agent.client import connect
from agent.config.running import note_port
from agent.demo.en.options import EnOptions
from agent.demo.setup import write_config
from agent.demo.stand_ins import StandIns, start_stand_ins
from shared_schema.incoming import NoParams
from shared_schema.outgoing import SettingsOpenResult
from tests.memory_vault import MemoryVault


@dataclass
class Home:
    """A seller's computer."""

    world: StandIns
    folder: Path
    vault: MemoryVault
    port: int

    async def address(self) -> str:
        """What the window would be given."""
        async with connect(self.port, self.vault) as client:
            return (await client.call("settings.open", NoParams(), SettingsOpenResult)).address

    @property
    def config(self) -> tomlkit.TOMLDocument:
        return tomlkit.parse((self.folder / "config.toml").read_text(encoding="utf-8"))


@asynccontextmanager
async def new_home(folder: Path) -> AsyncIterator[Home]:
    """Where nothing is set up but the services' addresses."""
    async with start_stand_ins([], en=EnOptions(), en_allegro=EnOptions()) as world:
        write_config(folder, world)
        document = tomlkit.parse((folder / "config.toml").read_text(encoding="utf-8"))
        del document["accounts"], document["allegro"]
        (folder / "config.toml").write_text(tomlkit.dumps(document), encoding="utf-8")
        vault = MemoryVault()
        async with running(folder, vault, port=0) as server:
            note_port(folder, server.port)
            yield Home(world, folder, vault, server.port)


@pytest_asyncio.fixture
async def home(tmp_path: Path) -> AsyncIterator[Home]:
    async with new_home(tmp_path / "home") as it:
        yield it
