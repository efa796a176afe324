"""The receiver with his address taken apart, and what a person wrote over it."""

import hashlib
import json
from dataclasses import asdict, dataclass

from .order import Address


@dataclass(frozen=True, slots=True)
class Receiver:
    """Whom a parcel goes to, as a carrier gets him: a field that is not sent, or not known, is empty."""

    first_name: str = ""
    last_name: str = ""
    company: str = ""
    street: str = ""
    house: str = ""
    flat: str = ""
    post_code: str = ""
    city: str = ""
    country_code: str = ""
    phone: str = ""


@dataclass(frozen=True, slots=True)
class Correction:
    """What a person wrote over the receiver Allegro gives; None keeps what was read, the empty text empties the field.

    A `street` without `house` and `flat` is a whole line and taken apart like Allegro's own.
    """

    first_name: str | None = None
    last_name: str | None = None
    company: str | None = None
    street: str | None = None
    house: str | None = None
    flat: str | None = None
    post_code: str | None = None
    city: str | None = None
    phone: str | None = None

    @property
    def empty(self) -> bool:
        """Whether it changes nothing: the receiver is to be read anew, whatever was corrected before."""
        return self == Correction()


def input_key(address: Address | None) -> str:
    """64 hex digits that stand for exactly this receiver as Allegro gives him; nobody can be read out of them."""
    text = json.dumps(asdict(address) if address else None, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()
