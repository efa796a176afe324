"""`nadajnik reconcile`: compares the ledger, the carriers' lists and Allegro, and mends what can be mended safely."""

import asyncio

import click

from agent.client import AgentClient
from shared_schema import MAX_DAYS, PAGE_ROWS
from shared_schema.reconcile import (
    Finding,
    ReconcileGetParams,
    ReconcileGetResult,
    ReconcileStartParams,
    ReconcileStartResult,
    ReconcileSummary,
)

from .base import command, option
from .exit_codes import CommandFailed, ExitCode
from .failures import exit_code_of
from .output import ReconcileOutput, emit
from .phrases import error_text
from .reconcile_report import report
from .session import Session
from .talk import agent_of, ask, follow

DAYS = 7


@command("reconcile")
@option("--days", help="option_days", type=click.IntRange(1, MAX_DAYS), default=DAYS)
@option("--mend", help="option_mend", is_flag=True)
@option("--json", "as_json", help="option_json", is_flag=True)
def reconcile(session: Session, days: int, mend: bool, as_json: bool) -> None:
    """Exit code 1 when something is left to look at; what is only good to know does not count."""
    summary, findings = asyncio.run(_compared(session, days, mend))
    if summary.failure is not None:
        raise CommandFailed(
            exit_code_of(summary.failure.code), "reconcile_failed", why=error_text(session.words, summary.failure)
        )
    if as_json:
        emit(ReconcileOutput(summary=summary, findings=findings))
    else:
        for part in report(session.words, summary, findings):
            session.out.print(part)
    if summary.to_look_at:
        raise click.exceptions.Exit(ExitCode.SOME_NEED_FIXING)
    if any(side.error for side in summary.unread):
        raise click.exceptions.Exit(ExitCode.UNAVAILABLE)


async def _compared(session: Session, days: int, mend: bool) -> tuple[ReconcileSummary, list[Finding]]:
    async with agent_of(session) as agent:
        params = ReconcileStartParams(days=days, mend=mend)
        run_id = (await ask(agent, "reconcile.start", params, ReconcileStartResult)).run_id
        with session.err.status(session.words("reconcile_reading")) as status:

            async def look() -> bool:
                now = (await _page(agent, run_id, 0, 1)).summary
                if now.state == "mending":
                    status.update(session.words("reconcile_mending"))
                return now.state == "finished"

            await follow(agent, look)
        page = await _page(agent, run_id, 0, PAGE_ROWS)
        findings = list(page.findings)
        for offset in range(PAGE_ROWS, page.summary.findings, PAGE_ROWS):
            findings += (await _page(agent, run_id, offset, PAGE_ROWS)).findings
        return page.summary, findings


async def _page(agent: AgentClient, run_id: str, offset: int, limit: int) -> ReconcileGetResult:
    return await ask(agent, "reconcile.get", ReconcileGetParams(run_id=run_id, offset=offset, limit=limit), ReconcileGetResult)
