"""`python -m bench`: 1, 20, 200 and 1,000 orders of each carrier against the stand-ins at 150 ms a call.

Prints seconds, calls per order, the agent's peak memory, and the ratio to what is possible at best.
"""

import argparse
import asyncio
import json
import sys
import tempfile
import time
import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import psutil
from rich.console import Console
from rich.table import Table

from agent.client import AgentClient, connect
from agent.demo.allegro_orders import SHIPPABLE_MIX, OrderKind, many_orders
from agent.demo.en.options import EnOptions
from agent.demo.memory_vault import MemoryVault
from agent.demo.serving import StandInServer
from agent.demo.setup import demo_secrets, write_config
from agent.demo.shipx_options import ShipxOptions
from agent.demo.stand_ins import StandIns, start_stand_ins
from bench.limits import Service, limit_s
from shared_schema import PAGE_ROWS
from shared_schema.jobs import JobsGetParams, JobsGetResult, JobSummary
from shared_schema.plans import PlanItem, PlanRow, PlansCreateParams, PlansCreateResult, PlansGetParams, PlansGetResult
from shared_schema.shipments import CreateItem, ShipmentsCreateParams, ShipmentsCreateResult

LATENCY_S = 0.15
CONFIRM_S = 0.3
ALLEGRO_CONCURRENCY = 8
NUMBERS_PER_MINUTE = 40 * 60
"""Allegro's own limit on reading the orders' numbers, as the agent keeps it."""
PER_MINUTE = 6000


@dataclass(frozen=True, slots=True)
class Carrier:
    """Whose orders are shipped. `chain`: calls of one order that wait for each other, from the order to its number at Allegro."""

    name: str
    kinds: Sequence[OrderKind]
    server: Callable[[StandIns], StandInServer | None]
    concurrency: int
    chain: int
    confirm_s: float = 0.0


CARRIERS = (
    # order, numbers, create, confirmation, numbers, number added
    Carrier("InPost", SHIPPABLE_MIX, lambda world: world.shipx, 4, 6, CONFIRM_S),
    # order, numbers, bufors, bufor made, create, numbers, number added
    Carrier("Poczta Polska", (OrderKind.POCZTEX, OrderKind.POCZTEX_COD), lambda world: world.en, 1, 7),
    # order, numbers, create, numbers, number added
    Carrier("ORLEN Paczka", (OrderKind.ORLEN,), lambda world: world.pwr, 1, 5),
)


async def main(counts: list[int]) -> None:
    """Runs each carrier and size in a fresh home against fresh stand-ins."""
    table = Table(title=f"{LATENCY_S * 1000:.0f} ms a call")
    table.add_column("carrier")
    for column in ("orders", "plan s", "ship s", "limit s", "ratio", "calls/order", "its calls", "Allegro", "peak MB", "created"):
        table.add_column(column, justify="right")
    for carrier in CARRIERS:
        for count in counts:
            table.add_row(carrier.name, *await run(carrier, count))
    Console(width=120).print(table)


async def run(carrier: Carrier, count: int) -> tuple[str, ...]:
    """One carrier and size; a row of the table."""
    orders, options = many_orders(count, carrier.kinds), ShipxOptions(confirm_after_s=CONFIRM_S)
    async with start_stand_ins(orders, latency_s=LATENCY_S, shipx=options, en=EnOptions()) as world:
        with tempfile.TemporaryDirectory() as folder:
            home = Path(folder)
            pace = {"requests_per_minute": PER_MINUTE}
            write_config(home, world, inpost={**pace, "concurrency": CARRIERS[0].concurrency}, poczta=pace, orlen={})
            process = await asyncio.create_subprocess_exec(
                sys.executable,
                "-m",
                "bench.agent_process",
                folder,
                stdin=asyncio.subprocess.PIPE,
                stdout=asyncio.subprocess.PIPE,
            )
            try:
                return await _measure(carrier, count, world, process)
            finally:
                process.terminate()
                await process.wait()


async def _measure(carrier: Carrier, count: int, world: StandIns, process: asyncio.subprocess.Process) -> tuple[str, ...]:
    server = carrier.server(world)
    if process.stdin is None or process.stdout is None or server is None:
        raise RuntimeError("the agent has no pipes, or the carrier no stand-in")
    process.stdin.write(json.dumps(demo_secrets(world)).encode() + b"\n")
    ready = json.loads(await process.stdout.readline())
    memory = psutil.Process(process.pid)
    async with connect(ready["port"], MemoryVault(ready["secrets"])) as agent:
        started = time.monotonic()
        rows = await _plan(agent, list(world.allegro.orders))
        planned = time.monotonic()
        server.calls.clear()
        world.allegro.calls.clear()
        heard = [planned]
        listening = asyncio.create_task(_listen(agent, heard))
        job, peak = await _ship(agent, rows, memory)
        listening.cancel()
    own, allegro = len(server.calls), len(world.allegro.calls)
    services = [
        Service(carrier.name, own, carrier.concurrency, PER_MINUTE),
        Service("Allegro", allegro, ALLEGRO_CONCURRENCY, None),
        Service("Allegro's numbers", world.allegro.count("GET", "/shipments$"), ALLEGRO_CONCURRENCY, NUMBERS_PER_MINUTE),
    ]
    limit = limit_s(services, carrier.chain, carrier.confirm_s, LATENCY_S)
    took = heard[-1] - planned
    return (
        str(count),
        f"{planned - started:.1f}",
        f"{took:.1f}",
        f"{limit:.1f}",
        f"{took / limit:.2f}",
        f"{(own + allegro) / count:.2f}",
        str(own),
        str(allegro),
        f"{peak / 2**20:.0f}",
        f"{job.created}/{job.total}",
    )


async def _listen(agent: AgentClient, heard: list[float]) -> None:
    """The last change of the job is its end: polling would round it up, and the agent bounds requests."""
    async for _ in agent.events():
        heard.append(time.monotonic())


async def _plan(agent: AgentClient, order_ids: list[str]) -> list[PlanRow]:
    params = PlansCreateParams(seller_id=None, items=[PlanItem(order_id=each, size=None, receiver=None) for each in order_ids])
    plan = await agent.call("plans.create", params, PlansCreateResult)
    rows: list[PlanRow] = []
    while len(rows) < plan.total:
        page = PlansGetParams(plan_id=plan.plan_id, offset=len(rows), limit=PAGE_ROWS)
        answer = await agent.call("plans.get", page, PlansGetResult)
        rows += answer.rows
        if len(answer.rows) < PAGE_ROWS and len(rows) < plan.total:
            await asyncio.sleep(0.45)
    return rows


async def _ship(agent: AgentClient, rows: list[PlanRow], memory: psutil.Process) -> tuple[JobSummary, int]:
    items = [
        CreateItem(order_id=row.order_id, digest=row.digest, size=None, accepted=True, confirmation=row.confirmation)
        for row in rows
        if row.digest is not None
    ]
    params = ShipmentsCreateParams(key=str(uuid.uuid4()), seller_id=None, items=items)
    job = (await agent.call("shipments.create", params, ShipmentsCreateResult)).job
    peak = 0
    while job.state == "running":
        await asyncio.sleep(0.8)
        peak = max(peak, memory.memory_info().rss)
        job = (await agent.call("jobs.get", JobsGetParams(job_id=job.job_id, offset=0, limit=1), JobsGetResult)).job
    return job, peak


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("counts", nargs="*", type=int, default=[1, 20, 200, 1000], help="orders in one selection")
    asyncio.run(main(parser.parse_args().counts))
