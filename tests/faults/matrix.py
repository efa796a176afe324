"""The fault matrix as data: what goes wrong, where, and what the person does about it."""

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from agent.demo.faults import ArmedFault, Fault, Faults
from tests.contract.kit import Call, Habits, Kit
from tests.contract.kits import KITS
from tests.faults import troubles
from tests.faults.batch import Scene, scene
from tests.faults.disk import EndlessDisk, small_disk
from tests.faults.person import Result

log = logging.getLogger(__name__)

AT_ONCE = 8
"""Batches under way at the same time: most of each is waiting."""
ADD_NUMBER = Call("POST", r"/checkout-forms/[^/]+/shipments$")
HTML = "<!DOCTYPE html><html><body><h1>502 Bad Gateway</h1></body></html>"


@dataclass(frozen=True)
class Case:
    """One row of the table. `script` makes the trouble and ships the batch; it returns what else was wrong."""

    name: str
    script: Callable[[Scene], Awaitable[None]]
    check: Callable[[Scene], str | None] = lambda _: None
    """What is wrong at the end besides the common columns."""
    habits: Habits = field(default_factory=Habits)
    orders: int = 6
    concurrency: int = 4
    small_disk: bool = False


@dataclass(frozen=True)
class Wire:
    """A trouble of one call: the stand-in's fault and its options. Held calls are cut, as the end of patience would."""

    name: str
    fault: Fault
    times: int = 2
    held: bool = False
    options: Mapping[str, int | str] = field(default_factory=dict)

    def arm(self, faults: Faults, call: Call) -> ArmedFault:
        """Arms it."""
        return faults.arm(self.fault, method=call.method, path=call.path, times=self.times, **self.options)  # type: ignore[arg-type]  # by name


READ_WIRES = (
    Wire("connection reset", Fault.RESET_BEFORE),
    Wire("half an answer", Fault.HALF_ANSWER),
    Wire("5xx", Fault.ERROR_BEFORE),
    Wire("429 storm with Retry-After", Fault.RATE_LIMITED, times=4, options={"retry_after_s": 1}),
    Wire("HTML with 200", Fault.HTML_OK),
    Wire("HTML with 500", Fault.HTML_ERROR, options={"status": 500}),
    Wire("redirect", Fault.REDIRECT),
    Wire("silence", Fault.NEVER_ANSWERS, held=True),
)
WRITE_WIRES = (
    Wire("answer lost after the work", Fault.LOST_ANSWER),
    Wire("half an answer", Fault.HALF_ANSWER),
    Wire("connection reset before", Fault.RESET_BEFORE),
    Wire("5xx after the work", Fault.ERROR_AFTER),
    Wire("5xx before the work", Fault.ERROR_BEFORE),
    Wire("429 storm with Retry-After", Fault.RATE_LIMITED, times=12, options={"retry_after_s": 2}),
    Wire("HTML with 200 before the work", Fault.HTML_OK),
    Wire("HTML with 200 after the work", Fault.HTML_OK_AFTER),
    Wire("HTML with 500 before the work", Fault.HTML_ERROR, options={"status": 500}),
    Wire("HTML with 500 after the work", Fault.ERROR_AFTER, options={"status": 500, "body": HTML}),
    Wire("silence before the work", Fault.NEVER_ANSWERS, held=True),
    Wire("silence after the work", Fault.NEVER_ANSWERS_AFTER, held=True),
    Wire("redirect on POST", Fault.REDIRECT),
    Wire("an error without a body", Fault.EMPTY_ERROR),
)


def wire_case(place: str, wire: Wire, arm: Callable[[Scene], list[ArmedFault]]) -> Case:
    """The batch with the wire's trouble armed by `arm`."""

    async def script(it: Scene) -> None:
        armed = arm(it)
        await it.ship()
        for each in armed if wire.held else ():
            await each.wait_hit()
            each.disarm()
            each.cut()

    return Case(f"{place}: {wire.name}", script)


def _create(wire: Wire) -> Case:
    return wire_case("create", wire, lambda it: [wire.arm(it.world.carrier.faults, it.kit.create)])


def _list(wire: Wire) -> Case:
    def arm(it: Scene) -> list[ArmedFault]:
        # A look-up needs something that was lost.
        it.world.carrier.faults.arm(Fault.LOST_ANSWER, method=it.kit.create.method, path=it.kit.create.path)
        return [wire.arm(it.world.carrier.faults, call) for call in dict.fromkeys((it.kit.look, it.kit.progress))]

    return wire_case("look-up, progress", wire, arm)


def _label(wire: Wire) -> Case:
    return wire_case("label", wire, lambda it: [wire.arm(it.world.carrier.faults, it.kit.label)])


def _number(wire: Wire) -> Case:
    return wire_case("number", wire, lambda it: [wire.arm(it.world.allegro.faults, ADD_NUMBER)])


def _cases() -> Iterator[Case]:
    yield from map(_create, WRITE_WIRES)
    yield from map(_list, READ_WIRES)
    yield from map(_label, READ_WIRES)
    yield from map(_number, WRITE_WIRES)
    lost = troubles.answers_lost
    yield Case("the list lags behind", lost, habits=Habits(list_lag_s=1.0))
    yield Case("the clock is 10 minutes ahead", lost, habits=Habits(clock_offset_s=600))
    yield Case("the clock is 10 minutes behind", lost, habits=Habits(clock_offset_s=-600))
    yield Case("labels come minutes late", troubles.labels_late)
    yield Case("Allegro refuses a number", troubles.number_refused)
    yield Case("Allegro refuses numbers of this carrier", troubles.carrier_refused, check=troubles.all_under_other)
    yield Case(
        "the carrier adds the numbers itself", troubles.nothing, check=troubles.none_posted, habits=Habits(reports_itself=True)
    )
    yield Case("the access token ends in the middle", troubles.token_ends)
    yield Case("the password is wrong in the middle", troubles.wrong_password, check=troubles.one_refusal, concurrency=1)
    yield Case("the password is wrong after an outage", troubles.wrong_after_outage, check=troubles.one_refusal)
    yield Case("the carrier is away for a while", troubles.carrier_away)
    yield Case("Allegro is away for a while", troubles.allegro_away)
    yield Case(
        "disk full while an outcome is written", troubles.disk_full_at_create, check=troubles.no_look_needed, small_disk=True
    )
    yield Case("disk full while a number is written", troubles.disk_full_at_number, small_disk=True)
    yield Case("disk full while a label is kept", troubles.disk_full_at_label, small_disk=True)
    yield Case(
        "disk full while a refused password is written",
        troubles.disk_full_at_wrong_password,
        check=troubles.one_refusal,
        concurrency=1,
        small_disk=True,
    )


CASES: Mapping[str, Case] = {case.name: case for case in _cases()}


async def run(case: Case, kit: Kit, folder: Path) -> Result:
    """Runs one case in an empty folder. What could not be brought about is a remark and not finished."""
    home = folder / "home"
    with contextlib.ExitStack() as stack:
        disk = stack.enter_context(small_disk(home)) if case.small_disk else EndlessDisk()
        async with scene(kit, home, case.orders, case.habits, case.concurrency, disk) as it:
            try:
                await case.script(it)
            except TimeoutError as error:
                it.person.remarks.append(f"the trouble did not come about: {error!r}")
            result = await it.person.finish(it.client, it.job_id)
            wrong = case.check(it)
    return replace(result, remarks=(*result.remarks, wrong)) if wrong else result


async def run_all(wanted: Collection[tuple[str, str]], folder: Path) -> AsyncIterator[tuple[tuple[str, str], Result]]:
    """Runs the pairs of carrier and case, several at once; the results as they come."""
    free = asyncio.Semaphore(AT_ONCE)

    async def one(number: int, carrier: str, case: str) -> tuple[tuple[str, str], Result]:
        async with free:
            try:
                return (carrier, case), await run(CASES[case], KITS[carrier], folder / str(number))
            except Exception as error:  # a row of the table, beside the others
                log.exception("%s, %s", carrier, case)
                return (carrier, case), Result(0, 0, 0, 0, False, (f"{type(error).__name__}: {error}",))

    for done in asyncio.as_completed([one(number, *pair) for number, pair in enumerate(wanted)]):
        yield await done
