"""`labels.prepare`: one file with the labels in the order of the list, behind an address that works once."""

from datetime import datetime

from agent.server.dispatch import Client
from agent.shipping.ledger.rows import Attempt
from agent.shipping.ledger.states import State
from agent.shipping.model.failure import Failure
from agent.shipping.pdf import in_pdf_thread, merge, page_count
from agent.shipping.work.withdraw import WITHDRAWN
from shared_schema import incoming, outgoing
from shared_schema.codes import ErrorCode

from .context import Context
from .wire import error_info

_NO_SHIPMENT = Failure(ErrorCode.NO_SHIPMENT, "not_sent", "there is no shipment of ours for the order")
_NOT_READY = Failure(ErrorCode.LABEL_NOT_READY, "not_sent", "the label is not there yet")


async def prepare(context: Context, client: Client, request: incoming.LabelsPrepare) -> outgoing.LabelsPrepareResult:
    """Merges the kept labels; those not kept yet are asked for once more. What is missing is named, never left out silently."""
    order_ids = list(dict.fromkeys(request.params.order_ids))
    attempts = await context.desk.ledger.latest(order_ids)
    created = {each: [a for a in attempts.get(each, []) if a.state is State.CREATED] for each in order_ids}
    kept = {a.id: await context.desk.labels.read(a.reference) for each in created.values() for a in each}
    absent = [a for each in created.values() for a in each if kept[a.id] is None]
    failures = await context.engine.fetch_missing_labels(absent)
    kept |= {a.id: await context.desk.labels.read(a.reference) for a in absent}
    contents: list[bytes] = []
    missing: list[outgoing.MissingLabel] = []
    for order_id in order_ids:
        if not created[order_id]:
            missing.append(_missing(order_id, _without_parcel(attempts.get(order_id, []))))
        for attempt in created[order_id]:
            content = kept[attempt.id]
            if content is None:
                missing.append(_missing(order_id, failures.get(attempt.id, _NOT_READY)))
            else:
                contents.append(content)
    filename = f"etykiety-{datetime.now().astimezone():%Y-%m-%d}-{len(contents)}szt.pdf"
    if not contents:
        return outgoing.LabelsPrepareResult(path=None, filename=filename, pages=0, labels=0, missing=missing)
    merged = await in_pdf_thread(merge, contents)
    given = [a for each in created.values() for a in each if kept[a.id] is not None]
    await context.desk.ledger.record("label_given", given, context.desk.now(), client.pairing_id)
    return outgoing.LabelsPrepareResult(
        path=context.files.offer(merged, "application/pdf", filename, owner=client.pairing_id),
        filename=filename,
        pages=await in_pdf_thread(page_count, merged),
        labels=len(contents),
        missing=missing,
    )


def _without_parcel(attempts: list[Attempt]) -> Failure:
    if any(each.working for each in attempts):
        return _NOT_READY
    return WITHDRAWN if any(each.state is State.WITHDRAWN for each in attempts) else _NO_SHIPMENT


def _missing(order_id: str, failure: Failure) -> outgoing.MissingLabel:
    return outgoing.MissingLabel(order_id=order_id, error=error_info(failure))
