"""The last look before a parcel is made: the order as it is now, against what the person agreed to."""

from collections.abc import Mapping, Sequence
from datetime import timedelta

from agent.shipping.ledger.rows import Attempt
from agent.shipping.model.failure import Failure, ShippingError, without_personal_data
from agent.shipping.model.order import Order
from agent.shipping.model.plan import Plan, Unshippable
from agent.shipping.planning.earlier import EarlierShipment, already_shipped, confirmation, earlier_shipments
from agent.shipping.planning.plan import make_plan
from agent.shipping.ports import CarrierAccount
from shared_schema.codes import ErrorCode

from .corrections import choices_for_parcel
from .desk import Desk

MAX_ORDER_AGE = timedelta(seconds=60)
"""An older copy of an order is read again, so that a cancellation during a long job is seen."""


def verdict(
    attempt: Attempt, planned: Plan | Unshippable, earlier: Sequence[EarlierShipment], of_other_seller: bool = False
) -> Plan | Failure:
    """The plan to be sent, or why not. Decides; no I/O."""
    if isinstance(planned, Unshippable):
        return planned.failure
    if of_other_seller:
        return Failure(ErrorCode.ORDER_OF_OTHER_SELLER, "not_sent", "the order belongs to another Allegro account")
    if earlier and attempt.confirmation != confirmation(earlier):
        return already_shipped(earlier)
    if planned.digest != attempt.digest:
        return Failure(ErrorCode.PLAN_CHANGED, "not_sent", "the order or the settings changed since the plan was looked at")
    if planned.needs_look and not attempt.accepted:
        problems = without_personal_data(planned.draft.warnings)
        return Failure(ErrorCode.PLAN_NOT_ACCEPTED, "not_sent", "the plan needs a look that nobody took", problems=problems)
    return planned


async def check(
    desk: Desk, attempt: Attempt, order: Order, accounts: Sequence[CarrierAccount], unready: Mapping[str, Failure]
) -> Plan | Failure:
    """Reads what is needed for the verdict: the order again if its copy is old, and its shipments everywhere."""
    try:
        if desk.now() - order.read_at > MAX_ORDER_AGE:
            order = await read_one(desk, order.id)
        choices = await choices_for_parcel(desk.corrections, order, attempt.choices)
        planned = make_plan(order, accounts, unready, choices, desk.rules(), desk.accounts.missing_for)
        if isinstance(planned, Unshippable):
            return planned.failure
        numbers = await desk.marketplace.numbers(order.id)
    except ShippingError as error:
        return error.failure
    named = (await desk.ledger.named(attempt.seller_id, [order.id])).get(order.id, [])
    others = [each for each in named if each.id != attempt.id]
    stations = await desk.ledger.stations.others() if others else {}
    return verdict(attempt, planned, earlier_shipments(others, numbers, stations), order.seller_id != attempt.seller_id)


async def read_one(desk: Desk, order_id: str) -> Order:
    """The order, fresh. Raises ShippingError."""
    async for read in desk.marketplace.orders([order_id]):
        if isinstance(read, Order):
            return read
        raise ShippingError(read[1])
    raise ShippingError(Failure(ErrorCode.ORDER_NOT_FOUND, "not_sent", "Allegro does not know the order"))
