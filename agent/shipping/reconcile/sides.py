"""The three sides of a comparison, and a finding."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from agent.shipping.ledger.rows import Attempt
from agent.shipping.model.failure import Data
from agent.shipping.model.shipment import ListedShipment, RecentOrder
from shared_schema.codes import FindingCode

Mending = Literal["no", "possible", "under_way", "done", "failed"]
Weight = Literal["costs_money", "look", "information"]

WEIGHTS: Mapping[FindingCode, Weight] = {
    FindingCode.PARCEL_NOT_ORDERED: "costs_money",
    FindingCode.PARCEL_DOUBLED: "costs_money",
    FindingCode.PARCEL_FOUND: "look",
    FindingCode.PARCEL_GONE: "look",
    FindingCode.PARCEL_UNKNOWN: "look",
    FindingCode.NUMBER_MISSING: "look",
    FindingCode.NUMBER_DOUBLED: "look",
    FindingCode.SENT_WITHOUT_PARCEL: "look",
    FindingCode.PARCEL_OF_OTHERS: "information",
    FindingCode.NUMBER_OF_OTHERS: "information",
}


@dataclass(frozen=True, slots=True)
class Sides:
    """What was read. Everything from `since` to `until` is compared; what is younger than `until` is work under way.

    `attempts` reach back beyond `since`, since a parcel may belong to an attempt a little older than itself. `listed` has
    the accounts whose list is known, `orders` the orders of these sellers whose numbers are known; what is not in them says
    nothing.
    """

    since: datetime
    until: datetime
    seller_ids: Collection[str]
    attempts: Sequence[Attempt]
    listed: Mapping[str, Sequence[ListedShipment]]
    orders: Mapping[str, RecentOrder]


@dataclass(frozen=True, slots=True)
class Finding:
    """One place where the sides differ; `attempt_id` is the attempt to mend."""

    code: FindingCode
    order_id: str | None = None
    account_id: str | None = None
    shipment_id: str | None = None
    tracking_number: str | None = None
    mending: Mending = "no"
    attempt_id: int | None = None
    data: Data = field(default_factory=dict)

    @property
    def weight(self) -> Weight:
        """How much it matters."""
        return WEIGHTS[self.code]
