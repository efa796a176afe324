"""An Allegro order, read fresh, with the fields shipping decides on."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Money:
    """An exact amount in the currency's hundredth (grosze for PLN)."""

    amount_grosze: int
    currency: str


@dataclass(frozen=True, slots=True)
class Address:
    """The receiver as Allegro has him: street and house number stand in one string; every field may be empty."""

    first_name: str
    last_name: str
    company: str
    street: str
    city: str
    post_code: str
    country_code: str
    phone: str


@dataclass(frozen=True, slots=True)
class PickupPoint:
    """The carrier's point the buyer chose; `code` is the carrier's own, to be sent as it is."""

    code: str
    name: str


@dataclass(frozen=True, slots=True)
class DeliveryMethod:
    """What the buyer chose: the UUID decides, the name changes over the years."""

    id: str
    name: str


@dataclass(frozen=True, slots=True)
class ListedMethod:
    """A delivery method as Allegro's list of all of them has it."""

    method: DeliveryMethod
    cash_on_delivery: bool


@dataclass(frozen=True, slots=True)
class OrderLine:
    """What was bought. `quantity` 0 is one that is not known, `price` of one piece.

    `hs_number` is the customs tariff number of the offer, `external_id` the seller's own number of it; empty where it has none.
    """

    name: str
    quantity: int
    price: Money | None = None
    hs_number: str = ""
    offer_id: str = ""
    external_id: str = ""


@dataclass(frozen=True, slots=True)
class Order:
    """A checkout form.

    `email` is the buyer's masked address, byte for byte: carriers find the Allegro transaction by it.
    `status`, `provider`, `payment_type` and `lines_sent` are Allegro's words (contract: allegro-rest.md, section 3.1);
    `read_at` tells how fresh the copy is.
    """

    id: str
    seller_id: str
    status: str
    provider: str
    cancelled: bool
    lines_sent: str
    method: DeliveryMethod
    point: PickupPoint | None
    recipient: Address | None
    email: str
    buyer_login: str
    payment_type: str
    total: Money | None
    smart: bool
    read_at: datetime
    lines: tuple[OrderLine, ...] = ()

    @property
    def cash_on_delivery(self) -> bool:
        """Decided by the payment type alone; "pobranie" in the method's name is only a hint."""
        return self.payment_type == "CASH_ON_DELIVERY"
