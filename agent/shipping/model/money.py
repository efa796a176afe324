"""Exact amounts: from Allegro's decimal strings to grosze, and back to a decimal for a carrier."""

from decimal import Decimal, InvalidOperation


def grosze(amount: str) -> int:
    """Reads a decimal string such as `123.45`. Raises ValueError for anything that is not a whole number of grosze."""
    try:
        value = Decimal(amount) * 100
        whole = int(value)
    except (InvalidOperation, ValueError, OverflowError) as error:
        raise ValueError("not an amount of money") from error
    if value != whole:
        raise ValueError("not a whole number of grosze")
    return whole


def zloty(amount_grosze: int) -> Decimal:
    """The amount in złoty with two decimal places, exactly."""
    return Decimal(amount_grosze).scaleb(-2).quantize(Decimal("0.01"))
