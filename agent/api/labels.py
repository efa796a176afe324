"""`labels.*`: in the order of the list, one file for each format behind an address that works once, or to the printer."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from agent.server.dispatch import Client
from agent.shipping.label_files import count, merged
from agent.shipping.model.label import Label
from agent.shipping.work.collect import Missing, collect
from shared_schema.codes import LabelFormat
from shared_schema.labels import LabelFile, LabelsPrepare, LabelsPrepareResult, LabelsPrint, LabelsPrintResult, MissingLabel

from .context import Context
from .errors import failure_info

_CONTENT_TYPES: Final = {"pdf": "application/pdf", "zpl": "application/zpl", "epl": "application/epl"}


async def prepare(context: Context, client: Client, request: LabelsPrepare) -> LabelsPrepareResult:
    """Merges the kept labels; those not kept yet are asked for once more."""
    collected = await collect(context.desk, context.engine, request.params.order_ids)
    if collected.given:
        await context.desk.ledger.record("label_given", collected.attempts, context.desk.now(), client.pairing_id)
    files = [await _file(context, client, kind, labels) for kind, labels in collected.by_format().items()]
    return LabelsPrepareResult(files=files, labels=len(collected.given), missing=_missing(collected.missing))


async def print_labels(context: Context, client: Client, request: LabelsPrint) -> LabelsPrintResult:
    """Sends the same labels to this station's printer. Raises ShippingError."""
    params = request.params
    printed = await context.printing.print_once(params.key, params.order_ids, client.pairing_id)
    return LabelsPrintResult(printer=printed.printer, labels=printed.labels, missing=_missing(printed.missing))


async def _file(context: Context, client: Client, kind: LabelFormat, labels: Sequence[Label]) -> LabelFile:
    [whole] = await merged(labels)
    filename = f"etykiety-{datetime.now().astimezone():%Y-%m-%d}-{len(labels)}szt.{kind.suffix}"
    return LabelFile(
        path=context.files.offer(whole.content, _CONTENT_TYPES[kind.ending], filename, owner=client.pairing_id),
        filename=filename,
        format=kind,
        pages=await count(whole),
        labels=len(labels),
    )


def _missing(labels: Sequence[Missing]) -> list[MissingLabel]:
    return [MissingLabel(order_id=each.order_id, parcel=each.parcel, error=failure_info(each.failure)) for each in labels]
