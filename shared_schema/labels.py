"""Labels of orders as one file."""

from typing import Literal

from .base import Key, OrderIds, WireModel
from .codes import LabelFormat
from .errors import ErrorInfo
from .request import Request


class LabelsPrepareParams(WireModel):
    """Labels are merged in this order."""

    order_ids: OrderIds


class LabelsPrepare(Request):
    """Merges the labels into one file and answers with an address valid once and for 60 seconds."""

    method: Literal["labels.prepare"]
    params: LabelsPrepareParams


class LabelFile(WireModel):
    """The labels of one format; `path` is to be fetched once from the agent's address within 60 seconds.

    `pages` counts the print jobs of a printer's language, `labels` the parcels with something in this file.
    """

    path: str
    filename: str
    format: LabelFormat
    pages: int
    labels: int


class MissingLabel(WireModel):
    """A label that is in none of the files, and why; `parcel` tells which of its order's, null when the order has just one."""

    order_id: str
    parcel: int | None
    error: ErrorInfo


class LabelsPrepareResult(WireModel):
    """A file for each format among the labels, none when there is no label at all; `labels` counts parcels."""

    files: list[LabelFile]
    labels: int
    missing: list[MissingLabel]


class LabelsPrintParams(WireModel):
    """Labels are printed in this order. As long as the agent runs, the same `key` prints once and gets the same answer."""

    key: Key
    order_ids: OrderIds


class LabelsPrint(Request):
    """Sends the labels to the station's printer, one document for each format; the same ones `labels.prepare` would give.

    Errors: `printer_not_chosen`, `printer_gone`, and `print_refused` with the printing system's `reason`. Where labels of
    another format are printed already, `printed` in the data says of how many parcels.
    """

    method: Literal["labels.print"]
    params: LabelsPrintParams


class LabelsPrintResult(WireModel):
    """`labels` counts the parcels whose labels the system took for `printer`; nothing is sent when there is no label at all."""

    printer: str
    labels: int
    missing: list[MissingLabel]
