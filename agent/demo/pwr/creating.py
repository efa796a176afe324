"""Registering parcels, one or up to fifty in a call (paczka-w-ruchu.md, sections 4 to 6)."""

from collections.abc import Mapping, Sequence

from agent.demo.pwr.account import Account
from agent.demo.pwr.answers import Answer, DataSet
from agent.demo.pwr.codes import CHANGED_BOTH, CHANGED_DESTINATION, CHANGED_RETURN_DESTINATION, SAVED, Rejection
from agent.demo.pwr.fields import check_fields
from agent.demo.pwr.labels import label_file
from agent.demo.pwr.locations import Destination, find_destination
from agent.demo.pwr.parcels import Parcel
from agent.demo.pwr.requests import PwrRequest
from agent.demo.pwr.xml import Row

MOST_PARCELS = 50


def generate_one(account: Account, request: PwrRequest) -> Answer:
    """Register one parcel whose fields stand flat in the request; no label."""
    parcel = _register(account, request.texts, auto_change=_auto_change(request))
    return DataSet([_saved_row(account, parcel)])


def generate_one_with_label(account: Account, request: PwrRequest) -> Answer:
    """Register one parcel and send its label, always PDF."""
    parcel = _register(account, request.texts, auto_change=_auto_change(request))
    return DataSet([_saved_row(account, parcel)], label_file([parcel], "PDF"))


def generate_list_with_labels(account: Account, request: PwrRequest) -> Answer:
    """Register every good parcel of the list; each row has its own code, the labels of the saved ones are one file.

    A refused parcel's row tells the reason and not which parcel it was.
    """
    if len(request.parcels) > MOST_PARCELS:
        raise Rejection(150)
    rows: list[Row] = []
    saved: list[Parcel] = []
    for fields in request.parcels:
        try:
            parcel = _register(account, fields, auto_change=_auto_change(request))
        except Rejection as rejection:
            rows.append(account.row(rejection.code, rejection.text))
        else:
            saved.append(parcel)
            rows.append(_saved_row(account, parcel))
    if account.options.rows_shuffled:
        account.chance.shuffle(rows)
    return DataSet(rows, _labels(saved, request.text("Format")))


def _auto_change(request: PwrRequest) -> bool:
    return request.text("AutoDestinationChange") == "T"


def _register(account: Account, fields: Mapping[str, str], *, auto_change: bool) -> Parcel:
    """Register a parcel. Raises Rejection."""
    check_fields(fields, account.options)
    alternative = fields.get("AlternativeDestinationCode", "")
    destination = find_destination(fields["DestinationCode"], alternative, auto_change=auto_change)
    if destination is None:
        raise Rejection(206)
    back = _return_destination(account, fields, auto_change=auto_change)
    if fields.get("CashOnDelivery") == "T" and not destination.location.cash_on_delivery:
        raise Rejection(318)
    return account.book.add(fields, destination.location, _saved_code(destination, back))


def _return_destination(account: Account, fields: Mapping[str, str], *, auto_change: bool) -> Destination | None:
    """Return the point for returns, None when no return address is given."""
    back = None
    if fields.get("ReturnDestinationCode"):
        back = find_destination(fields["ReturnDestinationCode"], auto_change=auto_change)
        if back is None:
            raise Rejection(207)
    # Without the right to returns a return address is refused, however it is written.
    if not account.options.returns and (back or fields.get("ReturnCity") or fields.get("ReturnAvailable") == "T"):
        raise Rejection(312)
    return back


def _saved_code(destination: Destination, back: Destination | None) -> int:
    if back and back.changed:
        return CHANGED_BOTH if destination.changed else CHANGED_RETURN_DESTINATION
    return CHANGED_DESTINATION if destination.changed else SAVED


def _saved_row(account: Account, parcel: Parcel) -> Row:
    return {
        **account.row(parcel.code),
        "PackCode_RUCH": parcel.pack_code,
        "DestinationCode": parcel.location.code,
        "DestinationId": int(parcel.location.psd),
        "PackPrice": parcel.price_grosze,
        "PackPaid": parcel.paid,
    }


def _labels(parcels: Sequence[Parcel], label_format: str) -> bytes | None:
    return label_file(parcels, label_format) if parcels else None
