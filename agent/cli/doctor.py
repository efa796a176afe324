"""`nadajnik doctor`: what is good, what needs attention, what is broken, and what to do about it."""

import asyncio
from pathlib import Path

import click
from rich.table import Table

from agent.doctor.checks import examine
from agent.doctor.facts import Facts
from agent.doctor.read import read_facts
from agent.doctor.report import report
from agent.doctor.words import finding_text

from .base import command, option
from .exit_codes import CommandFailed, ExitCode
from .output import DoctorOutput, DoctorRow, emit
from .screen import plain, progress_bar
from .session import Session

STYLES = {"good": "green", "attention": "yellow", "broken": "red"}


@command("doctor")
@option("--json", "as_json", help="option_json", is_flag=True)
@option("--report", "report_to", help="option_report", type=click.Path(dir_okay=False, allow_dash=True, path_type=Path))
def doctor(session: Session, as_json: bool, report_to: Path | None) -> None:
    """Exit code 1 unless everything is good. Changes nothing, but for the report's file."""
    asyncio.run(_told(session, as_json, report_to))


async def _told(session: Session, as_json: bool, report_to: Path | None) -> None:
    """Told before the loop ends: a key store that never answers would keep it from ending."""
    with progress_bar(session.err) as bar:
        task = bar.add_task(session.words("doctor_looking"), total=None)

        def told(_: Facts, done: int, of: int) -> None:
            bar.update(task, completed=done, total=of)

        facts = await read_facts(session.home, session.vault, told)
    findings = examine(facts)
    if report_to is not None:
        _write(session, report_to, report(session.words, session.home, facts, findings))
    rows = [DoctorRow(check=each.check, state=each.state, text=finding_text(session.words, each)) for each in findings]
    if as_json:
        emit(DoctorOutput(findings=rows))
    elif report_to is None:
        _show(session, rows)
    if any(row.state != "good" for row in rows):
        raise click.exceptions.Exit(ExitCode.SOME_NEED_FIXING)


def _show(session: Session, rows: list[DoctorRow]) -> None:
    table = Table(show_header=False, show_edge=False, box=None)
    for row in rows:
        state = plain(session.words.word("doctor", row.state), STYLES[row.state])
        table.add_row(state, session.words.word("doctor_check", row.check), plain(row.text))
    session.out.print(table)


def _write(session: Session, place: Path, text: str) -> None:
    if str(place) == "-":
        click.echo(text, nl=False)
        return
    try:
        place.write_text(text, encoding="utf-8")
    except OSError as error:
        raise CommandFailed(ExitCode.UNAVAILABLE, "report_not_written", path=place, reason=error.strerror) from None
    session.say("report_written", path=place)
