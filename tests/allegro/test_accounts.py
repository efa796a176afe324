"""Several accounts of one seller at the stand-in: whose an order is, and what one that cannot be used costs the others."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import pytest
from pydantic import SecretStr

from agent.allegro.accounts import AllegroAccounts, open_accounts
from agent.allegro.tokens import CLIENT_SECRET, TokenPair, TokenStore
from agent.demo.allegro_options import AllegroOptions
from agent.demo.allegro_orders import many_orders
from agent.demo.allegro_server import AllegroServer
from agent.shipping.model.failure import Failure, ShippingError
from agent.shipping.model.order import Order
from agent.shipping.ports import Marketplace
from shared_schema.codes import ErrorCode

from .conftest import SETTINGS, TestVault

FIRST, SECOND = "46968690", "76093512"
PER_SELLER = 8
UNKNOWN = "00000000-8a1f-11f1-ac45-09db60ede9d6"


@pytest.fixture
async def allegro() -> AsyncIterator[AllegroServer]:
    async with AllegroServer(many_orders(PER_SELLER), AllegroOptions(user_id=FIRST)) as server:
        server.add_seller(SECOND, "zuraw_outlet", many_orders(PER_SELLER, first_number=5000))
        yield server


async def signed_in(allegro: AllegroServer, vault: TestVault, seller_id: str) -> None:
    issued = allegro.issue_tokens(user_id=seller_id)
    pair = TokenPair(
        access_token=SecretStr(issued.access_token),
        refresh_token=SecretStr(issued.refresh_token),
        expires_at=datetime.now(UTC) + timedelta(seconds=issued.expires_in),
    )
    await TokenStore(vault, seller_id).save(pair)


@pytest.fixture
async def vault(allegro: AllegroServer) -> TestVault:
    vault = TestVault()
    vault.secrets = {CLIENT_SECRET: allegro.options.client_secret}
    for seller_id in (FIRST, SECOND):
        await signed_in(allegro, vault, seller_id)
    return vault


@pytest.fixture
async def accounts(allegro: AllegroServer, vault: TestVault) -> AsyncIterator[AllegroAccounts]:
    endpoints = {"allegro_api": allegro.api_url, "allegro_auth": allegro.auth_url}
    accounts = open_accounts(SETTINGS, [FIRST, SECOND], vault, endpoints)
    yield accounts
    await accounts.close()


def of(allegro: AllegroServer, seller_id: str) -> list[str]:
    return [each for each in allegro.orders if allegro.seller_of(each) == seller_id]


async def read(accounts: Marketplace, order_ids: list[str], seller_id: str | None = None) -> dict[str, Order | Failure]:
    found = [each async for each in accounts.orders(order_ids, seller_id)]
    told = {each.id: each for each in found if isinstance(each, Order)} | {
        each[0]: each[1] for each in found if not isinstance(each, Order)
    }
    assert len(told) == len(found), "each order exactly once"
    return told


def sellers_of(found: dict[str, Order | Failure]) -> dict[str, str]:
    return {each: order.seller_id for each, order in found.items() if isinstance(order, Order)}


async def test_orders_of_both_are_read_where_they_are(allegro: AllegroServer, accounts: AllegroAccounts) -> None:
    mixed = [each for pair in zip(of(allegro, FIRST), of(allegro, SECOND), strict=True) for each in pair]
    found = await read(accounts, [*mixed, UNKNOWN])
    assert sellers_of(found) == {each: allegro.seller_of(each) for each in mixed}
    missing = found[UNKNOWN]
    assert isinstance(missing, Failure)
    assert missing.code is ErrorCode.ORDER_NOT_FOUND


async def test_a_page_of_one_accounts_orders_costs_the_other_a_look_at_its_list(
    allegro: AllegroServer, accounts: AllegroAccounts
) -> None:
    second = of(allegro, SECOND)
    await accounts.sellers()
    before = len(allegro.calls)
    assert sellers_of(await read(accounts, second)) == dict.fromkeys(second, SECOND)
    calls = [each.path for each in allegro.calls[before:]]
    assert set(calls) == {"/order/checkout-forms"}
    assert len(calls) <= 4


async def test_whose_an_order_is_is_asked_once(allegro: AllegroServer, accounts: AllegroAccounts) -> None:
    second = of(allegro, SECOND)[:3]
    assert await accounts.owners(second) == dict.fromkeys(second, SECOND)
    before = len(allegro.calls)
    assert await accounts.owners([*second, second[0]]) == dict.fromkeys(second, SECOND)
    assert len(allegro.calls) == before
    await read(accounts, second)
    asked = allegro.calls[before:]
    assert len(asked) == len(second)
    assert {each.status for each in asked} == {200}


async def test_an_order_is_not_looked_for_elsewhere_when_its_account_is_named(
    allegro: AllegroServer, accounts: AllegroAccounts
) -> None:
    [order_id] = of(allegro, SECOND)[:1]
    found = await read(accounts, [order_id], FIRST)
    assert isinstance(found[order_id], Failure)
    assert sellers_of(await read(accounts, [order_id], SECOND)) == {order_id: SECOND}


@pytest.mark.parametrize("dead", [FIRST, SECOND])
async def test_an_account_that_is_refused_costs_the_other_nothing(
    allegro: AllegroServer, vault: TestVault, accounts: AllegroAccounts, dead: str
) -> None:
    alive = SECOND if dead == FIRST else FIRST
    allegro.revoke_all_tokens(dead)
    sellers = await accounts.sellers()
    assert [each.id for each in sellers.connected] == [alive]
    assert sellers.failures[dead].code is ErrorCode.CREDENTIALS_REFUSED
    mine, theirs = of(allegro, alive), of(allegro, dead)
    found = await read(accounts, [*mine, *theirs])
    assert sellers_of(found) == dict.fromkeys(mine, alive)
    assert {failure.code for each in theirs if isinstance(failure := found[each], Failure)} == {ErrorCode.CREDENTIALS_REFUSED}
    assert len(await accounts.delivery_methods()) > 10
    await signed_in(allegro, vault, dead)
    assert [each.id for each in (await accounts.sellers()).connected] == [FIRST, SECOND]


async def test_without_any_that_can_be_used_the_reason_is_told(allegro: AllegroServer, accounts: AllegroAccounts) -> None:
    allegro.revoke_all_tokens()
    with pytest.raises(ShippingError) as raised:
        await accounts.sellers()
    assert raised.value.failure.code is ErrorCode.CREDENTIALS_REFUSED


async def test_a_number_goes_to_the_order_of_its_seller_alone(allegro: AllegroServer, accounts: AllegroAccounts) -> None:
    [order_id] = of(allegro, SECOND)[:1]
    await accounts.add_number(SECOND, order_id, "INPOST", None, "6" * 24)
    [number] = await accounts.numbers(SECOND, order_id)
    assert (number.carrier_id, number.number) == ("INPOST", "6" * 24)
    with pytest.raises(ShippingError) as raised:
        await accounts.add_number(FIRST, order_id, "INPOST", None, "7" * 24)
    assert raised.value.failure.outcome == "refused"
    with pytest.raises(ShippingError) as raised:
        await accounts.add_number("1", order_id, "INPOST", None, "7" * 24)
    assert raised.value.failure.code is ErrorCode.ORDER_OF_OTHER_SELLER
    assert [each.waybill for each in allegro.numbers(order_id)] == ["6" * 24]


async def test_recent_and_newest_orders_of_both(allegro: AllegroServer, accounts: AllegroAccounts) -> None:
    for each in (FIRST, SECOND):
        allegro.add_number_by_carrier(of(allegro, each)[0], "INPOST", f"{each:0>24}")
    since = datetime.now(UTC) - timedelta(days=60)
    for each in (FIRST, SECOND):
        assert of(allegro, each)[0] in [order.order_id async for order in accounts.recent(each, since)]
    newest = await accounts.newest(6)
    assert [each.seller_id for each in newest] == [FIRST, SECOND] * 3


async def test_an_order_that_went_over_to_the_other_account_is_found_there(
    allegro: AllegroServer, accounts: AllegroAccounts
) -> None:
    """What is remembered only says where to look first."""
    [order_id] = of(allegro, FIRST)[:1]
    await accounts.owners([order_id])
    form = allegro.orders[order_id]
    allegro.remove_order(order_id)
    allegro.add_order(form, SECOND)
    assert sellers_of(await read(accounts, [order_id])) == {order_id: SECOND}
