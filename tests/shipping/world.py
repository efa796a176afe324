"""A world that moves one step at a time, and only when it is told to: for the model-based test.

Packing stations run the real engine on one real ledger. Everything they do outside their memory (a transaction, a call to
the carrier or to Allegro) waits at a turnstile until the test lets it through and says how it ends. So the test decides every
interleaving and every moment of death, and nothing depends on time: the clock stands still unless it is moved.
"""

import asyncio
import contextvars
import itertools
from collections.abc import AsyncIterator, Coroutine, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from agent.shipping.ledger.database import Database, LedgerUnavailable
from agent.shipping.ledger.rows import Station
from agent.shipping.ledger.stations import Stations
from agent.shipping.ledger.stops import Stops
from agent.shipping.ledger.store import Ledger
from agent.shipping.model.failure import Failure, Note, ShippingError
from agent.shipping.model.order import Order
from agent.shipping.model.shipment import AccountReport, Created, LabelPart, Parcel, Progress, TrackingNumber
from agent.shipping.work.desk import Desk
from agent.shipping.work.engine import Engine
from agent.shipping.work.lease import Lease
from agent.shipping.work.stopped_accounts import StoppedAccounts
from shared_schema.codes import ErrorCode, NoteCode
from tests.shipping.fakes import FakeAccounts, FakeCarrier, FakeMarketplace, MemoryLabels, pdf_label

LOST = Failure(ErrorCode.CARRIER_TIMEOUT, "unknown", "no answer")
ABSENT = Failure(ErrorCode.CARRIER_UNAVAILABLE, "not_sent", "nobody listens")
BUSY = Failure(ErrorCode.RATE_LIMITED, "not_sent", "too many calls")
NO = Failure(ErrorCode.CARRIER_REFUSED, "refused", "no")
KEPT = Failure(ErrorCode.WITHDRAWAL_REFUSED, "refused", "handed over")
ALLEGRO_LOST = Failure(ErrorCode.ALLEGRO_UNAVAILABLE, "unknown", "no answer")
ALLEGRO_NO = Failure(ErrorCode.TRACKING_NUMBER_REFUSED, "refused", "no")

_incarnation: contextvars.ContextVar["Incarnation | None"] = contextvars.ContextVar("incarnation", default=None)


@dataclass(eq=False)
class Step:
    """Something a station is about to do outside its memory; `how` it ends is told when it is let through."""

    incarnation: "Incarnation"
    kind: str
    what: str
    how: asyncio.Future[str]
    began: datetime


@dataclass(eq=False)
class Incarnation:
    """One run of a station's agent, from its start to its death."""

    station: Station
    tasks: set[asyncio.Task[object]] = field(default_factory=set)
    alive: bool = True
    engine: Engine | None = None


@dataclass
class Made:
    """A parcel that exists at the carrier. There is no idempotency key: every request that arrives makes one."""

    reference: str
    shipment_id: str
    number: str
    listed: bool
    confirmed: bool


class World:
    """Use `spawn` to let a station do something, `let_through` to take one step, `settle` to come to rest."""

    def __init__(self, loop: asyncio.AbstractEventLoop, engine: AsyncEngine) -> None:
        self.loop = loop
        self.engine = engine
        self.now = datetime(2026, 11, 24, 8, 0, tzinfo=UTC)
        self.steps: list[Step] = []
        self.parcels: list[Made] = []
        self.on_the_wire: list[Parcel] = []
        """Requests whose sender does not wait any more, and which may still arrive."""
        self.known: dict[str, Order] = {}
        self.on_order: dict[str, list[TrackingNumber]] = {}
        self.added: list[str] = []
        """The numbers that stations added at Allegro."""
        self.told: list[str] = []
        """The steps taken, for a reader of a failure."""
        self._transactions = 0
        self._serial = itertools.count(1)
        """A carrier gives no number twice, not even one of a parcel that was taken back."""
        self._rest = asyncio.Event()

    def incarnations(self) -> list[Incarnation]:
        """Those that wait at the turnstile."""
        return list({step.incarnation: None for step in self.steps})

    async def turn(self, kind: str, what: str = "") -> str:
        """Waits to be let through; how the step ends."""
        incarnation = _incarnation.get()
        assert incarnation is not None, "only stations take steps"
        step = Step(incarnation, kind, what, self.loop.create_future(), self.now)
        self.steps.append(step)
        try:
            return await step.how
        finally:
            self.steps.remove(step)

    async def let_through(self, step: Step, how: str = "ok") -> None:
        """Takes the step, and waits until every station waits at the turnstile again."""
        self.now += timedelta(milliseconds=1)
        self.told.append(f"{step.incarnation.station.name}: {step.kind} {step.what} {how}")
        step.how.set_result(how)
        await self.settle()

    async def settle(self) -> None:
        """Returns when nothing goes on but waiting."""
        quiet = 0
        while quiet < 3:
            if self._transactions:
                self._rest.clear()
                await self._rest.wait()
            await asyncio.sleep(0)
            quiet = quiet + 1 if not self.loop._ready else 0  # type: ignore[attr-defined]  # nothing public tells that a loop is idle

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[None]:
        """Marks a transaction that runs in the driver's own thread."""
        self._transactions += 1
        try:
            yield
        finally:
            self._transactions -= 1
            if not self._transactions:
                self._rest.set()

    def spawn(self, incarnation: Incarnation, doing: Coroutine[object, object, object]) -> asyncio.Task[object]:
        """Lets the station do something; the tasks it starts die with it."""
        context = contextvars.copy_context()
        context.run(_incarnation.set, incarnation)
        return self.loop.create_task(doing, context=context)

    async def start(self, station: Station) -> Incarnation:
        """Starts the station's agent, which reads from the ledger what it had under way."""
        incarnation = Incarnation(station)
        incarnation.engine = Engine(self._desk(station))
        self.spawn(incarnation, incarnation.engine.start())
        await self.settle()
        return incarnation

    async def kill(self, incarnation: Incarnation) -> None:
        """The station forgets everything in its memory. Requests it was just sending may still arrive."""
        self.on_the_wire += [
            Parcel(step.what, "") for step in self.steps if step.incarnation is incarnation and step.kind == "create"
        ]
        incarnation.alive = False
        for task in list(incarnation.tasks):
            task.cancel()
        await self.settle()
        for step in [each for each in self.steps if each.incarnation is incarnation]:
            step.how.cancel()  # what a dying task began while it was ended
        await self.settle()

    def _desk(self, station: Station) -> Desk:
        ledger = Ledger(TurnstileDatabase(self, "ledger"), station, "")
        ledger.stations = Stations(TurnstileDatabase(self, "station"), station, "")
        ledger.stops = Stops(TurnstileDatabase(self, "station"), station)
        carrier, marketplace = TurnstileCarrier(world=self), TurnstileMarketplace(self.known, self.on_order, world=self)
        accounts, lease, stopped = FakeAccounts([carrier]), Lease(ledger.stations), StoppedAccounts(ledger.stops)
        return WorldDesk(ledger, marketplace, accounts, MemoryLabels(), lease, stopped, lambda _: None, patience=0.0, world=self)

    def arrive(self, reference: str, listed: bool = True, confirmed: bool = True) -> Made:
        """A request to create a parcel reaches the carrier."""
        number = next(self._serial)
        made = Made(reference, str(number), f"6{number:023d}", listed, confirmed)
        self.parcels.append(made)
        return made

    def task_factory(
        self, loop: asyncio.AbstractEventLoop, coro: Coroutine[object, object, object], context: contextvars.Context | None = None
    ) -> asyncio.Task[object]:
        """Remembers whose task it is, so that a death ends all of them."""
        task = asyncio.Task(coro, loop=loop, context=context)
        incarnation = context.get(_incarnation) if context is not None else _incarnation.get()
        if incarnation is not None:
            incarnation.tasks.add(task)
            task.add_done_callback(incarnation.tasks.discard)
        return task


@dataclass(frozen=True, slots=True)
class WorldDesk(Desk):
    """A desk whose clock is the world's."""

    world: World = field(kw_only=True)

    def now(self) -> datetime:
        return self.world.now


class TurnstileDatabase(Database):
    """Every transaction waits for its turn, and may fail before it, or after it was committed."""

    def __init__(self, world: World, kind: str) -> None:
        super().__init__(world.engine)
        self._prepared = True  # the ledger's file was made before the world began
        self._world = world
        self._kind = kind

    async def now(self, connection: AsyncConnection) -> datetime:
        return self._world.now

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[AsyncConnection]:
        how = await self._world.turn(self._kind, "read")
        if how == "ledger away":
            raise LedgerUnavailable("away")
        async with self._world.transaction(), super().reading() as connection:
            yield connection

    @asynccontextmanager
    async def writing(self) -> AsyncIterator[AsyncConnection]:
        how = await self._world.turn(self._kind, "write")
        if how == "ledger away":
            raise LedgerUnavailable("away")
        async with self._world.transaction(), super().writing() as connection:
            yield connection
        if how == "ledger lost":
            raise LedgerUnavailable("the answer to the commit was lost")


@dataclass
class TurnstileMarketplace(FakeMarketplace):
    """Allegro, where every call waits for its turn."""

    world: World = field(kw_only=True)

    async def orders(self, order_ids: Sequence[str], seller_id: str | None = None) -> AsyncIterator[Order | tuple[str, Failure]]:
        if await self.world.turn("allegro", "orders") == "away":
            raise ShippingError(ALLEGRO_LOST)
        for each in order_ids:
            yield replace(self.known[each], read_at=self.world.now)

    async def numbers(self, seller_id: str, order_id: str) -> Sequence[TrackingNumber]:
        if await self.world.turn("allegro", "numbers") == "away":
            raise ShippingError(ALLEGRO_LOST)
        return await super().numbers(seller_id, order_id)

    async def carrier_ids(self, seller_id: str) -> frozenset[str]:
        if await self.world.turn("allegro", "carrier_ids") == "away":
            raise ShippingError(ALLEGRO_LOST)
        return await super().carrier_ids(seller_id)

    async def add_number(self, seller_id: str, order_id: str, carrier_id: str, carrier_name: str | None, number: str) -> None:
        how = await self.world.turn("add", number)
        if how == "refused":
            raise ShippingError(ALLEGRO_NO)
        if how != "away":
            self.world.added.append(number)
            if all(each.number != number for each in self.on_order.get(order_id, [])):
                await super().add_number(seller_id, order_id, carrier_id, carrier_name, number)
        answer = await self.world.turn("answer", number)
        if {how, answer} & {"away", "lost"}:
            raise ShippingError(ALLEGRO_LOST)


@dataclass
class TurnstileCarrier(FakeCarrier):
    """A carrier without idempotency key, where every call waits for its turn."""

    world: World = field(kw_only=True)
    concurrency: int = 2
    lookup_pauses_s: tuple[float, ...] = (0.0, 0.0)

    async def check(self) -> AccountReport:
        if await self.world.turn("carrier", "check") == "away":
            raise ShippingError(ABSENT)
        return await super().check()

    async def create(self, parcels: Sequence[Parcel]) -> Mapping[str, Created | Failure]:
        (parcel,) = parcels
        how = await self.world.turn("create", parcel.reference)
        if how == "away":
            raise ShippingError(ABSENT)
        if how == "busy":
            return {parcel.reference: BUSY}
        if how == "refused":
            return {parcel.reference: NO}
        if how == "late":
            self.world.on_the_wire.append(parcel)
            raise ShippingError(LOST)
        made = self.world.arrive(parcel.reference, listed=how != "unlisted", confirmed=how != "slow")
        answer = await self.world.turn("answer", parcel.reference)
        if how == "lost" or answer in ("away", "lost"):
            raise ShippingError(LOST)
        warnings = (Note(NoteCode.SERVICE_CHANGED_BY_CARRIER),) if answer == "refused" else ()
        number = made.number if answer == "slow" else None
        return {parcel.reference: Created(made.shipment_id, "fake", number, warnings)}

    async def find(self, sent: Mapping[str, datetime]) -> Mapping[str, Created]:
        if await self.world.turn("carrier", "find") == "away":
            raise ShippingError(LOST)
        return {
            each.reference: Created(each.shipment_id, "fake")
            for each in self.world.parcels
            if each.listed and each.reference in sent
        }

    async def progress(self, shipment_ids: Sequence[str]) -> Sequence[Progress]:
        if await self.world.turn("carrier", "progress") == "away":
            raise ShippingError(LOST)
        asked = [each for each in self.world.parcels if each.shipment_id in shipment_ids]
        return [Progress(each.shipment_id, "fake", each.number if each.confirmed else None) for each in asked]

    async def labels(self, shipment_ids: Sequence[str]) -> Sequence[LabelPart]:
        if await self.world.turn("carrier", "labels") == "away":
            raise ShippingError(LOST)
        asked = {each.shipment_id: each.number for each in self.world.parcels}
        if not asked.keys() >= set(shipment_ids):
            raise ShippingError(NO)  # one of them was taken back
        return [LabelPart(pdf_label(*(asked[each] for each in shipment_ids)))]

    async def withdraw(self, shipment_id: str, made_at: datetime) -> None:
        how = await self.world.turn("withdraw", shipment_id)
        if how in ("away", "busy"):
            raise ShippingError(ABSENT)
        if how == "refused":
            raise ShippingError(KEPT)
        self.world.parcels = [each for each in self.world.parcels if each.shipment_id != shipment_id]
        if how == "lost" or await self.world.turn("answer", shipment_id) in ("away", "lost"):
            raise ShippingError(LOST)
