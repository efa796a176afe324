"""`nadajnik cancel JOB [ORDER...]`: stops orders of which nothing was sent."""

import asyncio
import re
from collections.abc import Sequence

import click

from shared_schema import MAX_PARCELS
from shared_schema.base import UUID_PATTERN
from shared_schema.jobs import JobsCancelParams, JobsCancelResult

from .base import command, option
from .exit_codes import CommandFailed, ExitCode
from .order_ids import order_ids
from .output import CancelOutput, emit
from .session import Session
from .talk import agent_of, ask


@command("cancel")
@click.argument("job", metavar="JOB")
@click.argument("orders", nargs=-1, metavar="[ORDER...]")
@option("--parcel", help="option_cancel_parcel", type=click.IntRange(1, MAX_PARCELS), metavar="N")
@option("--json", "as_json", help="option_json", is_flag=True)
def cancel(session: Session, job: str, orders: tuple[str, ...], parcel: int | None, as_json: bool) -> None:
    """Exit code 1 when nothing could be stopped: every order was sent or done already."""
    if not re.fullmatch(UUID_PATTERN, job.lower()):
        raise CommandFailed(ExitCode.USAGE, "job_id_wrong", id=job[:60])
    ids = order_ids(orders) if orders else None
    if parcel is not None and len(ids or ()) != 1:
        raise CommandFailed(ExitCode.USAGE, "cancel_parcel_of_one")
    result = asyncio.run(_cancelled(session, job.lower(), ids, parcel))
    if as_json:
        emit(CancelOutput(job=result.job, stopped=result.stopped))
    else:
        session.say("cancelled" if result.stopped else "cancelled_nothing", count=result.stopped)
    if not result.stopped:
        raise click.exceptions.Exit(ExitCode.SOME_NEED_FIXING)


async def _cancelled(session: Session, job_id: str, ids: Sequence[str] | None, parcel: int | None) -> JobsCancelResult:
    async with agent_of(session) as agent:
        params = JobsCancelParams(job_id=job_id, order_ids=None if ids is None else list(ids), parcel=parcel)
        return await ask(agent, "jobs.cancel", params, JobsCancelResult)
