"""`nadajnik handover [--list]`: gives today's sets to the carriers and writes the posting books."""

import asyncio
import uuid
from pathlib import Path

import click
from rich.table import Table

from agent.client import AgentClient, CallFailed
from shared_schema.handover import (
    HandoverBookParams,
    HandoverBookResult,
    HandoverListResult,
    HandoverSendParams,
    HandoverSendResult,
    OpenSet,
)
from shared_schema.request import NoParams

from .base import command, option
from .download import download
from .exit_codes import CommandFailed, ExitCode
from .output import HandedOver, HandoverOutput, emit
from .phrases import error_text, printable
from .questions import sure
from .screen import plain
from .session import Session
from .talk import agent_of, ask

LONGEST_S = 300.0
"""Sending a large set has been seen to take minutes."""


@command("handover", "help_handover")
@option("--list", "only_list", help="option_handover_list", is_flag=True)
@option("--set", "set_ids", help="option_handover_set", multiple=True, metavar="ID")
@option("-o", "--output", "folder", help="option_handover_folder", type=click.Path(file_okay=False, exists=True, path_type=Path))
@option("--yes", help="option_yes_handover", is_flag=True)
@option("--json", "as_json", help="option_json", is_flag=True)
def handover(session: Session, only_list: bool, set_ids: tuple[str, ...], folder: Path | None, yes: bool, as_json: bool) -> None:
    """Exit code 1 when a set was not handed over, or a parcel in it has an error."""
    output, declined = asyncio.run(_run(session, only_list, set_ids, (folder or Path()).absolute(), yes, as_json))
    if as_json:
        emit(output)
    if declined:
        raise CommandFailed(ExitCode.NOT_CONFIRMED, "not_confirmed")
    bad = [each for each in output.handed_over if each.error is not None or each.errors or each.status == "rejected"]
    if bad or output.failed:
        raise click.exceptions.Exit(ExitCode.SOME_NEED_FIXING)


async def _run(
    session: Session, only_list: bool, set_ids: tuple[str, ...], folder: Path, yes: bool, quiet: bool
) -> tuple[HandoverOutput, bool]:
    """What became of the sets, and whether one was not confirmed."""
    async with agent_of(session) as agent:
        waiting = await ask(agent, "handover.list", NoParams(), HandoverListResult, timeout_s=LONGEST_S)
        for failed in waiting.failed:
            session.say("handover_account_failed", account=failed.account_id, why=error_text(session.words, failed.error))
        if not quiet:
            _show(session, waiting.sets)
        handed = []
        chosen = [] if only_list else _chosen(session, waiting.sets, set_ids)
        for each in chosen:
            # A second protocol is nobody's wish by default: `--yes` answers for what is certain only.
            question = "ask_protocol_again" if each.unsure else "ask_protocol" if each.paper == "protocol" else "ask_handover"
            answered = yes and not each.unsure
            if answered or sure(session, question, place=printable(each.place), day=each.day, parcels=each.parcels):
                handed.append(await _hand_over(session, agent, each, folder))
        output = HandoverOutput(waiting=waiting.sets, failed=waiting.failed, handed_over=handed)
        return output, len(handed) < len(chosen)


def _show(session: Session, sets: list[OpenSet]) -> None:
    if not sets:
        session.say("no_open_sets")
        return
    table = Table(*(session.words(f"column_{name}") for name in ("account", "set", "day", "place", "parcels")))
    for each in sets:
        style = "yellow" if each.earlier else ""
        table.add_row(each.account_id, plain(each.set_id), plain(each.day, style), plain(each.place), str(each.parcels))
    session.out.print(table)


def _chosen(session: Session, sets: list[OpenSet], set_ids: tuple[str, ...]) -> list[OpenSet]:
    """Those named, else those of today: what lies there from earlier days is for a person to look at."""
    if set_ids:
        return [each for each in sets if each.set_id in set_ids]
    if earlier := sum(each.earlier for each in sets):
        session.say("earlier_sets", count=earlier)
    return [each for each in sets if not each.earlier]


async def _hand_over(session: Session, agent: AgentClient, each: OpenSet, folder: Path) -> HandedOver:
    result = HandedOver(
        account_id=each.account_id, set_id=each.set_id, handed_id=None, status=None, errors=[], book=None, error=None
    )
    params = HandoverSendParams(account_id=each.account_id, set_id=each.set_id, key=str(uuid.uuid4()), again=each.unsure)
    try:
        with session.err.status(session.words("progress_handover")):
            sent = await ask(agent, "handover.send", params, HandoverSendResult, timeout_s=LONGEST_S)
    except CallFailed as failed:
        session.say("handover_failed", set=each.set_id, why=error_text(session.words, failed.error))
        return result.model_copy(update={"error": failed.error})
    status = session.words.word("handover", sent.status)
    session.say("handed_over", parcels=sent.parcels, place=printable(each.place), status=status)
    for error in sent.errors:
        parcel = error.order_id or error.tracking_number or "-"
        session.say("handover_error", parcel=printable(parcel), text=printable(error.carrier.text), code=error.carrier.code)
    book = None
    if sent.book_error is None:
        book = await _book(session, agent, each.account_id, sent.handed_id, folder)
    else:
        session.say("book_missing", why=error_text(session.words, sent.book_error))
    known = {"handed_id": sent.handed_id, "status": sent.status, "errors": sent.errors, "book": book}
    return result.model_copy(update=known)


async def _book(session: Session, agent: AgentClient, account_id: str, handed_id: str, folder: Path) -> str:
    made = await ask(agent, "handover.book", HandoverBookParams(account_id=account_id, handed_id=handed_id), HandoverBookResult)
    file = folder / made.filename
    await download(session, made.path, file)
    session.say("book_written", file=file)
    return str(file)
