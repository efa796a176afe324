"""A seller whose agent runs in this process, with stand-ins whose lists can be spoiled, and the command line beside it."""

import json
import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from click.testing import Result

from agent.app import running
from agent.cli import talk
from agent.config.running import note_port
from agent.demo.allegro_orders import OrderKind, build_order
from agent.demo.setup import demo_secrets, write_config
from agent.demo.shipx_options import ShipxOptions
from agent.demo.stand_ins import StandIns, start_stand_ins
from agent.shipping.work import reconciler
from tests.cli.conftest import Terminal
from tests.demo.worlds import ShipxCaller, locker

PATIENCE = 0.03
Report = dict[str, Any]


@dataclass
class Shop:
    """The world, and what a seller does in it."""

    world: StandIns
    terminal: Terminal
    shipx: ShipxCaller

    @property
    def orders(self) -> list[str]:
        return list(self.world.allegro.orders)

    @asynccontextmanager
    async def living(self) -> AsyncIterator[int]:
        """One life of the agent; its port."""
        async with running(self.terminal.home, self.terminal.vault, port=0, patience=PATIENCE) as server:
            note_port(self.terminal.home, server.port)
            yield server.port

    async def ship(self, *order_ids: str) -> Result:
        return await self.terminal.run("ship", *order_ids, "--yes")

    async def reconcile(self, *options: str) -> tuple[int, Report]:
        """The exit code and what `--json` printed."""
        done = await self.terminal.run("reconcile", "--json", *options)
        assert done.stdout, done.output
        return done.exit_code, json.loads(done.stdout)

    async def found(self, *options: str) -> list[tuple[str, str | None]]:
        """Codes and orders of the findings."""
        _, report = await self.reconcile(*options)
        assert report["summary"]["unread"] == []
        return [(each["code"], each["order_id"]) for each in report["findings"]]

    def number_of(self, order_id: str) -> str:
        return self.world.allegro.numbers(order_id)[0].waybill

    def reference_of(self, order_id: str) -> str:
        """The reference of the order's last attempt, read from the ledger's file."""
        with sqlite3.connect(self.terminal.home / "ledger.sqlite") as ledger:
            rows = ledger.execute("SELECT reference FROM attempts WHERE order_id = ? ORDER BY id DESC", [order_id]).fetchone()
        return str(rows[0])

    async def make_parcel(self, reference: str | None) -> int:
        """A parcel made at the carrier by somebody else, with its number."""
        body = locker(**({} if reference is None else {"reference": reference}))
        made = await self.shipx.created(body)
        self.world.shipx.confirm(made)
        return made


@asynccontextmanager
async def open_world(terminal: Terminal, count: int = 3, list_lag_s: float = 0.0) -> AsyncIterator[Shop]:
    """The services and the seller's home; no agent yet."""
    orders = [build_order(OrderKind.LOCKER, number) for number in range(1, count + 1)]
    options = ShipxOptions(confirm_after_s=0.05, list_lag_s=list_lag_s)
    async with start_stand_ins(orders, shipx=options) as world, aiohttp.ClientSession() as session:
        write_config(terminal.home, world, inpost={"requests_per_minute": 6000})
        terminal.vault.secrets.update(demo_secrets(world))
        yield Shop(world, terminal, ShipxCaller(world.shipx, session))


@asynccontextmanager
async def open_shop(terminal: Terminal, count: int = 3, list_lag_s: float = 0.0) -> AsyncIterator[Shop]:
    async with open_world(terminal, count, list_lag_s) as it, it.living():
        yield it


@pytest.fixture
def terminal(tmp_path: Path) -> Terminal:
    return Terminal(tmp_path / "home")


@pytest.fixture
def no_grace(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing counts as work under way, however young it is."""
    monkeypatch.setattr(reconciler, "GRACE", timedelta(0))


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """The command line and the mending look more often."""
    monkeypatch.setattr(talk, "MIN_PAUSE_S", 0.05)
    monkeypatch.setattr(talk, "MAX_PAUSE_S", 0.3)
    monkeypatch.setattr(reconciler, "MEND_LOOK_S", 0.05)


@pytest.fixture
async def shop(terminal: Terminal, no_grace: None) -> AsyncIterator[Shop]:
    """Three orders, shipped as they should be."""
    async with open_shop(terminal) as it:
        shipped = await it.ship(*it.orders)
        assert shipped.exit_code == 0, shipped.output
        yield it
