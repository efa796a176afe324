"""Labels once more (paczka-w-ruchu.md, sections 4 and 8)."""

from time import monotonic

from agent.demo.pwr.account import Account
from agent.demo.pwr.answers import Answer, DataSet, LabelBundle
from agent.demo.pwr.codes import Rejection
from agent.demo.pwr.creating import MOST_PARCELS
from agent.demo.pwr.labels import label_file
from agent.demo.pwr.parcels import ARCHIVED, CANCELLED, Parcel
from agent.demo.pwr.requests import PwrRequest
from agent.demo.pwr.xml import Row


def duplicate_one(account: Account, request: PwrRequest) -> Answer:
    """Return one label; an operation without Format sends PDF."""
    parcel = _printable(account, request.text("PackCode"))
    return LabelBundle(account.row(), label_file([parcel], request.text("Format") or "PDF"))


def duplicate_list(account: Account, request: PwrRequest) -> Answer:
    """Return the labels that can be printed in one file and a row for every code."""
    codes = request.lists.get("PackCodeList", [])
    if len(codes) > MOST_PARCELS:
        raise Rejection(150)
    rows: list[Row] = []
    found: list[Parcel] = []
    for code in codes:
        try:
            found.append(_printable(account, code))
            rows.append({"PackCode": code, **account.row()})
        except Rejection as rejection:
            rows.append({"PackCode": code, **account.row(rejection.code)})
    if account.options.rows_shuffled:
        account.chance.shuffle(rows)
    return DataSet(rows, label_file(found, request.text("Format")) if found else None)


def _printable(account: Account, pack_code: str) -> Parcel:
    """Return a parcel whose label can be printed now. Raises Rejection."""
    parcel = account.book.find(pack_code)
    if parcel.status == ARCHIVED:
        raise Rejection(222)
    if parcel.status == CANCELLED:
        raise Rejection(212)
    if monotonic() < parcel.routed_at:
        raise Rejection(211)
    return parcel
