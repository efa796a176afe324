"""Reads the list of shipments to its end, or says that it cannot be trusted (contract: inpost-shipx.md, section 7)."""

import logging
from collections.abc import AsyncGenerator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Final
from urllib.parse import parse_qs, urlsplit

from agent.shipping.model.failure import Failure, ShippingError
from agent.shipping.model.shipment import ListedShipment
from agent.shipping.ports import Clock
from shared_schema.codes import ErrorCode

from .answer import Answer, as_list, as_object, as_text
from .client import ShipxClient
from .errors import from_answer, unreadable
from .shipments import read_listed

PER_PAGE: Final = 100
MOST_PAGES: Final = 100
CLOCK_TOLERANCE: Final = timedelta(minutes=5)
_FILTER: Final = "created_at_gteq"

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Page:
    """One page of the list: its items, how many there are in all, and whether InPost applied our filter.

    `ahead`: how far InPost's clock is ahead of ours; zero within the tolerance.
    """

    items: tuple[Mapping[str, object], ...]
    count: int
    filtered: bool
    ahead: timedelta = timedelta(0)


async def read_pages(client: ShipxClient, list_url: str, clock: Clock, start: datetime) -> AsyncGenerator[Page, None]:
    """The pages from `start` on, oldest first, to the end of the list. A caller that has found what it wants may stop.

    Each page is given before it is judged. Raises ShippingError (outcome `not_sent`) as soon as something may be missing.
    """
    answer = await _read(client, list_url, start, 1)
    ahead = clock_difference(answer, clock.now())
    if abs(ahead) <= CLOCK_TOLERANCE:
        ahead = timedelta(0)
    else:
        _log.warning("InPost's clock and this computer's are %d seconds apart", ahead.total_seconds())
    if ahead < timedelta(0):
        start += ahead
        answer = await _read(client, list_url, start, 1)
    read, expected = 0, 0
    for number in range(2, MOST_PAGES + 2):
        page = read_page(answer, ahead)
        if page is None:
            raise ShippingError(unreadable(answer, writing=False, what="not a list of shipments"))
        yield page
        if not page.filtered:
            raise ShippingError(unreadable(answer, writing=False, what="the list is not the one asked for"))
        if page.count < expected:
            # A shipment that vanished moved all later ones up, perhaps over the edge of a page.
            raise ShippingError(unreadable(answer, writing=False, what="the list changed while it was read"))
        expected = page.count
        read += len(page.items)
        if read >= page.count:
            return
        if not page.items or number > MOST_PAGES:
            break
        answer = await _read(client, list_url, start, number)
    raise ShippingError(unreadable(answer, writing=False, what="the list could not be read to its end"))


async def list_shipments(client: ShipxClient, list_url: str, clock: Clock, since: datetime) -> Sequence[ListedShipment]:
    """Everything in the list since then. Raises ShippingError when the list cannot be trusted to be whole."""
    return [_listed(item, page.ahead) async for page in read_pages(client, list_url, clock, since) for item in page.items]


def _listed(item: Mapping[str, object], ahead: timedelta) -> ListedShipment:
    listed = read_listed(item, ahead)
    if listed is None:
        message = "InPost lists a shipment without an id or a time"
        raise ShippingError(Failure(ErrorCode.CARRIER_ANSWER_UNREADABLE, "not_sent", message))
    return listed


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


def read_page(answer: Answer, ahead: timedelta = timedelta(0)) -> Page | None:
    """Reads one page, None when it is none. InPost drops filters it does not know, silently: the echoed address tells."""
    body = as_object(answer.json())
    items, count = body.get("items"), body.get("count")
    if not isinstance(items, list) or not isinstance(count, int):
        return None
    asked = parse_qs(urlsplit(as_text(body.get("href"))).query)
    return Page(tuple(as_object(item) for item in as_list(items)), count, _FILTER in asked, ahead)


def clock_difference(answer: Answer, now: datetime) -> timedelta:
    """How far InPost's clock is ahead of ours by the `Date` header; zero when it does not say."""
    try:
        theirs = parsedate_to_datetime(answer.headers.get("date", ""))
    except ValueError:
        return timedelta(0)
    return theirs - now if theirs.tzinfo else timedelta(0)
