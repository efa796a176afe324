"""`nadajnik labels ORDER... -o FILE` or `--print`: the labels in the order asked for, one file or print for each format."""

import asyncio
import uuid
from collections.abc import Sequence
from pathlib import Path

import click

from shared_schema.codes import LabelFormat
from shared_schema.labels import MissingLabel

from .base import command, option
from .exit_codes import CommandFailed, ExitCode
from .order_ids import order_ids
from .output import LabelsOutput, PrintedOutput, WrittenLabels, emit
from .phrases import error_text
from .session import Session

PRINTING_S = 120.0
"""Labels may have to be fetched first."""


@command("labels")
@click.argument("orders", nargs=-1, required=True, metavar="ORDER...")
@option("-o", "--output", "file", help="option_output", type=click.Path(dir_okay=False, path_type=Path))
@option("--print", "to_printer", help="option_print", is_flag=True)
@option("--json", "as_json", help="option_json", is_flag=True)
def labels(session: Session, orders: tuple[str, ...], file: Path | None, to_printer: bool, as_json: bool) -> None:
    """Exit code 1 when a label is missing; the others are written, or printed, all the same."""
    ids = order_ids(orders)
    if to_printer is (file is not None):
        raise CommandFailed(ExitCode.USAGE, "labels_where")
    if file is None:
        return _print(session, ids, as_json)
    return _write(session, ids, file, as_json)


def _print(session: Session, ids: Sequence[str], as_json: bool) -> None:
    printed = asyncio.run(_printed(session, ids))
    if as_json:
        emit(printed)
    _say_missing(session, printed.missing)
    if printed.labels:
        session.say("labels_sent", printer=printed.printer, labels=printed.labels)
    if printed.missing or not printed.labels:
        raise click.exceptions.Exit(ExitCode.SOME_NEED_FIXING)


async def _printed(session: Session, ids: Sequence[str]) -> PrintedOutput:
    from shared_schema.labels import LabelsPrintParams, LabelsPrintResult

    from .talk import agent_of, ask

    async with agent_of(session) as agent:
        with session.err.status(session.words("progress_labels")):
            params = LabelsPrintParams(key=str(uuid.uuid4()), order_ids=list(ids))
            made = await ask(agent, "labels.print", params, LabelsPrintResult, timeout_s=PRINTING_S)
    return PrintedOutput(printer=made.printer, labels=made.labels, missing=made.missing)


def _say_missing(session: Session, missing: Sequence[MissingLabel]) -> None:
    for each in missing:
        session.say("label_missing", order=each.order_id, parcel=each.parcel, why=error_text(session.words, each.error))


def _write(session: Session, ids: Sequence[str], file: Path, as_json: bool) -> None:
    if not file.absolute().parent.is_dir():
        raise CommandFailed(ExitCode.USAGE, "no_such_folder", path=file.absolute().parent)
    output = asyncio.run(_fetched(session, ids, file.absolute()))
    if as_json:
        emit(output)
    _say_missing(session, output.missing)
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
