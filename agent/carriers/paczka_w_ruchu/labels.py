"""Labels: kept from the answer that made the parcels, or asked for again; looked at before they count (contract, section 8)."""

from collections.abc import Collection, Mapping, Sequence
from typing import Final

from agent.shipping.model.failure import Failure, ShippingError
from agent.shipping.model.shipment import LabelPart
from agent.shipping.pdf import UnreadablePdf, in_pdf_thread, page_texts, split_by_number
from shared_schema.codes import ErrorCode

from .client import PwrClient
from .codes import CREDENTIALS, SAVED, label_refusal, refusal
from .dataset import OddDataSet, fields, file, number, rows
from .errors import unreadable
from .service import NAMESPACE

MOST_CODES: Final = 50
MOST_KEPT: Final = 500
_NS = f"{{{NAMESPACE}}}"


class LabelDesk:
    """The labels of one account. Those that came with their parcels are held in memory until they are asked for, once."""

    def __init__(self, client: PwrClient, label_format: str) -> None:
        self._client = client
        self._format = label_format
        self._fresh: dict[str, bytes] = {}

    async def hold(self, content: bytes | None, codes: Collection[str]) -> None:
        """Holds the labels of new parcels out of the file that came with them; what is not certain is asked for later."""
        if content is None or not codes:
            return
        try:
            told = await in_pdf_thread(split_by_number, content, codes)
        except UnreadablePdf:
            return
        # The only parcel that was saved needs no telling: the file is its own, even if its text cannot be read.
        self._fresh |= told or (dict.fromkeys(codes, content) if len(codes) == 1 else {})
        while len(self._fresh) > MOST_KEPT:
            del self._fresh[next(iter(self._fresh))]

    async def fetch(self, codes: Sequence[str]) -> Sequence[LabelPart]:
        """The labels that can be had. Raises ShippingError when there is none."""
        held = [self._fresh.pop(code) for code in codes if code in self._fresh] if set(codes) <= self._fresh.keys() else []
        if held:
            return tuple(LabelPart(content) for content in held)
        return (LabelPart(await (self._one(codes[0]) if len(codes) == 1 else self.together(codes))),)

    async def together(self, codes: Sequence[str]) -> bytes:
        """One PDF with the labels of up to fifty parcels; a parcel without a label is missing. Raises ShippingError."""
        response = await self._client.call(
            "LabelPrintDuplicateListTwo", Format=self._format, PackCodeList={"string": list(codes)}
        )
        try:
            said = [(number(row.get("Err")), row.get("ErrDes", "")) for row in rows(response, ("Err",))]
        except OddDataSet as odd:
            raise ShippingError(unreadable(str(odd), writing=False)) from odd
        for code, text in said:
            if code in CREDENTIALS:
                raise ShippingError(refusal(code, text))
        if not any(code in SAVED for code, _ in said):
            raise ShippingError(label_refusal(*said[0]))
        return _pdf(file(response.findtext(f"{_NS}LabelData")))

    async def _one(self, code: str) -> bytes:
        response = await self._client.call("LabelPrintDuplicateTwo", PackCode=code, Format=self._format)
        result = response.find(f"{_NS}LabelPrintDuplicateTwoResult")
        if result is None:
            raise ShippingError(unreadable("there is no result in the answer", writing=False))
        said = fields(result)
        err = number(said.get("Err"))
        if err in CREDENTIALS:
            raise ShippingError(refusal(err, said.get("ErrDes", "")))
        if err not in SAVED:
            raise ShippingError(label_refusal(err, said.get("ErrDes", "")))
        return _pdf(file(said.get("Label")))


async def printed_numbers(content: bytes | None, codes: Collection[str], references: Collection[str]) -> Mapping[str, str]:
    """What the labels show: our reference by the parcel's number, from pages that show exactly one of each."""
    if content is None:
        return {}
    try:
        texts = await in_pdf_thread(page_texts, content)
    except UnreadablePdf:
        return {}
    told: dict[str, str] = {}
    for text in texts:
        on_page = [code for code in codes if code in text], [reference for reference in references if reference in text]
        if len(on_page[0]) == len(on_page[1]) == 1:
            code, reference = on_page[0][0], on_page[1][0]
            if told.setdefault(code, reference) != reference:
                return {}
    return told


def _pdf(content: bytes | None) -> bytes:
    """The file when it is what was asked for: other formats have come under this name (section 8)."""
    if content is None:
        raise ShippingError(Failure(ErrorCode.LABEL_NOT_READY, "not_sent", "ORLEN Paczka sent no label file"))
    if not content.startswith(b"%PDF-"):
        raise ShippingError(Failure(ErrorCode.LABEL_UNREADABLE, "not_sent", "ORLEN Paczka's label is no PDF"))
    return content
