"""Taking one of our own shipments out of a bufor of ours that is not sent yet (contract: poczta-polska-en.md, section 2).

Only by its guid. Emptying a bufor would take everything in it, the seller's own shipments included.
"""

from collections.abc import Sequence
from datetime import date, datetime, timedelta, tzinfo
from typing import Final

from agent.shipping.model.failure import Failure, ShippingError
from shared_schema.codes import ErrorCode

from .bufors import Bufor, all_bufors
from .client import EnClient
from .errors import errors_in, refused
from .finding import guid_in, in_bufor, in_envelopes

LISTED_BY: Final = timedelta(minutes=10)
"""A new shipment that no list shows may not be listed yet; how long that takes is not documented."""


async def withdraw(client: EnClient, guid: str, made_at: datetime, now: datetime, zone: tzinfo) -> None:
    """Removes the shipment; one that stands nowhere any more was removed before. Raises ShippingError as `ports.Withdrawal` says.

    After a lost answer the bufor is looked at: a shipment that stood there before the call and does not now was removed by it.
    """
    bufor = await _standing(client, guid, made_at, now, zone)
    if bufor is None:
        return
    body = (await client.description()).request("clearEnvelopeByGuids", guid=[guid], idBufor=bufor.id)
    try:
        errors = errors_in(await client.change("clearEnvelopeByGuids", body))
    except ShippingError as error:
        if error.failure.outcome == "unknown" and await _is_gone(client, bufor, guid):
            return
        raise
    if errors and not await _is_gone(client, bufor, guid):
        raise ShippingError(refused(errors, ErrorCode.WITHDRAWAL_REFUSED))


async def _standing(client: EnClient, guid: str, made_at: datetime, now: datetime, zone: tzinfo) -> Bufor | None:
    """The bufor of ours the shipment stands in; None when it certainly stands nowhere any more."""
    bufors = await all_bufors(client)
    for bufor in bufors:
        if any(guid_in(each) == guid for each in await in_bufor(client, bufor)):
            if bufor.ours:
                return bufor
            raise ShippingError(_kept("the shipment stands in a set that was not made here"))
    made_on, today = made_at.astimezone(zone).date(), now.astimezone(zone).date()
    async for _, each in in_envelopes(client, made_on - timedelta(days=1), today):
        if guid_in(each) == guid:
            raise ShippingError(_kept("the shipment was handed over"))
    if now - made_at < LISTED_BY or not _unsent(bufors, made_on):
        # Not listed yet, or in a set that was sent a moment ago and is not listed yet.
        message = "no list shows the shipment; it may not be listed yet"
        raise ShippingError(Failure(ErrorCode.WITHDRAWAL_UNKNOWN, "unknown", message))
    return None


def _unsent(bufors: Sequence[Bufor], day: date) -> bool:
    """Whether what was made that day is certainly not sent: the set of the day is still there."""
    return any(each.ours and each.day == day for each in bufors)


async def _is_gone(client: EnClient, bufor: Bufor, guid: str) -> bool:
    """Whether the bufor is there, and the shipment not in it; an answer that does not come says nothing."""
    try:
        return all(guid_in(each) != guid for each in await in_bufor(client, bufor))
    except ShippingError:
        return False


def _kept(message: str) -> Failure:
    return Failure(ErrorCode.WITHDRAWAL_REFUSED, "refused", message)
