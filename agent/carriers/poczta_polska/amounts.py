"""What is collected, insured and declared, in grosze. Pure."""

from typing import Final

from agent.carriers.common.insurance import insured_grosze, not_insured
from agent.carriers.common.notes import Notes
from agent.shipping.model.order import Order
from agent.shipping.model.plan import Choices
from shared_schema.codes import NoteCode

from .services import Product
from .settings import EnSettings
from .soap import Fields

SMALLEST_GROSZE: Final = 100
MOST_GROSZE: Final = 9_999_999


def worth_grosze(order: Order, notes: Notes) -> int:
    """What the order is worth, in grosze."""
    if order.total is None or order.total.currency != "PLN" or not 0 < order.total.amount_grosze <= MOST_GROSZE:
        notes.problem(NoteCode.AMOUNT_INVALID, "total", amount_grosze=order.total.amount_grosze if order.total else None)
        return 0
    return order.total.amount_grosze


def cod_grosze_of(order: Order, service: str, product: Product, settings: EnSettings, notes: Notes) -> int | None:
    """What the carrier collects: all of the order; None for one that is paid."""
    if not order.cash_on_delivery:
        return None
    if not product.cod:
        notes.problem(NoteCode.COD_NOT_ALLOWED, "payment_type", service=service)
    if not settings.cod_account:
        notes.problem(NoteCode.COD_ACCOUNT_NOT_SET, "settings.cod_account")
    if order.total is None:
        notes.problem(NoteCode.AMOUNT_INVALID, "total")
        return None
    amount = order.total.amount_grosze
    if order.total.currency != "PLN":
        notes.problem(NoteCode.CURRENCY_NOT_PLN, "total", currency=order.total.currency)
    if not 0 < amount <= MOST_GROSZE:
        notes.problem(NoteCode.AMOUNT_INVALID, "total", amount_grosze=amount)
    notes.because(NoteCode.COD_FROM_PAYMENT, amount_grosze=amount)
    if settings.cod_account:
        notes.because(NoteCode.COD_TO_ACCOUNT, last4=settings.cod_account[-4:])
    return amount


def pobranie(order: Order, cod_grosze: int, settings: EnSettings) -> Fields:
    """The field that has the money collected for the seller's bank account."""
    return {
        "sposobPobrania": "RACHUNEK_BANKOWY",
        "kwotaPobrania": cod_grosze,
        "nrb": settings.cod_account,
        "tytulem": f"Allegro {order.id}",
    }


def insurance_grosze_of(
    service: str, product: Product, cod_grosze: int | None, choices: Choices, settings: EnSettings, notes: Notes
) -> int | None:
    """No product here has to be insured for its cash on delivery, but one that is, is so for all of it."""
    if not product.insurance:
        not_insured(choices.insurance_grosze, service, notes)
        return None
    chosen, default = choices.insurance_grosze, settings.insurance_grosze
    return insured_grosze(cod_grosze, default, chosen, notes, limits=(SMALLEST_GROSZE, MOST_GROSZE), with_cod=False)
