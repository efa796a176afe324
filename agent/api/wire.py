"""From the domain's values to the messages' values. Pure."""

from collections.abc import Mapping
from dataclasses import asdict
from types import MappingProxyType

from agent.shipping.ledger.handovers import HandOverRow
from agent.shipping.ledger.rows import Attempt, Job, timestamp
from agent.shipping.ledger.states import State
from agent.shipping.ledger.stations import SeenStation
from agent.shipping.model.failure import Failure, Note, Words
from agent.shipping.model.handover import SetError
from agent.shipping.model.order import Order
from agent.shipping.model.plan import Draft, Plan, Unshippable
from agent.shipping.model.receiver import Correction
from agent.shipping.planning.earlier import EarlierShipment, confirmation
from agent.shipping.ports import CarrierAccount
from agent.shipping.reconcile.sides import Finding
from agent.shipping.rules.model import RuleProblem
from agent.shipping.work.reconciler import Run
from agent.shipping.work.rehearsal import Changed, Way
from shared_schema.agent import StationInfo
from shared_schema.codes import NoteCode
from shared_schema.earlier import Earlier
from shared_schema.errors import CarrierWords, ErrorInfo, FieldProblem
from shared_schema.errors import Note as NoteMessage
from shared_schema.handover import HandedSet
from shared_schema.handover import SetError as SetErrorMessage
from shared_schema.jobs import AllegroState, Elsewhere, JobItem, JobSummary, LabelState
from shared_schema.orders import OrderState, OrderStatus
from shared_schema.pickup import PickupInfo
from shared_schema.plans import Chosen, PlanAccount, PlannedReceiver, PlanOffer, PlanRow, ReceiverCorrection
from shared_schema.reconcile import Finding as FindingMessage
from shared_schema.reconcile import ReconcileSummary, UnreadSide
from shared_schema.rules import RuleChange
from shared_schema.rules import RuleProblem as RuleProblemMessage


def error_info(failure: Failure) -> ErrorInfo:
    """A failure as people's pages get it; problems become field problems, values stay here."""
    return ErrorInfo(
        code=failure.code,
        message=failure.message,
        outcome=failure.outcome,
        fields=[FieldProblem(path=each.path or "", code=each.code) for each in failure.problems],
        carrier=carrier_words(failure.words) if failure.words else None,
        retry_after_s=failure.retry_after_s,
        data=failure.data,
    )


def carrier_words(words: Words) -> CarrierWords:
    """A service's own words."""
    return CarrierWords(name=words.name, code=words.code, text=words.text)


def set_error(each: SetError) -> SetErrorMessage:
    """What a carrier says of one parcel of a set."""
    return SetErrorMessage(order_id=each.order_id, tracking_number=each.tracking_number, carrier=carrier_words(each.words))


def handed_set(row: HandOverRow) -> HandedSet:
    """A set that was handed over."""
    return HandedSet(
        account_id=row.account_id,
        handed_id=row.number or "",
        day=row.day,
        parcels=row.parcels,
        paper="protocol" if row.kind == "protocol" else "posting_book",
        status=row.status or "under_way",
        errors=[set_error(each) for each in row.errors],
        daily=row.daily,
        station=row.station,
        asked_at=row.asked_at,
    )


def pickup_info(row: HandOverRow) -> PickupInfo:
    """A courier who was ordered, or may have been."""
    return PickupInfo(
        account_id=row.account_id,
        state="ordered" if row.state == "done" else "unknown",
        number=row.number,
        day=row.day or row.set_id,
        ready=row.ready or "",
        until=row.until or "",
        parcels=row.parcels,
        station=row.station,
        asked_at=row.asked_at,
    )


def note(each: Note) -> NoteMessage:
    """A reason, a problem or a warning."""
    return NoteMessage(code=each.code, path=each.path, data=each.data)


def earlier(each: EarlierShipment) -> Earlier:
    """A shipment the order has already."""
    return Earlier(
        source="ledger" if each.source == "ledger" else "allegro",
        carrier=each.carrier,
        tracking_number=each.tracking_number,
        state=each.state,
        created_at=each.created_at,
        station=each.station,
        station_seen_at=each.station_seen_at,
    )


def plan_row(planned: Plan | Unshippable, shipments: tuple[EarlierShipment, ...], unchecked: bool) -> PlanRow:
    """A row of the plan. `unchecked`: Allegro did not say which numbers the order has, which is worth a look."""
    order, draft = planned.order, planned.draft
    plan = planned if isinstance(planned, Plan) else None
    failure = planned.failure if isinstance(planned, Unshippable) else None
    notes = [*draft.problems, *draft.warnings] if draft else []
    if unchecked:
        notes.append(Note(NoteCode.NUMBERS_NOT_CHECKED))
    needs_look = plan is not None and (plan.needs_look or bool(shipments) or unchecked)
    return PlanRow(
        order_id=planned.order_id,
        status="blocked" if plan is None else "attention" if needs_look else "ready",
        digest=plan.digest if plan else None,
        account=planned.account_id,
        carrier=planned.carrier,
        service=draft.service if draft else None,
        method=order.method.name if order else "",
        offer=_offer(order) if order else None,
        size=draft.size if draft else None,
        sizes=list(draft.sizes) if draft else [],
        point=draft.point if draft else None,
        recipient=_recipient(order) if order else "",
        receiver=_receiver(order, draft) if order and draft else None,
        parcels=planned.parcels,
        cod_grosze=draft.cod_grosze if draft else None,
        insurance_grosze=draft.insurance_grosze if draft else None,
        why=[note(each) for each in draft.why] if draft else [],
        problems=[note(each) for each in notes],
        error=error_info(failure) if failure else None,
        earlier=[earlier(each) for each in shipments],
        confirmation=confirmation(shipments),
    )


def _offer(order: Order) -> PlanOffer | None:
    """The only offer of the order, with a known number of pieces."""
    first, pieces = next(iter(order.lines), None), [line.quantity for line in order.lines]
    if first is None or not first.offer_id or not all(pieces) or {line.offer_id for line in order.lines} != {first.offer_id}:
        return None
    return PlanOffer(id=first.offer_id, name=first.name, pieces=sum(pieces))


def correction(given: ReceiverCorrection | None) -> Correction | None:
    """What a person wrote over the receiver."""
    return None if given is None else Correction(**given.model_dump())


def _receiver(order: Order, draft: Draft) -> PlannedReceiver | None:
    if draft.receiver is None:
        return None
    doubtful = any((each.path or "").startswith("recipient.") for each in (*draft.problems, *draft.warnings))
    return PlannedReceiver(
        **asdict(draft.receiver),
        sure=not doubtful,
        corrected=draft.corrected,
        given_street=order.recipient.street if order.recipient else "",
    )


def plan_account(account: CarrierAccount) -> PlanAccount:
    """An account to choose from."""
    return PlanAccount(account=account.id, carrier=account.carrier, services=list(account.services))


def rule_problem(each: RuleProblem) -> RuleProblemMessage:
    """A wrong place in the file of rules."""
    return RuleProblemMessage(line=each.line, path=each.field, code=each.kind, data={**each.data})


def rule_change(each: Changed) -> RuleChange:
    """An order that rules would change."""
    method, order_id = each.order.method.name, each.order.id
    return RuleChange(order_id=order_id, method=method, rule=each.rule, before=_chosen(each.before), after=_chosen(each.after))


def _chosen(way: Way) -> Chosen:
    return Chosen(account=way.account_id, service=way.service, size=way.size, insurance_grosze=way.insurance_grosze)


def _recipient(order: Order) -> str:
    address = order.recipient
    if address is None:
        return order.buyer_login
    name = " ".join(part for part in (address.first_name, address.last_name) if part)
    place = " ".join(part for part in (address.post_code, address.city) if part)
    return ", ".join(part for part in (address.company, name, place) if part)


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
        error=error_info(attempt.problem) if attempt.problem else None,
        warnings=[note(each) for each in attempt.warnings],
        next_try_at=attempt.next_try_at,
        elsewhere=_elsewhere(holder) if holder else None,
    )


def _elsewhere(station: SeenStation) -> Elsewhere:
    return Elsewhere(station=station.name, seen_at=timestamp(station.seen_at), alive=station.alive)


def station_info(station: SeenStation, own_id: str) -> StationInfo:
    """A station as people see it."""
    return StationInfo(name=station.name, seen_at=timestamp(station.seen_at), alive=station.alive, this=station.id == own_id)


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
        unread=[UnreadSide(account=each, error=error_info(why) if why else None) for each, why in run.unread.items()],
        failure=error_info(run.failure) if run.failure else None,
    )


def order_status(order_id: str, attempts: list[Attempt], has_foreign_number: bool) -> OrderStatus:
    """What the icon at an order shows: the newest attempt that counts, else a number somebody else put on Allegro.

    Of several parcels that were asked for together it is the one that is least done.
    """
    created = [each for each in attempts if each.state is State.CREATED]
    newest = _least_done(attempts, created[-1] if created else attempts[-1]) if attempts else None
    if newest is None:
        state: OrderState = "on_allegro" if has_foreign_number else "none"
        return OrderStatus(order_id=order_id, state=state, carrier=None, tracking_number=None, label=False)
    return OrderStatus(
        order_id=order_id,
        state="unknown" if newest.state is State.CONFIRMING and newest.error else _ICONS[newest.state],
        carrier=newest.carrier,
        tracking_number=newest.tracking_number,
        label=any(each.label == "ready" for each in created),
    )


def _least_done(attempts: list[Attempt], newest: Attempt) -> Attempt:
    together = [each for each in attempts if each.with_(newest)]
    return min(together, key=lambda each: (_DOUBT.index(each.state) if each.state in _DOUBT else len(_DOUBT), -each.id))


_DOUBT = (State.UNKNOWN, State.REFUSED, State.SENDING, State.QUEUED, State.WAITING, State.CONFIRMING, State.CREATED)
"""What is shown first of several parcels; one that was cancelled or withdrawn on purpose only when there is no other."""

_ICONS: dict[State, OrderState] = {
    State.QUEUED: "in_progress",
    State.WAITING: "waiting",
    State.SENDING: "in_progress",
    State.CONFIRMING: "in_progress",
    State.CREATED: "created",
    State.REFUSED: "failed",
    State.UNKNOWN: "unknown",
    State.CANCELLED: "none",
    State.WITHDRAWN: "withdrawn",
}


def _progress(text: str) -> AllegroState:
    return "waiting" if text == "waiting" else "yes" if text == "yes" else "failed" if text == "failed" else "none"


def _label(text: str) -> LabelState:
    return "waiting" if text == "waiting" else "ready" if text == "ready" else "failed" if text == "failed" else "none"
