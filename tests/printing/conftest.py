"""One CUPS for these tests; its printers are empty before each. A station with labels in two formats."""

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from agent.demo.allegro_orders import OrderKind, build_order
from agent.demo.memory_vault import MemoryVault
from agent.demo.setup import demo_secrets, write_config
from agent.demo.shipx_options import ShipxOptions
from agent.demo.stand_ins import start_stand_ins

from .cupsd import TestCups, private_cups
from .station import Station

KINDS = (OrderKind.LOCKER, OrderKind.LOCKER, OrderKind.ORLEN)


@pytest.fixture(scope="session")
def running_cups() -> Iterator[TestCups]:
    with private_cups() as cups:
        yield cups


@pytest.fixture
def cups(running_cups: TestCups) -> TestCups:
    running_cups.clear()
    return running_cups


@pytest.fixture
async def station(tmp_path: Path, cups: TestCups) -> AsyncIterator[Station]:
    orders = [build_order(kind, number) for number, kind in enumerate(KINDS, 1)]
    async with start_stand_ins(orders, shipx=ShipxOptions(confirm_after_s=0.05)) as world:
        write_config(tmp_path / "home", world, orlen={"label_format": "ZPL"})
        yield Station(tmp_path / "home", MemoryVault(demo_secrets(world)), world, cups)
