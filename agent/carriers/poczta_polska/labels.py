"""Labels: fetched together, one by one where that fails, and looked at before they count as PDFs (contract, section 3)."""

import base64
import binascii
from collections.abc import Sequence
from typing import Final

from agent.shipping.model.failure import Failure, ShippingError
from agent.shipping.model.shipment import LabelPart
from shared_schema.codes import ErrorCode

from .client import EnClient
from .errors import errors_in, refused

_PDF: Final = b"%PDF-"
_ACCOUNT_CODES = frozenset({ErrorCode.CREDENTIALS_REFUSED, ErrorCode.CARRIER_UNAVAILABLE, ErrorCode.CARRIER_TIMEOUT})
"""Failures that would meet every shipment alike, so asking for each would only do harm."""


async def fetch_labels(client: EnClient, guids: Sequence[str]) -> Sequence[LabelPart]:
    """The labels that can be had: one bad guid may empty the common answer. Raises ShippingError when there is none."""
    try:
        return await _print(client, guids)
    except ShippingError as error:
        if len(guids) == 1 or error.failure.code in _ACCOUNT_CODES:
            raise
    good: list[LabelPart] = []
    failed: list[ShippingError] = []
    for guid in guids:
        try:
            good += await _print(client, [guid])
        except ShippingError as error:
            failed.append(error)
            if error.failure.code in _ACCOUNT_CODES:
                break
    if not good:
        raise failed[0]
    return good


async def _print(client: EnClient, guids: Sequence[str]) -> Sequence[LabelPart]:
    method = "EACH_PARCEL_SEPARATELY" if len(guids) > 1 else "ALL_PARCELS_IN_ONE_FILE"
    kind = {"kind": "ADDRESS_LABEL", "method": method, "format": "PDF_FORMAT"}
    answer = await client.call("getPrintForParcel", guid=list(guids), type=kind)
    if errors := errors_in(answer):
        raise ShippingError(refused(errors, ErrorCode.LABEL_NOT_READY))
    parts = tuple(LabelPart(_pdf(each.findtext("print") or "")) for each in answer.findall("printResult"))
    if not parts:
        raise ShippingError(Failure(ErrorCode.LABEL_NOT_READY, "not_sent", "Poczta Polska sent no label"))
    return parts


def _pdf(text: str) -> bytes:
    try:
        content = base64.b64decode(text)
    except (binascii.Error, ValueError):
        content = b""
    if not content.startswith(_PDF):
        raise ShippingError(Failure(ErrorCode.LABEL_UNREADABLE, "not_sent", "Poczta Polska's label is no PDF"))
    return content
