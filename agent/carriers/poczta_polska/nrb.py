"""The number of a Polish bank account (NRB): 26 digits, the first two of which check the rest."""

import re

_POLAND = "2521"
_DIGITS = 26


def nrb(text: str) -> str:
    """The digits of an account number written with or without `PL` and spaces. Raises ValueError, never showing the number."""
    digits = re.sub(r"[\s-]", "", text).upper().removeprefix("PL")
    if not re.fullmatch(rf"[0-9]{{{_DIGITS}}}", digits):
        raise ValueError("numer rachunku ma mieć 26 cyfr")
    if int(digits[2:] + _POLAND + digits[:2]) % 97 != 1:
        raise ValueError("suma kontrolna numeru rachunku się nie zgadza")
    return digits
