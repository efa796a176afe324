"""`nadajnik plan ORDER...`: what would be sent, and why. Sends nothing."""

import asyncio
from pathlib import Path

import click

from .base import choice_options, command, option
from .exit_codes import ExitCode
from .fixes import fixes
from .order_ids import choices, order_ids
from .output import emit
from .planning import planned
from .session import Session
from .tables import plan_table


@command("plan")
@click.argument("orders", nargs=-1, required=True, metavar="ORDER...")
@choice_options
@option("--fix", "fixed", help="option_fix", multiple=True, metavar="[ORDER.]FIELD=TEXT")
@option("--fixes", "fix_file", help="option_fixes", type=click.Path(dir_okay=False, path_type=Path), metavar="FILE.json")
@option("--why", help="option_why", is_flag=True)
@option("--json", "as_json", help="option_json", is_flag=True)
def plan(
    session: Session,
    orders: tuple[str, ...],
    fixed: tuple[str, ...],
    fix_file: Path | None,
    why: bool,
    as_json: bool,
    **chosen: tuple[str, ...],
) -> None:
    """Exit code 1 when an order cannot be sent as it is."""
    ids = order_ids(orders)
    found = asyncio.run(planned(session, ids, choices(ids, **chosen), fixes(fixed, fix_file, ids)))
    if as_json:
        emit(found)
    else:
        session.out.print(plan_table(session.words, found.plan, why))
        session.out.print(session.words("plan_counts", **found.counts.model_dump()))
    if found.counts.blocked:
        raise click.exceptions.Exit(ExitCode.SOME_NEED_FIXING)
