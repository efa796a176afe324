"""Parcels of the stand-in and their life in statuses (paczka-w-ruchu.md, sections 6 and 8)."""

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from time import monotonic

from agent.demo.pwr.codes import Rejection
from agent.demo.pwr.locations import Location
from agent.demo.pwr.options import PwrOptions
from agent.demo.pwr.times import local_now

REGISTERED, CANCELLED, POSTED, ARCHIVED = 200, 201, 210, 888
_STATUS_TEXTS = {
    200: "Zaawizowana do PwR",
    201: "Anulowana",
    210: "Nadana w punkcie",
    230: "Odebrana przez kuriera",
    240: "U kuriera",
    300: "W sortowni",
    400: "W sortowni",
    660: "W drodze do punktu",
    670: "W drodze do punktu",
    680: "W drodze do punktu",
    690: "W punkcie odbioru",
    695: "W punkcie odbioru, powiadomienie SMS",
    709: "Nieodebrana",
    710: "Zaginiona",
    750: "Zwrot do nadawcy",
    888: "Archiwalna",
    900: "Zwrócona do nadawcy",
    1000: "Odebrana",
}
_PRICES_GROSZE = {"S": 999, "MINI": 999, "M": 1199, "STANDARD": 1199, "L": 1399, "": 1899}
_FIRST_SERIAL = 210_106_659_258


@dataclass(frozen=True)
class Status:
    """A step in a parcel's life; `at` is Polish local time."""

    number: int
    at: datetime

    @property
    def text(self) -> str:
        """What the service calls it."""
        return _STATUS_TEXTS.get(self.number, "")


@dataclass
class Parcel:
    """One registered parcel. `fields` are those of the request as they came."""

    pack_code: str
    fields: Mapping[str, str]
    location: Location
    code: int
    """What the answer said: 0, 6, 7 or 8."""
    created_at: datetime
    known_at: float
    listed_at: float
    routed_at: float
    """Seconds on the monotonic clock from which status calls, lists and reprints know the parcel."""
    history: list[Status] = field(default_factory=list)
    paid: bool = True

    @property
    def status(self) -> int:
        """The newest status number."""
        return self.history[-1].number

    @property
    def sender_orders(self) -> str:
        """The sender's own number; nothing keeps it from standing on several parcels."""
        return self.fields.get("SenderOrders", "")

    @property
    def billed_without_size(self) -> bool:
        """Whether BoxSize was empty, which is taken and costs more."""
        return not self.fields.get("BoxSize", "").strip()

    @property
    def price_grosze(self) -> int:
        """The list price."""
        return _PRICES_GROSZE[self.fields.get("BoxSize", "").strip()]

    @property
    def cash_on_delivery_grosze(self) -> int | None:
        """The amount to collect, None without COD."""
        wanted = self.fields.get("CashOnDelivery") == "T"
        return int(self.fields["AmountCashOnDelivery"]) if wanted else None


class ParcelBook:
    """Every parcel, oldest first."""

    def __init__(self, options: PwrOptions) -> None:
        self._options = options
        self.parcels: list[Parcel] = []

    def add(self, fields: Mapping[str, str], location: Location, code: int) -> Parcel:
        """Register a parcel. Nothing recognizes a repeated request: it makes one more parcel."""
        now, met = local_now(self._options.clock_offset_s), monotonic()
        ready_after = self._options.label_ready_after_s
        parcel = Parcel(
            pack_code=_pack_code(_FIRST_SERIAL + len(self.parcels)),
            fields=dict(fields),
            location=location,
            code=code,
            created_at=now,
            known_at=met + self._options.status_lag_s,
            listed_at=met + self._options.list_lag_s,
            routed_at=float("inf") if ready_after is None else met + ready_after,
            history=[Status(REGISTERED, now)],
            paid=not self._options.prepaid,
        )
        self.parcels.append(parcel)
        return parcel

    def find(self, pack_code: str) -> Parcel:
        """Return a parcel by its number. Raises Rejection: none given, wrong or unknown."""
        if not pack_code:
            raise Rejection(106)
        if not re.fullmatch(r"[0-9]{13}", pack_code):
            raise Rejection(209)
        for each in self.parcels:
            if each.pack_code == pack_code:
                return each
        raise Rejection(205)

    def move(self, parcel: Parcel, status: int) -> None:
        """Add a status to a parcel's history."""
        parcel.history.append(Status(status, local_now(self._options.clock_offset_s)))

    def doubled(self) -> list[str]:
        """Return every SenderOrders that stands on more than one parcel that is not cancelled."""
        living = Counter(each.sender_orders for each in self.parcels if each.status != CANCELLED)
        return [each for each, times in living.items() if each and times > 1]


def _pack_code(serial: int) -> str:
    """Return twelve digits with the check digit of EAN-13, as the numbers that were seen have it."""
    digits = str(serial)
    total = sum(int(digit) * (3 if place % 2 else 1) for place, digit in enumerate(digits))
    return digits + str(-total % 10)
