"""What a carrier says of a shipment."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from shared_schema.codes import ErrorCode

from .failure import Failure, Note, ShippingError
from .label import Label


@dataclass(frozen=True, slots=True)
class Parcel:
    """One parcel to be sent: the plan's request and our reference, unique per attempt, 3 to 100 characters."""

    reference: str
    request: str


@dataclass(frozen=True, slots=True)
class Created:
    """The carrier took the parcel. `tracking_number` is None where the carrier confirms later, `service` empty where unsaid.

    A warning beside a shipment is a success: it goes into `warnings`, never into a failure.
    """

    shipment_id: str
    service: str
    tracking_number: str | None = None
    warnings: tuple[Note, ...] = ()


@dataclass(frozen=True, slots=True)
class Progress:
    """Where a created shipment stands: confirmed (with its number), stalled (with the reason), or neither yet."""

    shipment_id: str
    service: str
    tracking_number: str | None = None
    stalled: Failure | None = None


@dataclass(frozen=True, slots=True)
class LabelPart:
    """One file with the labels of one or several of the asked shipments.

    `shipment_id`: whose it is, where the carrier says so by its own key; otherwise that is told by the printed number.
    """

    label: Label
    shipment_id: str | None = None


@dataclass(frozen=True, slots=True)
class TrackingNumber:
    """A number that stands on an order at Allegro, whoever put it there."""

    carrier_id: str
    number: str
    created_at: str | None = None


@dataclass(frozen=True, slots=True)
class ListedShipment:
    """A shipment in the carrier's own list, whoever made it.

    `reference` is empty where the carrier shows none; `created_at` is by this computer's clock, however the carrier's goes;
    `live` is false for a cancelled one.
    """

    shipment_id: str
    reference: str
    tracking_number: str | None
    created_at: datetime
    live: bool


@dataclass(frozen=True, slots=True)
class RecentOrder:
    """An order that has tracking numbers at Allegro, or is marked as sent there; `changed_at` is None where nobody says."""

    order_id: str
    marked_sent: bool
    numbers: tuple[TrackingNumber, ...]
    changed_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Seller:
    """A connected Allegro account."""

    id: str
    login: str


@dataclass(frozen=True, slots=True)
class Sellers:
    """The Allegro accounts that can be used, and by seller id why others cannot."""

    connected: tuple[Seller, ...]
    failures: Mapping[str, Failure] = field(default_factory=dict)

    def check(self, seller_id: str) -> None:
        """Raises ShippingError unless the account is one of them."""
        if all(each.id != seller_id for each in self.connected):
            logins = ", ".join(each.login for each in self.connected)
            of_others = Failure(
                ErrorCode.ORDER_OF_OTHER_SELLER, "not_sent", "the page shows another account", data={"connected": logins}
            )
            raise ShippingError(self.failures.get(seller_id, of_others))


@dataclass(frozen=True, slots=True)
class AccountReport:
    """A carrier account after its credentials were tried: what the seller should see before saving it.

    `unanswered`: nobody answered, which for some carriers keeps no account from being saved, and proves nothing.
    `password_days`: how long the password is valid, where the carrier's passwords end.
    """

    name: str
    services: tuple[str, ...]
    cod_account_last4: str | None
    checked_at: datetime
    warnings: tuple[Note, ...] = ()
    unanswered: Failure | None = None
    password_days: int | None = None
