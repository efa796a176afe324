"""What would be sent for one order, and why; or why nothing can be."""

import hashlib
from dataclasses import dataclass
from typing import Literal

from .failure import Failure, Note
from .order import Order
from .receiver import Correction, Receiver, input_key

Corrected = Literal["no", "now", "before"]
"""Whether a person wrote over the receiver: for this plan, or before for the same receiver."""


@dataclass(frozen=True, slots=True)
class Choices:
    """What a person or a rule chose for one order; None leaves it to the delivery method and the account's settings.

    `correction` is what a person wrote over the receiver, who else is as he is read. The choices hold for each of the `parcels`.
    `point` is the carrier's code of the locker or point to send to instead of the order's.
    """

    size: str | None = None
    service: str | None = None
    account_id: str | None = None
    insurance_grosze: int | None = None
    correction: Correction | None = None
    corrected: Corrected = "no"
    parcels: int = 1
    point: str | None = None


@dataclass(frozen=True, slots=True)
class Draft:
    """A carrier's part of a plan: what its account would send for an order.

    `request` is the carrier's request as canonical JSON, complete but for the reference; `problems` make it unshippable,
    `warnings` want a person's look. `sizes` are what the person may choose from, none where there is nothing to choose.
    `receiver` is he as the carrier would get him.
    """

    service: str
    size: str | None
    sizes: tuple[str, ...]
    point: str | None
    cod_grosze: int | None
    insurance_grosze: int | None
    why: tuple[Note, ...]
    problems: tuple[Note, ...]
    warnings: tuple[Note, ...]
    request: str
    receiver: Receiver | None = None
    corrected: Corrected = "no"


@dataclass(frozen=True, slots=True)
class Plan:
    """A draft without problems, for one order and one account: complete, so that sending needs nothing else.

    `draft` is that of the first parcel, `further` that of each other one.
    """

    order: Order
    account_id: str
    carrier: str
    draft: Draft
    parcels: int = 1
    further: Draft | None = None

    @property
    def order_id(self) -> str:
        """The order's id."""
        return self.order.id

    def draft_of(self, parcel: int) -> Draft:
        """What would be sent for the parcel, counted from 1."""
        return self.draft if parcel == 1 or self.further is None else self.further

    @property
    def digest(self) -> str:
        """16 hex digits that stand for what would be sent; another address, amount or size gives another digest.

        What was corrected was corrected for one receiver: should the buyer change his data meanwhile, the digest changes too.
        """
        of_input = () if self.draft.corrected == "no" else (input_key(self.order.recipient),)
        further = self.further
        of_further = () if further is None else (str(self.parcels), further.service, further.request)
        text = "\n".join((self.order.id, self.account_id, self.draft.service, self.draft.request, *of_further, *of_input))
        return hashlib.sha256(text.encode()).hexdigest()[:16]

    @property
    def needs_look(self) -> bool:
        """A plan with warnings is never created in bulk without a person's acceptance."""
        return bool(self.draft.warnings)


@dataclass(frozen=True, slots=True)
class Unshippable:
    """Why nothing can be sent for an order; `order` is None when it could not be read, `draft` when it did not get that far."""

    order_id: str
    failure: Failure
    order: Order | None = None
    account_id: str | None = None
    carrier: str | None = None
    draft: Draft | None = None
    parcels: int = 1
