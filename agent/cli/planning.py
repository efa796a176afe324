"""Asks the agent for plans and waits until all rows are there."""

from collections import Counter
from collections.abc import Mapping, Sequence

from agent.client import AgentClient
from agent.shipping.model.plan import Choices
from shared_schema import PAGE_ROWS
from shared_schema.plans import (
    PlanItem,
    PlanRow,
    PlansCreateParams,
    PlansCreateResult,
    PlansGetParams,
    PlansGetResult,
    ReceiverCorrection,
)

from .output import PlanCounts, PlanOutput
from .screen import progress_bar
from .session import Session
from .talk import agent_of, ask, follow


async def planned(
    session: Session, ids: Sequence[str], choices: Mapping[str, Choices], corrected: Mapping[str, ReceiverCorrection]
) -> PlanOutput:
    """One row per order, in the order asked for, and their counts. Raises `ClientError`."""
    async with agent_of(session) as agent:
        items = [_item(each, choices.get(each, Choices()), corrected.get(each)) for each in ids]
        made = await ask(agent, "plans.create", PlansCreateParams(seller_id=None, items=items), PlansCreateResult)
        with progress_bar(session.err) as bar:
            task = bar.add_task(session.words("progress_planning"), total=made.total)

            async def look() -> bool:
                now = await _page(agent, made.plan_id, 0, 1)
                bar.update(task, completed=now.done)
                return now.done >= now.total

            await follow(agent, look)
        page = await _page(agent, made.plan_id, 0, PAGE_ROWS)
        rows = list(page.rows)
        while len(rows) < made.total:
            page = await _page(agent, made.plan_id, len(rows), PAGE_ROWS)
            rows += page.rows
    return PlanOutput(counts=_counts(rows), plan=rows, accounts=page.accounts)


def _counts(rows: Sequence[PlanRow]) -> PlanCounts:
    found = Counter(row.status for row in rows)
    return PlanCounts(ready=found["ready"], attention=found["attention"], blocked=found["blocked"])


def _item(order_id: str, chosen: Choices, receiver: ReceiverCorrection | None) -> PlanItem:
    return PlanItem(
        order_id=order_id,
        size=chosen.size,
        service=chosen.service,
        account=chosen.account_id,
        insurance_grosze=chosen.insurance_grosze,
        parcels=chosen.parcels,
        point=chosen.point,
        receiver=receiver,
    )


async def _page(agent: AgentClient, plan_id: str, offset: int, limit: int) -> PlansGetResult:
    return await ask(agent, "plans.get", PlansGetParams(plan_id=plan_id, offset=offset, limit=limit), PlansGetResult)
