"""Our reference of an attempt, as carriers show it beside the parcel: the start of the order's id and a random part."""

import re
import secrets

_SHAPE = re.compile(r"([0-9a-f]{8})-[0-9a-f]{12}")


def new_reference(order_id: str) -> str:
    """A reference no other attempt has."""
    return f"{order_id[:8]}-{secrets.token_hex(6)}"


def order_prefix(reference: str) -> str | None:
    """How the order's id begins, from a reference of our shape; None for one that Nadajnik did not make."""
    found = _SHAPE.fullmatch(reference)
    return found[1] if found else None
