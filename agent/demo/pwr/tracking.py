"""Statuses, cancelling and the list of what was made (paczka-w-ruchu.md, sections 6 and 8)."""

from collections.abc import Iterable
from time import monotonic

from agent.demo.pwr.account import Account
from agent.demo.pwr.answers import Answer, DataSet
from agent.demo.pwr.codes import Rejection
from agent.demo.pwr.parcels import CANCELLED, POSTED, Parcel, Status
from agent.demo.pwr.requests import PwrRequest
from agent.demo.pwr.times import plain, with_false_zulu
from agent.demo.pwr.xml import Row

_MOST_CODES = 1000


def status_of_one(account: Account, request: PwrRequest) -> Answer:
    """Return the newest status of a parcel, or of every parcel to a phone number."""
    code, phone = request.text("PackCode"), request.text("PhoneNumber")
    if not code and not phone:
        raise Rejection(163)
    if code:
        return DataSet(_statuses(account, code, full=False))
    parcels = [each for each in account.book.parcels if each.fields.get("PhoneNumber") == phone]
    return DataSet([_row(account, each, each.history[-1]) for each in parcels if each.known_at <= monotonic()])


def status_of_list(account: Account, request: PwrRequest) -> Answer:
    """Return the newest status of each parcel."""
    return DataSet(_of_codes(account, request.lists.get("PackCodes", []), full=False))


def history_of_one(account: Account, request: PwrRequest) -> Answer:
    """Return every status of a parcel, oldest first."""
    return DataSet(_statuses(account, request.text("PackCode"), full=True))


def history_of_list(account: Account, request: PwrRequest) -> Answer:
    """Return every status of each parcel."""
    return DataSet(_of_codes(account, request.lists.get("PackCodes", []), full=True))


def cancel(account: Account, request: PwrRequest) -> Answer:
    """Cancel a parcel that was not handed over."""
    parcel = account.book.find(request.text("PackCode"))
    if parcel.status == CANCELLED:
        raise Rejection(201)
    if parcel.status >= POSTED:
        raise Rejection(202)
    account.book.move(parcel, CANCELLED)
    return DataSet([account.row(text="canceled")])


def generated_parcels(account: Account, request: PwrRequest) -> Answer:
    """Return what was made in a period. The real columns are not known: these are the fewest that make sense."""
    since, until = request.times["dateFrom"], request.times["dateTo"]
    listed = [each for each in account.book.parcels if since <= each.created_at <= until and each.listed_at <= monotonic()]
    return DataSet([_listed(account, each) for each in listed])


def _listed(account: Account, parcel: Parcel) -> Row:
    row: Row = {"PackCode": parcel.pack_code, "Data": plain(parcel.created_at)}
    return {**row, "SenderOrders": parcel.sender_orders} if account.options.list_shows_sender_orders else row


def _of_codes(account: Account, codes: Iterable[str], *, full: bool) -> list[Row]:
    codes = list(codes)
    if len(codes) > _MOST_CODES:
        raise Rejection(150)
    rows: list[Row] = []
    for code in codes:
        try:
            rows.extend(_statuses(account, code, full=full))
        except Rejection as rejection:
            rows.append({"PackCode": code, **account.row(rejection.code)})
    return rows


def _statuses(account: Account, pack_code: str, *, full: bool) -> list[Row]:
    parcel = account.book.find(pack_code)
    if monotonic() < parcel.known_at:
        raise Rejection(205)
    return [_row(account, parcel, each) for each in (parcel.history if full else parcel.history[-1:])]


def _row(account: Account, parcel: Parcel, status: Status) -> Row:
    return {
        "PackCode": parcel.pack_code,
        "Trans": str(status.number),
        "Trans_Des": status.text,
        "Data": with_false_zulu(status.at),
        "Destinstion" if account.options.destination_misspelt else "Destination": parcel.location.code,
    }
