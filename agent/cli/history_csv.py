"""The history as a file that opens in a Polish Excel with a double click: UTF-8 with its mark, and semicolons."""

import csv
import os
import tempfile
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import TextIO

from .output import HistoryRow
from .words import Words

COLUMNS = (
    *("when", "station", "client", "pairing", "what", "state", "code"),
    *("order", "reference", "account", "carrier", "shipment", "number"),
)
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")


_DIGITS_KEPT = 15
"""Spreadsheets round longer numbers, and a tracking number has 24."""


def harmless(text: str) -> str:
    """The text so that a spreadsheet leaves it alone: an apostrophe stands before what it would take for a formula or round."""
    long_number = text.isdecimal() and len(text) > _DIGITS_KEPT
    return f"'{text}" if long_number or text.startswith(_FORMULA) else text


def cells(words: Words, row: HistoryRow) -> Iterator[str]:
    """One line. The moment is ISO 8601 in local time with its offset; codes and ids stay as they are."""
    yield datetime.fromisoformat(row.at).astimezone().isoformat(timespec="milliseconds")
    yield row.station
    yield row.client_name or ""
    yield row.client or ""
    yield words.word("history", row.what)
    yield words.word("item", row.state) if row.state else ""
    yield row.code or ""
    yield row.order_id or ""
    yield row.reference or ""
    yield row.account_id or ""
    yield row.carrier or ""
    yield row.shipment_id or ""
    yield row.tracking_number or ""


async def written(words: Words, path: Path, pages: AsyncIterator[list[HistoryRow]]) -> int:
    """Writes the file page by page, in place of an older one only when it is whole; how many rows. Raises OSError."""
    count = 0
    with _whole(path) as file:
        writer = csv.writer(file, delimiter=";", lineterminator="\r\n")
        writer.writerow([words(f"column_{each}") for each in COLUMNS])
        async for page in pages:
            writer.writerows([harmless(cell) for cell in cells(words, row)] for row in page)
            count += len(page)
    return count


@contextmanager
def _whole(path: Path) -> Iterator[TextIO]:
    """A file that takes the path's place at the end, unless an error left the block."""
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    temporary = Path(name)
    try:
        with os.fdopen(handle, "w", encoding="utf-8-sig", newline="") as file:
            yield file
        temporary.replace(path)
    finally:
        temporary.unlink(missing_ok=True)
