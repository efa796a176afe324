"""ShipX shipments -> what was created and where it stands (contract: inpost-shipx.md, sections 5 and 6)."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from agent.shipping.model.failure import Failure, Note, Words
from agent.shipping.model.shipment import Created, ListedShipment, Progress
from shared_schema.codes import ErrorCode, NoteCode

from .answer import as_id, as_list, as_object, as_text
from .errors import LONGEST_WORDS
from .services import family
from .settings import NAME


def read_created(shipment: Mapping[str, object], requested: str | None) -> Created | None:
    """The created shipment, or None when it has no id.

    `requested` is the service we asked for: another family in the answer is a warning, the Smart mark is not.
    """
    shipment_id = as_id(shipment.get("id"))
    if shipment_id is None:
        return None
    service = as_text(shipment.get("service")) or requested or ""
    changed = requested is not None and family(service) != family(requested)
    note = Note(NoteCode.SERVICE_CHANGED_BY_CARRIER, None, {"requested": requested, "service": service})
    return Created(shipment_id, service, _number(shipment), (note,) if changed else ())


def read_progress(shipment: Mapping[str, object]) -> Progress | None:
    """Where the shipment stands, or None when it has no id. Confirmed = it has a tracking number, whatever its status."""
    shipment_id = as_id(shipment.get("id"))
    if shipment_id is None:
        return None
    number = _number(shipment)
    stalled = None if number else _failed_purchase(shipment) or _no_offer(shipment) or _cancelled(shipment)
    return Progress(shipment_id, as_text(shipment.get("service")), number, stalled)


def read_listed(shipment: Mapping[str, object], ahead: timedelta) -> ListedShipment | None:
    """The shipment as the list has it, or None when it has no id or no time; `ahead` is how far InPost's clock is ahead."""
    shipment_id = as_id(shipment.get("id"))
    try:
        created_at = datetime.fromisoformat(as_text(shipment.get("created_at")))
    except ValueError:
        return None
    if shipment_id is None or created_at.tzinfo is None:
        return None
    live = shipment.get("status") != "canceled"
    return ListedShipment(shipment_id, as_text(shipment.get("reference")), _number(shipment), created_at - ahead, live)


def _number(shipment: Mapping[str, object]) -> str | None:
    return as_text(shipment.get("tracking_number")).strip() or None


def _failed_purchase(shipment: Mapping[str, object]) -> Failure | None:
    """A purchase that failed has no status of its own: only the last transaction tells."""
    transactions = as_list(shipment.get("transactions"))
    last = as_object(transactions[-1]) if transactions else {}
    if last.get("status") != "failure":
        return None
    # Only these two fields: beside them stands the account owner's e-mail.
    details = as_object(last.get("details"))
    error = as_text(details.get("error"))
    with_cod = as_object(shipment.get("cod")).get("amount") is not None
    problems = (Note(NoteCode.COD_ACCOUNT_MISSING),) if error == "company_data_missing" and with_cod else ()
    return _stalled(shipment, error or "failure", as_text(details.get("message")), problems)


def _no_offer(shipment: Mapping[str, object]) -> Failure | None:
    offers = [as_object(offer) for offer in as_list(shipment.get("offers"))]
    if not offers or any(offer.get("status") != "unavailable" for offer in offers):
        return None
    reasons = [as_object(reason) for offer in offers for reason in as_list(offer.get("unavailability_reasons"))]
    said = [f"{as_text(reason.get('key'))}: {as_text(reason.get('message'))}" for reason in reasons]
    return _stalled(shipment, "offer_unavailable", "; ".join(said), ())


def _cancelled(shipment: Mapping[str, object]) -> Failure | None:
    return _stalled(shipment, "canceled", "", ()) if shipment.get("status") == "canceled" else None


def _stalled(shipment: Mapping[str, object], code: str, text: str, problems: tuple[Note, ...]) -> Failure:
    return Failure(
        ErrorCode.PURCHASE_FAILED,
        # The shipment stands at InPost, unpaid: sending the order again without a person's look could make a second one.
        "unknown",
        "the shipment exists at InPost but was not bought",
        Words(NAME, code, text[:LONGEST_WORDS]),
        problems,
        data={"status": as_text(shipment.get("status"))},
    )
