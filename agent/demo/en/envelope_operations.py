"""Sending a bufor and asking what became of it (poczta-polska-en.md, section 2)."""

from collections.abc import Callable
from datetime import date

from lxml import etree

from agent.demo.en.account import Operation
from agent.demo.en.bufors import Bufors, Envelope
from agent.demo.en.errors import BUFOR_EMPTY, WRONG_OFFICE, Refused
from agent.demo.en.soap import answer, node


class EnvelopeOperations:
    """Everything that is called on envelopes."""

    def __init__(self, bufors: Bufors, today: Callable[[], date]) -> None:
        self._bufors = bufors
        self._today = today

    def operations(self) -> dict[str, Operation]:
        """Return what can be called."""
        return {
            "sendEnvelope": self._send,
            "getEnvelopeStatus": self._status,
            "getEnvelopeList": self._list,
            "getEnvelopeContentShort": self._content,
        }

    def _send(self, call: etree._Element) -> etree._Element:
        bufor = self._bufors.get(call.findtext("idBufor"))
        office = call.findtext("urzadNadania")
        if office is not None and int(office) != bufor.office:
            raise Refused(WRONG_OFFICE)
        if not bufor.shipments:
            raise Refused(BUFOR_EMPTY)
        envelope = self._bufors.send(bufor, self._today())
        return answer(
            "sendEnvelope",
            node("idEnvelope", envelope.id),
            node("envelopeStatus", envelope.status),
            node("envelopeFilename", _filename(envelope)),
        )

    def _status(self, call: etree._Element) -> etree._Element:
        envelope = self._bufors.envelope(call.findtext("idEnvelope"))
        return answer("getEnvelopeStatus", node("envelopeStatus", envelope.status))

    def _list(self, call: etree._Element) -> etree._Element:
        start, end = (date.fromisoformat(call.findtext(name, "").strip()) for name in ("startDate", "endDate"))
        return answer(
            "getEnvelopeList",
            *(
                node(
                    "envelopes",
                    node("envelopeFilename", _filename(envelope)),
                    node("idKarta", envelope.bufor.card_id),
                    idEnvelope=envelope.id,
                    envelopeStatus=envelope.status,
                    dataTransmisji=envelope.sent_on,
                )
                for envelope in self._bufors.envelopes.values()
                if start <= envelope.sent_on <= end
            ),
        )

    def _content(self, call: etree._Element) -> etree._Element:
        try:
            envelope = self._bufors.envelope(call.findtext("idEnvelope"))
        except Refused:
            return answer("getEnvelopeContentShort")  # the schema has no place for an error
        status = {"WYSLANY": "NOWA", "PRZYJETY": "POTWIERDZONA"}.get(envelope.status, "NIEPOTWIERDZONA")
        return answer(
            "getEnvelopeContentShort",
            *(
                node(
                    "przesylka",
                    guid=each.guid,
                    numerNadania=each.number,
                    dataNadania=envelope.bufor.day,
                    pobranie=each.cod_grosze,
                    status=status,
                )
                for each in envelope.bufor.shipments
            ),
        )


def _filename(envelope: Envelope) -> str:
    return f"{envelope.id}.xml"
