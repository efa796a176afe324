"""Several parcels of one order: the order as each of them sees it, and who collects its cash on delivery. Decides; no I/O."""

from collections.abc import Iterable
from dataclasses import replace

from agent.shipping.ledger.rows import Attempt
from agent.shipping.ledger.states import State
from agent.shipping.model.order import Order

PREPAID = "ONLINE"
"""The payment of a parcel for which nothing is collected."""


def as_parcel(order: Order, parcel: int, collecting: Attempt | None = None) -> Order:
    """The order as its `parcel`, counted from 1, is sent for it.

    The buyer pays once: the first parcel collects the whole amount, and none when an earlier one is `collecting` it already.
    """
    if not order.cash_on_delivery or (parcel == 1 and collecting is None):
        return order
    return replace(order, payment_type=PREPAID)


def collecting(earlier: Iterable[Attempt]) -> Attempt | None:
    """The earlier parcel with which the order's cash on delivery is collected.

    One that only may exist collects nothing for certain: who ships the order again says that it is not there.
    """
    return next((each for each in earlier if is_there(each) and each.cod_grosze), None)


def is_there(attempt: Attempt) -> bool:
    """Whether the carrier has the parcel, as far as it said."""
    return attempt.state in (State.CONFIRMING, State.CREATED)
