"""addShipment: each shipment is taken or refused on its own (poczta-polska-en.md, sections 2 and 4)."""

from collections import deque
from collections.abc import Callable
from time import monotonic

from lxml import etree

from agent.demo.en.account import Operation
from agent.demo.en.allegro_link import AllegroOrder
from agent.demo.en.bufors import Bufor, Bufors
from agent.demo.en.errors import GUID_TAKEN, NUMBER_TAKEN, EnError, Refused
from agent.demo.en.options import EnOptions
from agent.demo.en.refusals import errors_of
from agent.demo.en.shipments import Shipment
from agent.demo.en.soap import answer, copied, node


class ShipmentOperations:
    """Takes shipments. `planned` holds (error, whether the shipment is made all the same), used up one by one."""

    def __init__(self, options: EnOptions, bufors: Bufors, allegro_order: Callable[[str], AllegroOrder | None]) -> None:
        self._options = options
        self._bufors = bufors
        self._allegro_order = allegro_order
        self.planned: deque[tuple[EnError, bool]] = deque()

    def operations(self) -> dict[str, Operation]:
        """Return what can be called."""
        return {"addShipment": self._add}

    def _add(self, call: etree._Element) -> etree._Element:
        return answer("addShipment", *(self._item(asked, call.findtext("idBufor")) for asked in call.findall("przesylki")))

    def _item(self, asked: etree._Element, bufor_id: str | None) -> etree._Element:
        shipment = Shipment(copied(asked, "przesylki"), asked.get("guid", "").strip())
        errors = self._take(shipment, bufor_id)
        return node(
            "retval", *(error.render(shipment.guid) for error in errors), guid=shipment.guid, numerNadania=shipment.number
        )

    def _take(self, shipment: Shipment, bufor_id: str | None) -> list[EnError]:
        try:
            bufor = self._bufors.get(bufor_id)
        except Refused as refusal:
            return [refusal.error]
        errors = errors_of(shipment, self._options, self._allegro_order(shipment.email) if shipment.email else None)
        own_number = shipment.value("numerNadania")
        if self._options.repeated_guid == "refused" and any(each.guid == shipment.guid for each in self._bufors):
            errors.append(GUID_TAKEN)
        if own_number is not None and any(each.number == own_number for each in self._bufors):
            errors.append(NUMBER_TAKEN)
        if errors:
            return errors
        planned, made = self.planned.popleft() if self.planned else (None, True)
        if made:
            self._make(shipment, bufor, own_number)
        return [planned] if planned else []

    def _make(self, shipment: Shipment, bufor: Bufor, own_number: str | None) -> None:
        if shipment.registered:
            shipment.number = own_number or self._bufors.new_number(shipment.kind)
        shipment.listed_at = monotonic() + self._options.list_lag_s
        bufor.shipments.append(shipment)
