"""Registers parcels: one call, and each row of its answer given to the parcel it belongs to (contract, sections 6 and 8)."""

from collections.abc import Mapping, Sequence

from agent.shipping.model.failure import Failure, Note, ShippingError, Words
from agent.shipping.model.shipment import Created
from shared_schema.codes import ErrorCode, NoteCode

from .client import PwrClient
from .codes import SAVED, refusal
from .dataset import OddDataSet, file, rows
from .errors import LONGEST_WORDS, unreadable
from .labels import LabelDesk, printed_numbers
from .mapping import SERVICE, sender_orders
from .matching import PACK_CODES, Registered, matched, refused_as_a_whole, registered
from .points import point_number
from .service import NAMESPACE
from .settings import NAME

_OPERATION = "GenerateLabelBusinessPackListTwo"


async def registrations(
    client: PwrClient, labels: LabelDesk, requests: Mapping[str, Mapping[str, object]], label_format: str
) -> Mapping[str, Created | Failure]:
    """Sends the requests, by reference, once. Raises ShippingError when the whole call failed."""
    packs = {sender_orders(reference): _pack(request, reference) for reference, request in requests.items()}
    references = {sender_orders(reference): reference for reference in requests}
    # One flag for the whole call: only when every plan was made with it may the service choose other points.
    may_change = all(request.get("AutoDestinationChange") == "T" for request in requests.values())
    response = await client.call(
        _OPERATION,
        writing=True,
        AutoDestinationChange="T" if may_change else "",
        Format=label_format,
        BusinessPackList={"BusinessPack": list(packs.values())},
    )
    try:
        said = [registered(row) for row in rows(response, ("Err", *PACK_CODES))]
    except OddDataSet as odd:
        raise ShippingError(unreadable(str(odd), writing=True)) from odd
    refused = refused_as_a_whole(said)
    if refused is not None:
        raise ShippingError(refusal(refused.code, refused.text))
    codes = [row.pack_code for row in said if row.pack_code is not None]
    content = file(response.findtext(f"{{{NAMESPACE}}}LabelData"))
    await labels.hold(content, codes)
    points = {own: point_number(pack["DestinationCode"]) for own, pack in packs.items()}
    told = matched(points, said, await printed_numbers(content, codes, packs))
    return {references[own]: _answer(each, points[own]) for own, each in told.items()}


def _pack(request: Mapping[str, object], reference: str) -> dict[str, str]:
    pack = request["BusinessPack"]
    assert isinstance(pack, dict)  # noqa: S101 - the mapping wrote it
    return {**pack, "SenderOrders": sender_orders(reference)}


def _answer(told: Sequence[Registered], point: int | None) -> Created | Failure:
    row = told[0]
    if row.pack_code is not None:
        return Created(row.pack_code, SERVICE, row.pack_code, _warnings(row, point))
    if len(told) == 1 or len({each.code for each in told}) == 1:
        return refusal(row.code, row.text)
    # All of them were refused, each for one of these reasons; the service does not say which for which.
    text = "; ".join(f"{each.code}: {each.text}" for each in told)[:LONGEST_WORDS]
    message = "ORLEN Paczka refused several parcels and does not say which for which reason"
    return Failure(ErrorCode.CARRIER_REFUSED, "refused", message, Words(NAME, "", text))


def _warnings(row: Registered, point: int | None) -> tuple[Note, ...]:
    """What the seller has to know of a parcel that exists. Other route parts of the same point are nobody's concern."""
    notes = []
    if point is not None and row.point is not None and row.point != point:
        notes.append(Note(NoteCode.POINT_CHANGED_BY_CARRIER, "point", {"point": row.destination, "asked": f"{point:06d}"}))
    elif row.code in (6, 8) and row.point is None:
        notes.append(Note(NoteCode.POINT_CHANGED_BY_CARRIER, "point", {"point": row.destination or None}))
    if row.code not in SAVED:
        notes.append(Note(NoteCode.CARRIER_WARNING, None, {"code": row.code, "text": row.text[:LONGEST_WORDS]}))
    if not row.paid:
        notes.append(Note(NoteCode.PARCEL_UNPAID))
    return tuple(notes)
