"""`nadajnik labels ORDER... -o FILE`: one PDF with the labels in the order asked for."""

import asyncio
from collections.abc import Sequence
from pathlib import Path

import click

from .base import command, option
from .exit_codes import CommandFailed, ExitCode
from .order_ids import order_ids
from .output import LabelsOutput, emit
from .phrases import error_text
from .session import Session


@command("labels")
@click.argument("orders", nargs=-1, required=True, metavar="ORDER...")
@option("-o", "--output", "file", help="option_output", type=click.Path(dir_okay=False, path_type=Path), required=True)
@option("--json", "as_json", help="option_json", is_flag=True)
def labels(session: Session, orders: tuple[str, ...], file: Path, as_json: bool) -> None:
    """Exit code 1 when a label is missing; the others are written all the same."""
    ids = order_ids(orders)
    if not file.absolute().parent.is_dir():
        raise CommandFailed(ExitCode.USAGE, "no_such_folder", path=file.absolute().parent)
    output = asyncio.run(_fetched(session, ids, file.absolute()))
    if as_json:
        emit(output)
    for each in output.missing:
        session.say("label_missing", order=each.order_id, why=error_text(session.words, each.error))
    if output.file is not None:
        session.say("labels_written", file=output.file, labels=output.labels, pages=output.pages)
    if output.missing or output.file is None:
        raise click.exceptions.Exit(ExitCode.SOME_NEED_FIXING)


async def _fetched(session: Session, ids: Sequence[str], file: Path) -> LabelsOutput:
    from shared_schema.incoming import LabelsPrepareParams
    from shared_schema.outgoing import LabelsPrepareResult

    from .download import download
    from .talk import agent_of, ask

    async with agent_of(session) as agent:
        with session.err.status(session.words("progress_labels")):
            params = LabelsPrepareParams(order_ids=list(ids))
            made = await ask(agent, "labels.prepare", params, LabelsPrepareResult)
        if made.path is None:
            return LabelsOutput(file=None, pages=0, labels=0, missing=made.missing)
        await download(session, made.path, file)
    return LabelsOutput(file=str(file), pages=made.pages, labels=made.labels, missing=made.missing)
