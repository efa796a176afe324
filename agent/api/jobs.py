"""`jobs.*`: the truth about what was asked for."""

from collections.abc import Mapping, Sequence
from types import MappingProxyType

from agent.server.dispatch import Client
from agent.shipping.ledger.changes import Change
from agent.shipping.ledger.rows import Attempt, Job, timestamp
from agent.shipping.ledger.states import State
from agent.shipping.ledger.stations import SeenStation
from agent.shipping.model.failure import Data, Failure, ShippingError
from shared_schema.codes import ErrorCode
from shared_schema.jobs import (
    AllegroState,
    Elsewhere,
    JobItem,
    JobItemData,
    JobItemEvent,
    JobsCancel,
    JobsCancelResult,
    JobsDecide,
    JobsDecideResult,
    JobsGet,
    JobsGetResult,
    JobsList,
    JobsListResult,
    JobSummary,
    LabelState,
)

from .context import Context
from .errors import failure_info, note


async def list_jobs(context: Context, _: Client, __: JobsList) -> JobsListResult:
    """The newest jobs."""
    return JobsListResult(jobs=[job_summary(job) for job in await context.desk.ledger.jobs()])


async def get(context: Context, _: Client, request: JobsGet) -> JobsGetResult:
    """The job and a page of its items."""
    params = request.params
    job = await _job(context, params.job_id)
    items = await context.desk.ledger.items(params.job_id, params.offset, params.limit)
    others = await context.desk.ledger.stations.others()
    return JobsGetResult(job=job_summary(job), items=[job_item(item, others) for item in items])


async def cancel(context: Context, client: Client, request: JobsCancel) -> JobsCancelResult:
    """Stops what is still queued or waiting."""
    params = request.params
    await _job(context, params.job_id)
    stopped = await context.engine.cancel(params.job_id, client.pairing_id, params.order_ids, params.parcel)
    return JobsCancelResult(job=job_summary(await _job(context, params.job_id)), stopped=stopped)


async def decide(context: Context, client: Client, request: JobsDecide) -> JobsDecideResult:
    """Settles a lost answer by what a person saw at the carrier."""
    params = request.params
    await _job(context, params.job_id)
    of_order = (await context.desk.ledger.latest([params.order_id])).get(params.order_id, [])
    attempt = meant([each for each in of_order if each.job_id == params.job_id], params.parcel)
    if any(each.tracking_number == params.tracking_number for each in of_order if each.tracking_number and each.id != attempt.id):
        raise ShippingError(Failure(ErrorCode.NOT_ALLOWED, "not_sent", "the number is that of another parcel of the order"))
    decided = await context.engine.decide(attempt, client.pairing_id, params.tracking_number)
    if decided is None:
        raise ShippingError(Failure(ErrorCode.NOT_ALLOWED, "not_sent", "the item does not wait for a person's decision"))
    return JobsDecideResult(job=job_summary(await _job(context, params.job_id)), item=job_item(decided))


def meant(attempts: Sequence[Attempt], parcel: int | None) -> Attempt:
    """The parcel named; without one the only one that waits for a decision. Raises ShippingError.

    Where none waits any of them will do: the refusal to decide about it is the same.
    """
    named = [each for each in attempts if parcel in (None, each.parcel)]
    if not named:
        raise ShippingError(Failure(ErrorCode.NOT_FOUND, "not_sent", "there is no such parcel in the job"))
    waiting = [each for each in named if each.state is State.UNKNOWN and each.error is not None]
    if len(waiting) > 1:
        data: Data = {"parcels": ", ".join(str(each.parcel) for each in waiting)}
        message = "several parcels of the order wait for a decision; one has to be named"
        raise ShippingError(Failure(ErrorCode.SEVERAL_UNDECIDED, "not_sent", message, data=data))
    return waiting[0] if waiting else named[0]


async def _job(context: Context, job_id: str) -> Job:
    job = await context.desk.ledger.job(job_id)
    if job is None:
        raise ShippingError(Failure(ErrorCode.NOT_FOUND, "not_sent", "there is no such job"))
    return job


def event(change: Change, others: Mapping[str, SeenStation]) -> JobItemEvent:
    """The news of one item. `others`: the other stations by id, as they were seen last."""
    data = JobItemData(job_id=change.attempt.job_id, item=job_item(change.attempt, others))
    return JobItemEvent(type="event", topic="job.item", seq=change.seq, data=data)


def job_summary(job: Job) -> JobSummary:
    """A job with its counts; finished when nothing moves by itself any more."""
    return JobSummary(
        job_id=job.id,
        created_at=job.created_at,
        state="running" if job.working else "waiting" if job.waiting else "finished",
        total=job.total,
        created=job.created,
        to_fix=job.to_fix,
        undecided=job.undecided,
        working=job.working,
        waiting=job.waiting,
        on_allegro=job.on_allegro,
        labels=job.labels,
        seq=job.seq,
    )


def job_item(attempt: Attempt, others: Mapping[str, SeenStation] = MappingProxyType({})) -> JobItem:
    """An attempt as an item of its job. `others`: the other stations by id, one of which may be working on it."""
    holder = others.get(attempt.holder or "") if attempt.held else None
    return JobItem(
        order_id=attempt.order_id,
        position=attempt.position,
        parcel=attempt.parcel,
        parcels=attempt.parcels,
        state=attempt.state.value,
        account=attempt.account_id,
        carrier=attempt.carrier,
        service=attempt.service,
        tracking_number=attempt.tracking_number,
        on_allegro=_progress(attempt.on_allegro),
        label=_label(attempt.label),
        label_pages=attempt.label_pages,
        cod_grosze=attempt.cod_grosze,
        error=failure_info(attempt.problem) if attempt.problem else None,
        warnings=[note(each) for each in attempt.warnings],
        next_try_at=attempt.next_try_at,
        elsewhere=_elsewhere(holder) if holder else None,
    )


def _elsewhere(station: SeenStation) -> Elsewhere:
    return Elsewhere(station=station.name, seen_at=timestamp(station.seen_at), alive=station.alive)


def _progress(text: str) -> AllegroState:
    return "waiting" if text == "waiting" else "yes" if text == "yes" else "failed" if text == "failed" else "none"


def _label(text: str) -> LabelState:
    return "waiting" if text == "waiting" else "ready" if text == "ready" else "failed" if text == "failed" else "none"
