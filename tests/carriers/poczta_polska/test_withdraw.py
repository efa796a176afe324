"""Taking our own shipment out of a bufor of ours: the exact call, what it must not touch, and a true outcome on any wire."""

from datetime import timedelta

import pytest

from agent.carriers.poczta_polska.guid import guid_of
from agent.carriers.poczta_polska.withdrawing import LISTED_BY
from agent.demo.en.options import EnOptions
from agent.demo.faults import Fault
from agent.shipping.model.failure import Failure, ShippingError
from agent.shipping.ports import Withdrawal
from shared_schema.codes import ErrorCode
from tests.carriers.poczta_polska.world import World, order, world

REFERENCE, OTHER = "29738e61-000000000001", "29738e61-000000000002"
GUID = guid_of(REFERENCE)
CLEAR = "/clearEnvelopeByGuids$"
DONE = [Fault.LOST_ANSWER, Fault.HALF_ANSWER, Fault.ERROR_AFTER, Fault.HTML_OK_AFTER]
NOT_DONE = [Fault.RESET_BEFORE, Fault.ERROR_BEFORE, Fault.HTML_OK, Fault.HTML_ERROR, Fault.REDIRECT]


async def made(it: World, *references: str) -> None:
    await it.account.create([await it.parcel(order(email=f"k{each}@example.com"), each) for each in references or (REFERENCE,)])


async def withdraw(it: World) -> Failure | None:
    """Why it was not taken back; None when it was."""
    try:
        await it.account.withdraw(GUID, it.clock.now())
    except ShippingError as error:
        return error.failure
    return None


def standing(it: World) -> set[str]:
    return {each.guid for each in it.server.shipments}


async def test_exactly_our_guid_leaves_exactly_our_bufor() -> None:
    async with world() as it:
        assert isinstance(it.account, Withdrawal)
        await made(it, REFERENCE, OTHER)
        [bufor] = [each for each in it.server.bufors.bufors.values() if (each.description or "").startswith("Nadajnik ")]
        assert await withdraw(it) is None
        assert standing(it) == {guid_of(OTHER)}
        [message] = it.messages("clearEnvelopeByGuids")
        assert [(each.tag, each.text) for each in message] == [("guid", GUID), ("idBufor", str(bufor.id))]
        assert it.server.called("clearEnvelope") == 0
        assert it.server.foreign_changes() == []


@pytest.mark.parametrize("fault", DONE)
async def test_after_a_lost_answer_the_bufor_tells_that_it_is_gone(fault: Fault) -> None:
    async with world() as it:
        await made(it)
        it.server.faults.arm(fault, method="POST", path=CLEAR)
        assert await withdraw(it) is None
        assert standing(it) == set()
        assert it.server.called("clearEnvelopeByGuids") == 1


@pytest.mark.parametrize("fault", NOT_DONE)
async def test_what_still_stands_after_a_lost_answer_is_in_doubt_and_is_asked_for_again(fault: Fault) -> None:
    async with world() as it:
        await made(it)
        it.server.faults.arm(fault, method="POST", path=CLEAR)
        failure = await withdraw(it)
        assert failure is not None
        assert failure.outcome == "unknown"
        assert standing(it) == {GUID}
        assert await withdraw(it) is None
        assert standing(it) == set()


async def test_when_the_look_is_lost_too_the_next_request_finds_out() -> None:
    async with world() as it:
        await made(it)
        it.server.faults.arm(Fault.LOST_ANSWER, method="POST", path=CLEAR)
        its_bufor = len(it.server.bufors.bufors)
        it.server.faults.arm(Fault.ERROR_BEFORE, method="POST", path="/getEnvelopeBufor$", times=1, every=its_bufor + 1)
        failure = await withdraw(it)
        assert failure is not None
        assert failure.outcome == "unknown"
        young = await withdraw(it)
        assert young is not None
        assert young.code is ErrorCode.WITHDRAWAL_UNKNOWN, "it may not be listed yet"
        made_at = it.clock.now()
        it.clock.moment += LISTED_BY
        await it.account.withdraw(GUID, made_at)
        assert it.server.called("clearEnvelopeByGuids") == 1


async def test_a_shipment_that_is_not_listed_yet_is_not_taken_for_gone() -> None:
    async with world(EnOptions(list_lag_s=60)) as it:
        await made(it)
        failure = await withdraw(it)
        assert failure is not None
        assert (failure.code, failure.outcome) == (ErrorCode.WITHDRAWAL_UNKNOWN, "unknown")
        assert standing(it) == {GUID}


async def test_what_was_handed_over_stays() -> None:
    async with world() as it:
        await made(it)
        [open_set] = await it.account.open_sets()
        await it.account.hand_over(open_set.id)
        failure = await withdraw(it)
        assert failure is not None
        assert (failure.code, failure.outcome) == (ErrorCode.WITHDRAWAL_REFUSED, "refused")
        assert it.server.called("clearEnvelopeByGuids") == 0


async def test_what_stands_nowhere_while_its_set_is_gone_too_is_in_doubt_however_old() -> None:
    async with world() as it:
        await made(it)
        made_at = it.clock.now()
        for number, bufor in list(it.server.bufors.bufors.items()):
            if (bufor.description or "").startswith("Nadajnik "):
                del it.server.bufors.bufors[number]  # sent a moment ago, and not listed among the envelopes yet
        it.clock.moment += timedelta(hours=1)
        with pytest.raises(ShippingError) as caught:
            await it.account.withdraw(GUID, made_at)
        assert caught.value.failure.code is ErrorCode.WITHDRAWAL_UNKNOWN


async def test_what_the_seller_moved_into_a_bufor_of_their_own_is_left_to_them() -> None:
    async with world() as it:
        await made(it)
        [shipment] = it.server.shipments
        for bufor in it.server.bufors.bufors.values():
            bufor.shipments[:] = [] if shipment in bufor.shipments else [*bufor.shipments, shipment]
        failure = await withdraw(it)
        assert failure is not None
        assert failure.code is ErrorCode.WITHDRAWAL_REFUSED
        assert it.server.called("clearEnvelopeByGuids") == 0


async def test_a_wrong_password_says_so() -> None:
    async with world() as it:
        await made(it)
        it.server.account.blocked = True
        failure = await withdraw(it)
        assert failure is not None
        assert (failure.code, failure.outcome) == (ErrorCode.CREDENTIALS_REFUSED, "refused")
        assert standing(it) == {GUID}
