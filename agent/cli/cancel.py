"""`nadajnik cancel JOB [ORDER...]`: stops orders of which nothing was sent."""

import asyncio
import re
from collections.abc import Sequence

import click

from shared_schema.base import UUID_PATTERN
from shared_schema.incoming import JobsCancelParams
from shared_schema.outgoing import JobsCancelResult

from .base import command, option
from .exit_codes import CommandFailed, ExitCode
from .order_ids import order_ids
from .output import CancelOutput, emit
from .session import Session
from .talk import agent_of, ask


@command("cancel")
@click.argument("job", metavar="JOB")
@click.argument("orders", nargs=-1, metavar="[ORDER...]")
@option("--json", "as_json", help="option_json", is_flag=True)
def cancel(session: Session, job: str, orders: tuple[str, ...], as_json: bool) -> None:
    """Exit code 1 when nothing could be stopped: every order was sent or done already."""
    if not re.fullmatch(UUID_PATTERN, job.lower()):
        raise CommandFailed(ExitCode.USAGE, "job_id_wrong", id=job[:60])
    result = asyncio.run(_cancelled(session, job.lower(), order_ids(orders) if orders else None))
    if as_json:
        emit(CancelOutput(job=result.job, stopped=result.stopped))
    else:
        session.say("cancelled" if result.stopped else "cancelled_nothing", count=result.stopped)
    if not result.stopped:
        raise click.exceptions.Exit(ExitCode.SOME_NEED_FIXING)


async def _cancelled(session: Session, job_id: str, ids: Sequence[str] | None) -> JobsCancelResult:
    async with agent_of(session) as agent:
        params = JobsCancelParams(job_id=job_id, order_ids=None if ids is None else list(ids))
        return await ask(agent, "jobs.cancel", params, JobsCancelResult)
