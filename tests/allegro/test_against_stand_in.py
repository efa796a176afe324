"""The whole marketplace against the stand-in, which checks headers, tokens and scopes as Allegro does."""

import asyncio
import logging
import re
from collections.abc import AsyncIterator
from copy import deepcopy
from datetime import UTC, datetime, timedelta

import pytest
from pydantic import SecretStr

from agent.allegro.marketplace import AllegroMarketplace, open_marketplace
from agent.allegro.settings import AllegroSettings
from agent.allegro.sign_in import open_sign_in
from agent.allegro.tokens import CLIENT_SECRET, TokenPair, TokenStore
from agent.demo.allegro_options import AllegroOptions
from agent.demo.allegro_orders import many_orders
from agent.demo.allegro_server import AllegroServer
from agent.demo.faults import Fault
from agent.shipping.model.failure import ShippingError
from agent.shipping.model.order import Order

from .conftest import TestVault

SETTINGS = AllegroSettings(client_id="demo-client", application_name="Nadajnik")
ORDERS = many_orders(400)
SHIPMENTS = r"/shipments$"


@pytest.fixture
async def allegro() -> AsyncIterator[AllegroServer]:
    async with AllegroServer(deepcopy(ORDERS), AllegroOptions(device_interval_s=1, auto_approve_after_polls=1)) as server:
        yield server


@pytest.fixture
async def vault(allegro: AllegroServer) -> TestVault:
    vault = TestVault()
    vault.secrets = {CLIENT_SECRET: allegro.options.client_secret}
    issued = allegro.issue_tokens()
    pair = TokenPair(
        access_token=SecretStr(issued.access_token),
        refresh_token=SecretStr(issued.refresh_token),
        expires_at=datetime.now(UTC) + timedelta(seconds=issued.expires_in),
    )
    await TokenStore(vault, allegro.options.user_id).save(pair)
    return vault


@pytest.fixture
async def market(allegro: AllegroServer, vault: TestVault) -> AsyncIterator[AllegroMarketplace]:
    market = open_marketplace(SETTINGS, allegro.options.user_id, vault, endpoints(allegro), timeout_s=5)
    yield market
    await market.close()


def endpoints(allegro: AllegroServer) -> dict[str, str]:
    return {"allegro_api": allegro.api_url, "allegro_auth": allegro.auth_url}


def newest(count: int) -> list[str]:
    bought = {str(form["id"]): max(item["boughtAt"] for item in form["lineItems"]) for form in ORDERS}
    return sorted(bought, key=bought.__getitem__, reverse=True)[:count]


async def read(market: AllegroMarketplace, ids: list[str]) -> dict[str, Order]:
    return {each.id: each async for each in market.orders(ids) if isinstance(each, Order)}


async def test_whose_account_it_is(market: AllegroMarketplace) -> None:
    assert (await market.seller()).login == "sklep_zuraw"


async def test_two_hundred_orders(market: AllegroMarketplace, allegro: AllegroServer) -> None:
    ids = newest(200)
    got = await read(market, ids)
    assert set(got) == set(ids)
    assert allegro.count("GET", r"/order/checkout-forms$") <= 3
    assert allegro.count("GET", r"/order/checkout-forms/.+") == 0
    assert all(order.seller_id == allegro.options.user_id and order.email for order in got.values())


async def test_tokens_that_ran_out_are_renewed_once(market: AllegroMarketplace, allegro: AllegroServer, vault: TestVault) -> None:
    before = vault.stored_access(allegro.options.user_id)
    allegro.expire_access_tokens()
    await asyncio.gather(*(market.numbers(order_id) for order_id in newest(20)))
    assert allegro.count("POST", r"/auth/oauth/token") == 1
    assert vault.stored_access(allegro.options.user_id) != before


async def test_tokens_that_were_revoked(market: AllegroMarketplace, allegro: AllegroServer) -> None:
    allegro.revoke_all_tokens()
    for _ in range(3):
        with pytest.raises(ShippingError) as caught:
            await market.seller()
        assert caught.value.failure.code == "credentials_refused"
    assert allegro.count("POST", r"/auth/oauth/token") == 1


async def test_a_number_is_added_and_seen(market: AllegroMarketplace, allegro: AllegroServer) -> None:
    [order_id] = newest(1)
    assert "INPOST" in await market.carrier_ids()
    await market.add_number(order_id, "INPOST", None, "6" * 24)
    assert [(each.carrier_id, each.number) for each in await market.numbers(order_id)] == [("INPOST", "6" * 24)]


@pytest.mark.parametrize(
    ("fault", "outcome", "there"),
    [
        (Fault.LOST_ANSWER, "unknown", 1),
        (Fault.HALF_ANSWER, "unknown", 1),
        (Fault.ERROR_AFTER, "unknown", 1),
        (Fault.HTML_OK_AFTER, "unknown", 1),
        (Fault.ERROR_BEFORE, "unknown", 0),
        (Fault.RATE_LIMITED, "not_sent", 0),
        (Fault.REDIRECT, "unknown", 0),
    ],
)
async def test_a_fault_while_adding(
    market: AllegroMarketplace, allegro: AllegroServer, fault: Fault, outcome: str, there: int
) -> None:
    [order_id] = newest(1)
    allegro.faults.arm(fault, method="POST", path=SHIPMENTS)
    with pytest.raises(ShippingError) as caught:
        await market.add_number(order_id, "INPOST", None, "6" * 24)
    assert caught.value.failure.outcome == outcome
    assert len(allegro.numbers(order_id)) == there
    assert allegro.count("POST", SHIPMENTS) == 1


async def test_a_stopped_allegro_was_sent_nothing(market: AllegroMarketplace, allegro: AllegroServer) -> None:
    [order_id] = newest(1)
    await market.numbers(order_id)
    await allegro.stop()
    with pytest.raises(ShippingError) as caught:
        await market.add_number(order_id, "INPOST", None, "6" * 24)
    assert caught.value.failure.outcome in {"not_sent", "unknown"}
    with pytest.raises(ShippingError) as caught:
        await market.add_number(order_id, "INPOST", None, "6" * 24)
    assert caught.value.failure.outcome == "not_sent"
    await allegro.start()
    assert allegro.numbers(order_id) == []


async def test_signing_in(allegro: AllegroServer, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG, logger="agent.allegro")
    caplog.set_level(logging.DEBUG, logger="httpx")
    caplog.set_level(logging.DEBUG, logger="httpcore")
    vault = TestVault()
    vault.secrets = {CLIENT_SECRET: allegro.options.client_secret}
    sign_in = open_sign_in(SETTINGS, vault, endpoints(allegro), allegro.options.client_secret)
    market = open_marketplace(SETTINGS, allegro.options.user_id, vault, endpoints(allegro))
    with pytest.raises(ShippingError, match="credentials_missing"):
        await market.seller()
    device = await sign_in.start()
    assert re.fullmatch(r"\S{3}( \S{3})*", device.user_code)
    seller = await asyncio.wait_for(sign_in.finish(device), 30)
    assert (await market.seller()) == seller
    assert seller.id == allegro.options.user_id
    await TokenStore(vault, seller.id).forget()
    with pytest.raises(ShippingError, match="credentials_missing"):
        await market.numbers(newest(1)[0])
    await sign_in.close()
    await market.close()
    assert device.device_code.get_secret_value() not in caplog.text


async def test_the_newest_orders_are_read_a_hundred_a_call(market: AllegroMarketplace, allegro: AllegroServer) -> None:
    newest = sorted(ORDERS, key=lambda each: str(each["lineItems"][0]["boughtAt"]), reverse=True)
    found = await market.newest(150)
    assert [each.id for each in found] == [each["id"] for each in newest[:150]]
    assert len(await market.newest(1000)) == 400
    assert len([call for call in allegro.calls if call.path == "/order/checkout-forms"]) == 2 + 4


async def test_the_delivery_methods_of_the_polish_marketplace_are_read(
    market: AllegroMarketplace, allegro: AllegroServer
) -> None:
    found = {each.method.id: each for each in await market.delivery_methods()}
    assert found["85c3ad2f-4ec1-446c-866e-63473ed10e26"].method.name == "Allegro Kurier24 InPost pobranie"
    assert found["85c3ad2f-4ec1-446c-866e-63473ed10e26"].cash_on_delivery
    assert not found["5d9c7838-e05f-4dec-afdd-58e884170ba7"].cash_on_delivery
