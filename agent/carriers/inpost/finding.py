"""Looks for shipments whose answer was lost, by our reference (contract: inpost-shipx.md, section 7)."""

from collections.abc import Mapping
from contextlib import aclosing
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final

from agent.shipping.model.failure import Note
from agent.shipping.model.shipment import Created
from agent.shipping.ports import Clock
from shared_schema.codes import NoteCode

from .answer import as_text
from .client import ShipxClient
from .listing import Page, read_pages
from .shipments import read_created

BEFORE: Final = timedelta(minutes=15)


async def find_references(
    client: ShipxClient, list_url: str, clock: Clock, sent: Mapping[str, datetime]
) -> Mapping[str, Created]:
    """Reads the list from a quarter of an hour before the first of the moments, until every reference is found.

    Raises ShippingError whenever a reference is missing from a list that cannot be trusted to be whole.
    """
    if not sent:
        return {}
    found: dict[str, Created] = {}
    async with aclosing(read_pages(client, list_url, clock, min(sent.values()) - BEFORE)) as pages:
        async for page in pages:
            _take(page, frozenset(sent), found)
            if len(found) == len(sent):
                break
    return found


def _take(page: Page, wanted: frozenset[str], found: dict[str, Created]) -> None:
    for item in page.items:
        reference = as_text(item.get("reference"))
        created = read_created(item, None) if reference in wanted and reference not in found else None
        if created is not None:
            found[reference] = _with_clock(created, page.ahead)


def _with_clock(created: Created, ahead: timedelta) -> Created:
    if not ahead:
        return created
    note = Note(NoteCode.CLOCK_DIFFERS, None, {"seconds": int(ahead.total_seconds())})
    return replace(created, warnings=(*created.warnings, note))
