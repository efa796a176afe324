"""The shipments an order has already, from the ledger and from Allegro, and the confirmation that names them."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from agent.shipping.ledger.rows import Attempt, timestamp
from agent.shipping.ledger.stations import SeenStation
from agent.shipping.model.failure import Failure
from agent.shipping.model.shipment import TrackingNumber
from shared_schema.codes import ErrorCode


@dataclass(frozen=True, slots=True)
class EarlierShipment:
    """One of them; `identity` tells it from all others. `station_seen_at`: another station works on it and was last seen then."""

    source: str
    carrier: str
    tracking_number: str | None
    state: str
    created_at: str | None
    station: str | None
    station_seen_at: str | None
    identity: str


def earlier_shipments(
    attempts: Sequence[Attempt],
    numbers: Sequence[TrackingNumber],
    others: Mapping[str, SeenStation] = MappingProxyType({}),
    beside: Sequence[Attempt] = (),
) -> tuple[EarlierShipment, ...]:
    """The ledger's attempts, then the numbers at Allegro that are none of theirs. `others`: the other stations, by id.

    `beside` are parcels asked for together with the one in question: no earlier shipments, and neither are their numbers.
    """
    ours = tuple(
        EarlierShipment(
            "ledger",
            each.carrier or "",
            each.tracking_number,
            each.state,
            each.created_at,
            holder.name if (holder := others.get(each.holder or "")) and each.held else each.station,
            timestamp(holder.seen_at) if holder and each.held else None,
            each.reference,
        )
        for each in attempts
    )
    known = {each.tracking_number for each in (*attempts, *beside)}
    theirs = tuple(
        EarlierShipment(
            "allegro", each.carrier_id, each.number, "", each.created_at, None, None, f"{each.carrier_id}:{each.number}"
        )
        for each in numbers
        if each.number not in known
    )
    return ours + theirs


def confirmation(earlier: Sequence[EarlierShipment]) -> str | None:
    """16 hex digits that stand for exactly these shipments; None when there is none to confirm."""
    if not earlier:
        return None
    text = "\n".join(sorted(each.identity for each in earlier))
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def already_shipped(earlier: Sequence[EarlierShipment]) -> Failure:
    """The refusal of a second shipment that nobody confirmed; names the newest earlier one."""
    newest = earlier[-1]
    return Failure(
        ErrorCode.ALREADY_SHIPPED,
        "not_sent",
        "the order has a shipment already",
        data={
            "tracking_number": newest.tracking_number,
            "carrier": newest.carrier,
            "state": newest.state,
            "created_at": newest.created_at,
            "station": newest.station,
            "station_seen_at": newest.station_seen_at,
        },
    )
