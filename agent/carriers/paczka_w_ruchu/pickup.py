"""The courier who comes for the parcels (contract: paczka-w-ruchu.md, sections 4 and 8).

All its times are Polish, without a zone.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from lxml import etree

from agent.shipping.model.failure import Failure, ShippingError, Words
from agent.shipping.model.handover import PickupSlot
from shared_schema.codes import ErrorCode

from .client import PwrClient
from .codes import CREDENTIALS, refusal
from .dataset import Row, fields, number
from .errors import LONGEST_WORDS, unreadable
from .service import NAMESPACE
from .settings import NAME, PaczkaWRuchuSettings

_WARSAW: Final = ZoneInfo("Europe/Warsaw")
_NS: Final = f"{{{NAMESPACE}}}"


async def available(client: PwrClient, settings: PaczkaWRuchuSettings, now: datetime) -> Sequence[PickupSlot]:
    """When a courier can come and may still be ordered, the soonest first. Raises ShippingError."""
    result = _result(
        await client.call("GetAvailablePickups", writing=False, **_address(settings)), "GetAvailablePickups", writing=False
    )
    err, text = number(result.findtext(f"{_NS}Err")), result.findtext(f"{_NS}ErrDes") or ""
    if err != 0:
        raise ShippingError(refusal(err, text))
    read = [slot_of(fields(each)) for each in result.iterfind(f"{_NS}Data/{_NS}AvailablePickupDay")]
    return sorted((each for each in read if each is not None and now <= each.latest), key=lambda each: each.ready)


async def order(client: PwrClient, settings: PaczkaWRuchuSettings, slot: PickupSlot, codes: Sequence[str]) -> str:
    """Orders a courier, once; the order's number. Raises ShippingError as `ports.CourierPickup` says."""
    times = {"ReadyDate": local(slot.ready), "PickupDate": local(slot.until)}
    try:
        response = await client.call(
            "CallPickupNew", writing=True, PackList={"string": list(codes)}, **times, **_address(settings)
        )
        result = _result(response, "CallPickupNew", writing=True)
    except ShippingError as error:
        if error.failure.outcome != "unknown":
            raise
        raise ShippingError(replace(error.failure, code=ErrorCode.PICKUP_UNKNOWN)) from error
    said = fields(result)
    err, data = number(said.get("Err")), said.get("Data", "")
    if err in CREDENTIALS:
        raise ShippingError(refusal(err, said.get("ErrDes", "")))
    words = Words(NAME, "" if err is None else str(err), said.get("ErrDes", "")[:LONGEST_WORDS])
    if err == 0 and data:
        return data[:64]
    if err is None or err == 0:
        raise ShippingError(Failure(ErrorCode.PICKUP_UNKNOWN, "unknown", "an answer without a number of the order", words))
    raise ShippingError(Failure(ErrorCode.PICKUP_REFUSED, "refused", f"the courier was refused with code {err}", words))


def slot_of(row: Row) -> PickupSlot | None:
    """Reads a day that is offered; None for one that cannot be understood, or is no stretch of time."""
    ready, until = _moment(row.get("MinReadyDate", "")), _moment(row.get("MaxPickupDate", ""))
    if ready is None or until is None or until <= ready:
        return None
    # To be ordered so long before the end of the slot (section 8).
    return PickupSlot(ready, until, until - timedelta(minutes=number(row.get("MinimumInterval")) or 0))


def local(moment: datetime) -> datetime:
    """Polish local time without a zone, as the service reads and writes it."""
    return moment.astimezone(_WARSAW).replace(tzinfo=None, microsecond=0)


def _moment(text: str) -> datetime | None:
    try:
        # A zone that stands there all the same is not meant: their times carry a false Z elsewhere (section 8).
        return datetime.fromisoformat(text).replace(tzinfo=_WARSAW)
    except ValueError:
        return None


def _result(response: etree._Element, operation: str, writing: bool) -> etree._Element:
    result = response.find(f"{_NS}{operation}Result")
    if result is None:
        raise ShippingError(unreadable("there is no result in the answer", writing))
    return result


def _address(settings: PaczkaWRuchuSettings) -> dict[str, object]:
    person = {"PersonName": settings.pickup_first_name, "PersonSurname": settings.pickup_last_name}
    return {
        "PostCode": settings.sender_post_code,
        "City": settings.sender_city,
        "Street": settings.sender_street,
        "BuildingNo": settings.sender_building,
        "Email": settings.sender_email,
        "PartnerName": settings.sender_company,
        **{name: value for name, value in person.items() if value},
        "Telephone": settings.sender_phone,
    }
