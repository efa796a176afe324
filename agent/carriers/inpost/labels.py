"""Labels: many in one call or one by itself, and looked at before they count (contract, section 8)."""

import io
import lzma
import zipfile
import zlib
from collections.abc import Sequence
from typing import Final

from agent.shipping.model.failure import Failure, ShippingError
from agent.shipping.model.label import Label
from agent.shipping.model.shipment import LabelPart
from shared_schema.codes import ErrorCode, LabelFormat

from .client import MOST_LABEL_BYTES, Query, ShipxClient
from .errors import from_answer

MOST_FILES: Final = 200
MOST_UNPACKED_BYTES: Final = 64 * 1024 * 1024

_ZIP: Final = b"PK\x03\x04"


class LabelDesk:
    """Fetches labels of one organization."""

    def __init__(
        self, client: ShipxClient, base_url: str, organization_id: int, label_format: LabelFormat, *, small_paper: bool
    ) -> None:
        self._client = client
        self._base_url = base_url
        self._together_url = f"{base_url}/v1/organizations/{organization_id}/shipments/labels"
        self._format = label_format
        self._small_paper = small_paper

    async def fetch(self, shipment_ids: Sequence[str]) -> Sequence[LabelPart]:
        """The labels of confirmed shipments, all of them or none: one that cannot be had spoils a call for many."""
        return await self._together(shipment_ids) if len(shipment_ids) > 1 else await self._one(shipment_ids[0])

    async def _together(self, shipment_ids: Sequence[str]) -> Sequence[LabelPart]:
        ids = tuple(("shipment_ids[]", shipment_id) for shipment_id in shipment_ids)
        return [LabelPart(each) for each in await self._get(self._together_url, self._format, ids)]

    async def _one(self, shipment_id: str) -> Sequence[LabelPart]:
        url = f"{self._base_url}/v1/shipments/{shipment_id}/label"
        try:
            labels = await self._get(url, self._format)
        except ShippingError as error:
            if self._format is not LabelFormat.ZPL_300 or error.failure.code is not ErrorCode.CARRIER_REFUSED:
                raise
            # Courier services of a contract have no label of this resolution; the printer can print the other one.
            labels = await self._get(url, LabelFormat.ZPL_203)
        return [LabelPart(each, shipment_id) for each in labels]

    async def _get(self, url: str, label_format: LabelFormat, ids: Query = ()) -> Sequence[Label]:
        answer = await self._client.get(url, (*ids, *_query(label_format, self._small_paper)), MOST_LABEL_BYTES)
        if not answer.ok:
            raise ShippingError(from_answer(answer, writing=False, not_found=ErrorCode.SHIPMENT_NOT_FOUND_AT_CARRIER))
        return read_labels(answer.content, label_format)


def _query(label_format: LabelFormat, small_paper: bool) -> Query:
    """Without a type InPost gives A4 where it can, and A6 for courier services, which refuse `normal`."""
    if label_format is LabelFormat.PDF:
        return (("format", "Pdf"), ("type", "A6")) if small_paper else (("format", "Pdf"),)
    kind = "dpi300" if label_format is LabelFormat.ZPL_300 else "A6"
    return (("format", label_format.ending.capitalize()), ("type", kind))


def read_labels(content: bytes, label_format: LabelFormat) -> Sequence[Label]:
    """A file of this format, or a ZIP of such (InPost's answer for mixed services). Raises ShippingError for anything else."""
    if not content.startswith(_ZIP):
        return (Label(label_format, content),)
    try:
        files = _unpack(content)
    except (zipfile.BadZipFile, zlib.error, lzma.LZMAError, RuntimeError, OSError, EOFError, ValueError) as error:
        raise _unreadable("a broken ZIP") from error
    if not files:
        raise _unreadable("an empty ZIP")
    return tuple(Label(label_format, file) for file in files)


def _unpack(content: bytes) -> list[bytes]:
    """The files of a ZIP, never written anywhere; what the ZIP says of its sizes is not believed."""
    files: list[bytes] = []
    left = MOST_UNPACKED_BYTES
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        entries = [entry for entry in archive.infolist() if not entry.is_dir()]
        if len(entries) > MOST_FILES:
            raise _unreadable("a ZIP of too many files")
        for entry in entries:
            with archive.open(entry) as file:
                unpacked = file.read(left + 1)
            left -= len(unpacked)
            if left < 0:
                raise _unreadable("a ZIP that unpacks to too much")
            files.append(unpacked)
    return files


def _unreadable(what: str) -> ShippingError:
    return ShippingError(Failure(ErrorCode.LABEL_UNREADABLE, "not_sent", f"InPost's labels are {what}"))
