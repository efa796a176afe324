"""A label as the carrier gave it: its bytes, and the format they were looked at to be in."""

import re
from dataclasses import dataclass, field
from typing import Final

from shared_schema.codes import ErrorCode, LabelFormat

from .failure import Failure, ShippingError

_LINE: Final = rb"(?:^|[\r\n])"
_EPL_JOB: Final = re.compile(_LINE + rb"N\r?(?=\n).*" + _LINE + rb"P\d", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Label:
    """One or several labels in one file. Raises ShippingError (`label_unreadable`) for bytes of another kind.

    HTML and JSON have come with status 200, and PDF where ZPL was asked for.
    """

    format: LabelFormat
    content: bytes = field(repr=False)

    def __post_init__(self) -> None:
        if kind_of(self.content) != self.format.ending:
            raise unreadable(f"{self.format.ending.upper()} was asked for, {_shown(self.content)} came")


def kind_of(content: bytes) -> str | None:
    """`pdf`, `zpl` or `epl`, by the first bytes; of a printer language the end has to be there too. None for anything else."""
    if content.startswith(b"%PDF-"):
        return "pdf"
    bare = content.strip()
    if bare.startswith(b"^XA") and bare.endswith(b"^XZ"):
        return "zpl"
    # EPL has no mark of its own: a job begins with an empty line or with N, and ends with P and how many times.
    if content.startswith((b"N\n", b"N\r\n", b"\n", b"\r\n")) and _EPL_JOB.search(content):
        return "epl"
    return None


def unreadable(message: str) -> ShippingError:
    """The failure of a label that cannot be kept as what it is said to be. The parcel is made; only the label is missing."""
    return ShippingError(Failure(ErrorCode.LABEL_UNREADABLE, "not_sent", message))


def _shown(content: bytes) -> str:
    """What came instead, in a word and never in its own words."""
    if (kind := kind_of(content)) is not None:
        return kind.upper()
    return {b"": "nothing", b"<": "HTML or XML", b"{": "JSON", b"[": "JSON"}.get(content.lstrip()[:1], "something else")
