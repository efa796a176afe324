"""Rows of the history in words."""

from .output import HistoryRow
from .words import Words


def what_happened(words: Words, row: HistoryRow) -> str:
    """What happened and, where something failed, the code of it."""
    text = words.word("history", row.what)
    return f"{text} ({row.code})" if row.code else text


def who(row: HistoryRow) -> str:
    """The station and, where a person did it, the browser: by name as long as its pairing is known here."""
    client = row.client_name or row.client
    return f"{row.station}, {client}" if client else row.station
