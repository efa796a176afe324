"""`nadajnik doctor`: what is good, what needs attention, what is broken, and what to do about it."""

import asyncio

import click
from rich.table import Table

from agent.doctor.checks import Finding, examine
from agent.doctor.read import read_facts

from .base import command, option
from .exit_codes import ExitCode
from .output import DoctorOutput, DoctorRow, emit
from .screen import plain
from .session import Session

STYLES = {"good": "green", "attention": "yellow", "broken": "red"}


@command("doctor")
@option("--json", "as_json", help="option_json", is_flag=True)
def doctor(session: Session, as_json: bool) -> None:
    """Exit code 1 unless everything is good. Changes nothing."""
    findings = examine(asyncio.run(read_facts(session.home, session.vault)))
    rows = [DoctorRow(check=each.check, state=each.state, text=_text(session, each)) for each in findings]
    if as_json:
        emit(DoctorOutput(findings=rows))
    else:
        table = Table(show_header=False, show_edge=False, box=None)
        for row in rows:
            state = plain(session.words.word("doctor", row.state), STYLES[row.state])
            table.add_row(state, session.words.word("doctor_check", row.check), plain(row.text))
        session.out.print(table)
    if any(row.state != "good" for row in rows):
        raise click.exceptions.Exit(ExitCode.SOME_NEED_FIXING)


def _text(session: Session, finding: Finding) -> str:
    return session.words(finding.key, **finding.data)
