"""Cancelling a parcel: the exact call, the codes, and a true outcome whatever happens on the wire."""

import pytest

from agent.carriers.paczka_w_ruchu.account import PaczkaWRuchuAccount
from agent.demo.faults import Fault
from agent.demo.pwr.options import Oddity
from agent.demo.pwr.parcels import CANCELLED, POSTED
from agent.demo.pwr.server import PwrServer
from agent.shipping.model.failure import Failure, ShippingError
from agent.shipping.model.shipment import Created
from agent.shipping.ports import Withdrawal
from shared_schema.codes import ErrorCode

from .scripted import KEY, NAMESPACE, NOW, REFERENCE, Scripted, answer, envelope, parcel

CANCEL = "PutCustomerPackCanceled"
PATH = f"/{CANCEL}$"
CODE = "2101066592589"


async def withdraw(account: PaczkaWRuchuAccount, code: str = CODE) -> Failure | None:
    """Why it was not taken back; None when it was."""
    try:
        await account.withdraw(code, NOW)
    except ShippingError as error:
        return error.failure
    return None


async def made(account: PaczkaWRuchuAccount) -> str:
    created = (await account.create([parcel()]))[REFERENCE]
    assert isinstance(created, Created)
    return created.shipment_id


def said(code: str, text: str = "") -> bytes:
    return answer(CANCEL, {"Err": code, "ErrDes": text}, table="CustomerPackCanceled")


async def test_the_call(account: PaczkaWRuchuAccount, script: Scripted) -> None:
    assert isinstance(account, Withdrawal)
    script.answers[CANCEL] = said("000")
    assert await withdraw(account) is None
    [body] = script.bodies
    assert body.tag == f"{{{NAMESPACE}}}{CANCEL}"
    assert [(each.tag.rpartition("}")[2], each.text) for each in body] == [
        ("PackCode", CODE),
        ("PartnerID", "TEST000001"),
        ("PartnerKey", KEY),
    ]


@pytest.mark.parametrize("code", ["000", "0", "201"])
async def test_done_now_or_before(account: PaczkaWRuchuAccount, script: Scripted, code: str) -> None:
    script.answers[CANCEL] = said(code)
    assert await withdraw(account) is None


@pytest.mark.parametrize(
    ("code", "wanted"),
    [
        ("202", ErrorCode.WITHDRAWAL_REFUSED),
        ("205", ErrorCode.CARRIER_REFUSED),
        ("222", ErrorCode.CARRIER_REFUSED),
        ("200", ErrorCode.CREDENTIALS_REFUSED),
    ],
)
async def test_codes_that_leave_the_parcel(account: PaczkaWRuchuAccount, script: Scripted, code: str, wanted: ErrorCode) -> None:
    script.answers[CANCEL] = said(code, "cannot be canceled any more")
    failure = await withdraw(account)
    assert failure is not None
    assert (failure.code, failure.outcome) == (wanted, "refused")
    assert failure.words is not None
    assert (failure.words.code, failure.words.text) == (code, "cannot be canceled any more")


@pytest.mark.parametrize("content", [answer(CANCEL), said(""), said("ok"), envelope(CANCEL), b"<html/>"])
async def test_an_answer_that_says_nothing_leaves_a_doubt(account: PaczkaWRuchuAccount, script: Scripted, content: bytes) -> None:
    script.answers[CANCEL] = content
    failure = await withdraw(account)
    assert failure is not None
    assert failure.outcome == "unknown"


@pytest.mark.parametrize("fault", [Fault.LOST_ANSWER, Fault.HALF_ANSWER, Fault.ERROR_AFTER, Fault.HTML_OK_AFTER])
async def test_after_a_lost_answer_asking_again_is_a_success(
    shipping: PaczkaWRuchuAccount, server: PwrServer, fault: Fault
) -> None:
    code = await made(shipping)
    server.faults.arm(fault, method="POST", path=PATH)
    failure = await withdraw(shipping, code)
    assert failure is not None
    assert failure.outcome == "unknown"
    assert server.parcel(code).status == CANCELLED
    assert await withdraw(shipping, code) is None
    assert server.count("POST", PATH) == 2


@pytest.mark.parametrize("fault", [Fault.RESET_BEFORE, Fault.ERROR_BEFORE, Fault.HTML_OK])
async def test_what_may_have_been_cancelled_and_was_not_is_in_doubt_too(
    shipping: PaczkaWRuchuAccount, server: PwrServer, fault: Fault
) -> None:
    code = await made(shipping)
    server.faults.arm(fault, method="POST", path=PATH)
    failure = await withdraw(shipping, code)
    assert failure is not None
    assert failure.outcome == "unknown"
    assert await withdraw(shipping, code) is None
    assert server.parcel(code).status == CANCELLED


async def test_an_odd_answer_after_the_work_is_a_doubt_and_then_done(shipping: PaczkaWRuchuAccount, server: PwrServer) -> None:
    code = await made(shipping)
    server.plan_answer(CANCEL, Oddity.EMPTY_DATASET)
    failure = await withdraw(shipping, code)
    assert failure is not None
    assert failure.outcome == "unknown"
    assert await withdraw(shipping, code) is None


async def test_what_was_handed_over_stays(shipping: PaczkaWRuchuAccount, server: PwrServer) -> None:
    code = await made(shipping)
    server.set_status(code, POSTED)
    failure = await withdraw(shipping, code)
    assert failure is not None
    assert failure.code is ErrorCode.WITHDRAWAL_REFUSED


async def test_a_number_of_another_kind_is_not_asked_for(account: PaczkaWRuchuAccount, script: Scripted) -> None:
    failure = await withdraw(account, "620000000000000000000042")
    assert failure is not None
    assert failure.code is ErrorCode.WITHDRAWAL_NOT_POSSIBLE
    assert script.asked == []
