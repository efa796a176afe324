"""Labels and their forms: fetched together, one by one where that fails, looked at before they count (contract, section 3)."""

import base64
import binascii
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Final

from agent.shipping.model.failure import Failure, Note, ShippingError
from agent.shipping.model.label import Label
from agent.shipping.model.shipment import LabelPart
from shared_schema.codes import ErrorCode, LabelFormat, NoteCode

from .client import EnClient
from .errors import errors_in, refused
from .services import PRODUCTS, Form

_ACCOUNT_CODES = frozenset({ErrorCode.CREDENTIALS_REFUSED, ErrorCode.CARRIER_UNAVAILABLE, ErrorCode.CARRIER_TIMEOUT})
"""Failures that would meet every shipment alike, so asking for each would only do harm."""

_FORMATS: Final[Mapping[LabelFormat, Mapping[str, str]]] = {
    LabelFormat.PDF: {"format": "PDF_FORMAT"},
    LabelFormat.ZPL_203: {"format": "ZPL_FORMAT", "resolution": "DPI_203"},
    LabelFormat.ZPL_300: {"format": "ZPL_FORMAT", "resolution": "DPI_300"},
}

_MISSING: Final[Mapping[Form, Note]] = {
    "COLLECT_ON_DELIVERY_FORM": Note(NoteCode.COD_FORM_MISSING),
    "CUSTOMS_DECLARATION": Note(NoteCode.CUSTOMS_FORM_MISSING),
}


async def fetch_labels(client: EnClient, guids: Sequence[str], label_format: LabelFormat) -> Sequence[LabelPart]:
    """The labels that can be had: one bad guid may empty the common answer. Raises ShippingError when there is none."""
    return await _fetch(client, guids, "ADDRESS_LABEL", label_format)


async def fetch_forms(client: EnClient, service: str, guids: Sequence[str]) -> Sequence[LabelPart]:
    """The forms that can be had. As PDF whatever the labels are: nothing tells of others. Raises ShippingError for none."""
    form = PRODUCTS[service].form
    if form is None:
        return ()
    try:
        return await _fetch(client, guids, form, LabelFormat.PDF)
    except ShippingError as error:
        if error.failure.code is not ErrorCode.LABEL_NOT_READY:
            raise
        # A shipment whose label can be printed is there: a form that is not, will not come.
        raise ShippingError(replace(error.failure, outcome="refused")) from error


def missing_form(service: str) -> Note | None:
    """What is said when the form that goes with the service did not come; None for a service without one."""
    form = PRODUCTS[service].form if service in PRODUCTS else None
    return None if form is None else _MISSING[form]


async def _fetch(client: EnClient, guids: Sequence[str], kind: str, label_format: LabelFormat) -> Sequence[LabelPart]:
    try:
        return await _print(client, guids, kind, label_format)
    except ShippingError as error:
        if len(guids) == 1 or error.failure.code in _ACCOUNT_CODES:
            raise
    good: list[LabelPart] = []
    failed: list[ShippingError] = []
    for guid in guids:
        try:
            good += await _print(client, [guid], kind, label_format)
        except ShippingError as error:
            failed.append(error)
            if error.failure.code in _ACCOUNT_CODES:
                break
    if not good:
        raise failed[0]
    return good


async def _print(client: EnClient, guids: Sequence[str], kind: str, label_format: LabelFormat) -> Sequence[LabelPart]:
    method = "EACH_PARCEL_SEPARATELY" if len(guids) > 1 else "ALL_PARCELS_IN_ONE_FILE"
    wanted = {"kind": kind, "method": method, **_FORMATS[label_format]}
    answer = await client.call("getPrintForParcel", guid=list(guids), type=wanted)
    if errors := errors_in(answer):
        raise ShippingError(refused(errors, ErrorCode.LABEL_NOT_READY))
    results = answer.findall("printResult")
    if not results:
        raise ShippingError(Failure(ErrorCode.LABEL_NOT_READY, "not_sent", "Poczta Polska sent no label"))
    own = guids[0] if len(guids) == 1 else None
    return tuple(
        LabelPart(
            Label(label_format, _decoded(each.findtext("print") or "")), (each.findtext("guid") or "").strip().upper() or own
        )
        for each in results
    )


def _decoded(text: str) -> bytes:
    try:
        return base64.b64decode(text)
    except (binascii.Error, ValueError):
        return b""
