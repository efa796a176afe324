import asyncio
import json
from datetime import timedelta
from pathlib import Path

import pytest

from agent.allegro.marketplace import AllegroMarketplace, open_marketplace
from agent.allegro.numbers import numbers_of
from agent.shipping.model.failure import Failure, ShippingError, Words
from agent.shipping.model.shipment import TrackingNumber
from shared_schema.codes import ErrorCode

from .conftest import SELLER, SETTINGS, QuickClock, TestVault, endpoints
from .scripted import Reply, ScriptedServer

NUMBERS = "/order/checkout-forms/o-1/shipments"
CARRIERS = "/order/carriers"
ADDED = Reply(201, {"id": "eA==", "waybill": "123", "carrierId": "INPOST"})
SAMPLES = Path(__file__).parents[3] / "shared" / "contracts" / "allegro-api" / "samples"
needs_samples = pytest.mark.skipif(not SAMPLES.is_dir(), reason="the folder shared/contracts is not beside the repository")


async def add(market: AllegroMarketplace) -> Failure:
    with pytest.raises(ShippingError) as caught:
        await market.add_number("o-1", "INPOST", None, "123")
    return caught.value.failure


async def test_numbers_are_read_leniently(market: AllegroMarketplace, server: ScriptedServer) -> None:
    entries = [
        {"waybill": "1", "carrierId": "INPOST", "createdAt": "t"},
        {"waybill": None},
        None,
        {"waybill": "2", "carrierId": None},
    ]
    server.on("GET", NUMBERS, Reply(200, {"shipments": entries}))
    assert list(await market.numbers("o-1")) == [TrackingNumber("INPOST", "1", "t"), TrackingNumber("", "2", None)]


@pytest.mark.parametrize("body", [{}, {"shipments": None}, [], {"errors": []}, 7])
async def test_a_strange_answer_is_not_read_as_no_numbers(
    market: AllegroMarketplace, server: ScriptedServer, body: object
) -> None:
    server.on("GET", NUMBERS, Reply(200, body))
    with pytest.raises(ShippingError):
        await market.numbers("o-1")


async def test_a_number_is_added(market: AllegroMarketplace, server: ScriptedServer) -> None:
    server.on("POST", NUMBERS, ADDED)
    await market.add_number("o-1", "INPOST", "InPost", "123")
    await market.add_number("o-1", "OTHER", "N" * 40, "123")
    assert [json.loads(seen.body) for seen in server.seen] == [
        {"carrierId": "INPOST", "waybill": "123"},
        {"carrierId": "OTHER", "waybill": "123", "carrierName": "N" * 30},
    ]


@pytest.mark.parametrize("status", [400, 404, 409, 422])
async def test_a_refusal_is_final_and_keeps_allegros_words(
    market: AllegroMarketplace, server: ScriptedServer, status: int
) -> None:
    error = {"errors": [{"code": "CarrierWaybillValidationException", "userMessage": "zły numer", "metadata": []}]}
    server.on("POST", NUMBERS, Reply(status, error))
    failure = await add(market)
    assert (failure.code, failure.outcome) == (ErrorCode.TRACKING_NUMBER_REFUSED, "refused")
    assert failure.words == Words("Allegro", "CarrierWaybillValidationException", "zły numer")


@pytest.mark.parametrize(
    "answer",
    [
        Reply(500),
        Reply(502, b"<html>", content_type="text/html"),
        Reply(200, b"<html>", content_type="text/html"),
        Reply(201),
        Reply(201, {}),
        Reply(201, []),
        Reply(drop=True),
    ],
)
async def test_a_lost_answer_is_unknown_and_never_sent_again(
    market: AllegroMarketplace, server: ScriptedServer, answer: Reply
) -> None:
    server.on("POST", NUMBERS, answer)
    assert (await add(market)).outcome == "unknown"
    assert len(server.seen) == 1


async def test_no_answer_in_time_is_unknown(vault: TestVault, clock: QuickClock) -> None:
    never = asyncio.Event()
    async with ScriptedServer() as server:
        server.on("POST", NUMBERS, Reply(201, {}, wait_for=never))
        market = open_marketplace(SETTINGS, SELLER, vault, endpoints(server), clock=clock, timeout_s=0.05)
        assert (await add(market)).outcome == "unknown"
        await market.close()
        never.set()
    assert len(server.seen) == 1


async def test_a_refused_connection_proves_that_nothing_was_sent(vault: TestVault, clock: QuickClock) -> None:
    async with ScriptedServer() as server:
        gone = endpoints(server)
    market = open_marketplace(SETTINGS, SELLER, vault, gone, clock=clock)
    failure = await add(market)
    await market.close()
    assert (failure.code, failure.outcome) == (ErrorCode.ALLEGRO_UNAVAILABLE, "not_sent")


@pytest.mark.parametrize("status", [429, 403])
async def test_what_allegro_did_not_look_at_was_not_sent(market: AllegroMarketplace, server: ScriptedServer, status: int) -> None:
    server.on("POST", NUMBERS, Reply(status, b"<html>", {"Retry-After": "4"}, content_type="text/html"))
    failure = await add(market)
    assert (failure.outcome, failure.retry_after_s) == ("not_sent", 4.0)
    assert failure.code is (ErrorCode.ALLEGRO_BLOCKED if status == 403 else ErrorCode.ALLEGRO_UNAVAILABLE)
    assert len(server.seen) == 1


@pytest.mark.parametrize("order_id", ["", "..", "../me", "a/b", "a?b", "ą"])
async def test_nothing_but_an_id_reaches_an_address(market: AllegroMarketplace, server: ScriptedServer, order_id: str) -> None:
    for call in (market.numbers(order_id), market.add_number(order_id, "INPOST", None, "1")):
        with pytest.raises(ShippingError) as caught:
            await call
        assert caught.value.failure.code is ErrorCode.ORDER_NOT_FOUND
    assert server.seen == []


async def test_carriers_are_read_once_an_hour(market: AllegroMarketplace, server: ScriptedServer, clock: QuickClock) -> None:
    server.on(
        "GET", CARRIERS, Reply(200, {"carriers": [{"id": "INPOST", "name": "InPost"}, {"id": "OTHER"}, {"id": None}, None]})
    )
    for answer in await asyncio.gather(*(market.carrier_ids() for _ in range(5))):
        assert answer == {"INPOST", "OTHER"}
    assert len(server.seen) == 1
    await clock.sleep(timedelta(hours=1).total_seconds())
    await market.carrier_ids()
    assert len(server.seen) == 2


async def test_an_older_list_of_carriers_serves_while_allegro_is_down(
    market: AllegroMarketplace, server: ScriptedServer, clock: QuickClock
) -> None:
    server.on("GET", CARRIERS, Reply(200, {"carriers": [{"id": "INPOST"}]}))
    await market.carrier_ids()
    await clock.sleep(4000)
    server.on("GET", CARRIERS, Reply(503))
    assert await market.carrier_ids() == {"INPOST"}


@pytest.mark.parametrize("body", [{}, {"carriers": []}, {"carriers": [{}]}])
async def test_an_empty_list_of_carriers_is_not_believed(
    market: AllegroMarketplace, server: ScriptedServer, body: object
) -> None:
    server.on("GET", CARRIERS, Reply(200, body))
    with pytest.raises(ShippingError):
        await market.carrier_ids()


@pytest.mark.contract
@needs_samples
def test_recorded_numbers_are_read() -> None:
    body = json.loads((SAMPLES / "shipments-get-response.json").read_text(encoding="utf-8"))
    assert numbers_of(body) == (TrackingNumber("DPD", "0000007268757Q", "2024-08-22T03:48:44Z"),)


@pytest.mark.contract
@needs_samples
async def test_the_recorded_answer_to_a_post_is_a_success(market: AllegroMarketplace, server: ScriptedServer) -> None:
    server.on("POST", NUMBERS, Reply(201, (SAMPLES / "shipments-post-response.json").read_bytes()))
    await market.add_number("o-1", "DHL", None, "12345678910PL")
    assert json.loads(server.seen[0].body) == json.loads((SAMPLES / "shipments-post-request.json").read_text(encoding="utf-8"))


@pytest.mark.contract
@needs_samples
async def test_the_carriers_of_the_official_example_are_read(market: AllegroMarketplace, server: ScriptedServer) -> None:
    server.on("GET", CARRIERS, Reply(200, (SAMPLES / "order-carriers.spec-example.json").read_bytes()))
    assert await market.carrier_ids() == {"POCZTA_POLSKA", "DHL", "YUN_EXPRESS", "OTHER"}
