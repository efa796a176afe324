"""`labels.prepare`: the labels in the order of the list, one file for each format, each behind an address that works once."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from agent.server.dispatch import Client
from agent.shipping.label_files import count, merged
from agent.shipping.ledger.rows import Attempt
from agent.shipping.ledger.states import State
from agent.shipping.model.failure import Failure
from agent.shipping.model.label import Label
from agent.shipping.work.withdraw import WITHDRAWN
from shared_schema.codes import ErrorCode, LabelFormat
from shared_schema.labels import LabelFile, LabelsPrepare, LabelsPrepareResult, MissingLabel

from .context import Context
from .errors import failure_info

_NO_SHIPMENT = Failure(ErrorCode.NO_SHIPMENT, "not_sent", "there is no shipment of ours for the order")
_NOT_READY = Failure(ErrorCode.LABEL_NOT_READY, "not_sent", "the label is not there yet")
_CONTENT_TYPES: Final = {"pdf": "application/pdf", "zpl": "application/zpl", "epl": "application/epl"}


async def prepare(context: Context, client: Client, request: LabelsPrepare) -> LabelsPrepareResult:
    """Merges the kept labels; those not kept yet are asked for once more. What is missing is named, never left out silently."""
    order_ids = list(dict.fromkeys(request.params.order_ids))
    attempts = await context.desk.ledger.latest(order_ids)
    created = {each: [a for a in attempts.get(each, []) if a.state is State.CREATED] for each in order_ids}
    kept = {a.id: await context.desk.labels.read(a.reference) for each in created.values() for a in each}
    absent = [a for each in created.values() for a in each if not kept[a.id]]
    failures = await context.engine.fetch_missing_labels(absent)
    kept |= {a.id: await context.desk.labels.read(a.reference) for a in absent}
    given: list[Attempt] = []
    missing: list[MissingLabel] = []
    for order_id in order_ids:
        if not created[order_id]:
            missing.append(_missing(order_id, _without_parcel(attempts.get(order_id, []))))
        for attempt in created[order_id]:
            if kept[attempt.id]:
                given.append(attempt)
            else:
                parcel = attempt.parcel_number if len(created[order_id]) > 1 else None
                missing.append(_missing(order_id, failures.get(attempt.id, _NOT_READY), parcel))
    if given:
        await context.desk.ledger.record("label_given", given, context.desk.now(), client.pairing_id)
    labels = [each for attempt in given for each in kept[attempt.id]]
    files = [
        await _file(context, client, kind, [each for each in labels if each.format is kind])
        for kind in LabelFormat
        if any(each.format is kind for each in labels)
    ]
    return LabelsPrepareResult(files=files, labels=len(given), missing=missing)


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


def _without_parcel(attempts: list[Attempt]) -> Failure:
    if any(each.working for each in attempts):
        return _NOT_READY
    return WITHDRAWN if any(each.state is State.WITHDRAWN for each in attempts) else _NO_SHIPMENT


def _missing(order_id: str, failure: Failure, parcel: int | None = None) -> MissingLabel:
    return MissingLabel(order_id=order_id, parcel=parcel, error=failure_info(failure))
