"""Protocols of parcels the carrier has already: our ledger says which are given away now, by the day they were made."""

import logging
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from itertools import groupby

from agent.shipping.ledger import handovers
from agent.shipping.ledger.handovers import CreatedParcel, HandOverRow
from agent.shipping.model.failure import Failure, ShippingError
from agent.shipping.model.handover import OpenSet, SetError
from agent.shipping.ports import CarrierAccount, HandOverProtocol, LabelStore
from shared_schema.codes import ErrorCode

from .desk import Desk
from .door import Door
from .papers import keep_paper

log = logging.getLogger(__name__)

LOOKED_BACK = timedelta(days=7)
"""What was given away without a protocol, as most is that is brought to a point, does not wait for one for ever."""


async def open_protocols(desk: Desk, account: CarrierAccount) -> Sequence[OpenSet]:
    """One set a day of parcels that stand in no protocol yet, the oldest first. Raises LedgerUnavailable."""
    return [
        OpenSet(day.isoformat(), day, account.carrier_name, len(parcels))
        for day, parcels in (await _by_day(desk, account.id)).items()
    ]


async def protocol(
    desk: Desk, door: Door, account: HandOverProtocol, row: HandOverRow, books: LabelStore, client: str | None
) -> HandOverRow:
    """Asks once for the protocol of the day's parcels, and keeps it. Raises ShippingError; then the parcels wait on.

    The paper comes with the answer alone, so without a paper that is kept nothing counts as done.
    """
    parcels = next((found for day, found in (await _by_day(desk, row.account_id)).items() if day.isoformat() == row.set_id), [])
    if not parcels:
        raise ShippingError(Failure(ErrorCode.SET_NOT_OPEN, "not_sent", "no parcel of this day waits for a protocol"))
    try:
        async with door.calling_at_once():
            made = await account.protocol([each.shipment_id for each in parcels])
        if made.listed:
            await keep_paper(books, f"{row.account_id}-{row.key}", *made.papers)
    except ShippingError as error:
        if error.failure.outcome == "unknown":
            raise ShippingError(replace(error.failure, code=ErrorCode.PROTOCOL_UNKNOWN)) from error
        if error.failure.code in (ErrorCode.LABEL_UNREADABLE, ErrorCode.STORE_FAILED):
            raise ShippingError(replace(error.failure, outcome="unknown")) from error
        raise
    done = replace(
        row,
        day=row.set_id,
        state="done" if made.listed else "refused",
        number=row.key if made.listed else None,
        parcels=len(made.listed),
        status="accepted" if made.listed else "rejected",
        errors=tuple(_named(each, parcels) for each in made.errors),
    )
    settled = {*made.listed, *made.gone} & {each.shipment_id for each in parcels}
    await handovers.finish(desk.ledger.database, desk.ledger.own, done, desk.now(), sorted(settled), client)
    log.info("account %s: a protocol of %d parcels, %d left out", row.account_id, len(made.listed), len(made.errors))
    return done


async def _by_day(desk: Desk, account_id: str) -> Mapping[date, list[CreatedParcel]]:
    found = await handovers.unsettled(desk.ledger.database, account_id, "protocol", desk.now() - LOOKED_BACK)
    by_day = groupby(sorted(found, key=_day), key=_day)
    return {day: list(parcels) for day, parcels in by_day}


def _day(parcel: CreatedParcel) -> date:
    return parcel.made_at.astimezone().date()


def _named(error: SetError, parcels: Sequence[CreatedParcel]) -> SetError:
    for each in parcels:
        if error.shipment_id == each.shipment_id or (error.tracking_number and error.tracking_number == each.tracking_number):
            return replace(error, order_id=each.order_id, tracking_number=each.tracking_number)
    return error
