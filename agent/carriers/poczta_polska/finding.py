"""Looks through what the account holds: unsent bufors, then the envelopes of some days (contract, section 2, Idempotency)."""

from collections.abc import AsyncIterator, Collection, Mapping, Sequence
from datetime import date, datetime, time, timedelta, tzinfo

from lxml import etree

from agent.shipping.model.failure import ShippingError
from agent.shipping.model.shipment import Created, ListedShipment

from .bufors import Bufor, all_bufors
from .client import EnClient
from .errors import errors_in, refused
from .services import service_of
from .soap import kind_of, number

Item = tuple[date, etree._Element]
"""The day a shipment is posted or was sent, and what the service shows of it."""


async def find_guids(client: EnClient, guids: Collection[str], start: date, end: date) -> Mapping[str, Created]:
    """The shipments that exist, by guid. Raises ShippingError whenever a place could not be read to its end.

    `start` and `end` bound the days on which an envelope with them may have been sent.
    """
    found: dict[str, Created] = {}
    ours = [bufor for bufor in await all_bufors(client) if bufor.ours]
    async for _, each in _items(client, ours, start, end):
        guid = guid_in(each)
        if guid in guids and guid not in found:
            found[guid] = Created(guid, service_of(kind_of(each)), _number(each))
            if len(found) == len(guids):
                break
    return found


async def list_shipments(client: EnClient, start: date, end: date, zone: tzinfo) -> Sequence[ListedShipment]:
    """Everything in all unsent bufors, the seller's own included, and in the envelopes of these days. Raises ShippingError.

    Only the day of a shipment is known, so it counts as made at the day's end: what is under way is never taken for odd.
    Our reference stands in the description, which envelopes do not show.
    """
    listed: list[ListedShipment] = []
    async for day, each in _items(client, await all_bufors(client), start, end):
        reference = (each.get("opis") or "").rpartition(" ")[2]
        made_at = datetime.combine(day, time.max, zone)
        listed.append(ListedShipment(guid_in(each), reference, _number(each), made_at, live=True))
    return listed


async def _items(client: EnClient, bufors: Sequence[Bufor], start: date, end: date) -> AsyncIterator[Item]:
    for bufor in bufors:
        for each in await in_bufor(client, bufor):
            yield bufor.day or end, each
    async for item in in_envelopes(client, start, end):
        yield item


async def in_bufor(client: EnClient, bufor: Bufor) -> Sequence[etree._Element]:
    """What stands in a bufor. Raises ShippingError."""
    content = await client.call("getEnvelopeBufor", idBufor=bufor.id)
    if errors := errors_in(content):
        # Perhaps it was sent this moment: the next look finds it among the envelopes.
        raise ShippingError(refused(errors))
    return content.findall("przesylka")


async def in_envelopes(client: EnClient, start: date, end: date) -> AsyncIterator[Item]:
    """What was sent on these days. Raises ShippingError."""
    listed = await client.call("getEnvelopeList", startDate=start, endDate=end + timedelta(days=1))
    for envelope in listed.findall("envelopes"):
        envelope_id = number(envelope.get("idEnvelope"))
        if envelope_id is None:
            continue
        content = await client.call("getEnvelopeContentShort", idEnvelope=envelope_id)
        for each in content.findall("przesylka"):
            yield _day(envelope.get("dataTransmisji")) or end, each


def guid_in(item: etree._Element) -> str:
    """The guid of what the service shows of a shipment."""
    return (item.get("guid") or "").strip().upper()


def _number(item: etree._Element) -> str | None:
    return (item.get("numerNadania") or "").strip() or None


def _day(text: str | None) -> date | None:
    try:
        return date.fromisoformat((text or "").strip()[:10])
    except ValueError:
        return None
