"""Has the carrier take back a parcel that exists: that it was asked for goes to disk first, then the call, then the outcome."""

import asyncio
import logging
from dataclasses import replace
from typing import Final

from agent.shipping.ledger.changes import Facts
from agent.shipping.ledger.rows import Attempt, timestamp
from agent.shipping.ledger.states import Event, State
from agent.shipping.model.failure import Data, Failure, Note, ShippingError
from agent.shipping.ports import Withdrawal
from shared_schema.codes import ErrorCode, NoteCode

from .desk import Desk, Outcome
from .lane import Lane
from .points import Point, reach

log = logging.getLogger(__name__)

UNSURE: Final = Failure(
    ErrorCode.WITHDRAWAL_UNKNOWN, "unknown", "whether the carrier took the parcel back is not known; asking again is safe"
)
_OF_WITHDRAWALS: Final = (ErrorCode.WITHDRAWAL_REFUSED, ErrorCode.WITHDRAWAL_NOT_POSSIBLE)
TOO_LATE: Final = Failure(ErrorCode.LEDGER_UNAVAILABLE, "not_sent", "this station was away too long to have a parcel taken back")
WITHDRAWN: Final = Failure(ErrorCode.PARCEL_WITHDRAWN, "refused", "the carrier took the parcel back, as a person asked for it")


async def withdraw(desk: Desk, lane: Lane, attempt: Attempt, client: str) -> Attempt:
    """The attempt, withdrawn. Raises ShippingError when the parcel was not taken back, or nobody knows; either is on disk.

    Waits for no outage. Begins and ends within the lease: a computer that slept must not take back a parcel which people have
    packed meanwhile.
    """
    account, shipment_id = lane.account, attempt.shipment_id
    if not isinstance(account, Withdrawal) or shipment_id is None:
        raise ShippingError(Failure(ErrorCode.WITHDRAWAL_NOT_POSSIBLE, "not_sent", "this parcel cannot be taken back from here"))
    before, asked = await _ask(desk, attempt, client)
    reach(Point.WITHDRAWAL_ASKED)
    in_time = False
    try:
        async with lane.door.calling_at_once():
            if in_time := desk.lease.valid:
                async with asyncio.timeout(desk.lease.left_s):
                    await account.withdraw(shipment_id, asked.sent_at)
        if not in_time:
            raise ShippingError(TOO_LATE)
    except TimeoutError as error:
        raise ShippingError(UNSURE) from error
    except ShippingError as error:
        raise ShippingError(await _not_withdrawn(desk, asked, before, error.failure)) from error
    reach(Point.WITHDRAWAL_ARRIVED)
    log.info("order %s: the carrier took the parcel back", attempt.order_id)
    [withdrawn] = await desk.conclude_all([Outcome(asked, Event.WITHDRAW, _withdrawn(asked))])
    return withdrawn or await desk.current(asked)


async def _ask(desk: Desk, attempt: Attempt, client: str) -> tuple[Failure | None, Attempt]:
    """What stood beside the parcel before, and the attempt with the doubt of this very request."""
    while attempt.state is State.CREATED:
        now = desk.now()
        change = await desk.ledger.ask_withdrawal(attempt, now, replace(UNSURE, data={"asked_at": timestamp(now)}), client)
        if change is not None:
            desk.tell(change)
            return attempt.error, change.attempt
        attempt = await desk.current(attempt)  # somebody else asked in this moment
    raise ShippingError(Failure(ErrorCode.NOTHING_TO_WITHDRAW, "not_sent", "the parcel is not there any more"))


async def _not_withdrawn(desk: Desk, asked: Attempt, before: Failure | None, failure: Failure) -> Failure:
    """Writes what is known now, and gives what the person is told.

    Only the carrier's word that it keeps the parcel ends an earlier doubt; a call that certainly did nothing leaves it.
    """
    if failure.outcome == "unknown":
        return replace(UNSURE, message=failure.message, words=failure.words)
    change = await desk.ledger.end_withdrawal(asked, desk.now(), None if failure.code is ErrorCode.WITHDRAWAL_REFUSED else before)
    if change is not None:
        desk.tell(change)
    return not_done(failure)


def not_done(failure: Failure) -> Failure:
    """The failure in words that fit a parcel that exists; `why` in the data is the code it had."""
    if failure.code in _OF_WITHDRAWALS:
        return failure
    refused = failure.code is ErrorCode.CARRIER_REFUSED
    code = ErrorCode.WITHDRAWAL_REFUSED if refused else ErrorCode.WITHDRAWAL_NOT_DONE
    return replace(failure, code=code, data={**failure.data, "why": failure.code.value})


def _withdrawn(asked: Attempt) -> Facts:
    """Nothing is owed any more. A number that was on its way to Allegro may have arrived in this very moment."""
    number: Data = {"number": asked.tracking_number}
    notes: tuple[Note, ...] = asked.warnings
    if asked.on_allegro == "yes":
        notes = (*notes, Note(NoteCode.NUMBER_STAYS_ON_ALLEGRO, data=number))
    elif asked.on_allegro == "waiting":
        notes = (*notes, Note(NoteCode.NUMBER_MAY_BE_ON_ALLEGRO, data=number))
    stands = "yes" if asked.on_allegro == "yes" else "none"
    return {
        "on_allegro": stands,
        "label": "none",
        "label_pages": 0,
        "error": WITHDRAWN,
        "number_error": None,
        "label_error": None,
        "warnings": notes,
    }
