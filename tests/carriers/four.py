"""All four kinds of account, open at their stand-ins, as a seller with every contract has them."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path

from agent.config.file import ConfigFile
from agent.connections import Connections
from agent.demo.en.options import EnOptions
from agent.demo.memory_vault import MemoryVault
from agent.demo.setup import demo_secrets, write_config
from agent.demo.stand_ins import start_stand_ins
from agent.shipping.ports import CarrierAccount


@asynccontextmanager
async def four_accounts(home: Path, poczta: Mapping[str, int | str] | None = None) -> AsyncIterator[dict[str, CarrierAccount]]:
    """By their ids, prepared; `poczta` are settings of both accounts of Poczta Polska."""
    async with start_stand_ins([], en=EnOptions(), en_allegro=EnOptions(kind="allegro")) as world:
        write_config(home, world, poczta=poczta, orlen={})
        opened = Connections(ConfigFile(home), MemoryVault(demo_secrets(world)))
        try:
            accounts, unready = await opened.enabled(())
            assert not unready
            yield {each.id: each for each in accounts}
        finally:
            await opened.close()
