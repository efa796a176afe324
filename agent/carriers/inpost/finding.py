"""Looks for shipments whose answer was lost, by our reference (contract: inpost-shipx.md, section 7)."""

import logging
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Final
from urllib.parse import parse_qs, urlsplit

from agent.shipping.model.failure import Note, ShippingError
from agent.shipping.model.shipment import Created
from agent.shipping.ports import Clock
from shared_schema.codes import NoteCode

from .answer import Answer, as_list, as_object, as_text
from .client import ShipxClient
from .errors import from_answer, unreadable
from .shipments import read_created

PER_PAGE: Final = 100
MOST_PAGES: Final = 100
BEFORE: Final = timedelta(minutes=15)
CLOCK_TOLERANCE: Final = timedelta(minutes=5)
_FILTER: Final = "created_at_gteq"

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Page:
    """One page of the list: its items, how many there are in all, and whether InPost applied our filter."""

    items: tuple[Mapping[str, object], ...]
    count: int
    filtered: bool


async def find_references(
    client: ShipxClient, list_url: str, clock: Clock, sent: Mapping[str, datetime]
) -> Mapping[str, Created]:
    """Reads the list from a quarter of an hour before the first of the moments, until every reference is found.

    Raises ShippingError (outcome `unknown`) whenever a reference is missing from a list that cannot be trusted to be whole.
    """
    if not sent:
        return {}
    start = min(sent.values()) - BEFORE
    first = await _read(client, list_url, start, 1)
    ahead = clock_difference(first, clock.now())
    if abs(ahead) > CLOCK_TOLERANCE:
        _log.warning("InPost's clock and this computer's are %d seconds apart", ahead.total_seconds())
        if ahead < timedelta(0):
            start += ahead
            first = await _read(client, list_url, start, 1)
    found = await _collect(client, list_url, start, first, frozenset(sent))
    if abs(ahead) <= CLOCK_TOLERANCE:
        return found
    note = Note(NoteCode.CLOCK_DIFFERS, None, {"seconds": int(ahead.total_seconds())})
    return {reference: replace(created, warnings=(*created.warnings, note)) for reference, created in found.items()}


async def _collect(
    client: ShipxClient, list_url: str, start: datetime, first: Answer, wanted: frozenset[str]
) -> dict[str, Created]:
    found: dict[str, Created] = {}
    answer, read, expected = first, 0, 0
    for number in range(1, MOST_PAGES + 1):
        page = read_page(answer)
        if page is None:
            raise ShippingError(unreadable(answer, writing=True, what="not a list of shipments"))
        _take(page, wanted, found)
        if len(found) == len(wanted):
            return found
        if not page.filtered:
            raise ShippingError(unreadable(answer, writing=True, what="the list is not the one asked for"))
        if page.count < expected:
            # A shipment that vanished moved all later ones up, perhaps over the edge of a page.
            raise ShippingError(unreadable(answer, writing=True, what="the list changed while it was read"))
        expected = page.count
        read += len(page.items)
        if read >= page.count:
            return found
        if not page.items:
            break
        answer = await _read(client, list_url, start, number + 1)
    raise ShippingError(unreadable(answer, writing=True, what="the list could not be read to its end"))


async def _read(client: ShipxClient, list_url: str, start: datetime, number: int) -> Answer:
    query = (
        (_FILTER, str(int(start.timestamp()))),
        ("sort_by", "created_at"),
        ("sort_order", "asc"),
        ("per_page", str(PER_PAGE)),
        ("page", str(number)),
    )
    answer = await client.get(list_url, query)
    if not answer.ok:
        raise ShippingError(from_answer(answer, writing=False))
    return answer


def read_page(answer: Answer) -> Page | None:
    """Reads one page, None when it is none. InPost drops filters it does not know, silently: the echoed address tells."""
    body = as_object(answer.json())
    items, count = body.get("items"), body.get("count")
    if not isinstance(items, list) or not isinstance(count, int):
        return None
    asked = parse_qs(urlsplit(as_text(body.get("href"))).query)
    return Page(tuple(as_object(item) for item in as_list(items)), count, _FILTER in asked)


def clock_difference(answer: Answer, now: datetime) -> timedelta:
    """How far InPost's clock is ahead of ours by the `Date` header; zero when it does not say."""
    try:
        theirs = parsedate_to_datetime(answer.headers.get("date", ""))
    except ValueError:
        return timedelta(0)
    return theirs - now if theirs.tzinfo else timedelta(0)


def _take(page: Page, wanted: frozenset[str], found: dict[str, Created]) -> None:
    for item in page.items:
        reference = as_text(item.get("reference"))
        created = read_created(item, None) if reference in wanted and reference not in found else None
        if created is not None:
            found[reference] = created
