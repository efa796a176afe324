"""Answers as values, and how they become the content of a response element."""

import base64
import html
from collections.abc import Sequence
from dataclasses import dataclass, replace

from agent.demo.pwr.codes import Rejection, text_of
from agent.demo.pwr.dataset import dataset
from agent.demo.pwr.operations import Operation, Result
from agent.demo.pwr.options import Oddity
from agent.demo.pwr.xml import Row, element, value


@dataclass(frozen=True)
class DataSet:
    """Rows, and the file that some operations send beside them."""

    rows: Sequence[Row]
    label: bytes | None = None


@dataclass(frozen=True)
class LabelBundle:
    """One label or the reason why there is none."""

    row: Row
    label: bytes | None = None


@dataclass(frozen=True)
class PwrResponse:
    """A code with data; `data` is finished XML."""

    code: int
    text: str = "OK"
    data: str = ""


Answer = DataSet | LabelBundle | PwrResponse | bool


def outcome(code: int, *, padded: bool, text: str | None = None) -> Row:
    """Return the columns Err and ErrDes."""
    return {"Err": f"{code:03d}" if padded else str(code), "ErrDes": text or text_of(code)}


def refused(operation: Operation, rejection: Rejection, *, padded: bool) -> Answer:
    """Return a refusal of the whole call in the shape of the operation's result."""
    row = outcome(rejection.code, padded=padded, text=rejection.text)
    if operation.result is Result.DATASET:
        return DataSet([row])
    if operation.result is Result.LABEL_BUNDLE:
        return LabelBundle(row)
    return PwrResponse(rejection.code, rejection.text)


def render(operation: Operation, answer: Answer, oddity: Oddity | None = None) -> str:
    """Return the finished content of the operation's response element."""
    result = f"{operation.name}Result"
    if oddity is Oddity.NO_RESULT:
        return ""
    if oddity is Oddity.NO_LABEL and isinstance(answer, DataSet | LabelBundle):
        answer = replace(answer, label=None)
    if isinstance(answer, bool):
        return value(result, answer)
    if isinstance(answer, PwrResponse):
        data = element("Data", answer.data) if answer.data else ""
        return element(result, value("Err", answer.code), value("ErrDes", answer.text), data)
    if isinstance(answer, LabelBundle):
        written = "".join(value(name, content) for name, content in answer.row.items())
        return element(result, written, _file("Label", answer.label))
    rows = _odd_rows(answer.rows, oddity)
    table = "Table1" if oddity is Oddity.OTHER_TABLE else operation.table
    return element(result, dataset(table, rows)) + _file("LabelData", answer.label)


def _odd_rows(rows: Sequence[Row], oddity: Oddity | None) -> Sequence[Row]:
    if oddity is Oddity.EMPTY_DATASET:
        return []
    return [{"Kod": 0, "Opis": "zapisano"}] if oddity is Oddity.UNKNOWN_SHAPE else rows


def _file(name: str, content: bytes | None) -> str:
    return element(name, html.escape(base64.b64encode(content).decode())) if content else ""
