"""The calls that print (poczta-polska-en.md, section 3)."""

from base64 import b64encode
from collections.abc import Callable, Iterable, Sequence

from lxml import etree

from agent.demo.en.account import Operation
from agent.demo.en.bufors import Bufors
from agent.demo.en.errors import NOT_PRINTABLE, PRINT_FAILED, EnError, Refused
from agent.demo.en.options import EnOptions
from agent.demo.en.prints import cod_forms_pdf, customs_pdf, labels_pdf, labels_zpl, posting_book_pdf
from agent.demo.en.shipments import Shipment
from agent.demo.en.soap import answer, node

Render = Callable[[Sequence[Shipment]], bytes]
_LABELS = ("ADDRESS_LABEL", "ADDRESS_LABEL_BY_GUID")


class PrintOperations:
    """Prints labels, COD forms and posting books. No printout of a guid in `broken` succeeds."""

    def __init__(self, options: EnOptions, bufors: Bufors) -> None:
        self._options = options
        self._bufors = bufors
        self._payer = "Allegro" if options.kind == "allegro" else "Nadawca"
        self.broken: set[str] = set()

    def operations(self) -> dict[str, Operation]:
        """Return what can be called."""
        return {
            "getPrintForParcel": self._print,
            "getAddresLabelByGuid": lambda call: self._of_bufor(call, "getAddresLabelByGuid", self._labels),
            "getAddresLabelByGuidCompact": self._compact_of_bufor,
            "getBlankietPobraniaByGuids": lambda call: self._of_bufor(call, "getBlankietPobraniaByGuids", cod_forms_pdf),
            "getAddressLabel": self._of_envelope,
            "getAddresLabelCompact": self._compact_of_envelope,
            "getOutboxBook": self._posting_book,
        }

    def _print(self, call: etree._Element) -> etree._Element:
        asked = call.find("type")
        wanted = {} if asked is None else {str(each.tag): each.text or "" for each in asked}
        render = self._renderer(wanted)
        good, errors = self._pick(call, self._bufors.find, render)
        if errors and self._options.one_bad_guid_empties_print:
            good = []
        results: list[etree._Element] = []
        if render is not None and wanted["method"] == "EACH_PARCEL_SEPARATELY":
            results = [node("printResult", node("guid", each.guid), node("print", _base64(render([each])))) for each in good]
        elif render is not None and good:
            results = [node("printResult", node("print", _base64(render(self._ordered(good)))))]
        return answer("getPrintForParcel", *results, *errors)

    def _renderer(self, wanted: dict[str, str]) -> Render | None:
        zpl = wanted.get("format") == "ZPL_FORMAT"
        if wanted["kind"] in _LABELS and zpl:
            return lambda shipments: self._labels_zpl(shipments, 300 if wanted.get("resolution") == "DPI_300" else 203)
        if wanted["kind"] in _LABELS:
            return self._labels
        forms: dict[str, Render] = {"COLLECT_ON_DELIVERY_FORM": cod_forms_pdf, "CUSTOMS_DECLARATION": customs_pdf}
        return None if zpl else forms.get(wanted["kind"])

    def _labels(self, shipments: Sequence[Shipment]) -> bytes:
        _mark(shipments)
        return labels_pdf(shipments, page=self._options.label_page, payer=self._payer)

    def _labels_zpl(self, shipments: Sequence[Shipment], dpi: int) -> bytes:
        _mark(shipments)
        return labels_zpl(shipments, dpi=dpi)

    def _ordered(self, shipments: list[Shipment]) -> list[Shipment]:
        return shipments[::-1] if self._options.print_order == "reversed" else shipments

    def _pick(
        self, call: etree._Element, find: Callable[[str], Shipment], render: Render | None
    ) -> tuple[list[Shipment], list[etree._Element]]:
        """Return the asked shipments that can be printed and the errors of the rest."""
        good: list[Shipment] = []
        errors: list[etree._Element] = []
        for guid in ((each.text or "").strip() for each in call.findall("guid")):
            try:
                shipment = find(guid)
                if (error := self._error(shipment, render)) is not None:
                    raise Refused(error)
                good.append(shipment)
            except Refused as refusal:
                errors.append(refusal.error.render(guid))
        return good, errors

    def _error(self, shipment: Shipment, render: Render | None) -> EnError | None:
        if shipment.guid in self.broken:
            return PRINT_FAILED
        no_form = render is cod_forms_pdf and (shipment.cod_grosze is None or not self._options.cod_forms)
        no_form |= render is customs_pdf and shipment.element.find("deklaracjaCelna2") is None
        return NOT_PRINTABLE if render is None or no_form or shipment.number is None else None

    def _of_bufor(self, call: etree._Element, operation: str, render: Render) -> etree._Element:
        bufor = self._bufors.get(call.findtext("idBufor"))
        good, errors = self._pick(call, bufor.find, render)
        return answer(operation, *_contents(good, render), *errors)

    def _compact_of_bufor(self, call: etree._Element) -> etree._Element:
        bufor = self._bufors.get(call.findtext("idBufor"))
        good, errors = self._pick(call, bufor.find, self._labels)
        files = [node("pdfContent", _base64(self._labels(self._ordered(good))))] if good and not errors else []
        return answer("getAddresLabelByGuidCompact", *files, *errors)

    def _sent(self, call: etree._Element) -> list[Shipment]:
        shipments = self._bufors.envelope(call.findtext("idEnvelope")).bufor.shipments
        return [each for each in shipments if self._error(each, self._labels) is None]

    def _of_envelope(self, call: etree._Element) -> etree._Element:
        return answer("getAddressLabel", *_contents(self._sent(call), self._labels))

    def _compact_of_envelope(self, call: etree._Element) -> etree._Element:
        content = _base64(self._labels(self._ordered(self._sent(call))))
        return answer("getAddresLabelCompact", node("pdfContent", content))

    def _posting_book(self, call: etree._Element) -> etree._Element:
        try:
            envelope = self._bufors.envelope(call.findtext("idEnvelope"))
        except Refused as refusal:
            # The schema demands the file beside the error.
            return answer("getOutboxBook", node("pdfContent"), refusal.error.render())
        unregistered = call.findtext("includeNierejestrowane") in ("true", "1")
        return answer("getOutboxBook", node("pdfContent", _base64(posting_book_pdf(envelope, unregistered=unregistered))))


def _contents(shipments: Iterable[Shipment], render: Render) -> list[etree._Element]:
    return [
        node("content", node("pdfContent", _base64(render([each]))), nrNadania=each.number, guid=each.guid) for each in shipments
    ]


def _mark(shipments: Iterable[Shipment]) -> None:
    for shipment in shipments:
        shipment.label_fetched = True


def _base64(content: bytes) -> str:
    return b64encode(content).decode()
