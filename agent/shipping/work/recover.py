"""Looks up parcels whose answer was lost. Nothing here ever creates anything."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from agent.shipping.ledger.rows import Attempt
from agent.shipping.model.failure import Failure, Note
from agent.shipping.model.shipment import Created
from agent.shipping.ports import CarrierAccount
from shared_schema.codes import ErrorCode, NoteCode

from .desk import Desk
from .points import Point, reach
from .send import created_event

NOT_FOUND = Failure(
    ErrorCode.SHIPMENT_NOT_FOUND_AT_CARRIER,
    "unknown",
    "the answer was lost and the carrier does not list the shipment; a person has to look",
)


async def look(desk: Desk, account: CarrierAccount, lost: Sequence[Attempt]) -> list[Attempt]:
    """One look for all of them; those found go on, the others have one look less. Raises ShippingError.

    Returns the attempts as they are now.
    """
    sent = {attempt.reference: datetime.fromisoformat(attempt.intent_at or attempt.updated_at) for attempt in lost}
    found = await account.find(sent)
    reach(Point.LOOK_ARRIVED)
    return [await _settle(desk, account, attempt, found.get(attempt.reference)) for attempt in lost]


async def _settle(desk: Desk, account: CarrierAccount, attempt: Attempt, found: Created | None) -> Attempt:
    if found is not None:
        adopted = replace(found, warnings=(*found.warnings, Note(NoteCode.FOUND_AFTER_LOST_ANSWER)))
        event, facts = created_event(adopted)
        after = await desk.apply(attempt, event, **facts) or await desk.current(attempt)
        reach(Point.LOOK_WRITTEN)
        return after
    looks = attempt.looks + 1
    if looks < len(account.lookup_pauses_s):
        return await desk.note(attempt, looks=looks, error=None) or await desk.current(attempt)
    return await desk.note(attempt, "not_found", looks=looks, error=NOT_FOUND) or await desk.current(attempt)
