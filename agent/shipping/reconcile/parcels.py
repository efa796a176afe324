"""The ledger against the carriers' lists."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from agent.shipping.ledger.reference import order_prefix
from agent.shipping.ledger.rows import Attempt
from agent.shipping.ledger.states import State
from agent.shipping.model.failure import Data
from agent.shipping.model.shipment import ListedShipment
from shared_schema.codes import FindingCode

from .sides import Finding, Sides

_MAY_EXIST = (State.SENDING, State.UNKNOWN)
_AT_CARRIER = (State.CONFIRMING, State.CREATED)


@dataclass(frozen=True, slots=True)
class ListedParcel:
    """A live parcel of a carrier's list with the attempt it belongs to; `prefix` is the order's beginning in its reference."""

    account_id: str
    shipment: ListedShipment
    attempt: Attempt | None
    prefix: str | None

    @property
    def ours(self) -> bool:
        """Whether Nadajnik made it, in this ledger or in another."""
        return self.attempt is not None or self.prefix is not None


def parcels_of(sides: Sides) -> list[ListedParcel]:
    """The live parcels of all lists, each with its attempt: by the reference, else by the carrier's id."""
    by_reference = {each.reference: each for each in sides.attempts}
    by_id = {(each.account_id, each.shipment_id): each for each in sides.attempts if each.shipment_id}
    return [
        ListedParcel(
            account_id,
            shipment,
            by_reference.get(shipment.reference) or by_id.get((account_id, shipment.shipment_id)),
            order_prefix(shipment.reference),
        )
        for account_id, shipments in sides.listed.items()
        for shipment in shipments
        if shipment.live
    ]


def compare_parcels(sides: Sides, parcels: Sequence[ListedParcel]) -> Iterator[Finding]:
    """Parcels the ledger does not account for, and parcels of the ledger that are not to be seen."""
    standing = {each.number for order in sides.orders.values() for each in order.numbers}
    # A second account may show the same organization's list.
    distinct = {(each.attempt.id if each.attempt else each.account_id, each.shipment.shipment_id): each for each in parcels}
    claimed: set[int] = set()
    for parcel in distinct.values():
        if sides.since <= parcel.shipment.created_at <= sides.until:
            yield from _of_parcel(sides, parcel, standing, claimed)
    seen = {(each.account_id, each.shipment.shipment_id) for each in parcels}
    for attempt in sides.attempts:
        if (
            attempt.state in _AT_CARRIER
            and attempt.account_id in sides.listed
            and sides.since <= attempt.sent_at <= sides.until
            and (attempt.account_id, attempt.shipment_id) not in seen
        ):
            yield _finding(
                FindingCode.PARCEL_GONE, attempt, attempt.account_id or "", attempt.shipment_id, attempt.tracking_number
            )


def _of_parcel(sides: Sides, parcel: ListedParcel, standing: set[str], claimed: set[int]) -> Iterator[Finding]:
    attempt, shipment = parcel.attempt, parcel.shipment
    number = shipment.tracking_number
    if attempt is None:
        data: Data = {"reference": shipment.reference or None, "order_prefix": parcel.prefix}
        if parcel.prefix is not None:
            code = FindingCode.PARCEL_UNKNOWN
        elif number is None or number not in standing:
            code = FindingCode.PARCEL_OF_OTHERS
        else:
            return  # made elsewhere and reported: the number at its order tells of it
        yield Finding(code, None, parcel.account_id, shipment.shipment_id, number, data=data)
    elif attempt.state in _MAY_EXIST and attempt.id not in claimed:
        claimed.add(attempt.id)
        if datetime.fromisoformat(attempt.updated_at) <= sides.until:
            yield _finding(FindingCode.PARCEL_FOUND, attempt, parcel.account_id, shipment.shipment_id, number)
    elif attempt.state in _MAY_EXIST or (attempt.state in _AT_CARRIER and attempt.shipment_id != shipment.shipment_id):
        yield _finding(FindingCode.PARCEL_DOUBLED, attempt, parcel.account_id, shipment.shipment_id, number)
    elif attempt.state is State.WITHDRAWN and datetime.fromisoformat(attempt.updated_at) > sides.until:
        return  # taken back after the list was read
    elif attempt.state not in _AT_CARRIER:
        yield _finding(FindingCode.PARCEL_NOT_ORDERED, attempt, parcel.account_id, shipment.shipment_id, number)


def _finding(code: FindingCode, attempt: Attempt, account_id: str | None, shipment_id: str | None, number: str | None) -> Finding:
    found = code is FindingCode.PARCEL_FOUND
    given_up = attempt.state is State.UNKNOWN and attempt.error is not None
    return Finding(
        code,
        attempt.order_id,
        account_id,
        shipment_id,
        number,
        ("possible" if given_up else "under_way") if found else "no",
        attempt.id,
        {"state": attempt.state.value},
    )
