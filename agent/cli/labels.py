"""`nadajnik labels ORDER... -o FILE`: the labels in the order asked for, one file for each format."""

import asyncio
from collections.abc import Sequence
from pathlib import Path

import click

from shared_schema.codes import LabelFormat

from .base import command, option
from .exit_codes import CommandFailed, ExitCode
from .order_ids import order_ids
from .output import LabelsOutput, WrittenLabels, emit
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
        session.say("label_missing", order=each.order_id, parcel=each.parcel, why=error_text(session.words, each.error))
    for written in output.files:
        session.say("labels_written", file=written.file, labels=written.labels, pages=written.pages)
    if output.missing or not output.files:
        raise click.exceptions.Exit(ExitCode.SOME_NEED_FIXING)


async def _fetched(session: Session, ids: Sequence[str], file: Path) -> LabelsOutput:
    from shared_schema.labels import LabelsPrepareParams, LabelsPrepareResult

    from .download import download
    from .talk import agent_of, ask

    written: list[WrittenLabels] = []
    async with agent_of(session) as agent:
        with session.err.status(session.words("progress_labels")):
            params = LabelsPrepareParams(order_ids=list(ids))
            made = await ask(agent, "labels.prepare", params, LabelsPrepareResult)
        for each in made.files:
            own = path_of(file, each.format, alone=len(made.files) == 1)
            await download(session, each.path, own, each.format)
            written.append(WrittenLabels(file=str(own), format=each.format, pages=each.pages, labels=each.labels))
    first = written[0].file if written else None
    pages = sum(each.pages for each in written)
    return LabelsOutput(file=first, pages=pages, labels=made.labels, missing=made.missing, files=written)


def path_of(file: Path, kind: LabelFormat, *, alone: bool) -> Path:
    """The file named, as long as it is one file and its name does not say another format; else one with the format's suffix."""
    fits = file.suffix.lower() == f".{kind.ending}" or kind is LabelFormat.PDF
    return file if alone and fits else file.with_suffix(f".{kind.suffix}")
