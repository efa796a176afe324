"""Sending a bufor of ours to the post office as a whole, and what becomes of it (contract: poczta-polska-en.md, section 2)."""

import base64
import binascii
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from lxml import etree

from agent.shipping.model.failure import Failure, ShippingError
from agent.shipping.model.handover import HandedOver, HandOverStatus, OpenSet, SetError
from shared_schema.codes import ErrorCode

from .bufors import Bufor, our_bufors
from .client import EnClient
from .errors import EnError, errors_in, refused, words
from .soap import number

_STATUSES: Final[Mapping[str, HandOverStatus]] = {"PRZYJETY": "accepted", "BLEDNY": "rejected"}


@dataclass(frozen=True, slots=True)
class _Parcel:
    """What a parcel in a bufor is known by: our order, written in its description, and its number."""

    order_id: str | None
    tracking_number: str | None


async def open_sets(client: EnClient, offices: Mapping[int, str]) -> Sequence[OpenSet]:
    """Our bufors that hold parcels; an empty one has nothing to be handed over. Raises ShippingError."""
    sets = []
    for bufor in await our_bufors(client):
        parcels = await _content(client, bufor)
        if parcels and bufor.day is not None and bufor.office is not None:
            sets.append(OpenSet(str(bufor.id), bufor.day, offices.get(bufor.office) or str(bufor.office), len(parcels)))
    return sorted(sets, key=lambda each: each.day)


async def hand_over(client: EnClient, set_id: str, today: date) -> HandedOver:
    """Sends the bufor, only if it is ours. Raises ShippingError as `ports.HandOver` says."""
    bufor = next((each for each in await our_bufors(client) if str(each.id) == set_id), None)
    parcels = await _content(client, bufor) if bufor else {}
    if bufor is None or not parcels:
        raise ShippingError(Failure(ErrorCode.SET_NOT_OPEN, "not_sent", "no set of ours with parcels in it has this id"))
    body = (await client.description()).request("sendEnvelope", urzadNadania=bufor.office, idBufor=bufor.id)
    try:
        answer = await client.change("sendEnvelope", body)
    except ShippingError as error:
        if error.failure.outcome != "unknown":
            raise
        return await _looked_up(client, bufor, parcels, today, error)
    errors = errors_in(answer)
    envelope_id = number(answer.findtext("idEnvelope"))
    if envelope_id is None:
        if not errors:
            raise ShippingError(_unknown())
        raise ShippingError(refused(errors, ErrorCode.HAND_OVER_REFUSED))
    return _handed(envelope_id, answer.findtext("envelopeStatus"), parcels, errors)


async def status_of(client: EnClient, envelope_id: str) -> HandOverStatus:
    """The envelope's status; everything between sent and accepted is under way. Raises ShippingError."""
    answer = await client.call("getEnvelopeStatus", idEnvelope=_envelope(envelope_id))
    status = answer.findtext("envelopeStatus")
    if status is None and (errors := errors_in(answer)):
        raise ShippingError(refused(errors))
    return _status(status)


async def posting_book(client: EnClient, envelope_id: str) -> bytes:
    """The posting book as PDF. Raises ShippingError."""
    answer = await client.call("getOutboxBook", idEnvelope=_envelope(envelope_id))
    try:
        content = base64.b64decode(answer.findtext("pdfContent") or "")
    except (binascii.Error, ValueError):
        content = b""
    if not content.startswith(b"%PDF-"):
        errors = errors_in(answer)
        unreadable = Failure(ErrorCode.LABEL_UNREADABLE, "not_sent", "the posting book is no PDF")
        raise ShippingError(refused(errors) if errors else unreadable)
    return content


async def _content(client: EnClient, bufor: Bufor) -> Mapping[str, _Parcel]:
    answer = await client.call("getEnvelopeBufor", idBufor=bufor.id)
    if errors := errors_in(answer):
        raise ShippingError(refused(errors))
    return {
        guid: _Parcel((each.get("opis") or "").split(" ")[0] or None, each.get("numerNadania"))
        for guid, each in _by_guid(answer).items()
    }


async def _looked_up(
    client: EnClient, bufor: Bufor, parcels: Mapping[str, _Parcel], today: date, error: ShippingError
) -> HandedOver:
    """After a lost answer: a bufor that is gone was sent, and its envelope is the one with its parcels. Never sends again."""
    try:
        if any(each.id == bufor.id for each in await our_bufors(client)):
            raise ShippingError(_unknown()) from error
        listed = await client.call("getEnvelopeList", startDate=today - timedelta(days=1), endDate=today + timedelta(days=1))
        for envelope in reversed(listed.findall("envelopes")):
            envelope_id = number(envelope.get("idEnvelope"))
            if envelope_id is None:
                continue
            content = await client.call("getEnvelopeContentShort", idEnvelope=envelope_id)
            if parcels.keys() & _by_guid(content).keys():
                return _handed(envelope_id, envelope.get("envelopeStatus"), parcels, errors_in(envelope))
    except ShippingError as lost:
        raise ShippingError(_unknown()) from lost
    raise ShippingError(_unknown()) from error


def _by_guid(answer: etree._Element) -> Mapping[str, etree._Element]:
    return {(each.get("guid") or "").strip().upper(): each for each in answer.findall("przesylka")}


def _handed(envelope_id: int, status: str | None, parcels: Mapping[str, _Parcel], errors: Sequence[EnError]) -> HandedOver:
    def told(error: EnError) -> SetError:
        parcel = parcels.get((error.guid or "").upper(), _Parcel(None, None))
        return SetError(parcel.order_id, parcel.tracking_number, words([error]))

    return HandedOver(str(envelope_id), len(parcels), _status(status), tuple(told(each) for each in errors))


def _status(status: str | None) -> HandOverStatus:
    return _STATUSES.get((status or "").strip(), "under_way")


def _envelope(envelope_id: str) -> int:
    found = number(envelope_id)
    if found is None:
        raise ShippingError(Failure(ErrorCode.SET_NOT_OPEN, "not_sent", "no id of a set that was handed over"))
    return found


def _unknown() -> Failure:
    return Failure(ErrorCode.HAND_OVER_UNKNOWN, "unknown", "the answer was lost; whether the set was sent is not known")
