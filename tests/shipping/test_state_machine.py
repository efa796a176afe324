"""The real ledger and the real work, driven against a model of everything that can go wrong between any two steps.

Two packing stations share one ledger. The machine decides which of all pending steps (transactions, calls) comes next and how
it ends; stations die, sleep, start again and take over; people click twice, confirm a second parcel, stop jobs. After every
step the carrier's parcels are counted against the ledger. `NADAJNIK_EXAMPLES=2000` looks for longer, and makes what it finds
smaller. Whatever it finds is told step by step.
"""

import asyncio
import itertools
import logging
import os
import shutil
import sqlite3
import tempfile
from collections import Counter
from collections.abc import Callable, Coroutine, Iterator
from contextlib import ExitStack, suppress
from datetime import timedelta
from pathlib import Path
from typing import NamedTuple, ParamSpec, TypeVar
from unittest import mock

import pytest
from hypothesis import HealthCheck, Phase, note, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule, run_state_machine_as_test
from sqlalchemy import event
from sqlalchemy.ext.asyncio import create_async_engine

from agent.shipping import pdf
from agent.shipping.ledger.database import Database, LedgerUnavailable
from agent.shipping.ledger.rows import Attempt, NewItem, Station
from agent.shipping.ledger.states import LIVE, MOVES, UNSENT, Event, State
from agent.shipping.ledger.store import Ledger
from agent.shipping.model.failure import ShippingError
from agent.shipping.model.plan import Choices, Plan
from agent.shipping.model.shipment import TrackingNumber
from agent.shipping.planning.earlier import confirmation, earlier_shipments
from agent.shipping.planning.parcels import collecting
from agent.shipping.planning.plan import make_plan
from agent.shipping.work import lease, loops
from tests.shipping.fakes import SELLER, FakeCarrier, an_order, order_id
from tests.shipping.world import Incarnation, Step, World

EXAMPLES = int(os.environ.get("NADAJNIK_EXAMPLES", "50"))
ORDERS = 3
PAID_ON_DELIVERY = 1
"""The order that is."""
STATIONS = (Station("station-1", "one"), Station("station-2", "two"))
MAY_EXIST = tuple(state for state in LIVE if state not in UNSENT)
WAS_THERE = (State.CONFIRMING, State.CREATED, State.WITHDRAWN)
MOVED = {(move.before, move.event, move.after) for move in MOVES}
HOW = (*("ok",) * 8, *("lost",) * 3, *("away",) * 2, "slow", "unlisted", "late", "busy", "refused", "ledger away", "ledger lost")
UNTIL = ("numbers", "find", "write", "never", "never")
"""Where a station may be brought to: right before such a step."""
DECISIVE = ("create", "answer", "add", "withdraw")
"""Steps that are taken only where their end is chosen."""

P = ParamSpec("P")
T = TypeVar("T")


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty ledger, made once."""
    path = tmp_path_factory.mktemp("ledger") / "empty.sqlite"

    async def make() -> None:
        await (await Database.open(f"sqlite+aiosqlite:///{path}")).close()

    asyncio.run(make())
    return path


class Row(NamedTuple):
    """What is counted of an attempt, read past the code under test."""

    job_id: str
    reference: str
    order_id: str
    parcel_number: int
    parcel: int
    state: State
    confirmation: str | None
    cod_grosze: int | None


class Shipping(RuleBasedStateMachine):
    """One shop, two stations, one carrier without idempotency key."""

    template: Path

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp())
        shutil.copy(self.template, self.folder / "ledger.sqlite")
        engine = create_async_engine(f"sqlite+aiosqlite:///{self.folder / 'ledger.sqlite'}", pool_size=1, max_overflow=0)
        event.listen(engine.sync_engine, "connect", lambda connection, _: connection.execute("PRAGMA synchronous=OFF"))
        self.reader = sqlite3.connect(self.folder / "ledger.sqlite")
        self.loop = asyncio.new_event_loop()
        self.world = World(self.loop, engine)
        self.loop.set_task_factory(self.world.task_factory)  # type: ignore[arg-type]  # called as Python 3.11 calls it
        self.ledger = Ledger(Database(engine), Station("observer", "observer"), "")
        self.running: dict[str, Incarnation] = {}
        self.jobs: list[str] = []
        self.keys: dict[str, tuple[str, NewItem]] = {}
        self.named: dict[str, set[str]] = {}
        """By confirmation: the references and numbers a person was shown when giving it."""
        self.states: dict[str, State] = {}
        self.unsettled: set[str] = set()
        """References of attempts that had no parcel for certain when a person confirmed a further one."""
        self.read_to = 0
        self.serial = itertools.count(1)
        clock = mock.Mock(time=lambda: self.world.now.timestamp(), monotonic=lambda: self.world.now.timestamp())
        self.patches = ExitStack()
        for each in (
            mock.patch.object(lease, "time", clock),
            mock.patch.object(pdf, "in_pdf_thread", _at_once),
            mock.patch.object(loops, "_AFTER_A_DEFECT_S", 0.0),
            mock.patch("secrets.token_hex", side_effect=lambda _: f"{next(self.serial):012x}"),
        ):
            self.patches.enter_context(each)
        self.defects = _Defects()
        log = logging.getLogger("agent.shipping.work")
        log.addHandler(self.defects)
        log.setLevel(logging.ERROR)
        for number in range(ORDERS):
            order = an_order(number, payment_type="CASH_ON_DELIVERY" if number == PAID_ON_DELIVERY else "ONLINE")
            self.world.known[order.id] = order

    def run_(self, doing: Coroutine[object, object, T]) -> T:
        return self.loop.run_until_complete(doing)

    @initialize(first=st.lists(st.tuples(st.integers(0, ORDERS - 1), st.sampled_from(STATIONS)), min_size=1, max_size=5))
    def open_the_shop(self, first: list[tuple[int, Station]]) -> None:
        for station in STATIONS:
            self.running[station.id] = self.run_(self.world.start(station))
            self.work_on(station, "never", 12)
        for order, station in first:
            self.click(order, station, again=False, second=False, parcels=2 if order == PAID_ON_DELIVERY else 1)

    # what people do

    @rule(
        order=st.integers(0, ORDERS - 1),
        station=st.sampled_from(STATIONS),
        again=st.booleans(),
        second=st.booleans(),
        parcels=st.integers(1, 3),
    )
    def click(self, order: int, station: Station, again: bool, second: bool, parcels: int) -> None:
        """A click on "create": with a new key, or once more with the last one; a further parcel only where others are named."""
        incarnation = self.running.get(station.id)
        if incarnation is None or incarnation.engine is None:
            return
        wanted = order_id(order)
        if again and wanted in self.keys:
            key, item = self.keys[wanted]
        else:
            key = f"{next(self.serial):08x}-0000-4000-8000-000000000000"
            named = self.confirm(wanted) if second else None
            item = NewItem(wanted, self.digest(wanted, parcels), None, named is not None, named, parcels=parcels)
            self.keys[wanted] = key, item
            self.jobs.append(key)
        self.world.spawn(incarnation, _submit(incarnation, key, item))
        self.run_(self.world.settle())

    def digest(self, wanted: str, parcels: int) -> str:
        """What a person looked at."""
        payer = collecting(self.run_(self.ledger.named([SELLER.id], [wanted])).get(wanted, []))
        planned = make_plan(self.world.known[wanted], [FakeCarrier()], {}, Choices(parcels=parcels), collecting=payer)
        assert isinstance(planned, Plan)
        return planned.digest

    def confirm(self, wanted: str) -> str | None:
        """What a person confirms who was shown the order's earlier shipments."""
        live = self.run_(self.ledger.named([SELLER.id], [wanted])).get(wanted, [])
        self.unsettled |= {each.reference for each in live if each.state not in WAS_THERE}
        earlier = earlier_shipments(live, self.world.on_order.get(wanted, []))
        named = confirmation(earlier)
        if named is not None:
            self.named[named] = {each.identity for each in earlier}
        return named

    @precondition(lambda self: self.jobs)
    @rule(job=st.integers(0, 20), station=st.sampled_from(STATIONS), parcel=st.sampled_from([None, None, 1, 2]))
    def stop(self, job: int, station: Station, parcel: int | None) -> None:
        """A person stops a job, or one of its parcels."""
        incarnation = self.running.get(station.id)
        if incarnation is not None and incarnation.engine is not None:
            stopping = incarnation.engine.cancel(self.jobs[job % len(self.jobs)], "person", parcel=parcel)
            self.world.spawn(incarnation, _forgiving(stopping))
            self.run_(self.world.settle())

    @rule(order=st.integers(0, ORDERS - 1), station=st.sampled_from(STATIONS))
    def look_into_the_panel(self, order: int, station: Station) -> None:
        """A person looks at the carrier's about a lost answer and tells what is there; asked too early, nothing changes.

        "There is none" is said only when none can come any more: of a request that a sleeping computer has yet to send, nobody
        can know (docs/exactly-once.md, what is not promised).
        """
        incarnation = self.running.get(station.id)
        if incarnation is None or incarnation.engine is None:
            return
        there = {each.reference: each.number for each in self.world.parcels}
        # A call that has not left a sleeping computer yet is the one thing no panel shows: what is not promised (docs).
        leaving = {step.what for step in self.world.steps if step.kind == "create"}
        coming = leaving | {each.reference for each in self.world.on_the_wire} | there.keys()
        for attempt in self.run_(self.ledger.latest([order_id(order)])).get(order_id(order), []):
            number = there.get(attempt.reference)
            if number is not None or attempt.reference not in coming:
                self.world.spawn(incarnation, _forgiving(incarnation.engine.decide(attempt, "person", number)))
        self.run_(self.world.settle())

    @rule(order=st.integers(0, ORDERS - 1), station=st.sampled_from(STATIONS))
    def take_back(self, order: int, station: Station) -> None:
        """A person has the carrier take a parcel back, at whichever station."""
        incarnation = self.running.get(station.id)
        if incarnation is None or incarnation.engine is None:
            return
        for attempt in self.run_(self.ledger.latest([order_id(order)])).get(order_id(order), []):
            if attempt.state is State.CREATED:
                self.world.spawn(incarnation, _forgiving(incarnation.engine.withdraw(attempt, "person")))
        self.run_(self.world.settle())

    # what goes on

    @rule(picks=st.lists(st.tuples(st.integers(0, 9), st.sampled_from(HOW)), min_size=1, max_size=20))
    def go_on(self, picks: list[tuple[int, str]]) -> None:
        """Some of the pending steps, in any order, with any end."""
        for pick, how in picks:
            steps = sorted(self.world.steps, key=_signs_last)
            if steps:
                self.take(steps[min(pick, len(steps) - 1)], how)

    @rule(station=st.sampled_from(STATIONS), until=st.sampled_from(UNTIL), steps=st.integers(1, 40))
    def work_on(self, station: Station, until: str, steps: int) -> None:
        """One station works on without any trouble, while the other one may be asleep, as far as to its decisive steps."""
        for turn in range(steps):
            mine = [step for step in self.steps_of(station) if step.kind not in DECISIVE]
            if turn and any(until == step.what for step in mine if step.kind != "station"):
                return
            if mine:
                self.take(max(mine, key=_signs_last) if turn % 6 == 0 else min(mine, key=_signs_last))

    @rule(station=st.sampled_from(STATIONS), how=st.sampled_from(HOW), decisive=st.booleans(), then=st.integers(0, 6))
    def decide(self, station: Station, how: str, decisive: bool, then: int) -> None:
        """One step of a station ends in some way, and it goes on from there."""
        mine = [step for step in self.steps_of(station) if step.kind != "station"]
        if mine:
            self.take(next((step for step in mine if decisive and step.kind in DECISIVE), mine[0]), how)
            self.work_on(station, "never", then)

    def steps_of(self, station: Station) -> list[Step]:
        return [step for step in self.world.steps if step.incarnation is self.running.get(station.id)]

    def bring(self, station: Station, what: str) -> Step:
        """Lets the station work without trouble until it is about to do this; the step it waits with."""
        for _ in range(200):
            mine = self.steps_of(station)
            for step in mine:
                if what in (step.kind, step.what):
                    return step
            self.take(min(mine, key=_signs_last))
        pytest.fail(f"{station.name} never comes to {what}")

    def take(self, step: Step, how: str = "ok") -> None:
        self.run_(self.world.let_through(step, how))
        if step.what != "read":
            self.count()

    @precondition(lambda self: self.running)
    @rule(station=st.sampled_from(STATIONS), back=st.booleans())
    def die(self, station: Station, back: bool) -> None:
        """The process ends between two steps: everything in its memory is gone. It may be started again at once."""
        incarnation = self.running.pop(station.id, None)
        if incarnation is not None:
            self.run_(self.world.kill(incarnation))
            if back:
                self.start(station)

    @precondition(lambda self: len(self.running) < len(STATIONS))
    @rule(station=st.sampled_from(STATIONS))
    def start(self, station: Station) -> None:
        """The process is started again and reads the ledger."""
        if station.id not in self.running:
            self.running[station.id] = self.run_(self.world.start(station))

    @rule(seconds=st.sampled_from([15, 35, 50, 65, 130]), arrives=st.booleans())
    def time_passes(self, seconds: int, arrives: bool) -> None:
        """Whoever does not beat meanwhile is asleep. What was on its way to Allegro arrives within seconds, or never."""
        for step in [each for each in self.world.steps if each.kind == "add"]:
            self.run_(self.world.let_through(step, "ok" if arrives else "away"))
        self.world.now += timedelta(seconds=seconds)

    @rule(station=st.sampled_from(STATIONS), arrives=st.booleans(), until=st.sampled_from(UNTIL))
    def sleep(self, station: Station, arrives: bool, until: str) -> None:
        """The lid is closed for more than a minute; the other station goes on, and takes over what it finds."""
        (other,) = (each for each in STATIONS if each is not station)
        for steps in (10, 10, 10, 40):
            self.time_passes(25, arrives)
            self.work_on(other, until if steps == 40 else "never", steps)

    @precondition(lambda self: self.world.on_the_wire)
    @rule()
    def a_request_arrives_late(self) -> None:
        """Its sender gave up, or is dead; the carrier makes the parcel all the same."""
        self.world.arrive(self.world.on_the_wire.pop(0).reference)

    @precondition(lambda self: any(not (each.listed and each.confirmed) for each in self.world.parcels))
    @rule()
    def the_carrier_catches_up(self) -> None:
        """Its list shows what it did not show yet, and numbers are given."""
        for each in self.world.parcels:
            each.listed = each.confirmed = True

    @precondition(lambda self: any(each.confirmed for each in self.world.parcels))
    @rule(which=st.integers(0, 9))
    def the_carrier_tells_allegro_itself(self, which: int) -> None:
        """InPost adds the number of some services on its own."""
        made = self.world.parcels[which % len(self.world.parcels)]
        attempt = {each.reference: each for each in self.run_(_all(self.ledger))}[made.reference]
        numbers = self.world.on_order.setdefault(attempt.order_id, [])
        if made.confirmed and all(each.number != made.number for each in numbers):
            numbers.append(TrackingNumber("INPOST", made.number))

    # what must hold

    @invariant()
    def nothing_is_doubled_and_nothing_is_lost(self) -> None:
        if self.running or self.jobs:
            self.count()

    def count(self) -> None:
        attempts = [Row(*row) for row in self.reader.execute(f"SELECT {', '.join(Row._fields)} FROM attempts")]
        by_reference = {each.reference: each for each in attempts}
        assert self.defects.seen == []

        sent = Counter(each.reference for each in self.world.parcels)
        sent.update(each.reference for each in self.world.on_the_wire)
        assert all(count == 1 for count in sent.values()), f"a parcel was sent twice: {sent}"
        for reference in sent:
            state = by_reference[reference].state
            assert state in MAY_EXIST, f"{reference} exists or may still arrive, and the ledger says {state}"

        by_order: dict[str, list[Row]] = {}
        for each in attempts:
            if each.reference in sent or each.state is State.WITHDRAWN:
                by_order.setdefault(each.order_id, []).append(each)
        for parcels in by_order.values():
            parcels.sort(key=lambda each: each.parcel_number)
            for earlier, later in itertools.combinations(parcels, 2):
                assert earlier.parcel_number < later.parcel_number
                named = self.named.get(later.confirmation or "", set())
                together = earlier.job_id == later.job_id and earlier.parcel < later.parcel
                assert together or earlier.reference in named, "a second parcel that nobody confirmed"
            of_order = [each for each in attempts if each.order_id == parcels[0].order_id]
            self.count_money(of_order, [each for each in parcels if each.state is not State.WITHDRAWN])

        places = Counter((each.order_id, each.parcel_number) for each in attempts if each.state in LIVE)
        assert all(count == 1 for count in places.values()), f"two attempts hold one place: {places}"

        assert len(set(self.world.added)) == len(self.world.added), f"added twice at Allegro: {self.world.added}"

        self.follow()
        assert self.states == {each.reference: each.state for each in attempts}, "the history does not tell the whole story"

    def count_money(self, attempts: list[Row], there: list[Row]) -> None:
        """The buyer pays once, and nothing leaves unpaid before the parcel with which he pays was there.

        Twice only with a parcel nobody was sure of, of which a person said by confirming that it is not there.
        """
        collected = [each for each in there if each.cod_grosze and each.reference not in self.unsettled]
        assert len(collected) <= 1, f"collected more than once: {there}"
        payers = [each for each in attempts if each.cod_grosze and each.state in WAS_THERE]
        for each in there:
            on_delivery = each.order_id == order_id(PAID_ON_DELIVERY)
            assert not on_delivery or each.cod_grosze or payers, f"nobody pays for {each}"

    def follow(self) -> None:
        """Every move in the history is in the table of moves."""
        new = "SELECT id, reference, what, state, station FROM history WHERE id > ? AND reference IS NOT NULL ORDER BY id"
        for number, reference, what, state, station in self.reader.execute(new, (self.read_to,)):
            self.read_to = number
            before, after = self.states.get(reference), State(state)
            self.world.told.append(f"    {reference}: {before} {what} {after} by {station}")
            if what in set(Event):
                assert (before, what, after) in MOVED
            else:
                assert before in (None, after)
            self.states[reference] = after

    def teardown(self) -> None:
        try:
            self.end()
        finally:
            note("\n".join(self.world.told))

    def end(self) -> None:
        """Lets everything come to its end, and puts the world away."""
        try:
            self.finish()
        finally:
            for incarnation in list(self.running.values()):
                self.run_(self.world.kill(incarnation))
            self.reader.close()
            self.run_(self.world.engine.dispose())
            self.loop.close()
            log = logging.getLogger("agent.shipping.work")
            log.removeHandler(self.defects)
            log.setLevel(logging.NOTSET)
            self.patches.close()
            shutil.rmtree(self.folder)

    def finish(self) -> None:
        """Once everything answers again, everything comes to its end, though a dead station stays dead."""
        if not self.running:
            self.start(STATIONS[0])
        for parcel in self.world.on_the_wire:
            self.world.arrive(parcel.reference)
        self.world.on_the_wire.clear()
        for each in self.world.parcels:
            each.listed = each.confirmed = True
        until_the_dead_are_missed = (25, 25, 25, 0) if len(self.running) < len(STATIONS) else (0,)
        for seconds in until_the_dead_are_missed:
            self.work_until_nothing_is_left()
            self.world.now += timedelta(seconds=seconds)
        self.count()
        for attempt in self.run_(_all(self.ledger)):
            stuck = attempt.working or attempt.state is State.WAITING
            assert not stuck, f"nobody works on {attempt.reference}: {attempt.state}, {attempt.on_allegro}, {attempt.label}"

    def work_until_nothing_is_left(self) -> None:
        beats = 0
        for turn in range(3000):
            work = [step for step in self.world.steps if step.kind != "station"]
            signs = [step for step in self.world.steps if step.kind == "station"]
            if work and (turn % 8 or not signs):
                beats = 0
                self.run_(self.world.let_through(work[0]))
            elif work or beats < 16:
                beats += 1
                self.run_(self.world.let_through(signs[turn // 8 % len(signs)] if work else signs[beats % len(signs)]))
            else:
                return
        pytest.fail("the work does not come to an end")


class _Defects(logging.Handler):
    """Whatever the work survives by logging it as unforeseen is a defect here."""

    def __init__(self) -> None:
        super().__init__(logging.ERROR)
        self.seen: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.seen.append(f"{record.getMessage()}: {record.exc_info}")


async def _at_once(function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    return function(*args, **kwargs)


async def _submit(incarnation: Incarnation, key: str, item: NewItem) -> None:
    assert incarnation.engine is not None
    await _forgiving(incarnation.engine.submit(key, "person", SELLER.id, [item]))


async def _forgiving(doing: Coroutine[object, object, object]) -> None:
    with suppress(LedgerUnavailable, ShippingError):  # the person is told, and may click again
        await doing


async def _all(ledger: Ledger) -> list[Attempt]:
    found = await ledger.latest([order_id(number) for number in range(ORDERS)])
    return [each for attempts in found.values() for each in attempts]


def _signs_last(step: Step) -> bool:
    """Signs of life are always there to be given; they come after the work."""
    return step.kind == "station"


@pytest.mark.timeout(0 if "NADAJNIK_EXAMPLES" in os.environ else 120)
def test_nothing_is_doubled_and_nothing_is_lost_whatever_happens_in_between(template: Path) -> None:
    quick = [Phase.explicit, Phase.reuse, Phase.generate]
    run_state_machine_as_test(
        type("Machine", (Shipping,), {"template": template}),
        settings=settings(
            max_examples=EXAMPLES,
            stateful_step_count=40,
            deadline=None,
            suppress_health_check=list(HealthCheck),
            phases=[*quick, Phase.shrink] if "NADAJNIK_EXAMPLES" in os.environ else quick,
        ),
    )


@pytest.fixture
def shop(template: Path) -> Iterator[Shipping]:
    """Two stations, of which the first was asked to ship an order; in the end everything has to come to its end."""
    machine: Shipping = type("Machine", (Shipping,), {"template": template})()
    machine.open_the_shop([(0, STATIONS[0])])
    try:
        yield machine
        machine.end()
    finally:
        print("\n".join(machine.world.told))


def test_what_a_station_believed_before_it_slept_undoes_nothing_the_other_one_has_done_since(shop: Shipping) -> None:
    one, two = STATIONS
    old = shop.bring(one, "numbers")
    shop.sleep(one, arrives=False, until="never")
    sent = shop.bring(two, "create")
    shop.take(old, "away")  # the connection broke in its sleep: it believes the order unsent, and wants it to wait
    shop.take(shop.bring(one, "write"))
    shop.take(sent)
    shop.take(shop.bring(two, "answer"))


def test_a_station_that_slept_after_reading_the_order_does_not_add_its_number_any_more(shop: Shipping) -> None:
    one, two = STATIONS
    for what in ("create", "answer"):
        shop.take(shop.bring(one, what))
    old = shop.bring(one, "carrier_ids")
    shop.sleep(one, arrives=False, until="never")
    for what in ("add", "answer"):
        shop.take(shop.bring(two, what))
    shop.take(old)
    for step in shop.steps_of(one):
        if step.kind == "add":
            shop.take(step)


def test_an_answer_that_comes_after_the_take_over_is_written_and_gone_on_with(shop: Shipping) -> None:
    one, two = STATIONS
    shop.take(shop.bring(one, "create"), "unlisted")
    old = shop.bring(one, "answer")
    shop.sleep(one, arrives=False, until="never")
    for _ in range(60):  # it looks for the parcel, does not see it in the list and leaves it to a person
        shop.work_on(two, "never", 1)
    assert set(shop.states.values()) == {State.UNKNOWN}
    shop.take(old)
    assert set(shop.states.values()) <= {State.UNKNOWN, State.CONFIRMING}
    shop.take(next(step for step in shop.steps_of(one) if step.kind == "ledger"))
    assert set(shop.states.values()) == {State.CONFIRMING}


def test_a_look_from_before_the_take_over_undoes_no_look_of_the_other_station(shop: Shipping) -> None:
    one, two = STATIONS
    shop.take(shop.bring(one, "create"), "unlisted")
    shop.take(shop.bring(one, "answer"), "lost")
    old = shop.bring(one, "find")
    shop.sleep(one, arrives=False, until="never")
    for _ in range(60):  # it finds nothing and leaves the parcel to a person
        shop.work_on(two, "never", 1)
    assert set(shop.states.values()) == {State.UNKNOWN}
    shop.take(old)
    shop.work_on(one, "never", 10)
    (attempt,) = shop.run_(_all(shop.ledger))
    assert attempt.error is not None


def test_a_job_whose_commit_was_not_answered_is_worked_on_all_the_same(shop: Shipping) -> None:
    one, _ = STATIONS
    shop.bring(one, "create")
    shop.click(2, one, again=False, second=False, parcels=1)
    shop.take(next(step for step in shop.steps_of(one) if (step.kind, step.what) == ("ledger", "write")), "ledger lost")
    assert len(shop.states) == 2


def test_a_parcel_whose_withdrawal_was_lost_is_taken_back_by_the_other_station(shop: Shipping) -> None:
    one, two = STATIONS
    for what in ("create", "answer", "add", "answer"):
        shop.take(shop.bring(one, what))
    shop.work_on(one, "never", 30)
    shop.take_back(0, one)
    shop.take(shop.bring(one, "withdraw"), "lost")
    shop.die(one, back=False)
    assert set(shop.states.values()) == {State.CREATED}
    shop.take_back(0, two)
    shop.take(shop.bring(two, "withdraw"))
    shop.take(shop.bring(two, "answer"))
    shop.work_on(two, "never", 10)
    assert set(shop.states.values()) == {State.WITHDRAWN}
