"""Troubles that take more than one fault: somebody goes away and comes back, a disk fills, a password changes."""

from agent.demo.faults import ArmedFault, Fault
from agent.demo.wire import dump
from shared_schema.codes import NoteCode
from tests.contract.kit import Call
from tests.faults.batch import Scene
from tests.faults.person import ledger_is_lost

NUMBERS = "/checkout-forms/{}/shipments$"


async def nothing(it: Scene) -> None:
    """Ships."""
    await it.ship()


async def answers_lost(it: Scene) -> None:
    """Two parcels are made whose answers do not arrive."""
    it.world.carrier.faults.arm(Fault.LOST_ANSWER, method=it.kit.create.method, path=it.kit.create.path, times=2)
    await it.ship()


async def labels_late(it: Scene) -> None:
    """Labels are not ready until one was asked for several times, minutes in all."""
    late = it.world.hold_labels_back()
    await it.ship()
    await late.wait_hit(count=5, deadline_s=20)
    late.disarm()


def _refuse(it: Scene, order_id: str, status: int, code: str, times: int | None) -> None:
    body = dump({"errors": [{"code": code, "message": code, "details": None, "path": None, "userMessage": code}]})
    path = NUMBERS.format(order_id)
    it.world.allegro.faults.arm(Fault.ERROR_BEFORE, method="POST", path=path, times=times, status=status, body=body)


async def number_refused(it: Scene) -> None:
    """Allegro refuses the number of one order, for good."""
    order_id = next(iter(it.world.allegro.orders))
    _refuse(it, order_id, 422, "WaybillsAssignedToOrderLimitReached", None)
    it.person.refused = {order_id}
    await it.ship()


async def carrier_refused(it: Scene) -> None:
    """Allegro takes no number for the carrier's own id."""
    for order_id in it.world.allegro.orders:
        _refuse(it, order_id, 400, "CarrierWaybillValidationException", 1)
    await it.ship()


def all_under_other(it: Scene) -> str | None:
    """Every number stands under OTHER."""
    carriers = {each.carrier_id for order_id in it.world.allegro.orders for each in it.world.allegro.numbers(order_id)}
    return None if carriers == {"OTHER"} else f"numbers stand under {carriers}"


def none_posted(it: Scene) -> str | None:
    """Nothing was added beside what the carrier added."""
    posted = it.world.allegro.count("POST", NUMBERS.format("[^/]+"))
    return f"{posted} numbers were posted" if posted else None


def one_refusal(it: Scene) -> str | None:
    """The wrong password was sent once."""
    refused = it.world.refused_calls()
    return None if refused == 1 else f"{refused} calls with the wrong password"


def no_look_needed(it: Scene) -> str | None:
    """What the carrier answered was kept until it could be written: nothing had to be looked up."""
    notes = [note.code for item in it.person.latest.values() for note in item.warnings]
    return "an answer was thrown away and looked up" if NoteCode.FOUND_AFTER_LOST_ANSWER in notes else None


async def _in_the_middle(it: Scene, fault: Fault, call: Call) -> ArmedFault:
    """Ships, and holds the third such call, before or after its work."""
    faults = it.world.allegro.faults if "checkout-forms" in call.path else it.world.carrier.faults
    armed = faults.arm(fault, method=call.method, path=call.path, every=3)
    await it.ship()
    await armed.wait_hit()
    return armed


async def token_ends(it: Scene) -> None:
    """Allegro's access token is not taken any more; the refresh token is."""
    held = await _in_the_middle(it, Fault.NEVER_ANSWERS, it.kit.create)
    it.world.allegro.expire_access_tokens()
    held.release()


async def wrong_password(it: Scene) -> None:
    """The carrier refuses the password from the third parcel on, until the person has mended and tested it."""
    held = await _in_the_middle(it, Fault.NEVER_ANSWERS, it.kit.create)
    it.world.refuse_password()
    it.person.mend = it.mend_password
    held.release()


async def _waits(it: Scene) -> bool:
    return any(each.state == "waiting" for each in await it.items())


async def _all_tried(it: Scene) -> bool:
    return all(each.state in ("created", "waiting") for each in await it.items())


async def carrier_away(it: Scene) -> None:
    """Nobody listens at the carrier until every order waits for it."""
    await _in_the_middle(it, Fault.NEVER_ANSWERS, it.kit.create)
    await it.world.carrier.stop()
    await it.until(lambda: _waits(it))
    await it.world.carrier.start()


async def wrong_after_outage(it: Scene) -> None:
    """The carrier comes back with another password."""
    await _in_the_middle(it, Fault.NEVER_ANSWERS, it.kit.create)
    await it.world.carrier.stop()
    await it.until(lambda: _waits(it))
    it.world.refuse_password()
    it.person.mend = it.mend_password
    await it.world.carrier.start()


async def allegro_away(it: Scene) -> None:
    """Nobody listens at Allegro until no order can go on without it."""
    held = await _in_the_middle(it, Fault.NEVER_ANSWERS, it.kit.create)
    await it.world.allegro.stop()
    held.release()
    await it.until(lambda: _all_tried(it))
    await it.world.allegro.start()


async def _fill_while_held(it: Scene, held: ArmedFault) -> None:
    it.disk.fill()
    try:
        held.release()
        await it.until(lambda: ledger_is_lost(it.client))
    finally:
        it.disk.free()


async def disk_full_at_create(it: Scene) -> None:
    """The parcel is made, and what became of it cannot be written."""
    await _fill_while_held(it, await _in_the_middle(it, Fault.NEVER_ANSWERS_AFTER, it.kit.create))


async def disk_full_at_number(it: Scene) -> None:
    """The number is added, and that cannot be written."""
    await _fill_while_held(it, await _in_the_middle(it, Fault.NEVER_ANSWERS_AFTER, Call("POST", NUMBERS.format("[^/]+"))))


async def disk_full_at_label(it: Scene) -> None:
    """The label arrives and cannot be kept."""
    armed = it.world.carrier.faults.arm(Fault.NEVER_ANSWERS, method=it.kit.label.method, path=it.kit.label.path)
    await it.ship()
    await armed.wait_hit()
    await _fill_while_held(it, armed)


async def disk_full_at_wrong_password(it: Scene) -> None:
    """The password is refused, and neither that nor what became of the parcel can be written."""
    held = await _in_the_middle(it, Fault.NEVER_ANSWERS, it.kit.create)
    it.world.refuse_password()
    it.person.mend = it.mend_password
    await _fill_while_held(it, held)
