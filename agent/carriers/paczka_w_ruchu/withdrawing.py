"""Cancelling a parcel before it is handed over (contract: paczka-w-ruchu.md, sections 4, 6 and 8)."""

from typing import Final

from agent.shipping.model.failure import Failure, ShippingError, Words
from shared_schema.codes import ErrorCode

from .client import PwrClient
from .codes import refusal
from .dataset import OddDataSet, number, rows
from .errors import LONGEST_WORDS, unreadable
from .matching import is_pack_code
from .settings import NAME

_DONE: Final = frozenset({0, 201})
"""201: cancelled already, by an earlier call whose answer was lost or in the panel."""
_TOO_LATE: Final = 202


async def withdraw(client: PwrClient, pack_code: str) -> None:
    """Cancels the parcel with one call. Raises ShippingError as `ports.Withdrawal` says."""
    if not is_pack_code(pack_code):
        message = "the number is none of ORLEN Paczka's"
        raise ShippingError(Failure(ErrorCode.WITHDRAWAL_NOT_POSSIBLE, "not_sent", message))
    response = await client.call("PutCustomerPackCanceled", writing=True, PackCode=pack_code)
    try:
        [row, *_] = rows(response, ("Err",))
    except OddDataSet as odd:
        raise ShippingError(unreadable(str(odd), writing=True)) from odd
    code, text = number(row.get("Err")), row.get("ErrDes", "")
    if code is None:
        raise ShippingError(unreadable("no code in the answer", writing=True))
    if code == _TOO_LATE:
        said = Words(NAME, str(code), text[:LONGEST_WORDS])
        raise ShippingError(Failure(ErrorCode.WITHDRAWAL_REFUSED, "refused", "ORLEN Paczka has the parcel already", said))
    if code not in _DONE:
        raise ShippingError(refusal(code, text))
