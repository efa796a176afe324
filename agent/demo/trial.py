"""One trial parcel: order, parcel, number and label at stand-ins, with a home and secrets of its own that are gone afterwards."""

import asyncio
import json
import tempfile
import uuid
from collections.abc import Callable
from pathlib import Path
from typing import Final, Literal

import httpx

from agent.app import running
from agent.client import AgentClient, connect
from agent.server.address import http_url
from shared_schema.jobs import JobItem, JobsGetParams, JobsGetResult
from shared_schema.labels import LabelsPrepareParams, LabelsPrepareResult
from shared_schema.plans import PlanItem, PlanRow, PlansCreateParams, PlansCreateResult, PlansGetParams, PlansGetResult
from shared_schema.shipments import CreateItem, ShipmentsCreateParams, ShipmentsCreateResult

from .allegro_orders import OrderKind, build_order
from .memory_vault import MemoryVault
from .setup import demo_secrets, write_config
from .stand_ins import StandIns, start_stand_ins

Step = Literal["services", "agent", "plan", "parcel", "number", "label"]
LABEL: Final = "label.pdf"
DEADLINE_S: Final = 90.0
POLL_S: Final = 0.4
"""Below the agent's own limit of thirty requests in ten seconds."""


def main(out: Path) -> None:
    """Writes `label.pdf` into the folder; a line of JSON for each step that is done, the last one with the tracking number."""

    def tell(step: Step) -> None:
        print(json.dumps({"step": step}), flush=True)

    number, label = asyncio.run(ship_one(tell))
    out.mkdir(parents=True, exist_ok=True)
    (out / LABEL).write_bytes(label)
    tell("label")
    print(json.dumps({"tracking_number": number}), flush=True)


async def ship_one(tell: Callable[[Step], None]) -> tuple[str, bytes]:
    """The tracking number and the label of a parcel. Raises TimeoutError."""
    with tempfile.TemporaryDirectory(prefix="nadajnik-trial-") as folder:
        home = Path(folder) / "home"
        async with asyncio.timeout(DEADLINE_S), start_stand_ins([build_order(OrderKind.LOCKER, 1)]) as world:
            tell("services")
            write_config(home, world)
            vault = MemoryVault(demo_secrets(world))
            async with running(home, vault, port=0) as server, connect(server.port, vault) as client:
                tell("agent")
                return await _shipped(client, world, server.port, tell)


async def _shipped(client: AgentClient, world: StandIns, port: int, tell: Callable[[Step], None]) -> tuple[str, bytes]:
    [order_id] = world.allegro.orders
    row = await _planned(client, order_id)
    tell("plan")
    made = CreateItem(order_id=order_id, digest=row.digest or "", size=None, accepted=True, confirmation=row.confirmation)
    params = ShipmentsCreateParams(key=str(uuid.uuid4()), seller_id=None, items=[made])
    job = (await client.call("shipments.create", params, ShipmentsCreateResult)).job
    await _until(client, job.job_id, lambda item: item.tracking_number is not None)
    tell("parcel")
    await _until(client, job.job_id, lambda item: item.on_allegro == "yes")
    tell("number")
    item = await _until(client, job.job_id, lambda item: item.label == "ready")
    [file] = (await client.call("labels.prepare", LabelsPrepareParams(order_ids=[order_id]), LabelsPrepareResult)).files
    async with httpx.AsyncClient(trust_env=False) as http:
        answer = await http.get(http_url(port, file.path))
    return item.tracking_number or "", answer.raise_for_status().content


async def _planned(client: AgentClient, order_id: str) -> PlanRow:
    items = [PlanItem(order_id=order_id, size=None)]
    plan = await client.call("plans.create", PlansCreateParams(seller_id=None, items=items), PlansCreateResult)
    while True:
        page = PlansGetParams(plan_id=plan.plan_id, offset=0, limit=1)
        if rows := (await client.call("plans.get", page, PlansGetResult)).rows:
            return rows[0]
        await asyncio.sleep(POLL_S)


async def _until(client: AgentClient, job_id: str, reached: Callable[[JobItem], bool]) -> JobItem:
    while True:
        params = JobsGetParams(job_id=job_id, offset=0, limit=1)
        [item] = (await client.call("jobs.get", params, JobsGetResult)).items
        if reached(item):
            return item
        await asyncio.sleep(POLL_S)
