"""Bufors, envelopes and what lies in them (poczta-polska-en.md, section 2)."""

import uuid
from collections.abc import Iterable, Iterator
from copy import deepcopy
from dataclasses import dataclass, field
from datetime import date
from time import monotonic

from lxml import etree

from agent.demo.en.errors import BUFOR_UNKNOWN, ENVELOPE_UNKNOWN, GUID_UNKNOWN, Refused
from agent.demo.en.shipments import Shipment
from agent.demo.en.soap import node

STATUSES = ("WYSLANY", "DOSTARCZONY", "WALIDOWANY", "PRZYJETY")
"""The way of an envelope that is in order."""

_PREFIXES_ABROAD = {"paczkaZagranicznaType": "CP", "przesylkaPoleconaZagranicznaType": "RR"}
_WEIGHTS = (8, 6, 4, 2, 3, 5, 9, 7)
"""Of the digits of a number abroad (the Universal Postal Union's S10)."""


@dataclass(eq=False)
class Bufor:
    """A draft set of shipments."""

    id: int
    day: date
    office: int
    description: str | None
    active: bool
    card_id: int
    shipments: list[Shipment] = field(default_factory=list)

    def find(self, guid: str) -> Shipment:
        """Return the newest shipment with this guid. Raises Refused."""
        for shipment in reversed(self.shipments):
            if shipment.guid == guid:
                return shipment
        raise Refused(GUID_UNKNOWN)

    def render(self, name: str) -> etree._Element:
        """Return it as the lists of bufors show it."""
        return node(
            name,
            node("idKarta", self.card_id),
            idBufor=self.id,
            dataNadania=self.day,
            urzadNadania=self.office,
            active=self.active,
            opis=self.description,
        )


@dataclass(eq=False)
class Envelope:
    """A bufor that was sent. `fixed_status` keeps it from going on by itself."""

    id: int
    bufor: Bufor
    sent_on: date
    sent_at: float
    step_s: float | None
    fixed_status: str | None = None

    @property
    def status(self) -> str:
        """How far it has come by now."""
        if self.fixed_status is not None or self.step_s is None:
            return self.fixed_status or STATUSES[0]
        steps = int((monotonic() - self.sent_at) / self.step_s) if self.step_s else len(STATUSES)
        return STATUSES[min(steps, len(STATUSES) - 1)]


class Bufors:
    """Everything the account holds. Bufors leave `bufors` when they become an envelope."""

    def __init__(self, *, step_s: float | None, last_number: int) -> None:
        self._step_s = step_s
        self._next_bufor = 260_628_001
        self._serial = last_number
        self.bufors: dict[int, Bufor] = {}
        self.envelopes: dict[int, Envelope] = {}

    def __iter__(self) -> Iterator[Shipment]:
        for envelope in self.envelopes.values():
            yield from envelope.bufor.shipments
        for bufor in self.bufors.values():
            yield from bufor.shipments

    def add(self, day: date, office: int, description: str | None, card_id: int, *, active: bool, bufor_id: int = 0) -> Bufor:
        """Make a bufor; an active one takes the place of the one that was active."""
        bufor = Bufor(bufor_id or self._next_bufor, day, office, description, False, card_id)
        self._next_bufor += 0 if bufor_id else 1
        self.bufors[bufor.id] = bufor
        if active:
            self.activate(bufor)
        return bufor

    def activate(self, bufor: Bufor) -> None:
        """Make this one the active one."""
        for each in self.bufors.values():
            each.active = each is bufor

    def get(self, bufor_id: str | int | None) -> Bufor:
        """Return a bufor, without an id the active one. Raises Refused."""
        if bufor_id is not None:
            found = self.bufors.get(int(bufor_id))
        else:
            found = next((each for each in self.bufors.values() if each.active), None)
        if found is None:
            raise Refused(BUFOR_UNKNOWN)
        return found

    def envelope(self, envelope_id: str | int | None) -> Envelope:
        """Return an envelope. Raises Refused."""
        found = self.envelopes.get(int(envelope_id or 0))
        if found is None:
            raise Refused(ENVELOPE_UNKNOWN)
        return found

    def send(self, bufor: Bufor, today: date) -> Envelope:
        """Turn a bufor into an envelope."""
        del self.bufors[bufor.id]
        envelope = Envelope(743_378 + len(self.envelopes), bufor, today, monotonic(), self._step_s)
        self.envelopes[envelope.id] = envelope
        return envelope

    def find(self, guid: str) -> Shipment:
        """Return the newest shipment with this guid, sent or not. Raises Refused."""
        return next(iter(self.by_guids([guid])))

    def by_guids(self, guids: Iterable[str]) -> list[Shipment]:
        """Return the newest shipment of each guid. Raises Refused."""
        newest = {shipment.guid: shipment for shipment in self}
        try:
            return [newest[guid] for guid in guids]
        except KeyError:
            raise Refused(GUID_UNKNOWN) from None

    def new_number(self, kind: str = "") -> str:
        """Return the next numerNadania: 20 digits, abroad two letters, nine digits and the country."""
        self._serial += 17
        prefix = _PREFIXES_ABROAD.get(kind)
        if prefix is None:
            return f"00359007738{self._serial:09d}"
        digits = f"{self._serial % 10**8:08d}"
        rest = sum(int(digit) * weight for digit, weight in zip(digits, _WEIGHTS, strict=True)) % 11
        check = {0: 5, 1: 0}.get(rest, 11 - rest)
        return f"{prefix}{digits}{check}PL"

    def replace_labelled(self, bufor: Bufor, day: date) -> None:
        """Move the posting date; what has a label already is replaced by a twin with a new guid and a new number.

        That is what aktualizujPlanowanaDateNadaniaPrzesylek does: the old ones cease to exist.
        """
        for index, shipment in enumerate(bufor.shipments):
            if shipment.label_fetched:
                number = self.new_number(shipment.kind) if shipment.registered else None
                twin = Shipment(deepcopy(shipment.element), uuid.uuid4().hex.upper(), number)
                bufor.shipments[index] = shipment = twin
            shipment.plan_for(day)
