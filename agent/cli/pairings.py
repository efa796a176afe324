"""`nadajnik pairings list|remove`: which browsers may talk to the agent."""

import asyncio

import click
from rich.table import Table

from shared_schema.pairing import PairingListResult, PairingRemoveParams, PairingRemoveResult
from shared_schema.request import NoParams

from .base import command, option
from .exit_codes import CommandFailed, ExitCode
from .output import PairingsOutput, emit
from .screen import plain
from .session import Session
from .talk import agent_of, ask


@command("list", "help_pairings_list")
@option("--json", "as_json", help="option_json", is_flag=True)
def list_pairings(session: Session, as_json: bool) -> None:
    """All of them, the command line's own included."""
    found = asyncio.run(_all(session)).pairings
    if as_json:
        emit(PairingsOutput(pairings=found))
        return
    table = Table(*(session.words(f"column_{name}") for name in ("pairing", "browser", "origin", "since")))
    for each in found:
        table.add_row(each.pairing_id, plain(each.browser), plain(each.origin), plain(each.created_at))
    session.out.print(table)


@command("remove", "help_pairings_remove")
@click.argument("pairing_id", metavar="ID")
def remove(session: Session, pairing_id: str) -> None:
    """Closes the browser's open connections too."""
    if len(pairing_id) != 16 or not set(pairing_id) <= set("0123456789abcdef"):
        raise CommandFailed(ExitCode.USAGE, "pairing_id_wrong")
    if not asyncio.run(_removed(session, pairing_id)).removed:
        raise CommandFailed(ExitCode.USAGE, "no_such_pairing", id=pairing_id)
    session.say("pairing_removed", id=pairing_id)


async def _all(session: Session) -> PairingListResult:
    async with agent_of(session) as agent:
        return await ask(agent, "pairing.list", NoParams(), PairingListResult)


async def _removed(session: Session, pairing_id: str) -> PairingRemoveResult:
    async with agent_of(session) as agent:
        return await ask(agent, "pairing.remove", PairingRemoveParams(pairing_id=pairing_id), PairingRemoveResult)
