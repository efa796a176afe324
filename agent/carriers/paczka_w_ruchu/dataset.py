"""Reading what stands in a response: rows of a DataSet by the names of their fields, and files (contract, section 6)."""

import base64
import binascii
import logging
from collections.abc import Mapping, Sequence
from typing import Final

from lxml import etree

from .service import NAMESPACE

Row = Mapping[str, str]
"""One row: its fields as texts, by name."""

MOST_ROWS: Final = 100_000
_log = logging.getLogger(__name__)


class OddDataSet(ValueError):
    """A result without a single row that can be used; the text says what came instead, names only and no values.

    `empty`: the DataSet is whole and has no rows, which for a list is an answer.
    """

    def __init__(self, what: str, *, empty: bool = False) -> None:
        super().__init__(what)
        self.empty = empty


def rows(response: etree._Element, needed: Sequence[str]) -> list[Row]:
    """The rows that have at least one of the `needed` fields, whatever their table is called. Raises OddDataSet.

    No result, an empty DataSet and rows of an unknown shape are three different things, and told apart in its text.
    """
    operation = etree.QName(response).localname.removesuffix("Response")
    result = response.find(f"{{{NAMESPACE}}}{operation}Result")
    if result is None or len(result) == 0:
        raise OddDataSet("there is no result in the answer")
    found = result.findall(".//{*}diffgram/*/*")
    if not found:
        raise OddDataSet("the answer is an empty DataSet", empty=True)
    tables = {etree.QName(each).localname for each in found}
    if tables != {operation}:
        _log.info("the rows of %s stand in tables named %s", operation, ", ".join(sorted(tables)))
    read = [_row(each) for each in found[:MOST_ROWS]]
    fit = [each for each in read if any(name in each for name in needed)]
    if not fit:
        columns = sorted({name for each in read for name in each})
        raise OddDataSet(f"rows of an unknown shape: table {', '.join(sorted(tables))}, fields {', '.join(columns)}"[:400])
    return fit


def fields(element: etree._Element) -> Row:
    """The plain fields of an element that is no DataSet (a `LabelBundle`, a point)."""
    return _row(element)


def number(text: str | None) -> int | None:
    """A code or an amount as a number, so that `000`, `0` and ` 0` are the same; None for what is none."""
    stripped = (text or "").strip()
    return int(stripped) if stripped.isascii() and stripped.isdigit() and len(stripped) < 19 else None


def file(text: str | None) -> bytes | None:
    """A base64 field decoded; None where there is none, or none that can be decoded."""
    try:
        return base64.b64decode("".join((text or "").split()), validate=True) or None
    except (binascii.Error, ValueError):
        return None


def _row(element: etree._Element) -> Row:
    return {etree.QName(each).localname: (each.text or "").strip() for each in element}
