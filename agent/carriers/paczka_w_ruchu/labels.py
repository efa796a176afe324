"""Labels: kept from the answer that made the parcels, or asked for again; looked at before they count (contract, section 8)."""

from collections.abc import Collection, Mapping, Sequence
from typing import Final

from agent.shipping.label_files import split, texts
from agent.shipping.model.failure import Failure, ShippingError
from agent.shipping.model.label import Label
from agent.shipping.model.shipment import LabelPart
from shared_schema.codes import ErrorCode, LabelFormat

from .client import PwrClient
from .codes import CREDENTIALS, SAVED, label_refusal, refusal
from .dataset import OddDataSet, fields, file, number, rows
from .errors import unreadable
from .service import NAMESPACE

MOST_CODES: Final = 50
MOST_KEPT: Final = 500
_NS = f"{{{NAMESPACE}}}"
_FORMATS: Final[Mapping[str, LabelFormat]] = {
    "PDF": LabelFormat.PDF,
    "PDF10": LabelFormat.PDF,
    "ZPL": LabelFormat.ZPL_203,
    "ZPL_300DPI": LabelFormat.ZPL_300,
    "EPL": LabelFormat.EPL,
}
"""The service's names of formats (contract, section 8); two papers are one format."""


class LabelDesk:
    """The labels of one account. Those that came with their parcels are held in memory until they are asked for, once."""

    def __init__(self, client: PwrClient, label_format: str) -> None:
        self._client = client
        self._asked_for = label_format
        self._fresh: dict[str, Label] = {}

    async def hold(self, content: bytes | None, codes: Collection[str]) -> None:
        """Holds the labels of new parcels out of the file that came with them; what is not certain is asked for later."""
        if content is None or not codes:
            return
        try:
            label = self._label(content)
            told = await split(label, codes)
        except ShippingError:
            return
        # The only parcel that was saved needs no telling: the file is its own, even if its text cannot be read.
        self._fresh |= told or (dict.fromkeys(codes, label) if len(codes) == 1 else {})
        while len(self._fresh) > MOST_KEPT:
            del self._fresh[next(iter(self._fresh))]

    async def fetch(self, codes: Sequence[str]) -> Sequence[LabelPart]:
        """The labels that can be had. Raises ShippingError when there is none."""
        if set(codes) <= self._fresh.keys():
            return tuple(LabelPart(self._fresh.pop(code), code) for code in codes)
        if len(codes) == 1:
            return (LabelPart(self._label(await self._one(codes[0])), codes[0]),)
        return (LabelPart(self._label(await self.together(codes))),)

    async def together(self, codes: Sequence[str]) -> bytes:
        """The file with the labels of up to fifty parcels; a parcel without a label is missing. Raises ShippingError.

        It has not been looked at: other formats have come than asked for, and whose a label is can be told from those too.
        """
        response = await self._client.call(
            "LabelPrintDuplicateListTwo", Format=self._asked_for, PackCodeList={"string": list(codes)}
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
        return _sent(file(response.findtext(f"{_NS}LabelData")))

    async def _one(self, code: str) -> bytes:
        response = await self._client.call("LabelPrintDuplicateTwo", PackCode=code, Format=self._asked_for)
        result = response.find(f"{_NS}LabelPrintDuplicateTwoResult")
        if result is None:
            raise ShippingError(unreadable("there is no result in the answer", writing=False))
        said = fields(result)
        err = number(said.get("Err"))
        if err in CREDENTIALS:
            raise ShippingError(refusal(err, said.get("ErrDes", "")))
        if err not in SAVED:
            raise ShippingError(label_refusal(err, said.get("ErrDes", "")))
        return _sent(file(said.get("Label")))

    def _label(self, content: bytes) -> Label:
        return Label(_FORMATS[self._asked_for], content)


async def printed_numbers(content: bytes | None, codes: Collection[str], references: Collection[str]) -> Mapping[str, str]:
    """What the labels show, whatever their format: our reference by the parcel's number, where exactly one of each stands."""
    if content is None:
        return {}
    try:
        shown = await texts(content)
    except ShippingError:
        return {}
    told: dict[str, str] = {}
    for text in shown:
        on_page = [code for code in codes if code in text], [reference for reference in references if reference in text]
        if len(on_page[0]) == len(on_page[1]) == 1:
            code, reference = on_page[0][0], on_page[1][0]
            if told.setdefault(code, reference) != reference:
                return {}
    return told


def _sent(content: bytes | None) -> bytes:
    if content is None:
        raise ShippingError(Failure(ErrorCode.LABEL_NOT_READY, "not_sent", "ORLEN Paczka sent no label file"))
    return content
