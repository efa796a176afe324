"""Making, changing, listing and emptying bufors (poczta-polska-en.md, section 2)."""

from collections.abc import Iterator
from datetime import date
from time import monotonic

from lxml import etree

from agent.demo.en.account import Account, Operation
from agent.demo.en.bufors import Bufor, Bufors
from agent.demo.en.errors import CARD_UNKNOWN, DATE_MISSING, GUID_UNKNOWN, WRONG_OFFICE, EnError, Refused
from agent.demo.en.options import EnOptions
from agent.demo.en.soap import answer, node

_TRUE = ("true", "1")


class BuforOperations:
    """Everything that is called on bufors before they are sent."""

    def __init__(self, options: EnOptions, account: Account, bufors: Bufors) -> None:
        self._offices = {office.number for office in options.offices}
        self._account = account
        self._bufors = bufors

    def operations(self) -> dict[str, Operation]:
        """Return what can be called."""
        return {
            "createEnvelopeBufor": self._create,
            "getEnvelopeBuforList": self._list,
            "updateEnvelopeBufor": self._update,
            "getEnvelopeBufor": self._content,
            "clearEnvelope": self._clear,
            "clearEnvelopeByGuids": self._clear_by_guids,
            "moveShipments": self._move,
        }

    def _create(self, call: etree._Element) -> etree._Element:
        created: list[etree._Element] = []
        refused: list[etree._Element] = []
        for asked in call:
            error = next(self._errors(asked), None)
            if error is not None:
                refused.append(error.render())
                continue
            bufor = self._bufors.add(
                date.fromisoformat(asked.get("dataNadania", "")),
                int(asked.get("urzadNadania", "")),
                asked.get("opis"),
                int(asked.findtext("idKarta") or self._account.active_card),
                active=asked.get("active") in _TRUE,
            )
            created.append(bufor.render("createdBufor"))
        return answer("createEnvelopeBufor", *created, *refused)

    def _errors(self, asked: etree._Element) -> Iterator[EnError]:
        if asked.get("dataNadania") is None:
            yield DATE_MISSING
        if int(asked.get("urzadNadania", "0")) not in self._offices:
            yield WRONG_OFFICE
        card = asked.findtext("idKarta")
        if card is not None and not self._account.has_card(int(card)):
            yield CARD_UNKNOWN

    def _list(self, call: etree._Element) -> etree._Element:
        return answer("getEnvelopeBuforList", *(bufor.render("bufor") for bufor in self._bufors.bufors.values()))

    def _update(self, call: etree._Element) -> etree._Element:
        refused: list[etree._Element] = []
        for asked in call:
            try:
                self._change(self._bufors.get(asked.get("idBufor", "0")), asked)
            except Refused as refusal:
                refused.append(refusal.error.render())
        return answer("updateEnvelopeBufor", *refused)

    def _change(self, bufor: Bufor, asked: etree._Element) -> None:
        office = int(asked.get("urzadNadania", bufor.office))
        if office not in self._offices:
            raise Refused(WRONG_OFFICE)
        bufor.office = office
        bufor.day = date.fromisoformat(asked.get("dataNadania", bufor.day.isoformat()))
        bufor.description = asked.get("opis", bufor.description)
        if asked.get("active") in _TRUE:
            self._bufors.activate(bufor)
        if asked.get("aktualizujPlanowanaDateNadaniaPrzesylek") in _TRUE:
            self._bufors.replace_labelled(bufor, bufor.day)

    def _content(self, call: etree._Element) -> etree._Element:
        now = monotonic()
        bufor = self._bufors.get(call.findtext("idBufor"))
        return answer("getEnvelopeBufor", *(each.render() for each in bufor.shipments if each.listed_at <= now))

    def _clear(self, call: etree._Element) -> etree._Element:
        try:
            self._bufors.get(call.findtext("idBufor")).shipments.clear()
        except Refused as refusal:
            return answer("clearEnvelope", node("retval", False), refusal.error.render())
        return answer("clearEnvelope", node("retval", True))

    def _clear_by_guids(self, call: etree._Element) -> etree._Element:
        bufor = self._bufors.get(call.findtext("idBufor"))
        unknown: list[etree._Element] = []
        for guid in _guids(call):
            before = len(bufor.shipments)
            bufor.shipments[:] = [each for each in bufor.shipments if each.guid != guid]
            if len(bufor.shipments) == before:
                unknown.append(GUID_UNKNOWN.render(guid))
        return answer("clearEnvelopeByGuids", *unknown)

    def _move(self, call: etree._Element) -> etree._Element:
        origin, target = (self._bufors.get(call.findtext(name)) for name in ("idBuforFrom", "idBuforTo"))
        not_moved: list[etree._Element] = []
        for guid in _guids(call):
            moved = [each for each in origin.shipments if each.guid == guid]
            if not moved:
                not_moved.append(node("notMovedGuid", guid))
            origin.shipments[:] = [each for each in origin.shipments if each.guid != guid]
            target.shipments.extend(moved)
        return answer("moveShipments", *not_moved)


def _guids(call: etree._Element) -> list[str]:
    return [(each.text or "").strip() for each in call.findall("guid")]
