"""Which rows of a plan are sent: a pure decision from the rows and what the user said."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from agent.shipping.model.plan import Choices
from shared_schema.plans import PlanRow
from shared_schema.shipments import CreateItem

from .output import NotSent


@dataclass(frozen=True, slots=True)
class Choice:
    """Rows to be created, and those left out with the reason."""

    items: list[CreateItem]
    left_out: list[NotSent]


def earlier_names(row: PlanRow) -> list[str]:
    """What `--again` has to name to ship the order once more: each tracking number, or the state of a shipment without one."""
    return [each.tracking_number or each.state for each in row.earlier]


def choose(
    rows: Sequence[PlanRow],
    choices: Mapping[str, Choices],
    accept: bool,
    again: Collection[str],
) -> Choice:
    """Ready rows are sent; rows with warnings only with `accept`; orders that have shipments only when all are named."""
    items: list[CreateItem] = []
    left_out: list[NotSent] = []
    for row in rows:
        earlier = earlier_names(row)
        chosen = choices.get(row.order_id, Choices())
        if row.status == "blocked" or row.digest is None:
            left_out.append(NotSent(order_id=row.order_id, reason="blocked", error=row.error, earlier=earlier))
        elif not set(earlier) <= set(again):
            left_out.append(NotSent(order_id=row.order_id, reason="already_shipped", error=None, earlier=earlier))
        elif row.status == "attention" and not accept and (row.problems or not earlier):
            left_out.append(NotSent(order_id=row.order_id, reason="attention", error=None, earlier=earlier))
        else:
            items.append(
                CreateItem(
                    order_id=row.order_id,
                    digest=row.digest,
                    size=chosen.size,
                    service=chosen.service,
                    account=chosen.account_id,
                    insurance_grosze=chosen.insurance_grosze,
                    parcels=chosen.parcels,
                    point=chosen.point,
                    accepted=row.status == "attention",
                    confirmation=row.confirmation if earlier else None,
                )
            )
    return Choice(items, left_out)
