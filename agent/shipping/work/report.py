"""Puts the tracking number on the order at Allegro, once: a number cannot be removed there."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace

from agent.shipping.ledger.changes import Facts
from agent.shipping.ledger.rows import Attempt
from agent.shipping.model.failure import Failure, Note, ShippingError
from agent.shipping.model.shipment import TrackingNumber
from shared_schema.codes import ErrorCode, NoteCode

from .desk import Desk
from .points import Point, reach

OTHER = "OTHER"
_MAY_PASS = (ErrorCode.CREDENTIALS_REFUSED, ErrorCode.CREDENTIALS_MISSING, ErrorCode.ALLEGRO_BLOCKED)
_WAYBILL_NOT_FOR_CARRIER = "CarrierWaybillValidationException"


def stands(numbers: Sequence[TrackingNumber], number: str) -> bool:
    """Whether the number is on the order, whoever put it there and under whichever carrier."""
    return any(each.number == number for each in numbers)


def carrier_for(wanted: Sequence[str], known: frozenset[str]) -> str:
    """The best of the carrier's ids that Allegro takes now, or `OTHER`."""
    return next((each for each in wanted if each in known), OTHER)


async def report(desk: Desk, attempt: Attempt, carrier_ids: Sequence[str], carrier_name: str) -> Attempt | None:
    """Adds the number unless it stands there already. Raises ShippingError when it has to be tried again later.

    After an answer that was lost the order is read again before anything is added.
    """
    number = attempt.tracking_number or ""
    standing = await desk.marketplace.numbers(attempt.seller_id, attempt.order_id)
    reach(Point.NUMBERS_READ)
    if stands(standing, number):
        note = Note(NoteCode.NUMBER_WAS_ON_ALLEGRO)
        warnings = attempt.warnings if note in attempt.warnings else (*attempt.warnings, note)
        return await desk.note(attempt, "on_allegro", **_done(warnings))
    carrier_id = carrier_for(carrier_ids, await desk.marketplace.carrier_ids(attempt.seller_id))
    refusal = await _add(desk, attempt, carrier_id, carrier_name)
    if refusal is None and carrier_id == OTHER:
        attempt = replace(attempt, warnings=(*attempt.warnings, Note(NoteCode.REPORTED_AS_OTHER)))
    if refusal is not None and carrier_id != OTHER and _not_this_carriers(refusal):
        refusal = await _add(desk, attempt, OTHER, carrier_name)
        attempt = replace(attempt, warnings=(*attempt.warnings, Note(NoteCode.REPORTED_AS_OTHER)))
    if refusal is not None:
        return await desk.note(attempt, "on_allegro", on_allegro="failed", number_error=refusal)
    return await desk.note(attempt, "on_allegro", **_done(attempt.warnings))


async def _add(desk: Desk, attempt: Attempt, carrier_id: str, carrier_name: str) -> Failure | None:
    """Adds the number; a final refusal is returned, everything that may pass is raised.

    On its way the call may wait for its turn, a token, a connection. A station that falls asleep there must not send it when it
    wakes up and another one has added the number meanwhile, so the call ends with the lease.
    """
    if not desk.lease.valid:
        raise ShippingError(Failure(ErrorCode.LEDGER_UNAVAILABLE, "not_sent", "this station was away too long to add a number"))
    name = carrier_name if carrier_id == OTHER else None
    try:
        async with asyncio.timeout(desk.lease.left_s):
            number = attempt.tracking_number or ""
            await desk.marketplace.add_number(attempt.seller_id, attempt.order_id, carrier_id, name, number)
    except TimeoutError:
        late = Failure(ErrorCode.LEDGER_UNAVAILABLE, "unknown", "this station was away too long while it added a number")
        raise ShippingError(late) from None
    except ShippingError as error:
        if error.failure.outcome != "refused" or error.failure.code in _MAY_PASS:
            raise
        return error.failure
    reach(Point.NUMBER_ADDED)
    return None


def _not_this_carriers(refusal: Failure) -> bool:
    """Allegro does not take the number for this carrier; `OTHER` is what its staff advise (contract: section 4)."""
    return refusal.words is not None and refusal.words.code == _WAYBILL_NOT_FOR_CARRIER


def _done(warnings: tuple[Note, ...]) -> Facts:
    return {"on_allegro": "yes", "warnings": warnings, "number_error": None}
