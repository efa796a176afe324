"""The last look before a parcel is made: the order as it is now, against what the person agreed to."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Final

from agent.shipping.ledger.rows import Attempt
from agent.shipping.ledger.states import NAMED, State
from agent.shipping.model.failure import Failure, ShippingError, without_personal_data
from agent.shipping.model.order import Order
from agent.shipping.model.plan import Plan, Unshippable
from agent.shipping.planning.earlier import EarlierShipment, already_shipped, confirmation, earlier_shipments
from agent.shipping.planning.parcels import collecting, is_there
from agent.shipping.planning.plan import make_plan
from agent.shipping.ports import CarrierAccount
from shared_schema.codes import ErrorCode

from .corrections import choices_for_parcel
from .desk import Desk

MAX_ORDER_AGE = timedelta(seconds=60)
"""An older copy of an order is read again, so that a cancellation during a long job is seen."""

WAITS_FOR_SIBLING: Final = Failure(
    ErrorCode.PARCEL_WAITS_FOR_SIBLING, "not_sent", "what becomes of another parcel of the order has to be known first"
)
PAYER_MISSING: Final = Failure(
    ErrorCode.COD_PARCEL_MISSING, "not_sent", "the parcel that was to collect the cash on delivery does not exist for sure"
)


def verdict(
    attempt: Attempt,
    planned: Plan | Unshippable,
    earlier: Sequence[EarlierShipment],
    of_other_seller: bool = False,
    beside: Sequence[Attempt] = (),
) -> Plan | Failure:
    """The plan to be sent, or why not. Decides; no I/O. `beside`: the order's other parcels that were asked for together."""
    if isinstance(planned, Unshippable):
        return planned.failure
    if of_other_seller:
        return Failure(ErrorCode.ORDER_OF_OTHER_SELLER, "not_sent", "the order belongs to another Allegro account")
    if earlier and attempt.confirmation != confirmation(earlier):
        may_be_theirs = earlier[-1].source == "allegro" and any(map(_number_to_come, beside))
        return WAITS_FOR_SIBLING if may_be_theirs else already_shipped(earlier)
    if planned.digest != attempt.digest:
        return Failure(ErrorCode.PLAN_CHANGED, "not_sent", "the order or the settings changed since the plan was looked at")
    if planned.needs_look and not attempt.accepted:
        problems = without_personal_data(planned.draft.warnings)
        return Failure(ErrorCode.PLAN_NOT_ACCEPTED, "not_sent", "the plan needs a look that nobody took", problems=problems)
    return _without_payer(attempt, planned, beside) or planned


def _number_to_come(attempt: Attempt) -> bool:
    """Whether the carrier may know, and have told Allegro, a number that is not in the ledger yet, but will be."""
    return attempt.state in (State.SENDING, State.UNKNOWN, State.CONFIRMING) and attempt.working


def _without_payer(attempt: Attempt, planned: Plan, beside: Sequence[Attempt]) -> Failure | None:
    """Why a parcel without cash on delivery must not leave (yet): the one that collects for it is not there for sure."""
    if attempt.parcel == 1 or planned.draft.cod_grosze is None:
        return None
    first = next((each for each in beside if each.parcel == 1), None)
    if first is not None and is_there(first):
        return None
    return WAITS_FOR_SIBLING if first is not None and first.held else PAYER_MISSING


async def check(
    desk: Desk, attempt: Attempt, order: Order, accounts: Sequence[CarrierAccount], unready: Mapping[str, Failure]
) -> Plan | Failure:
    """Reads what is needed for the verdict: the order again if its copy is old, and its shipments everywhere."""
    try:
        if desk.now() - order.read_at > MAX_ORDER_AGE:
            order = await read_one(desk, order.id, attempt.seller_id)
        choices = await choices_for_parcel(desk.corrections, order, attempt)
        # Before the ledger, which then knows every number that we added.
        numbers = await desk.marketplace.numbers(attempt.seller_id, order.id)
    except ShippingError as error:
        return error.failure
    of_order = (await desk.ledger.latest([order.id])).get(order.id, [])
    beside = [each for each in of_order if each.with_(attempt) and each.id != attempt.id]
    named = [each for each in of_order if each.state in NAMED and each.seller_id == attempt.seller_id]
    others = [each for each in named if not each.with_(attempt)]
    planned = make_plan(order, accounts, unready, choices, desk.rules(), desk.accounts.missing_for, collecting(others))
    stations = await desk.ledger.stations.others() if others else {}
    earlier = earlier_shipments(others, numbers, stations, beside)
    return verdict(attempt, planned, earlier, order.seller_id != attempt.seller_id, beside)


async def read_one(desk: Desk, order_id: str, seller_id: str | None = None) -> Order:
    """The order, fresh; without `seller_id` from whichever account has it. Raises ShippingError."""
    async for read in desk.marketplace.orders([order_id], seller_id):
        if isinstance(read, Order):
            return read
        raise ShippingError(read[1])
    raise ShippingError(Failure(ErrorCode.ORDER_NOT_FOUND, "not_sent", "Allegro does not know the order"))
