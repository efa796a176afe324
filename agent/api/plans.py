"""`plans.*`: what would be sent, before anything is."""

from dataclasses import asdict

from agent.server.dispatch import Client
from agent.shipping.model.failure import Failure, Note, ShippingError
from agent.shipping.model.order import Order
from agent.shipping.model.plan import Choices, Draft, Plan, Unshippable
from agent.shipping.model.receiver import Correction
from agent.shipping.planning.earlier import EarlierShipment, confirmation
from agent.shipping.ports import CarrierAccount
from agent.shipping.work.planner import PlanBook
from shared_schema.codes import ErrorCode, NoteCode
from shared_schema.earlier import Earlier
from shared_schema.plans import (
    PlanAccount,
    PlanEvent,
    PlannedReceiver,
    PlanOffer,
    PlanProgress,
    PlanRow,
    PlansCreate,
    PlansCreateResult,
    PlansGet,
    PlansGetResult,
    ReceiverCorrection,
)

from .context import Context
from .errors import failure_info, note


async def create(context: Context, _: Client, request: PlansCreate) -> PlansCreateResult:
    """Starts planning; an order named twice is planned once."""
    choices = {
        item.order_id: Choices(
            item.size,
            item.service,
            item.account,
            item.insurance_grosze,
            correction(item.receiver),
            parcels=item.parcels,
            point=item.point,
        )
        for item in request.params.items
    }
    book = context.planner.begin(choices, request.params.seller_id)
    return PlansCreateResult(plan_id=book.id, total=len(book.order_ids))


async def get(context: Context, _: Client, request: PlansGet) -> PlansGetResult:
    """A page of rows."""
    params = request.params
    book = context.planner.book(params.plan_id)
    if book is None:
        raise ShippingError(Failure(ErrorCode.NOT_FOUND, "not_sent", "this plan is forgotten; plan again"))
    rows = book.page(params.offset, params.limit)
    return PlansGetResult(
        plan_id=book.id,
        done=len(book.rows),
        total=len(book.order_ids),
        rows=[plan_row(each.planned, each.earlier, each.numbers_unchecked) for each in rows],
        accounts=[plan_account(each) for each in book.accounts],
    )


def event(book: PlanBook) -> PlanEvent:
    """The news that a plan grew."""
    progress = PlanProgress(plan_id=book.id, done=len(book.rows), total=len(book.order_ids))
    return PlanEvent(type="event", topic="plan", seq=len(book.rows), data=progress)


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
        error=failure_info(failure) if failure else None,
        earlier=[earlier(each) for each in shipments],
        confirmation=confirmation(shipments),
    )


def _offer(order: Order) -> PlanOffer | None:
    """The only offer of the order, with a known number of pieces."""
    first, pieces = next(iter(order.lines), None), [line.quantity for line in order.lines]
    if first is None or not first.offer_id or not all(pieces) or {line.offer_id for line in order.lines} != {first.offer_id}:
        return None
    return PlanOffer(id=first.offer_id, name=first.name, pieces=sum(pieces))


def _recipient(order: Order) -> str:
    address = order.recipient
    if address is None:
        return order.buyer_login
    name = " ".join(part for part in (address.first_name, address.last_name) if part)
    place = " ".join(part for part in (address.post_code, address.city) if part)
    return ", ".join(part for part in (address.company, name, place) if part)


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


def plan_account(account: CarrierAccount) -> PlanAccount:
    """An account to choose from."""
    return PlanAccount(account=account.id, carrier=account.carrier, services=list(account.services))


def correction(given: ReceiverCorrection | None) -> Correction | None:
    """What a person wrote over the receiver."""
    return None if given is None else Correction(**given.model_dump())
