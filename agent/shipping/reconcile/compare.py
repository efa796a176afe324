"""Where ledger, carriers and Allegro differ. Decides; no I/O. Every discrepancy gives one finding, the costliest first."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime

from agent.shipping.ledger.rows import Attempt
from agent.shipping.ledger.states import LIVE, State
from agent.shipping.model.failure import Data
from agent.shipping.model.shipment import RecentOrder
from shared_schema.codes import FindingCode

from .parcels import compare_parcels, parcels_of
from .sides import WEIGHTS, Finding, Mending, Sides

_CODES = list(FindingCode)
_WEIGHTS = list(dict.fromkeys(WEIGHTS.values()))


def compare(sides: Sides) -> list[Finding]:
    """All findings, in the order people should read them."""
    parcels = parcels_of(sides)
    found = list(compare_parcels(sides, parcels))
    gone = {each.attempt_id for each in found if each.code is FindingCode.PARCEL_GONE}
    # The number of a parcel that is a finding itself is not told a second time.
    known = {each.tracking_number for each in sides.attempts} | {each.shipment.tracking_number for each in parcels if each.ours}
    found += _missing(sides, gone)
    found += _on_orders(sides, known)
    return sorted(found, key=lambda each: (_WEIGHTS.index(each.weight), _CODES.index(each.code), each.order_id or ""))


def _missing(sides: Sides, gone: set[int | None]) -> Iterator[Finding]:
    """Parcels whose number is not on their order. One that is gone from the carrier must not be reported."""
    for attempt in sides.attempts:
        order = sides.orders.get(attempt.order_id)
        if (
            attempt.state is State.CREATED
            and attempt.seller_id in sides.seller_ids
            and attempt.id not in gone
            and _settled(attempt, sides.until)
            and attempt.sent_at >= sides.since
            and order is not None
            and attempt.tracking_number not in {each.number for each in order.numbers}
        ):
            owed: Mending = "under_way" if attempt.on_allegro == "waiting" else "possible"
            yield Finding(
                FindingCode.NUMBER_MISSING,
                attempt.order_id,
                attempt.account_id,
                attempt.shipment_id,
                attempt.tracking_number,
                owed,
                attempt.id,
                {"on_allegro": attempt.on_allegro},
            )


def _on_orders(sides: Sides, known: set[str | None]) -> Iterator[Finding]:
    attempts: dict[str, list[Attempt]] = defaultdict(list)
    for attempt in sides.attempts:
        attempts[attempt.order_id].append(attempt)
    doubled = _doubled(sides, attempts)
    for number, order_ids in doubled.items():
        others = ", ".join(order_ids[1:]) or None
        yield Finding(FindingCode.NUMBER_DOUBLED, order_ids[0], tracking_number=number, data={"other_orders": others})
    for order in sides.orders.values():
        of_order = attempts[order.order_id]
        if _changing(order, of_order, sides.until):
            continue
        live = [each for each in of_order if each.state in LIVE]
        numbers = {each.number: each for each in order.numbers}
        for number, entry in numbers.items():
            if number not in known and number not in doubled:
                ours = next((each.tracking_number for each in live if each.tracking_number), None)
                data: Data = {"carrier": entry.carrier_id, "our_number": ours}
                yield Finding(FindingCode.NUMBER_OF_OTHERS, order.order_id, tracking_number=number, data=data)
        if order.marked_sent and not numbers and not live:
            yield Finding(FindingCode.SENT_WITHOUT_PARCEL, order.order_id)


def _doubled(sides: Sides, attempts: Mapping[str, Sequence[Attempt]]) -> dict[str, list[str]]:
    """Numbers that stand twice on an order, or on an order other than their own, with all these orders."""
    places: dict[str, list[str]] = defaultdict(list)
    for order in sides.orders.values():
        if not _changing(order, attempts.get(order.order_id, ()), sides.until):
            for each in order.numbers:
                places[each.number].append(order.order_id)
    owners = {each.tracking_number: each.order_id for each in sides.attempts if each.tracking_number}
    doubled: dict[str, list[str]] = {}
    for number, order_ids in places.items():
        # The order it belongs to is named first, also when it stands only elsewhere.
        first = owners.get(number, order_ids[0])
        if len(order_ids) > 1 or first not in order_ids:
            doubled[number] = list(dict.fromkeys([first, *order_ids]))
    return doubled


def _changing(order: RecentOrder, attempts: Sequence[Attempt], until: datetime) -> bool:
    """Whether somebody is at work on the order right now, so that its numbers may come and go."""
    fresh = order.changed_at is not None and order.changed_at > until
    return fresh or any(not _settled(each, until) for each in attempts)


def _settled(attempt: Attempt, until: datetime) -> bool:
    """Whether nothing has happened to the attempt for a while, and nothing will by itself within the time people wait for."""
    under_way = attempt.working and attempt.state is not State.CREATED
    return datetime.fromisoformat(attempt.updated_at) <= until and not under_way
