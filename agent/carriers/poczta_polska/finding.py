"""Looks for shipments by their guid: in our bufors, then in the day's envelopes (contract, section 2, Idempotency)."""

from collections.abc import Collection, Mapping
from datetime import date

from lxml import etree

from agent.shipping.model.failure import ShippingError
from agent.shipping.model.shipment import Created

from .bufors import our_bufors
from .client import EnClient
from .errors import errors_in, refused
from .services import service_of
from .soap import kind_of, number


async def find_guids(client: EnClient, guids: Collection[str], start: date, end: date) -> Mapping[str, Created]:
    """The shipments that exist, by guid. Raises ShippingError whenever a place could not be read to its end.

    `start` and `end` bound the days on which an envelope with them may have been sent.
    """
    found: dict[str, Created] = {}
    for bufor in await our_bufors(client):
        if len(found) == len(guids):
            return found
        content = await client.call("getEnvelopeBufor", idBufor=bufor.id)
        if errors := errors_in(content):
            # Perhaps it was sent this moment: the next look finds it among the envelopes.
            raise ShippingError(refused(errors))
        _take(content, guids, found)
    if len(found) == len(guids):
        return found
    listed = await client.call("getEnvelopeList", startDate=start, endDate=end)
    for envelope_id in (number(each.get("idEnvelope")) for each in listed.findall("envelopes")):
        if envelope_id is not None and len(found) < len(guids):
            _take(await client.call("getEnvelopeContentShort", idEnvelope=envelope_id), guids, found)
    return found


def _take(content: etree._Element, guids: Collection[str], found: dict[str, Created]) -> None:
    for each in content.findall("przesylka"):
        guid = (each.get("guid") or "").strip().upper()
        if guid in guids and guid not in found:
            found[guid] = Created(guid, service_of(kind_of(each)), (each.get("numerNadania") or "").strip() or None)
