"""The seller's own bufor, filled in the web page: nothing the product does may change it (poczta-polska-en.md, section 2)."""

import uuid
from datetime import date

from agent.demo.en.bufors import Bufor, Bufors
from agent.demo.en.shipments import Shipment
from agent.demo.en.soap import node, typed_node

_ID = 260_627_801
_DESCRIPTION = "Zbiór z przeglądarki"


class ForeignBufor:
    """The bufor and what it was like when it was made."""

    def __init__(self, bufors: Bufors, day: date, office: int, card_id: int, shipments: int) -> None:
        self._bufors = bufors
        self.bufor = bufors.add(day, office, _DESCRIPTION, card_id, active=True, bufor_id=_ID)
        self.bufor.shipments += [_letter(bufors.new_number()) for _ in range(shipments)]
        self._before = _facts(self.bufor)

    def changes(self) -> list[str]:
        """Return in words what has changed; an empty list is what everybody wants."""
        if self.bufor.id not in self._bufors.bufors:
            return ["it was sent or deleted"]
        after = _facts(self.bufor)
        return [f"{name}: {before} is now {after[name]}" for name, before in self._before.items() if before != after[name]]


def _facts(bufor: Bufor) -> dict[str, object]:
    return {
        "day": bufor.day,
        "office": bufor.office,
        "description": bufor.description,
        "active": bufor.active,
        "shipments": [(each.guid, each.number, each.value("planowanaDataNadania")) for each in bufor.shipments],
    }


def _letter(number: str) -> Shipment:
    guid = uuid.uuid4().hex.upper()
    letter = typed_node(
        "przesylki",
        "przesylkaPoleconaKrajowaType",
        guid=guid,
        kategoria="EKONOMICZNA",
        format="S",
        masa=120,
        opis="wpisane ręcznie",
    )
    letter.append(
        node("adres", nazwa="Cudzy Adresat", ulica="Wąska", numerDomu="3", miejscowosc="Łódź", kodPocztowy="90006", kraj="Polska")
    )
    return Shipment(letter, guid, number)
