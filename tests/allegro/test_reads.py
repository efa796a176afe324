"""Retries of reads, and that writes have none; over a real server."""

import asyncio

import pytest

from agent.allegro.marketplace import AllegroMarketplace, open_marketplace
from agent.shipping.model.failure import Failure, ShippingError
from shared_schema.codes import ErrorCode

from .conftest import SELLER, SETTINGS, QuickClock, TestVault, endpoints
from .scripted import Reply, ScriptedServer

NUMBERS = "/order/checkout-forms/o-1/shipments"
GOOD = Reply(200, {"shipments": []})
PAGE = Reply(403, b"<!DOCTYPE html><title>captcha</title>", content_type="text/html")


async def failed(market: AllegroMarketplace) -> Failure:
    with pytest.raises(ShippingError) as caught:
        await market.numbers("o-1")
    return caught.value.failure


@pytest.mark.parametrize("bad", [Reply(500), Reply(503, b"<html>", content_type="text/html"), Reply(drop=True), Reply(429)])
async def test_a_read_is_tried_three_times(market: AllegroMarketplace, server: ScriptedServer, bad: Reply) -> None:
    server.on("GET", NUMBERS, bad, bad, GOOD)
    assert list(await market.numbers("o-1")) == []
    server.on("GET", NUMBERS, bad, bad, bad, GOOD)
    failure = await failed(market)
    assert (failure.code, failure.outcome) == (ErrorCode.ALLEGRO_UNAVAILABLE, "not_sent")
    assert len(server.calls("GET", NUMBERS)) == 6


async def test_allegro_is_given_the_time_it_asks_for_up_to_a_minute(
    market: AllegroMarketplace, server: ScriptedServer, clock: QuickClock
) -> None:
    server.on("GET", NUMBERS, Reply(429, headers={"Retry-After": "7"}), Reply(429, headers={"Retry-After": "3600"}), GOOD)
    await market.numbers("o-1")
    assert clock.pauses == [7.0, 60.0]


async def test_a_firewall_page_is_not_tried_again(market: AllegroMarketplace, server: ScriptedServer) -> None:
    server.on("GET", NUMBERS, PAGE)
    failure = await failed(market)
    assert (failure.code, failure.outcome) == (ErrorCode.ALLEGRO_BLOCKED, "not_sent")
    assert len(server.calls("GET", NUMBERS)) == 1


@pytest.mark.parametrize("status", [400, 403, 404, 406, 422])
async def test_a_no_is_not_asked_again(market: AllegroMarketplace, server: ScriptedServer, status: int) -> None:
    server.on("GET", NUMBERS, Reply(status, {"errors": [{"code": "NO", "userMessage": "nie wolno"}]}))
    failure = await failed(market)
    assert failure.code is (ErrorCode.ORDER_NOT_FOUND if status == 404 else ErrorCode.ALLEGRO_REFUSED)
    assert failure.words is not None
    assert failure.words.text == "nie wolno"
    assert len(server.calls("GET", NUMBERS)) == 1


async def test_an_answer_without_end_is_given_up(vault: TestVault, clock: QuickClock) -> None:
    never = asyncio.Event()
    async with ScriptedServer() as server:
        server.on("GET", NUMBERS, Reply(200, {"shipments": []}, wait_for=never))
        market = open_marketplace(SETTINGS, SELLER, vault, endpoints(server), clock=clock, timeout_s=0.05)
        failure = await failed(market)
        await market.close()
        never.set()
    assert (failure.code, failure.outcome) == (ErrorCode.ALLEGRO_UNAVAILABLE, "not_sent")
    assert len(server.seen) == 3
