"""Which labels a list of orders comes to, in the list's order: those kept, those asked for once more, and what is missing."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from agent.shipping.ledger.rows import Attempt
from agent.shipping.ledger.states import State
from agent.shipping.model.failure import Failure
from agent.shipping.model.label import Label
from shared_schema.codes import ErrorCode, LabelFormat

from .desk import Desk
from .engine import Engine
from .withdraw import WITHDRAWN

_NO_SHIPMENT = Failure(ErrorCode.NO_SHIPMENT, "not_sent", "there is no shipment of ours for the order")
_NOT_READY = Failure(ErrorCode.LABEL_NOT_READY, "not_sent", "the label is not there yet")


@dataclass(frozen=True, slots=True)
class Missing:
    """A label that is not there, and why; `parcel` tells which of its order's, None when the order has just one."""

    order_id: str
    parcel: int | None
    failure: Failure


@dataclass(frozen=True, slots=True)
class Collected:
    """The parcels that have labels with those labels, and what is missing; both in the order of the list."""

    given: Sequence[tuple[Attempt, Sequence[Label]]]
    missing: Sequence[Missing]

    @property
    def attempts(self) -> list[Attempt]:
        """The parcels alone."""
        return [attempt for attempt, _ in self.given]

    def by_format(self) -> dict[LabelFormat, list[Label]]:
        """What goes into one file each: the labels of every format there is among them."""
        labels = [each for _, own in self.given for each in own]
        found = {kind: [each for each in labels if each.format is kind] for kind in LabelFormat}
        return {kind: same for kind, same in found.items() if same}


async def collect(
    desk: Desk, engine: Engine, orders: Sequence[str], wanted: Callable[[Attempt], bool] = lambda attempt: True
) -> Collected:
    """The labels of the orders' parcels, of those only that are `wanted`. What is missing is named, never left out silently.

    Raises LedgerUnavailable.
    """
    order_ids = list(dict.fromkeys(orders))
    attempts = await desk.ledger.latest(order_ids)
    created = {each: [a for a in attempts.get(each, []) if a.state is State.CREATED and wanted(a)] for each in order_ids}
    kept = {a.id: await desk.labels.read(a.reference) for each in created.values() for a in each}
    absent = [a for each in created.values() for a in each if not kept[a.id]]
    failures = await engine.fetch_missing_labels(absent)
    kept |= {a.id: await desk.labels.read(a.reference) for a in absent}
    given: list[tuple[Attempt, Sequence[Label]]] = []
    missing: list[Missing] = []
    for order_id in order_ids:
        if not created[order_id]:
            missing.append(Missing(order_id, None, _without_parcel(attempts.get(order_id, []))))
        for attempt in created[order_id]:
            if labels := kept[attempt.id]:
                given.append((attempt, labels))
            else:
                parcel = attempt.parcel_number if len(created[order_id]) > 1 else None
                missing.append(Missing(order_id, parcel, failures.get(attempt.id, _NOT_READY)))
    return Collected(given, missing)


def _without_parcel(attempts: list[Attempt]) -> Failure:
    if any(each.working for each in attempts):
        return _NOT_READY
    return WITHDRAWN if any(each.state is State.WITHDRAWN for each in attempts) else _NO_SHIPMENT
