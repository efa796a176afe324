"""`nadajnik ship ORDER...`: plans, asks, creates, and stays until nothing moves any more but what waits for a service."""

import asyncio
from pathlib import Path

import click

from shared_schema.jobs import JobItem

from .base import choice_options, command, option
from .choice import Choice, choose
from .exit_codes import CommandFailed, ExitCode
from .fixes import fixes
from .order_ids import choices, order_ids
from .output import ShipOutput, emit
from .planning import planned
from .questions import sure
from .session import Session
from .shipping import created, say_undecided
from .tables import items_table, left_out_text, plan_table


@command("ship")
@click.argument("orders", nargs=-1, required=True, metavar="ORDER...")
@option("--yes", help="option_yes", is_flag=True)
@option("--accept", help="option_accept", is_flag=True)
@option("--again", help="option_again", multiple=True, metavar="NUMBER")
@choice_options
@option("--fix", "fixed", help="option_fix", multiple=True, metavar="[ORDER.]FIELD=TEXT")
@option("--fixes", "fix_file", help="option_fixes", type=click.Path(dir_okay=False, path_type=Path), metavar="FILE.json")
@option("--json", "as_json", help="option_json", is_flag=True)
def ship(
    session: Session,
    orders: tuple[str, ...],
    yes: bool,
    accept: bool,
    again: tuple[str, ...],
    fixed: tuple[str, ...],
    fix_file: Path | None,
    as_json: bool,
    **chosen: tuple[str, ...],
) -> None:
    """Exit code 1 when an order was left out or has to be fixed, 9 when the question was not answered with yes."""
    ids = order_ids(orders)
    if not yes and ("-" in orders or not session.on_terminal()):
        raise CommandFailed(ExitCode.USAGE, "yes_needed")
    wanted = choices(ids, **chosen)
    corrected = fixes(fixed, fix_file, ids)
    rows = asyncio.run(planned(session, ids, wanted, corrected)).plan
    if not as_json or not yes:
        session.err.print(plan_table(session.words, rows))
    choice = choose(rows, wanted, accept, again, corrected)
    if not yes:
        doubtful = choose(rows, wanted, True, again, corrected)
        more = len(doubtful.items) - len(choice.items)
        if more and sure(session, "ask_accept", count=more):
            choice = doubtful
    for each in choice.left_out:
        session.say("order_left_out", order=each.order_id, why=left_out_text(session.words, each))
    if choice.items and not yes and not sure(session, "ask_ship", count=sum(each.parcels for each in choice.items)):
        raise CommandFailed(ExitCode.NOT_CONFIRMED, "not_confirmed")
    _send(session, choice, as_json)


def _send(session: Session, choice: Choice, as_json: bool) -> None:
    output = ShipOutput(job_id=None, state=None, items=[], not_sent=choice.left_out)
    if choice.items:
        job, items = asyncio.run(created(session, choice.items))
        output = ShipOutput(job_id=job.job_id, state=job.state, items=items, not_sent=choice.left_out)
    if as_json:
        emit(output)
    else:
        session.out.print(items_table(session.words, output.items, output.not_sent))
        done, waiting = sum(item.state == "created" for item in output.items), sum(map(_goes_on, output.items))
        to_fix = len(output.items) + len(output.not_sent) - done - waiting
        session.say("ship_result", created=done, to_fix=to_fix, waiting=waiting or None)
        if output.state in ("running", "waiting"):
            session.say("ship_waiting", job=output.job_id)
        say_undecided(session, output.items)
    all_done = output.state in (None, "finished") and all(
        item.state == "created" and item.on_allegro != "failed" and item.label != "failed" for item in output.items
    )
    if choice.left_out or not all_done:
        raise click.exceptions.Exit(ExitCode.SOME_NEED_FIXING)


def _goes_on(item: JobItem) -> bool:
    """Whether the agent goes on with it by itself: it waits, or is being tried again at this very moment."""
    return item.state == "waiting" or (item.state in ("queued", "sending", "confirming", "unknown") and item.error is None)
