"""`reconcile.*`: where ledger, carriers and Allegro differ."""

from agent.server.dispatch import Client
from agent.shipping.ledger.rows import timestamp
from agent.shipping.model.failure import Failure, ShippingError
from agent.shipping.reconcile.sides import Finding
from agent.shipping.work.reconciler import Run
from shared_schema.codes import ErrorCode
from shared_schema.reconcile import Finding as FindingMessage
from shared_schema.reconcile import (
    ReconcileGet,
    ReconcileGetResult,
    ReconcileStart,
    ReconcileStartResult,
    ReconcileSummary,
    UnreadSide,
)

from .context import Context
from .errors import failure_info


async def start(context: Context, client: Client, request: ReconcileStart) -> ReconcileStartResult:
    """Starts comparing; one comparison is made at a time."""
    run = context.reconciler.begin(request.params.days, request.params.mend, client.pairing_id)
    return ReconcileStartResult(run_id=run.id)


async def get(context: Context, _: Client, request: ReconcileGet) -> ReconcileGetResult:
    """The comparison and a page of findings."""
    params = request.params
    run = context.reconciler.run(params.run_id)
    if run is None:
        raise ShippingError(Failure(ErrorCode.NOT_FOUND, "not_sent", "this comparison is forgotten; start another"))
    page = run.findings[params.offset : params.offset + params.limit]
    return ReconcileGetResult(summary=reconcile_summary(run), findings=[finding(each) for each in page])


def reconcile_summary(run: Run) -> ReconcileSummary:
    """A comparison without its findings."""
    return ReconcileSummary(
        state=run.state,
        days=run.days,
        started_at=timestamp(run.started_at),
        finished_at=timestamp(run.finished_at) if run.finished_at else None,
        attempts=run.attempts,
        parcels=run.parcels,
        orders=run.orders,
        findings=len(run.findings),
        to_look_at=run.to_look_at,
        unread=[UnreadSide(account=each, error=failure_info(why) if why else None) for each, why in run.unread.items()],
        failure=failure_info(run.failure) if run.failure else None,
    )


def finding(each: Finding) -> FindingMessage:
    """A place where ledger, carrier and Allegro differ."""
    return FindingMessage(
        code=each.code,
        weight=each.weight,
        order_id=each.order_id,
        account=each.account_id,
        shipment_id=each.shipment_id,
        tracking_number=each.tracking_number,
        mending=each.mending,
        data=each.data,
    )
