"""Creates parcels: intent on disk, then the carrier, then the outcome on disk. The heart of "never doubled"."""

import logging
from collections.abc import Mapping, Sequence

from agent.shipping.ledger.changes import Facts
from agent.shipping.ledger.rows import Attempt
from agent.shipping.ledger.states import Event
from agent.shipping.model.failure import Failure, ShippingError
from agent.shipping.model.plan import Plan
from agent.shipping.model.shipment import Created, Parcel
from agent.shipping.ports import CarrierAccount
from shared_schema.codes import ErrorCode

from .desk import Desk, Outcome

log = logging.getLogger(__name__)


_PASSING = (
    ErrorCode.CARRIER_UNAVAILABLE,
    ErrorCode.CARRIER_TIMEOUT,
    ErrorCode.CARRIER_ANSWER_UNREADABLE,
    ErrorCode.RATE_LIMITED,
    ErrorCode.ALLEGRO_UNAVAILABLE,
    ErrorCode.ALLEGRO_BLOCKED,
    ErrorCode.LEDGER_UNAVAILABLE,
    ErrorCode.KEYRING_LOCKED,
    ErrorCode.PARCEL_WAITS_FOR_SIBLING,
)


def passes(failure: Failure) -> bool:
    """Whether what keeps an unsent attempt from being sent is no fault of the order and goes away by itself."""
    return failure.code in _PASSING and failure.outcome != "refused"


def outcome(answer: Created | Failure) -> tuple[Event, Facts]:
    """What an answer does to its attempt. Decides; no I/O.

    Only a certain "not sent" may go back to waiting; a lost answer leaves the attempt to be looked up.
    """
    if isinstance(answer, Created):
        return created_event(answer)
    if answer.outcome == "unknown":
        return Event.LOSE, {}
    if answer.outcome == "not_sent" and passes(answer):
        return Event.WAIT, {}
    return Event.REFUSE, {"error": answer}


def created_event(created: Created) -> tuple[Event, Facts]:
    """A shipment the carrier has: with its number at once, or to be confirmed."""
    facts: Facts = {"shipment_id": created.shipment_id, "error": None}
    if created.service:
        facts["service"] = created.service
    if created.warnings:
        facts["warnings"] = created.warnings
    if created.tracking_number is None:
        return Event.ACCEPT, facts
    return Event.NUMBER, {**facts, **numbered(created.tracking_number, created.service)}


def numbered(tracking_number: str, service: str) -> Facts:
    """A number was given: it is owed to Allegro, and its label to the seller. An empty service leaves the one planned."""
    facts: Facts = {"tracking_number": tracking_number, "error": None, "on_allegro": "waiting", "label": "waiting"}
    if service:
        facts["service"] = service
    return facts


async def intend(
    desk: Desk, account: CarrierAccount, batch: Sequence[tuple[Attempt, Plan]], intent_at: str
) -> list[tuple[Attempt, Plan]]:
    """Writes the intents of one call in one transaction, committed when it returns.

    Leaves out those that are not queued here any more: nothing may be sent for them.
    """
    intents = [
        Outcome(
            attempt,
            Event.INTEND,
            {
                "account_id": account.id,
                "carrier": account.carrier,
                "service": plan.draft_of(attempt.parcel).service,
                "cod_grosze": plan.draft_of(attempt.parcel).cod_grosze,
                "intent_at": intent_at,
            },
        )
        for attempt, plan in batch
    ]
    written = await desk.apply_all(intents)
    return [(attempt, plan) for attempt, (_, plan) in zip(written, batch, strict=True) if attempt is not None]


async def call(account: CarrierAccount, batch: Sequence[tuple[Attempt, Plan]]) -> Mapping[str, Created | Failure]:
    """One call to the carrier; an answer for every reference, whatever happened."""
    parcels = [Parcel(attempt.reference, plan.draft_of(attempt.parcel).request) for attempt, plan in batch]
    try:
        answers = dict(await account.create(parcels))
    except ShippingError as error:
        return dict.fromkeys((parcel.reference for parcel in parcels), error.failure)
    except Exception:  # the request may have left: the parcel may exist, so it is looked up like a lost answer
        log.exception("creating at %s failed in an unforeseen way", account.id)
        lost = Failure(ErrorCode.INTERNAL, "unknown", "creating failed in an unforeseen way")
        return dict.fromkeys((parcel.reference for parcel in parcels), lost)
    missing = Failure(ErrorCode.CARRIER_ANSWER_UNREADABLE, "unknown", "the carrier's answer leaves the parcel out")
    return {parcel.reference: answers.get(parcel.reference, missing) for parcel in parcels}
