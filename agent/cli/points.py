"""`nadajnik points ACCOUNT TEXT`: a locker or point found by code, town, street or post code."""

import asyncio
from datetime import UTC, datetime, timedelta

import click
from rich.table import Table

from shared_schema import PAGE_ROWS
from shared_schema.points import PointInfo, PointsSearchParams, PointsSearchResult

from .base import command, option
from .exit_codes import ExitCode
from .output import PointsOutput, emit
from .phrases import when
from .screen import plain
from .session import Session
from .talk import agent_of, ask
from .words import Words

LONGEST_S = 120.0
NOW = timedelta(minutes=10)
"""What was said so lately needs no date beside it."""


@command("points", "help_points")
@click.argument("account_id", metavar="ACCOUNT")
@click.argument("text", nargs=-1, metavar="TEXT")
@option("--near", help="option_points_near", metavar="CODE")
@option("--limit", help="option_points_limit", type=click.IntRange(1, PAGE_ROWS), default=10, show_default=True)
@option("--json", "as_json", help="option_json", is_flag=True)
def points(session: Session, account_id: str, text: tuple[str, ...], near: str | None, limit: int, as_json: bool) -> None:
    """Exit code 1 when there is no such point."""
    asked = {"account_id": account_id, "text": " ".join(text), "near": near, "limit": limit}
    try:
        params = PointsSearchParams.model_validate(asked)
    except ValueError as error:
        raise click.UsageError(session.words("points_not_understood")) from error
    found = asyncio.run(_found(session, params))
    if as_json:
        emit(PointsOutput(points=found.points, read_at=found.read_at))
    else:
        _show(session, found)
    if not found.points:
        raise click.exceptions.Exit(ExitCode.SOME_NEED_FIXING)


async def _found(session: Session, params: PointsSearchParams) -> PointsSearchResult:
    async with agent_of(session) as agent:
        return await ask(agent, "points.search", params, PointsSearchResult, timeout_s=LONGEST_S)


def _show(session: Session, found: PointsSearchResult) -> None:
    words = session.words
    if found.points:
        table = Table(*(words(f"column_{name}") for name in ("point", "address", "point_state", "cod", "sends", "distance")))
        for each in found.points:
            state, style = ("closed", "red") if not each.open else ("full", "yellow") if each.full else ("open", "green")
            table.add_row(
                plain(each.code),
                plain(", ".join(part for part in (each.address, each.name) if part)),
                plain(words(f"point_{state}"), style),
                _said(words, each.cash_on_delivery),
                _said(words, each.sends),
                _distance(each),
            )
        session.out.print(table)
    else:
        session.say("no_points")
    if datetime.now(UTC) - datetime.fromisoformat(found.read_at) > NOW:
        session.say("points_list_of", when=when(words, found.read_at))


def _said(words: Words, said: bool | None) -> str:
    return "-" if said is None else words("yes" if said else "no")


def _distance(point: PointInfo) -> str:
    way = point.distance_m
    return "-" if way is None else f"{way} m" if way < 1000 else f"{way / 1000:.1f} km"
