"""`reconcile.*`: where ledger, carriers and Allegro differ."""

from agent.server.dispatch import Client
from agent.server.errors import ApiError, error_info
from shared_schema.codes import ErrorCode
from shared_schema.reconcile import ReconcileGet, ReconcileGetResult, ReconcileStart, ReconcileStartResult

from .context import Context
from .wire import finding, reconcile_summary


async def start(context: Context, client: Client, request: ReconcileStart) -> ReconcileStartResult:
    """Starts comparing; one comparison is made at a time."""
    run = context.reconciler.begin(request.params.days, request.params.mend, client.pairing_id)
    return ReconcileStartResult(run_id=run.id)


async def get(context: Context, _: Client, request: ReconcileGet) -> ReconcileGetResult:
    """The comparison and a page of findings."""
    params = request.params
    run = context.reconciler.run(params.run_id)
    if run is None:
        raise ApiError(error_info(ErrorCode.NOT_FOUND, "this comparison is forgotten; start another"))
    page = run.findings[params.offset : params.offset + params.limit]
    return ReconcileGetResult(summary=reconcile_summary(run), findings=[finding(each) for each in page])
