"""What rules would do to recent orders, before they are in force. Changes nothing."""

import asyncio
from dataclasses import dataclass

from agent.shipping.model.failure import ShippingError
from agent.shipping.model.order import Order
from agent.shipping.model.plan import Choices, Plan, Unshippable
from agent.shipping.planning.plan import make_plan
from agent.shipping.rules.model import RuleSet
from shared_schema.codes import NoteCode

from .desk import Desk


@dataclass(frozen=True, slots=True)
class Way:
    """What an order would be sent by."""

    account_id: str | None
    service: str | None
    size: str | None
    insurance_grosze: int | None


@dataclass(frozen=True, slots=True)
class Changed:
    """An order that would be sent otherwise; `rule` is the one that decides on it afterwards."""

    order: Order
    rule: str | None
    before: Way
    after: Way


@dataclass(frozen=True, slots=True)
class Rehearsal:
    """How many orders were looked at, and those that would change."""

    orders: int
    changed: tuple[Changed, ...]


async def rehearse(desk: Desk, before: RuleSet, after: RuleSet, count: int) -> Rehearsal:
    """Plans the newest orders by either set of rules. Raises ShippingError when they, or their accounts, cannot be read."""
    orders = await desk.marketplace.newest(count)
    accounts, unready = await desk.enabled()
    changed = []
    for order in orders:
        old, new = (make_plan(order, accounts, unready, Choices(), rules) for rules in (before, after))
        for planned in (old, new):
            if isinstance(planned, Unshippable) and planned.failure in unready.values():
                raise ShippingError(planned.failure)  # half a comparison would say that nothing changes
        if _way(old) != _way(new):
            changed.append(Changed(order, _rule(new), _way(old), _way(new)))
        await asyncio.sleep(0)  # hundreds of plans must not keep everybody else waiting
    return Rehearsal(len(orders), tuple(changed))


def _way(planned: Plan | Unshippable) -> Way:
    draft = planned.draft
    if draft is None:
        return Way(planned.account_id, None, None, None)
    return Way(planned.account_id, draft.service, draft.size, draft.insurance_grosze)


def _rule(planned: Plan | Unshippable) -> str | None:
    notes = planned.draft.why if planned.draft else ()
    return next((str(note.data["rule"]) for note in notes if note.code is NoteCode.RULE_DECIDED), None)
