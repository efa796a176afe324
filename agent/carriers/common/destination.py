"""Which locker or point a parcel goes to: the one a person chose for the order, else the buyer's."""

from collections.abc import Callable

from agent.shipping.model.order import Order
from agent.shipping.model.plan import Choices
from shared_schema.codes import NoteCode

from .notes import Notes


def wanted_point(order: Order, choices: Choices, notes: Notes) -> str | None:
    """The code as it was given; None with a problem when there is none."""
    code = choices.point or (order.point.code if order.point else "")
    if not code.strip():
        notes.problem(NoteCode.POINT_MISSING, "point")
        return None
    return code


def say_why(code: str, order: Order, choices: Choices, notes: Notes, same: Callable[[str, str], bool]) -> None:
    """Tells whose point it is. Another one than the buyer's wants a look; `same` compares two codes of the carrier."""
    if choices.point is None:
        notes.because(NoteCode.POINT_FROM_ORDER, point=code)
        return
    notes.because(NoteCode.POINT_CHOSEN, point=code)
    buyers = order.point.code.strip() if order.point else ""
    if buyers and not same(buyers, code):
        notes.warning(NoteCode.POINT_NOT_BUYERS, "point", point=code, buyers_point=buyers)


def same_text(one: str, other: str) -> bool:
    """Whether two codes are one, in whichever case they are written."""
    return one.strip().upper() == other.strip().upper()


def goes_to_no_point(choices: Choices, service: str, notes: Notes) -> None:
    """A service to a door has no point: a chosen one is refused, and never left out silently."""
    if choices.point is not None:
        notes.problem(NoteCode.POINT_NOT_TAKEN, "point", point=choices.point, service=service)
