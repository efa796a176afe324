"""The frozen base of every message, and the grammar of the small values in them."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from . import MAX_ORDERS

type_config = ConfigDict(
    frozen=True, extra="forbid", strict=True, json_schema_serialization_defaults_required=True, defer_build=True
)


class WireModel(BaseModel):
    """A message or a part of one: immutable, unknown fields refused, no type conversion.

    An unknown field is refused and not dropped, because the dropped one could be the amount of a cash on delivery.
    """

    model_config = type_config


UUID_PATTERN = r"^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$"

OrderId = Annotated[str, StringConstraints(pattern=UUID_PATTERN)]
"""An Allegro checkout form, in lower case (contract: order page, section 1)."""

Key = Annotated[str, StringConstraints(pattern=UUID_PATTERN)]
"""A UUID made by the client for one user action; the same key never does the action twice."""

RequestId = Annotated[str, StringConstraints(min_length=1, max_length=64)]
SellerId = Annotated[str, StringConstraints(pattern=r"^[0-9]{1,20}$")]
Nonce = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
Proof = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
PairingId = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{16}$")]
Digest = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{16}$")]
Version = Annotated[str, StringConstraints(pattern=r"^[0-9A-Za-z.+-]{1,32}$")]
Size = Annotated[str, StringConstraints(pattern=r"^[a-z0-9_]{1,32}$")]
Grosze = Annotated[int, Field(ge=0, lt=1_000_000_000)]
ServiceName = Annotated[str, StringConstraints(pattern=r"^[a-z0-9_]{1,64}$")]
AccountId = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9_-]{0,31}$")]
SetId = Annotated[str, StringConstraints(pattern=r"^[0-9A-Za-z_-]{1,64}$")]
"""A carrier's id of a set of parcels, before or after it was handed over."""
PointText = Annotated[str, StringConstraints(max_length=100)]
PointCode = Annotated[str, StringConstraints(pattern=r"^[0-9A-Za-z-]{1,20}$")]
"""A carrier's code of a locker or point."""
TrackingNumber = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9]{6,40}$")]
ReceiverText = Annotated[str, StringConstraints(max_length=200, pattern=r"^[^\x00-\x1f\x7f]*$")]
"""A field of a receiver as a person typed it: one line."""
ShortText = Annotated[str, StringConstraints(min_length=1, max_length=64)]
ActedMsAgo = Annotated[int, Field(ge=0, le=9_007_199_254_740_991)]
"""How long ago, when the message is sent, the person acted in the browser who caused it, in milliseconds by the browser's clocks.

A browser has to say it where money is spent, and above 60,000 the command is refused with `action_too_old`; a key that is known
gives its first outcome whatever the age. The command line is a person at a terminal and says nothing.
"""
OrderIds = Annotated[list[OrderId], Field(min_length=1, max_length=MAX_ORDERS)]
