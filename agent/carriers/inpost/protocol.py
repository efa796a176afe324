"""The printout a courier signs (contract: inpost-shipx.md, section 2): of confirmed shipments, whether he was ordered or not.

Reading it changes nothing at InPost, so nothing is in doubt after a lost answer.
"""

from collections.abc import Mapping, Sequence
from typing import Final

from agent.shipping.model.failure import ShippingError, Words
from agent.shipping.model.handover import ProtocolMade, SetError
from shared_schema.codes import LabelFormat

from .answer import as_id, as_list, as_object, as_text, safe_id
from .client import MOST_LABEL_BYTES, ShipxClient
from .errors import from_answer, unreadable
from .labels import read_labels
from .settings import NAME

MOST_IDS: Final = 100
WAITING: Final = "confirmed"
"""The only status of a shipment that is bought and still with the seller."""


async def make_protocol(client: ShipxClient, organization_url: str, shipment_ids: Sequence[str]) -> ProtocolMade:
    """The printouts of those shipments that are still with the seller. Raises ShippingError.

    One that InPost does not list is told of and stays for the next protocol: new shipments are missing from lists for seconds.
    """
    listed: list[str] = []
    gone: list[str] = []
    errors: list[SetError] = []
    papers: list[bytes] = []
    known = [each for each in dict.fromkeys(shipment_ids) if safe_id(each)]
    for start in range(0, len(known), MOST_IDS):
        ids = known[start : start + MOST_IDS]
        found = await _read(client, organization_url, ids)
        ready = [each for each in ids if found.get(each, {}).get("status") == WAITING]
        listed += ready
        gone += [each for each in ids if each in found and each not in ready]
        errors += [_left_out(each, found.get(each)) for each in ids if each not in ready]
        if ready:
            papers += await _printout(client, organization_url, ready)
    return ProtocolMade(tuple(papers), tuple(listed), tuple(gone), tuple(errors))


async def _read(client: ShipxClient, organization_url: str, ids: Sequence[str]) -> Mapping[str, Mapping[str, object]]:
    answer = await client.get(f"{organization_url}/shipments", (("id", ",".join(ids)), ("per_page", str(MOST_IDS))))
    if not answer.ok:
        raise ShippingError(from_answer(answer, writing=False))
    items = as_object(answer.json()).get("items")
    if not isinstance(items, list):
        raise ShippingError(unreadable(answer, writing=False, what="not a list of shipments"))
    shipments = [as_object(each) for each in as_list(items)]
    by_id = {as_id(each.get("id")): each for each in shipments}
    return {each: by_id[each] for each in ids if each in by_id}


async def _printout(client: ShipxClient, organization_url: str, ids: Sequence[str]) -> Sequence[bytes]:
    query = tuple(("shipment_ids[]", each) for each in ids)
    url = f"{organization_url}/dispatch_orders/printouts"
    answer = await client.get(url, (*query, ("format", "Pdf")), MOST_LABEL_BYTES)
    if not answer.ok:
        raise ShippingError(from_answer(answer, writing=False))
    try:
        return [each.content for each in read_labels(answer.content, LabelFormat.PDF)]
    except ShippingError as error:
        raise ShippingError(unreadable(answer, writing=False, what="no printout")) from error


def _left_out(shipment_id: str, shipment: Mapping[str, object] | None) -> SetError:
    status = "not_listed" if shipment is None else as_text(shipment.get("status"))
    return SetError(None, None, Words(NAME, status, ""), shipment_id)
