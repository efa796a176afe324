"""Asks the agent to create shipments and follows the job, over as many connections as it takes."""

import asyncio
import time
import uuid
from collections.abc import Sequence

from agent.client import AgentClient, AgentNotRunning, ConnectionLost
from shared_schema import PAGE_ROWS
from shared_schema.jobs import JobItem, JobsGetParams, JobsGetResult, JobSummary
from shared_schema.shipments import CreateItem, ShipmentsCreateParams, ShipmentsCreateResult

from .exit_codes import CommandFailed, ExitCode
from .screen import progress_bar
from .session import Session
from .talk import agent_of, ask, follow

PATIENCE_S = 30.0
"""How long a lost agent is looked for before the command gives up; the job goes on whenever the agent runs again."""

WAITING_S = 10.0
"""How long a job may wait for a service that does not answer, without any order being done, before the command leaves it."""
STILL_S = 300.0
"""The same while something is under way, as a look-up or a label of a carrier that does not answer any more."""


async def created(session: Session, items: Sequence[CreateItem]) -> tuple[JobSummary, list[JobItem]]:
    """The job and all its items, once it is finished, or only waits for a service that does not answer.

    One key for the whole command: the agent gives the same job for it however often it is sent, so a lost connection is
    simply begun anew. Raises `ClientError` when the agent refuses, `CommandFailed` when it is gone for too long.
    """
    params = ShipmentsCreateParams(key=str(uuid.uuid4()), seller_id=None, items=list(items))
    sent = False
    lost_since: float | None = None
    while True:
        try:
            async with agent_of(session) as agent:
                sent = True
                lost_since = None
                job = (await ask(agent, "shipments.create", params, ShipmentsCreateResult)).job
                await _settled(session, agent, job)
                return await everything(agent, job.job_id)
        except (ConnectionLost, AgentNotRunning):
            if not sent:
                raise
            lost_since = lost_since or time.monotonic()
            if time.monotonic() - lost_since > PATIENCE_S:
                raise CommandFailed(ExitCode.AGENT_NOT_RUNNING, "agent_gone_while_shipping") from None
            await asyncio.sleep(1.0)


async def _settled(session: Session, agent: AgentClient, job: JobSummary) -> None:
    patience = Patience()
    with progress_bar(session.err) as bar:
        task = bar.add_task(session.words("progress_shipping"), total=job.total)

        async def look() -> bool:
            now = (await _page(agent, job.job_id, 0, 1)).job
            bar.update(task, completed=now.total - now.working - now.waiting)
            return now.state == "finished" or patience.is_over(now, time.monotonic())

        await follow(agent, look)


class Patience:
    """Tells a short wait, as when a carrier asks for a moment, from an outage. Every order that is done renews it."""

    def __init__(self) -> None:
        self._done = (-1, -1)
        self._still_since = 0.0
        self._waiting_since: float | None = None

    def is_over(self, job: JobSummary, now: float) -> bool:
        """Whether the job has waited long enough. A try in between, during which it runs for a moment, changes nothing."""
        done = (job.created, job.working + job.waiting)
        if done != self._done:
            self._done, self._still_since, self._waiting_since = done, now, None
        if job.state == "waiting":
            self._waiting_since = now if self._waiting_since is None else self._waiting_since
            if now - self._waiting_since >= WAITING_S:
                return True
        return now - self._still_since >= STILL_S


def undecided(item: JobItem) -> bool:
    """Whether the item waits for a person: the agent has looked for the parcel and does not any more."""
    return item.state == "unknown" and item.error is not None


def say_undecided(session: Session, items: Sequence[JobItem]) -> None:
    """Tells how many of the items wait for a person's word, and how to give it; nothing when none does."""
    if count := sum(map(undecided, items)):
        session.say("undecided", count=count)


async def everything(agent: AgentClient, job_id: str) -> tuple[JobSummary, list[JobItem]]:
    """The job as it is, and all its items."""
    first = await _page(agent, job_id, 0, PAGE_ROWS)
    items = list(first.items)
    for offset in range(PAGE_ROWS, first.job.total, PAGE_ROWS):
        items += (await _page(agent, job_id, offset, PAGE_ROWS)).items
    return first.job, items


async def _page(agent: AgentClient, job_id: str, offset: int, limit: int) -> JobsGetResult:
    return await ask(agent, "jobs.get", JobsGetParams(job_id=job_id, offset=offset, limit=limit), JobsGetResult)
