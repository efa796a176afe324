"""Looks for parcels whose answer was lost (contract: paczka-w-ruchu.md, sections 4 and 8). Only reads.

The service knows no key of ours and no look-up by our number. What it has is a list of everything made in a period, whose
fields are not known. A parcel counts as found only when our number stands in a field of its row or on its label, which shows
both numbers; a guess by time is none. Everything else is left out, and a person decides.
"""

import logging
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from agent.shipping.model.failure import ShippingError
from agent.shipping.model.shipment import Created
from shared_schema.codes import ErrorCode

from .client import PwrClient
from .codes import CREDENTIALS, refusal
from .dataset import OddDataSet, Row, number, rows
from .labels import MOST_CODES, LabelDesk, printed_numbers
from .mapping import SERVICE, sender_orders
from .matching import PACK_CODES, pack_code_of

BEFORE: Final = timedelta(minutes=15)
AFTER: Final = timedelta(minutes=20)
"""Round the intent: for clocks that differ, and a call that took its time. What is found is told by our number, not by time."""
MOST_LABELS: Final = 500

_NO_EVIDENCE = (
    ErrorCode.LABEL_NOT_READY,
    ErrorCode.LABEL_EXPIRED,
    ErrorCode.LABEL_UNREADABLE,
    ErrorCode.CARRIER_REFUSED,
)
_WARSAW = ZoneInfo("Europe/Warsaw")
_log = logging.getLogger(__name__)


async def find_references(client: PwrClient, labels: LabelDesk, sent: Mapping[str, datetime]) -> Mapping[str, Created]:
    """The parcels that are certainly ours, by reference. Raises ShippingError when the service does not answer."""
    if not sent:
        return {}
    listed = await generated(client, min(sent.values()) - BEFORE, max(sent.values()) + AFTER)
    wanted = {sender_orders(reference): reference for reference in sent}
    by_row = [(code, wanted[value]) for code, row in listed.items() for value in set(row.values()) & wanted.keys()]
    printed = by_row if by_row else await _on_labels(labels, list(listed), wanted)
    found: dict[str, Created] = {}
    for code, reference in printed:
        if sum(reference == other for _, other in printed) == 1:
            found[reference] = Created(code, SERVICE, code)
        else:
            _log.warning("several parcels carry the reference %s", reference)
    return found


async def generated(client: PwrClient, since: datetime, until: datetime) -> Mapping[str, Row]:
    """What was made in a period, by the parcel's number; nothing when the list cannot be understood. Raises ShippingError."""
    response = await client.call("GetGeneratedParcels", dateFrom=_local(since), dateTo=_local(until))
    try:
        listed = rows(response, ("Err", *PACK_CODES))
    except OddDataSet as odd:
        # Asking again would not change it: what cannot be read decides nothing, and the person is asked.
        _log.warning("the list of generated parcels: %s", odd)
        return {}
    for row in listed:
        if number(row.get("Err")) in CREDENTIALS:
            raise ShippingError(refusal(number(row.get("Err")), row.get("ErrDes", "")))
    return {code: row for row in listed if (code := pack_code_of(row)) is not None}


async def _on_labels(labels: LabelDesk, codes: list[str], wanted: Mapping[str, str]) -> list[tuple[str, str]]:
    if len(codes) > MOST_LABELS:
        _log.warning("%d parcels were made in these minutes, too many to look at their labels", len(codes))
        return []
    told: list[tuple[str, str]] = []
    for start in range(0, len(codes), MOST_CODES):
        chunk = codes[start : start + MOST_CODES]
        try:
            content = await labels.together(chunk)
        except ShippingError as error:
            if error.failure.code not in _NO_EVIDENCE:
                raise
            _log.warning("labels to look at did not come: %s", error)
            continue
        told += [(code, wanted[text]) for code, text in (await printed_numbers(content, chunk, wanted)).items()]
    return told


def _local(moment: datetime) -> datetime:
    """Polish local time without a zone, to the second, as the service reads it."""
    return moment.astimezone(_WARSAW).replace(tzinfo=None, microsecond=0)
