"""`nadajnik decide ORDER`: what a person found at the carrier about an order whose answer was lost."""

import asyncio
import re
from typing import Literal

import click

from agent.client import AgentClient
from shared_schema import MAX_PARCELS, PAGE_ROWS
from shared_schema.jobs import JobsDecideParams, JobsDecideResult, JobsGetParams, JobsGetResult, JobsListResult
from shared_schema.request import NoParams

from .base import command, option
from .exit_codes import CommandFailed, ExitCode
from .order_ids import order_ids
from .questions import sure
from .session import Session
from .shipping import undecided
from .talk import agent_of, ask

NUMBER = re.compile(r"[A-Za-z0-9]{6,40}")
"""A tracking number without the blanks it is printed with."""


@command("decide", "help_decide")
@click.argument("order", metavar="ORDER")
@option("--number", help="option_decide_number", metavar="NUMBER")
@option("--not-created", help="option_decide_not_created", is_flag=True)
@option("--parcel", help="option_decide_parcel", type=click.IntRange(1, MAX_PARCELS), metavar="N")
@option("--yes", help="option_yes", is_flag=True)
def decide(session: Session, order: str, number: str | None, not_created: bool, parcel: int | None, yes: bool) -> None:
    """Exactly one of the two answers; "not created" is asked about once more, since it may make a second parcel."""
    [order_id] = order_ids([order])
    if (number is None) != not_created:
        raise CommandFailed(ExitCode.USAGE, "decide_one")
    cleaned = None if number is None else re.sub(r"[\s-]", "", number)
    if cleaned is not None and not NUMBER.fullmatch(cleaned):
        raise CommandFailed(ExitCode.USAGE, "decide_number_wrong", number=cleaned[:60])
    if cleaned is None and not yes and not sure(session, "ask_not_created"):
        raise CommandFailed(ExitCode.NOT_CONFIRMED, "not_confirmed")
    asyncio.run(_decided(session, order_id, cleaned, parcel))
    session.say("decided_not_created" if cleaned is None else "decided_created", order=order_id, number=cleaned)


async def _decided(session: Session, order_id: str, number: str | None, parcel: int | None) -> None:
    async with agent_of(session) as agent:
        job_id = await _job_with(agent, order_id, parcel)
        if job_id is None:
            raise CommandFailed(ExitCode.SOME_NEED_FIXING, "decide_nothing", order=order_id)
        outcome: Literal["created", "not_created"] = "not_created" if number is None else "created"
        params = JobsDecideParams(job_id=job_id, order_id=order_id, outcome=outcome, tracking_number=number, parcel=parcel)
        await ask(agent, "jobs.decide", params, JobsDecideResult)


async def _job_with(agent: AgentClient, order_id: str, parcel: int | None) -> str | None:
    """The newest job in which this order, or this parcel of it, waits for a person."""
    for job in (await ask(agent, "jobs.list", NoParams(), JobsListResult)).jobs:
        for offset in range(0, job.total, PAGE_ROWS):
            params = JobsGetParams(job_id=job.job_id, offset=offset, limit=PAGE_ROWS)
            for item in (await ask(agent, "jobs.get", params, JobsGetResult)).items:
                if item.order_id == order_id and undecided(item) and parcel in (None, item.parcel):
                    return job.job_id
    return None
