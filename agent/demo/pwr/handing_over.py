"""Protocols and couriers (paczka-w-ruchu.md, sections 4 and 8)."""

import re
from datetime import datetime, timedelta

from agent.demo.pwr.account import Account, Pickup, Protocol
from agent.demo.pwr.answers import Answer, DataSet, PwrResponse
from agent.demo.pwr.codes import UNDOCUMENTED, Rejection
from agent.demo.pwr.labels import protocol_file
from agent.demo.pwr.parcels import CANCELLED, POSTED, Parcel
from agent.demo.pwr.requests import PwrRequest
from agent.demo.pwr.times import from_wire, local_now, plain
from agent.demo.pwr.xml import Row, element, values

_FROM_HOUR, _TO_HOUR, _MINIMUM_INTERVAL_MIN, _DAYS = 8, 18, 120, 5


def generate_protocol(account: Account, request: PwrRequest) -> Answer:
    """Return a hand-over list as PDF and a row for every parcel; bad ones are left out of the file."""
    code = f"P{len(account.protocols) + 1:08d}"
    rows: list[Row] = []
    listed: list[Parcel] = []
    for pack_code in request.lists.get("parcels", []):
        try:
            parcel = _not_handed_over(account, pack_code)
        except Rejection as rejection:
            rows.append({**account.row(rejection.code), "PackCodeRUCH": pack_code})
            continue
        listed.append(parcel)
        status = parcel.history[-1]
        facts = {
            "ProtocolCode": code,
            "PackCodeRUCH": pack_code,
            "DATA_MOD": plain(status.at),
            "status": str(status.number),
            "status_opis": status.text,
        }
        rows.append({**account.row(), **facts})
    if not listed:
        return DataSet(rows)
    account.protocols.append(Protocol(code, tuple(each.pack_code for each in listed)))
    return DataSet(rows, protocol_file(code, listed))


def available_pickups(account: Account, request: PwrRequest) -> Answer:
    """Return the next working days on which a courier can come, in Polish local time without a zone."""
    _check_caller(request)
    now = local_now(account.options.clock_offset_s)
    ready = request.text("ReadyDate")
    try:
        first = max(now, from_wire(ready)) if ready else now
    except ValueError:
        raise Rejection(UNDOCUMENTED, "ReadyDate") from None
    days = [now.date() + timedelta(days=each) for each in range((first - now).days + 3 * _DAYS)]
    slots = [_slot(datetime(day.year, day.month, day.day)) for day in days if day.weekday() < 5]
    return PwrResponse(0, data="".join(_day(slot) for slot in [each for each in slots if _in_time(first, each)][:_DAYS]))


def call_pickup(account: Account, request: PwrRequest) -> Answer:
    """Order a courier to the address of the account."""
    return _order(account, request, "packList", "readyDate", "pickupDate")


def call_pickup_new(account: Account, request: PwrRequest) -> Answer:
    """Order a courier to an address. Nothing recognizes a repeated order: it makes one more."""
    _check_caller(request)
    return _order(account, request, "PackList", "ReadyDate", "PickupDate")


def _order(account: Account, request: PwrRequest, list_name: str, ready_name: str, until_name: str) -> Answer:
    pack_codes = request.lists.get(list_name, [])
    if not pack_codes:
        raise Rejection(106)
    for each in pack_codes:
        _not_handed_over(account, each)
    ready, until = request.times[ready_name], request.times[until_name]
    opens, closes = _slot(ready.replace(hour=0, minute=0, second=0, microsecond=0))
    now = local_now(account.options.clock_offset_s)
    long_enough = until - ready >= timedelta(minutes=_MINIMUM_INTERVAL_MIN)
    if ready.weekday() > 4 or not opens <= ready < until <= closes or not long_enough or not _in_time(now, (ready, until)):
        raise Rejection(UNDOCUMENTED, "termin odbioru")
    number = f"ZO{len(account.pickups) + 1:07d}"
    account.pickups.append(Pickup(number, tuple(pack_codes), plain(ready), plain(until)))
    return PwrResponse(0, data=number)


def _not_handed_over(account: Account, pack_code: str) -> Parcel:
    """Return a parcel that still waits at the sender's. Raises Rejection."""
    parcel = account.book.find(pack_code)
    if parcel.status == CANCELLED:
        raise Rejection(201)
    if parcel.status >= POSTED:
        raise Rejection(213)
    return parcel


def _check_caller(request: PwrRequest) -> None:
    for name in ("City", "Street", "BuildingNo", "Telephone"):
        if not request.text(name).strip():
            raise Rejection(UNDOCUMENTED, name)
    if not re.fullmatch(r"[0-9]{2}-[0-9]{3}", request.text("PostCode")):
        raise Rejection(138)


def _slot(midnight: datetime) -> tuple[datetime, datetime]:
    return midnight + timedelta(hours=_FROM_HOUR), midnight + timedelta(hours=_TO_HOUR)


def _in_time(now: datetime, slot: tuple[datetime, datetime]) -> bool:
    """Return whether an order made now is early enough before the end of the slot."""
    return now + timedelta(minutes=_MINIMUM_INTERVAL_MIN) <= slot[1]


def _day(slot: tuple[datetime, datetime]) -> str:
    opens, closes = slot
    facts: Row = {
        "Date": plain(opens.replace(hour=0)),
        "MinReadyDate": plain(opens),
        "MaxPickupDate": plain(closes),
        "MinimumInterval": _MINIMUM_INTERVAL_MIN,
    }
    return element("AvailablePickupDay", values(facts))
