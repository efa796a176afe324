"""A carrier and a marketplace in memory, for the work's own rules. Whatever concerns a wire is tested against the stand-ins."""

import asyncio
import io
from collections.abc import AsyncIterator, Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

from reportlab.pdfgen.canvas import Canvas

from agent.shipping.model.failure import Failure, Note, ShippingError
from agent.shipping.model.label import Label
from agent.shipping.model.order import Address, DeliveryMethod, ListedMethod, Money, Order, PickupPoint
from agent.shipping.model.plan import Choices, Draft
from agent.shipping.model.shipment import (
    AccountReport,
    Created,
    LabelPart,
    ListedShipment,
    Parcel,
    Progress,
    RecentOrder,
    Seller,
    Sellers,
    TrackingNumber,
)
from agent.shipping.ports import Match
from shared_schema.codes import ErrorCode, LabelFormat, NoteCode

METHOD = DeliveryMethod("2488f7b7-5d1c-4d65-b85c-4cbcf253fd93", "Allegro Paczkomaty InPost")
SELLER = Seller("44331122", "sklep")


def order_id(number: int) -> str:
    """A UUID as Allegro makes them, all alike but for few characters."""
    return f"{number:08x}-7f6a-11e8-ac45-09db60ede9d6"


def an_order(number: int, **changes: object) -> Order:
    """A paid, shippable order."""
    values: dict[str, object] = {
        "id": order_id(number),
        "seller_id": SELLER.id,
        "status": "READY_FOR_PROCESSING",
        "provider": "SELLER",
        "cancelled": False,
        "lines_sent": "NONE",
        "method": METHOD,
        "point": PickupPoint("POZ08A", "Paczkomat POZ08A"),
        "recipient": Address("Jan", "Kowalski", "", "Solna 1", "Poznań", "60-166", "PL", "+48500600700"),
        "email": f"code+{number}@allegromail.pl",
        "buyer_login": "kupujacy",
        "payment_type": "ONLINE",
        "total": Money(12345, "PLN"),
        "smart": True,
        "read_at": datetime.now(UTC),
        **changes,
    }
    return Order(**values)  # type: ignore[arg-type]  # a test builder with overrides


def label_pdf(*numbers: str) -> bytes:
    """One page per number, printed in groups as on a real label."""
    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=(298, 420))
    for number in numbers:
        canvas.setFont("Helvetica", 7)
        canvas.drawString(20, 300, " ".join(number[i : i + 4] for i in range(0, len(number), 4)))
        canvas.showPage()
    canvas.save()
    return buffer.getvalue()


def pdf_label(*numbers: str) -> Label:
    """The same as a label that was looked at."""
    return Label(LabelFormat.PDF, label_pdf(*numbers))


@dataclass
class FakeMarketplace:
    """Orders and numbers in memory; `refusals` are raised by `add_number` one after the other, None lets one pass."""

    known: dict[str, Order] = field(default_factory=dict)
    on_order: dict[str, list[TrackingNumber]] = field(default_factory=dict)
    refusals: list[Failure | None] = field(default_factory=list)
    takes_lost: bool = False
    hold_number: asyncio.Event | None = None
    """The next `add_number` waits for it before the number is there, as one waits for a connection."""
    away: bool = False
    calls: list[str] = field(default_factory=list)

    async def sellers(self) -> Sellers:
        return Sellers((SELLER,))

    async def orders(self, order_ids: Sequence[str], seller_id: str | None = None) -> AsyncIterator[Order | tuple[str, Failure]]:
        self.calls.append("orders")
        if self.away:
            raise ShippingError(Failure(ErrorCode.ALLEGRO_UNAVAILABLE, "not_sent", "nobody listens"))
        for each in order_ids:
            known = self.known.get(each)
            yield known or (each, Failure(ErrorCode.ORDER_NOT_FOUND, "not_sent", "unknown order"))

    async def owners(self, order_ids: Sequence[str]) -> Mapping[str, str]:
        return dict.fromkeys(order_ids, SELLER.id)

    async def numbers(self, seller_id: str, order_id: str) -> Sequence[TrackingNumber]:
        self.calls.append("numbers")
        return tuple(self.on_order.get(order_id, ()))

    async def recent(self, seller_id: str, since: datetime) -> AsyncIterator[RecentOrder]:
        for each, numbers in self.on_order.items():
            yield RecentOrder(each, marked_sent=False, numbers=tuple(numbers))

    async def newest(self, count: int) -> Sequence[Order]:
        return list(self.known.values())[:count]

    async def delivery_methods(self) -> Sequence[ListedMethod]:
        return [ListedMethod(METHOD, cash_on_delivery=False)]

    async def carrier_ids(self, seller_id: str) -> frozenset[str]:
        return frozenset({"INPOST", "OTHER"})

    async def add_number(self, seller_id: str, order_id: str, carrier_id: str, carrier_name: str | None, number: str) -> None:
        self.calls.append("add_number")
        if self.hold_number is not None:
            hold, self.hold_number = self.hold_number, None
            await hold.wait()
        refusal = self.refusals.pop(0) if self.refusals else None
        if refusal is None or (refusal.outcome == "unknown" and self.takes_lost):
            self.on_order.setdefault(order_id, []).append(TrackingNumber(carrier_id, number))
        if refusal is not None:
            raise ShippingError(refusal)

    async def close(self) -> None:
        return None


@dataclass
class FakeCarrier:
    """A carrier that does what `answer` says; what it made stands in `made`, by reference."""

    answer: Callable[[Parcel], Failure | None] = lambda parcel: None
    makes_when_lost: bool = True
    reachable: bool = True
    raises_when_silent: bool = True
    checks: int = 0
    confirms: bool = True
    warnings: tuple[Note, ...] = ()
    made: dict[str, Created] = field(default_factory=dict)
    create_calls: int = 0
    label_calls: list[int] = field(default_factory=list)
    label_of: Callable[[Sequence[str]], Sequence[LabelPart]] | None = None
    hold: asyncio.Event | None = None
    has_list: bool = True
    list_failure: Failure | None = None
    withdrawals: list[str] = field(default_factory=list)
    """The ids it was asked to take back."""
    withdrawal_failures: list[Failure | None] = field(default_factory=list)
    """Raised by `withdraw` one after the other; None lets one pass. After the work where the outcome is unknown."""
    hold_withdrawal: asyncio.Event | None = None
    taken_back: set[str] = field(default_factory=set)
    id: str = "fake"
    carrier: str = "fake"
    carrier_name: str = "Fake"
    max_parcels_per_call: int = 1
    max_ids_per_call: int = 100
    concurrency: int = 4
    requests_per_minute: int = 60_000
    numbers_are_ids: bool = False
    lookup_pauses_s: tuple[float, ...] = (0.01, 0.01)
    allegro_carrier_ids: tuple[str, ...] = ("INPOST",)
    services: tuple[str, ...] = ("fake", "other")
    own: frozenset[str] = frozenset()
    """Ids of methods in the seller's own map."""
    known: frozenset[str] = frozenset({METHOD.id})
    sizes: tuple[str, ...] = ("small", "large")

    async def check(self) -> AccountReport:
        self.checks += 1
        if not self.reachable:
            silent = Failure(ErrorCode.CARRIER_UNAVAILABLE, "not_sent", "nobody listens")
            if self.raises_when_silent:
                raise ShippingError(silent)
            return AccountReport("Fake", ("fake",), None, datetime.now(UTC), unanswered=silent)
        return AccountReport("Fake", ("fake",), None, datetime.now(UTC))

    async def prepare(self) -> None:
        return None

    def matches(self, method: DeliveryMethod) -> Match | None:
        if method.id in self.own:
            return "own"
        return "id" if method.id in self.known else "name" if "paczkomat" in method.name.lower() else None

    def draft(self, order: Order, choices: Choices) -> Draft:
        cod = order.total.amount_grosze if order.cash_on_delivery and order.total else None
        street = order.recipient.street if order.recipient else ""
        if choices.correction is not None and choices.correction.street is not None:
            street = choices.correction.street
        insured = choices.insurance_grosze if choices.insurance_grosze is not None else cod
        why = (Note(NoteCode.SIZE_CHOSEN, None, {"size": choices.size}),) if choices.size else ()
        wrong = choices.size is not None and choices.size not in self.sizes
        problems = (Note(NoteCode.SIZE_UNKNOWN, "size"),) if wrong else ()
        request = f"{street}{choices.size}{cod}{choices.insurance_grosze or ''}"
        service = choices.service or "fake"
        return Draft(service, choices.size, self.sizes, "POZ08A", cod, insured, why, problems, self.warnings, request)

    async def create(self, parcels: Sequence[Parcel]) -> Mapping[str, Created | Failure]:
        self.create_calls += 1
        if self.hold is not None:
            await self.hold.wait()
        answers: dict[str, Created | Failure] = {}
        for parcel in parcels:
            failure = self.answer(parcel)
            if failure is None or (failure.outcome == "unknown" and self.makes_when_lost):
                number = f"6{len(self.made):023d}"
                self.made[parcel.reference] = Created(str(len(self.made) + 1), "fake", number)
            made = self.made.get(parcel.reference)
            answers[parcel.reference] = failure or Created(made.shipment_id if made else "", "fake")
        return answers

    async def find(self, sent: Mapping[str, datetime]) -> Mapping[str, Created]:
        return {reference: self.made[reference] for reference in sent if reference in self.made}

    async def listed(self, since: datetime) -> Sequence[ListedShipment] | None:
        if self.list_failure is not None:
            raise ShippingError(self.list_failure)
        if not self.has_list:
            return None
        return [
            ListedShipment(made.shipment_id, reference, made.tracking_number, datetime.now(UTC), live=True)
            for reference, made in self.made.items()
            if made.shipment_id not in self.taken_back
        ]

    async def withdraw(self, shipment_id: str, made_at: datetime) -> None:
        self.withdrawals.append(shipment_id)
        if self.hold_withdrawal is not None:
            await self.hold_withdrawal.wait()
        failure = self.withdrawal_failures.pop(0) if self.withdrawal_failures else None
        if failure is None or failure.outcome == "unknown":
            self.taken_back.add(shipment_id)
        if failure is not None:
            raise ShippingError(failure)

    async def progress(self, shipment_ids: Sequence[str]) -> Sequence[Progress]:
        if not self.confirms:
            return []
        by_id = {each.shipment_id: each for each in self.made.values()}
        return [Progress(each, "fake", by_id[each].tracking_number) for each in shipment_ids if each in by_id]

    async def labels(self, shipment_ids: Sequence[str]) -> Sequence[LabelPart]:
        self.label_calls.append(len(shipment_ids))
        if self.label_of is not None:
            return self.label_of(shipment_ids)
        by_id = {each.shipment_id: each.tracking_number or "" for each in self.made.values()}
        return [LabelPart(pdf_label(*(by_id[each] for each in reversed(shipment_ids))))]

    async def close(self) -> None:
        return None


@dataclass
class FakeAccounts:
    """The accounts given."""

    accounts: list[FakeCarrier]

    async def enabled(self, stopped: Collection[str]) -> tuple[Sequence[FakeCarrier], Mapping[str, Failure]]:
        return list(self.accounts), {}

    def missing_for(self, method: DeliveryMethod) -> str | None:
        return None


@dataclass
class MemoryLabels:
    """Labels in memory."""

    kept: dict[str, Sequence[Label]] = field(default_factory=dict)

    async def keep(self, reference: str, labels: Sequence[Label]) -> None:
        self.kept[reference] = labels

    async def read(self, reference: str) -> Sequence[Label]:
        return self.kept.get(reference, ())
