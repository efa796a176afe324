"""The whole way with the stand-in of ShipX, which knows what the contract knows and nothing of this client."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TypeVar

import pytest

from agent.carriers.inpost.account import InpostAccount, open_account
from agent.carriers.inpost.settings import InpostSettings
from agent.demo.faults import Fault
from agent.demo.shipx_options import PurchaseResult, ShipxOptions
from agent.demo.shipx_server import ShipxServer
from agent.shipping.model.failure import Failure, ShippingError
from agent.shipping.model.order import DeliveryMethod, Order
from agent.shipping.model.plan import Choices
from agent.shipping.model.shipment import Created, Parcel, Progress
from agent.shipping.ports import CarrierAccount
from shared_schema.codes import ErrorCode, NoteCode

from .scripted import order

DEADLINE_S = 10.0
LOCKER = DeliveryMethod("", "Paczkomaty InPost")
T = TypeVar("T")


def locker_order(**changes: object) -> Order:
    return order(method=LOCKER, **changes)


def account_of(server: ShipxServer, token: str | None = None, **changes: object) -> InpostAccount:
    values = {"organization_id": server.options.organization_id, "requests_per_minute": 6000, **changes}
    endpoints = {"inpost": server.url, "inpost_points": server.points_url}
    secrets = {"token": token or server.options.token}
    return open_account("inpost", InpostSettings.model_validate(values), secrets, endpoints)


@pytest.fixture
async def server() -> AsyncIterator[ShipxServer]:
    async with ShipxServer(ShipxOptions(confirm_after_s=0.02, list_lag_s=0.02)) as running:
        yield running


@pytest.fixture
async def account(server: ShipxServer) -> AsyncIterator[InpostAccount]:
    opened = account_of(server)
    yield opened
    await opened.close()


async def send(account: CarrierAccount, the_order: Order, reference: str) -> Created:
    await account.prepare()
    made = account.draft(the_order, Choices())
    assert made.problems == ()
    answer = (await account.create([Parcel(reference, made.request)]))[reference]
    assert isinstance(answer, Created), answer
    return answer


async def until(look: Callable[[], Awaitable[T | None]]) -> T:
    """Asks again and again until there is something, at most ten seconds."""
    async with asyncio.timeout(DEADLINE_S):
        while True:
            seen = await look()
            if seen is not None:
                return seen
            await asyncio.sleep(0.01)


async def settled(account: CarrierAccount, shipment_id: str) -> Progress:
    async def look() -> Progress | None:
        return next((each for each in await account.progress([shipment_id]) if each.tracking_number or each.stalled), None)

    return await until(look)


async def test_from_order_to_label(account: InpostAccount, server: ShipxServer) -> None:
    report = await account.check()
    assert "inpost_locker_standard" in report.services
    cod = locker_order(payment_type="CASH_ON_DELIVERY")
    first = await send(account, cod, "NAD-1")
    second = await send(account, order(method=DeliveryMethod("", "Kurier InPost"), point=None), "NAD-2")
    assert second.service == "inpost_courier_c2c"
    for created in (first, second):
        progress = await settled(account, created.shipment_id)
        assert progress.stalled is None
        assert progress.tracking_number is not None
    assert len(await account.labels([first.shipment_id])) == 1
    assert len(await account.labels([first.shipment_id, second.shipment_id])) == 2
    assert [shipment.reference for shipment in server.shipments] == ["NAD-1", "NAD-2"]


@pytest.mark.parametrize(
    ("fault", "exists"),
    [
        (Fault.LOST_ANSWER, True),
        (Fault.HALF_ANSWER, True),
        (Fault.ERROR_AFTER, True),
        (Fault.HTML_OK_AFTER, True),
        (Fault.RESET_BEFORE, False),
        (Fault.ERROR_BEFORE, False),
        (Fault.HTML_OK, False),
        (Fault.HTML_ERROR, False),
        (Fault.EMPTY_ERROR, False),
        (Fault.REDIRECT, False),
    ],
)
async def test_a_lost_answer_is_looked_up_and_never_sent_again(
    account: InpostAccount, server: ShipxServer, fault: Fault, exists: bool
) -> None:
    await account.prepare()
    sent_at = datetime.now(UTC)
    request = account.draft(locker_order(), Choices()).request
    server.faults.arm(fault, method="POST", path="/shipments$")
    with pytest.raises(ShippingError) as raised:
        await account.create([Parcel("NAD-1", request)])
    assert raised.value.failure.outcome == "unknown"
    assert server.count("POST", "/shipments$") == 1
    assert len(server.by_reference("NAD-1")) == int(exists)
    if exists:

        async def look() -> Created | None:
            return (await account.find({"NAD-1": sent_at})).get("NAD-1")

        assert (await until(look)).shipment_id == str(server.by_reference("NAD-1")[0].id)
    else:
        assert await account.find({"NAD-1": sent_at}) == {}


async def test_a_stopped_server_was_sent_nothing(account: InpostAccount, server: ShipxServer) -> None:
    await account.prepare()
    request = account.draft(locker_order(), Choices()).request
    fresh = account_of(server)
    await server.stop()
    with pytest.raises(ShippingError) as raised:
        await fresh.create([Parcel("NAD-1", request)])
    await fresh.close()
    await server.start()
    assert raised.value.failure.outcome == "not_sent"
    assert server.shipments == []


async def test_a_rate_limit_sent_nothing(account: InpostAccount, server: ShipxServer) -> None:
    await account.prepare()
    request = account.draft(locker_order(), Choices()).request
    server.faults.arm(Fault.RATE_LIMITED, method="POST", retry_after_s=3)
    with pytest.raises(ShippingError) as raised:
        await account.create([Parcel("NAD-1", request)])
    failure = raised.value.failure
    assert (failure.code, failure.outcome, failure.retry_after_s) == (ErrorCode.CARRIER_UNAVAILABLE, "not_sent", 3)
    assert server.shipments == []


async def test_a_refused_order_names_the_reason(account: InpostAccount) -> None:
    await account.prepare()
    point = locker_order().point
    assert point is not None
    request = account.draft(locker_order(point=replace(point, code="XXX999")), Choices()).request
    answer = (await account.create([Parcel("NAD-1", request)]))["NAD-1"]
    assert isinstance(answer, Failure)
    assert [(note.code, note.path) for note in answer.problems] == [(NoteCode.POINT_UNKNOWN, "point")]


@pytest.mark.parametrize(
    ("result", "code"),
    [
        (PurchaseResult.DEBT_COLLECTION, "debt_collection"),
        (PurchaseResult.COMPANY_DATA_MISSING, "company_data_missing"),
        (PurchaseResult.OFFER_UNAVAILABLE, "offer_unavailable"),
    ],
)
async def test_a_purchase_that_fails(account: InpostAccount, server: ShipxServer, result: PurchaseResult, code: str) -> None:
    server.plan_purchase(result)
    created = await send(account, locker_order(), "NAD-1")
    progress = await settled(account, created.shipment_id)
    assert progress.stalled is not None
    assert progress.stalled.words is not None
    assert (progress.stalled.code, progress.stalled.words.code) == (ErrorCode.PURCHASE_FAILED, code)


async def test_a_label_before_the_purchase() -> None:
    async with ShipxServer(ShipxOptions(confirm_after_s=None)) as server:
        account = account_of(server)
        created = await send(account, locker_order(), "NAD-1")
        with pytest.raises(ShippingError) as raised:
            await account.labels([created.shipment_id])
        await account.close()
    assert raised.value.failure.code is ErrorCode.LABEL_NOT_READY


async def test_a_wrong_token(server: ShipxServer) -> None:
    account = account_of(server, token="another")
    with pytest.raises(ShippingError) as raised:
        await account.check()
    await account.close()
    assert (raised.value.failure.code, raised.value.failure.outcome) == (ErrorCode.CREDENTIALS_REFUSED, "refused")


async def test_a_dropoff_locker_is_looked_up(server: ShipxServer) -> None:
    known = account_of(server, sending_method="parcel_locker", dropoff_point="KRA010")
    unknown = account_of(server, sending_method="parcel_locker", dropoff_point="XXX999")
    assert (await known.check()).warnings == ()
    assert [note.code for note in (await unknown.check()).warnings] == [NoteCode.DROPOFF_UNKNOWN]
    await send(known, locker_order(), "NAD-1")
    await known.close()
    await unknown.close()


async def test_many_shipments_since_then(account: InpostAccount, server: ShipxServer) -> None:
    sent_at = datetime.now(UTC) - timedelta(seconds=1)
    for number in range(103):
        await send(account, locker_order(), f"NAD-{number}")

    async def look() -> Created | None:
        return (await account.find({"NAD-102": sent_at})).get("NAD-102")

    assert (await until(look)).shipment_id == str(server.by_reference("NAD-102")[0].id)
    assert server.count("GET", "/shipments$") >= 2
