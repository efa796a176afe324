"""Parcels into a bufor of ours, and what the service says of each (contract, sections 2 and 4)."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from lxml import etree

from agent.shipping.model.failure import Failure, Note, ShippingError
from agent.shipping.model.shipment import Created, Parcel
from shared_schema.codes import ErrorCode, NoteCode

from .client import EnClient
from .errors import EnError, errors_in, refused, unreadable
from .guid import guid_of
from .services import PRODUCTS
from .soap import Description, UnfitRequest

Answers = dict[str, Created | Failure]


@dataclass(frozen=True, slots=True)
class Request:
    """A parcel's request, read back, and the key it has at the service."""

    reference: str
    guid: str
    service: str
    office: int
    card: int | None
    pni: int | None
    cod_grosze: int | None
    shipment: Mapping[str, object]


def read_request(parcel: Parcel) -> Request:
    """What the mapping made of an order, with the guid that belongs to our reference."""
    return Request(reference=parcel.reference, guid=guid_of(parcel.reference), **json.loads(parcel.request))


async def add(client: EnClient, bufor_id: int, requests: Sequence[Request]) -> Answers:
    """One call for all of them; one answer per reference. Raises ShippingError when the call as a whole failed."""
    answers, body = _body(await client.description(), bufor_id, requests)
    if body is None:
        return answers
    answer = await client.change("addShipment", body)
    by_guid = {request.guid: request for request in requests if request.reference not in answers}
    for item in answer.findall("retval"):
        request = by_guid.pop((item.get("guid") or "").strip().upper(), None)
        if request is not None:
            answers[request.reference] = _settled(item, request)
    lost = unreadable("it leaves the parcel out", creating=True)
    return answers | {request.reference: lost for request in by_guid.values()}


def _body(description: Description, bufor_id: int, requests: Sequence[Request]) -> tuple[Answers, bytes | None]:
    """The message, without those that do not fit: the plan held them against the description already."""
    answers: Answers = {}
    good: list[object] = []
    for request in requests:
        try:
            made = description.shipment(PRODUCTS[request.service].kind, _fields(request))
            description.request("addShipment", przesylki=[made], idBufor=bufor_id)
        except UnfitRequest as error:
            answers[request.reference] = Failure(ErrorCode.PLAN_HAS_PROBLEMS, "not_sent", str(error))
        else:
            good.append(made)
    return answers, description.request("addShipment", przesylki=good, idBufor=bufor_id) if good else None


def _fields(request: Request) -> Mapping[str, object]:
    """The request with its key, and our reference behind the order's id, where people and comparisons look for it."""
    return {**request.shipment, "guid": request.guid, "opis": f"{request.shipment['opis']} {request.reference}"}


def _settled(item: etree._Element, request: Request) -> Created | Failure:
    """A number is a shipment, whatever errors stand beside it; errors without one are a refusal; neither is unknown."""
    errors, number = errors_in(item), (item.get("numerNadania") or "").strip()
    if number:
        return Created(request.guid, request.service, number, tuple(_warning(each) for each in errors))
    return refused(errors) if errors else unreadable("neither number nor error", creating=True)


def _warning(error: EnError) -> Note:
    return Note(NoteCode.CARRIER_WARNING, None, {"code": error.number, "text": error.text})


def not_sent(error: ShippingError) -> Failure:
    """Why parcels were not even tried: a call before theirs failed. Refused credentials stay what they are."""
    failure = error.failure
    return failure if failure.code is ErrorCode.CREDENTIALS_REFUSED else replace(failure, outcome="not_sent")
