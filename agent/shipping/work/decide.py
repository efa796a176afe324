"""What a person's word about a lost answer does to its attempt. Decides; no I/O."""

from typing import Final

from agent.shipping.ledger.changes import Facts
from agent.shipping.ledger.rows import Attempt
from agent.shipping.ledger.states import Event
from agent.shipping.model.failure import Failure
from agent.shipping.ports import CarrierAccount
from shared_schema.codes import ErrorCode

from .send import numbered

NOT_CREATED: Final = Failure(ErrorCode.DECLARED_NOT_CREATED, "not_sent", "a person looked at the carrier and found no parcel")
LABEL_ELSEWHERE: Final = Failure(ErrorCode.LABEL_AT_CARRIER, "not_sent", "the number alone does not tell which label to ask for")


def decision(attempt: Attempt, number: str | None, account: CarrierAccount | None) -> tuple[Event, Facts]:
    """With a number the parcel is created, its number owed to Allegro, and its label too where the number is enough for it."""
    if number is None:
        return Event.DENY, {"error": NOT_CREATED}
    facts = numbered(number, attempt.service or "")
    if account is not None and account.numbers_are_ids:
        return Event.AFFIRM, {**facts, "shipment_id": number}
    return Event.AFFIRM, {**facts, "label": "failed", "label_error": LABEL_ELSEWHERE}
