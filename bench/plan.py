"""`python -m bench.plan`: from asking for a plan of 200 mixed recent orders to its last row, at 100 ms a call.

Each way in has an agent of its own that was just started, and asks twice: the first plan also waits for what the accounts read
once. `--fast` leaves the browsers out. Prints seconds, and the calls to Allegro for lists and for numbers.
"""

import argparse
import asyncio
import json
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console
from rich.table import Table

from agent.client import connect
from agent.config.running import note_port
from agent.demo.allegro_orders import OrderKind, many_orders
from agent.demo.browser import BROWSERS
from agent.demo.clicks import pair
from agent.demo.memory_vault import MemoryVault
from agent.demo.setup import demo_secrets, write_config
from agent.demo.shop import open_shop
from agent.demo.stand_ins import StandIns, every_account
from shared_schema import PAGE_ROWS
from shared_schema.plans import PlanItem, PlansCreateParams, PlansCreateResult, PlansGetParams, PlansGetResult

ORDERS = 200
LATENCY_S = 0.1
SECONDS = 60.0
MIXED = (
    OrderKind.LOCKER,
    OrderKind.LOCKER_COD,
    OrderKind.COURIER,
    OrderKind.POCZTEX,
    OrderKind.ALLEGRO_POCZTEX,
    OrderKind.ORLEN,
    OrderKind.LETTER,
    OrderKind.CANCELLED,
    OrderKind.UNKNOWN_METHOD,
    OrderKind.ALREADY_SENT,
)
PACE = {"requests_per_minute": 6000}

Plan = Callable[[], Awaitable[float]]
"""Plans all orders; the seconds until the last row was there."""


@dataclass(frozen=True, slots=True)
class Figures:
    """What the two plans took, and what the second one asked of Allegro."""

    first_s: float
    second_s: float
    lists: int
    numbers: int


async def main(with_browsers: bool) -> None:
    """Measures each way in and prints a table."""
    table = Table(title=f"{ORDERS} orders, {LATENCY_S * 1000:.0f} ms a call")
    table.add_column("way in")
    for column in ("first plan s", "next plan s", "list calls", "calls for numbers"):
        table.add_column(column, justify="right")
    ways = {"socket": over_the_socket, "nadajnik plan": by_command}
    found = {name: await way() for name, way in ways.items()}
    if with_browsers:
        found |= {f"page, {name}": await in_a_browser(name) for name in BROWSERS}
    for name, each in found.items():
        table.add_row(name, f"{each.first_s:.2f}", f"{each.second_s:.2f}", str(each.lists), str(each.numbers))
    Console(width=100).print(table)


async def over_the_socket() -> Figures:
    """As fast as a client can read: it asks as soon as it hears that the plan grew."""
    async with _world() as world, _agent(world) as (_, port, secrets), connect(port, MemoryVault(secrets)) as agent:
        items = [PlanItem(order_id=each, size=None, receiver=None) for each in world.allegro.orders]

        async def plan() -> float:
            started = time.monotonic()
            made = await agent.call("plans.create", PlansCreateParams(seller_id=None, items=items), PlansCreateResult)
            async for event in agent.events():
                if event.topic == "plan" and event.data.plan_id == made.plan_id and event.data.done == event.data.total:
                    break
            for offset in range(0, made.total, PAGE_ROWS):
                page = PlansGetParams(plan_id=made.plan_id, offset=offset, limit=PAGE_ROWS)
                await agent.call("plans.get", page, PlansGetResult)
            return time.monotonic() - started

        return await _figures(world, plan)


async def by_command() -> Figures:
    """The whole command in a process of its own, Python's start included."""
    async with _world() as world, _agent(world) as (home, _, secrets):

        async def plan() -> float:
            started = time.monotonic()
            command = ("-m", "bench.command_process", "--home", str(home), "plan", *world.allegro.orders)
            process = await asyncio.create_subprocess_exec(
                sys.executable, *command, stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE
            )
            shown, _ = await process.communicate(json.dumps(secrets).encode())
            if list(world.allegro.orders)[-1].encode() not in shown:
                raise RuntimeError("the command did not show the last order")
            return time.monotonic() - started

        return await _figures(world, plan)


async def in_a_browser(name: str) -> Figures:
    """From the click to the last row drawn on the extension's page."""
    with tempfile.TemporaryDirectory() as folder:
        home, downloads = Path(folder) / "home", Path(folder) / "downloads"
        async with _world() as world, open_shop(home, downloads, headless=True, browser_name=name, world=world) as shop:
            await pair(shop)
            address = await shop.browser.extension_url(shop.extension_id, "pages/shipments.html")
            page = await shop.browser.new_tab()

            async def plan() -> float:
                await page.goto(address)
                await page.until("document.querySelector('#start').hidden === false", SECONDS)
                await page.evaluate(f"document.querySelector('#pasted').value = {json.dumps(' '.join(world.allegro.orders))}")
                took: float = await page.evaluate(
                    "(async () => { const from = performance.now(); document.querySelector('#plan-pasted').click();"
                    " do await new Promise((drawn) => requestAnimationFrame(() => setTimeout(drawn)));"
                    " while (document.querySelector('#plan').dataset.complete !== 'yes'"
                    f" || document.querySelectorAll('#plan-rows tr[data-order]').length < {ORDERS});"
                    " return performance.now() - from; })()"
                )
                return took / 1000

            return await _figures(world, plan)


async def _figures(world: StandIns, plan: Plan) -> Figures:
    first_s = await plan()
    world.allegro.calls.clear()
    second_s = await plan()
    return Figures(first_s, second_s, world.allegro.count("GET", "/checkout-forms$"), world.allegro.count("GET", "/shipments$"))


@asynccontextmanager
async def _world() -> AsyncIterator[StandIns]:
    async with every_account(many_orders(ORDERS, MIXED)) as world:
        for server in (world.allegro, world.shipx, world.pwr, world.en, world.en_allegro):
            if server is not None:
                server.latency_s = LATENCY_S
        yield world


@asynccontextmanager
async def _agent(world: StandIns) -> AsyncIterator[tuple[Path, int, dict[str, str]]]:
    """The agent in a process of its own: its home, its port, and the vault with the command line's key."""
    with tempfile.TemporaryDirectory() as folder:
        write_config(Path(folder), world, inpost=PACE, poczta=PACE, orlen=PACE)
        command = (sys.executable, "-m", "bench.agent_process", folder)
        process = await asyncio.create_subprocess_exec(*command, stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE)
        if process.stdin is None or process.stdout is None:
            raise RuntimeError("the agent has no pipes")
        try:
            process.stdin.write(json.dumps(demo_secrets(world)).encode() + b"\n")
            ready = json.loads(await process.stdout.readline())
            note_port(Path(folder), ready["port"])
            yield Path(folder), ready["port"], ready["secrets"]
        finally:
            process.terminate()
            await process.wait()


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--fast", action="store_true", help="without the browsers")
    asyncio.run(main(with_browsers=not parser.parse_args().fast))
