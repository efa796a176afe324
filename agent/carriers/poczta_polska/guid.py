"""The key of a shipment at Poczta Polska, made from our own: on disk before the call, and the same after a crash."""

import uuid
from typing import Final

_OURS: Final = uuid.UUID("6f0f7f3c-5a41-5e0e-9b7d-0b0c6a1f4f52")


def guid_of(reference: str) -> str:
    """32 upper-case hexadecimal digits, always the same for a reference (contract, section 2)."""
    return uuid.uuid5(_OURS, reference).hex.upper()
