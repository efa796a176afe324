"""What a seller does, said in protocol messages: plan, create, wait, and confirm what could not be found."""

import asyncio
import uuid
from collections.abc import Callable, Sequence

from agent.cli.talk import ask
from agent.client import AgentClient, CallFailed
from shared_schema import PAGE_ROWS
from shared_schema.codes import ErrorCode
from shared_schema.jobs import JobItem, JobsGetParams, JobsGetResult, JobSummary
from shared_schema.plans import PlanItem, PlanRow, PlansCreateParams, PlansCreateResult, PlansGetParams, PlansGetResult
from shared_schema.shipments import CreateItem, ShipmentsCreateParams, ShipmentsCreateResult

POLL_S = 0.35
"""Below the agent's own limit of thirty requests in ten seconds."""


async def plan(
    agent: AgentClient,
    order_ids: Sequence[str],
    seconds: float = 60,
    size: str | None = None,
    parcels: int = 1,
    point: str | None = None,
    seller_id: str | None = None,
) -> list[PlanRow]:
    """All rows, in the order asked for. `seller_id` is the one in the page's address."""
    asked = [PlanItem(order_id=each, size=size, receiver=None, parcels=parcels, point=point) for each in order_ids]
    params = PlansCreateParams(seller_id=seller_id, items=asked)
    begun = await ask(agent, "plans.create", params, PlansCreateResult)
    rows: list[PlanRow] = []
    async with asyncio.timeout(seconds):
        while len(rows) < begun.total:
            page = PlansGetParams(plan_id=begun.plan_id, offset=len(rows), limit=PAGE_ROWS)
            rows += (await ask(agent, "plans.get", page, PlansGetResult)).rows
            await asyncio.sleep(POLL_S if len(rows) < begun.total else 0)
    return rows


async def create(
    agent: AgentClient,
    rows: Sequence[PlanRow],
    key: str | None = None,
    size: str | None = None,
    point: str | None = None,
    seller_id: str | None = None,
) -> str:
    """Ships what the plan allows, looked at and confirmed; the job."""
    items = [
        CreateItem(
            order_id=row.order_id,
            digest=row.digest,
            size=size,
            accepted=True,
            confirmation=row.confirmation,
            parcels=row.parcels,
            point=point,
        )
        for row in rows
        if row.digest is not None
    ]
    assert items, f"nothing of it can be shipped: {[(row.status, row.error) for row in rows]}"
    params = ShipmentsCreateParams(key=key or str(uuid.uuid4()), seller_id=seller_id, items=items)
    return (await ask(agent, "shipments.create", params, ShipmentsCreateResult)).job.job_id


async def wait(
    agent: AgentClient,
    job_id: str,
    until: Callable[[JobSummary], bool] = lambda job: job.state == "finished",
    seconds: float = 120,
) -> JobSummary:
    """The job once the condition holds. A ledger that is away for a moment is waited for, as a page does."""
    async with asyncio.timeout(seconds):
        while True:
            try:
                job = (await ask(agent, "jobs.get", JobsGetParams(job_id=job_id, offset=0, limit=1), JobsGetResult)).job
            except CallFailed as failed:
                if failed.error.code is not ErrorCode.LEDGER_UNAVAILABLE:
                    raise
            else:
                if until(job):
                    return job
            await asyncio.sleep(POLL_S)


async def items(agent: AgentClient, job_id: str) -> list[JobItem]:
    """All items of the job."""
    found: list[JobItem] = []
    while True:
        params = JobsGetParams(job_id=job_id, offset=len(found), limit=PAGE_ROWS)
        page = (await ask(agent, "jobs.get", params, JobsGetResult)).items
        found += page
        if len(page) < PAGE_ROWS:
            return found
