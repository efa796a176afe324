"""Which row of an answer is whose parcel (contract: paczka-w-ruchu.md, sections 6 and 8).

No order of rows is promised and no row is known to carry our number, so position says nothing. What counts: our number in a
field of the row; the label, which shows our number beside the parcel's; a point only one parcel goes to; and what is left over.
What none of this settles is left out: those parcels are unknown and looked up.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from .codes import CREDENTIALS, POINT_CHANGED, SAVED
from .dataset import Row, number
from .points import point_number

PACK_CODES = ("PackCode_RUCH", "PackCode", "PackCodeRUCH")


@dataclass(frozen=True, slots=True, eq=False)
class Registered:
    """One row: what became of one parcel, whichever it is."""

    code: int | None
    text: str
    pack_code: str | None
    destination: str
    paid: bool
    values: frozenset[str]

    @property
    def saved(self) -> bool:
        """Whether the parcel exists: a number beside an error is a parcel with a warning."""
        return self.pack_code is not None

    @property
    def refused(self) -> bool:
        """Whether the parcel certainly does not exist: a code that says no, and no number."""
        return self.pack_code is None and self.code is not None and self.code not in SAVED

    @property
    def point(self) -> int | None:
        """The number of the point the parcel goes to."""
        return point_number(self.destination)


def registered(row: Row) -> Registered:
    """Reads a row by the names of its fields. One that says "saved" without a number is neither saved nor refused."""
    return Registered(
        code=number(row.get("Err")),
        text=row.get("ErrDes", ""),
        pack_code=pack_code_of(row),
        destination=row.get("DestinationCode", ""),
        paid=row.get("PackPaid", "").lower() not in ("false", "0"),
        values=frozenset(row.values()),
    )


def pack_code_of(row: Row) -> str | None:
    """The parcel's number: thirteen digits, in whichever of the known fields it stands."""
    return next((code for name in PACK_CODES if is_pack_code(code := row.get(name, ""))), None)


def is_pack_code(text: str) -> bool:
    """Whether the text has the shape of a parcel's number."""
    return len(text) == 13 and text.isascii() and text.isdigit()


def refused_as_a_whole(rows: Sequence[Registered]) -> Registered | None:
    """The row that refuses the credentials, when nothing was saved beside it."""
    if any(row.saved for row in rows):
        return None
    return next((row for row in rows if row.code in CREDENTIALS), None)


def matched(
    points: Mapping[str, int | None], rows: Sequence[Registered], printed: Mapping[str, str]
) -> dict[str, Sequence[Registered]]:
    """By our number (`SenderOrders`) the row of each parcel that can be told with certainty.

    `points` are the points asked for, by our number; `printed` is what the labels show: our number by the parcel's.
    Several rows for a parcel are refusals of which one is its own, nobody can say which.
    """
    found: dict[str, Sequence[Registered]] = {}
    left = _once(rows)
    for row in list(left):
        on_label = printed.get(row.pack_code or "")
        named = [each for each in points if each in row.values or each == on_label]
        if len(named) == 1 and named[0] not in found and (row.saved or row.refused):
            found[named[0]] = (row,)
            left.remove(row)
    for row in list(left):
        same_point = [each for each, point in points.items() if each not in found and point == row.point is not None]
        # A parcel that was moved by the service may have come to a point somebody else asked for.
        unmoved = row.saved and row.code in SAVED - POINT_CHANGED
        if unmoved and len(same_point) == 1 and sum(row.point == each.point for each in left if each.saved) == 1:
            found[same_point[0]] = (row,)
            left.remove(row)
    rest = [each for each in points if each not in found]
    if len(left) == len(rest) and (all(row.refused for row in left) or (len(left) == 1 and left[0].saved)):
        found |= {reference: tuple(left) for reference in rest}
    return found


def _once(rows: Sequence[Registered]) -> list[Registered]:
    """Without repetitions of a parcel's number."""
    seen: set[str] = set()
    kept = []
    for row in rows:
        if row.pack_code is None or row.pack_code not in seen:
            kept.append(row)
            seen |= {row.pack_code} if row.pack_code else set()
    return kept
