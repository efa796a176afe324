"""What a carrier collects for an order that is paid on delivery: all of it, in złoty."""

from agent.shipping.model.order import Order
from shared_schema.codes import NoteCode

from .notes import Notes


def whole_order_grosze(order: Order, notes: Notes, *, limits: tuple[int, int]) -> int | None:
    """The amount; None beside a problem where the order has none. `limits`: the carrier's smallest and largest, in grosze."""
    if order.total is None:
        notes.problem(NoteCode.AMOUNT_INVALID, "total")
        return None
    amount = order.total.amount_grosze
    if order.total.currency != "PLN":
        notes.problem(NoteCode.CURRENCY_NOT_PLN, "total", currency=order.total.currency)
    if not limits[0] <= amount <= limits[1]:
        notes.problem(NoteCode.AMOUNT_INVALID, "total", amount_grosze=amount)
    notes.because(NoteCode.COD_FROM_PAYMENT, amount_grosze=amount)
    return amount
