"""Two sellers at one application: each sees and changes only what is his."""

from collections.abc import AsyncIterator
from copy import deepcopy

import aiohttp
import pytest

from agent.demo.allegro_options import AllegroOptions
from agent.demo.allegro_orders import many_orders
from agent.demo.allegro_server import AllegroServer
from tests.demo.test_allegro_oauth import device, poll, refresh
from tests.demo.worlds import AllegroCaller

FORMS = "/order/checkout-forms"
SECOND = "77001122"
NUMBER = "6" * 24
POST = {"carrierId": "INPOST", "waybill": NUMBER}
UNKNOWN = "29738e61-0000-11f1-ac45-09db60ede9d6"


@pytest.fixture
async def server() -> AsyncIterator[AllegroServer]:
    async with AllegroServer(many_orders(3), AllegroOptions(device_interval_s=0)) as server:
        server.add_seller(SECOND, "drugi_zuraw", many_orders(2, first_number=5000))
        yield server


@pytest.fixture
def first(server: AllegroServer, session: aiohttp.ClientSession) -> AllegroCaller:
    return AllegroCaller(server, session)


@pytest.fixture
def second(server: AllegroServer, session: aiohttp.ClientSession) -> AllegroCaller:
    return signed_in(server, session, server.issue_tokens(user_id=SECOND).access_token)


def signed_in(server: AllegroServer, session: aiohttp.ClientSession, token: str) -> AllegroCaller:
    caller = AllegroCaller(server, session)
    caller.token = token
    return caller


def orders_of(server: AllegroServer, user_id: str) -> list[str]:
    return [order_id for order_id in server.orders if server.seller_of(order_id) == user_id]


async def who(caller: AllegroCaller) -> tuple[object, object]:
    _, me = await caller.call("GET", "/me")
    return me.get("id"), me.get("login")


async def test_each_is_told_who_he_is_and_lists_his_own(first: AllegroCaller, second: AllegroCaller) -> None:
    server = first.server
    everything = list(server.orders)
    for caller, user_id, login, own in (
        (first, server.options.user_id, server.options.login, everything[:3]),
        (second, SECOND, "drugi_zuraw", everything[3:]),
    ):
        assert await who(caller) == (user_id, login)
        assert orders_of(server, user_id) == own
        _, page = await caller.call("GET", FORMS)
        assert [order["id"] for order in page["checkoutForms"]] == own
        assert page["totalCount"] == len(own)


async def test_each_works_on_his_own(second: AllegroCaller) -> None:
    order_id = orders_of(second.server, SECOND)[0]
    assert (await second.call("GET", f"{FORMS}/{order_id}"))[1]["id"] == order_id
    assert (await second.call("POST", f"{FORMS}/{order_id}/shipments", POST))[0] == 201
    assert [each["waybill"] for each in (await second.call("GET", f"{FORMS}/{order_id}/shipments"))[1]["shipments"]] == [NUMBER]
    assert (await second.call("PUT", f"{FORMS}/{order_id}/fulfillment", {"status": "SENT"}))[0] == 204
    assert second.server.orders[order_id]["fulfillment"]["status"] == "SENT"


@pytest.mark.parametrize("owner", ["first", "second"])
@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("GET", "", None),
        ("GET", "/shipments", None),
        ("POST", "/shipments", POST),
        ("PUT", "/fulfillment", {"status": "SENT"}),
    ],
)
async def test_an_order_of_another_seller_is_as_good_as_none(
    first: AllegroCaller, second: AllegroCaller, owner: str, method: str, path: str, body: object
) -> None:
    server = first.server
    stranger, user_id = (second, server.options.user_id) if owner == "first" else (first, SECOND)
    foreign = orders_of(server, user_id)[0]
    before = deepcopy(server.orders[foreign])
    for asked in (foreign, foreign.upper()):
        refused = await stranger.call(method, f"{FORMS}/{asked}{path}", body)
        assert refused == await stranger.call(method, f"{FORMS}/{UNKNOWN}{path}", body)
        assert refused[0] == 404
    assert server.orders[foreign] == before
    assert server.numbers(foreign) == []


async def test_who_allows_the_application_gets_the_tokens_and_keeps_them(
    server: AllegroServer, session: aiohttp.ClientSession
) -> None:
    started, beside = await device(session, server), await device(session, server)
    assert server.approve(started["user_code"], SECOND)
    assert server.approve(beside["user_code"])
    _, tokens = await poll(session, server, started["device_code"])
    assert await who(signed_in(server, session, tokens["access_token"])) == (SECOND, "drugi_zuraw")
    _, others = await poll(session, server, beside["device_code"])
    assert await who(signed_in(server, session, others["access_token"])) == (server.options.user_id, server.options.login)
    for _ in range(2):
        status, tokens = await refresh(session, server, tokens["refresh_token"])
        assert status == 200
        assert await who(signed_in(server, session, tokens["access_token"])) == (SECOND, "drugi_zuraw")


async def test_a_code_that_allows_itself_is_allowed_by_the_first(session: aiohttp.ClientSession) -> None:
    async with AllegroServer(options=AllegroOptions(auto_approve_after_polls=1)) as server:
        server.add_seller(SECOND, "drugi_zuraw")
        _, tokens = await poll(session, server, (await device(session, server))["device_code"])
        assert (await who(signed_in(server, session, tokens["access_token"])))[0] == server.options.user_id


async def test_tokens_of_one_seller_die_alone(
    first: AllegroCaller, second: AllegroCaller, session: aiohttp.ClientSession
) -> None:
    server = first.server
    mine, his = server.issue_tokens(), server.issue_tokens(user_id=SECOND)

    async def answers() -> list[int]:
        read = [(await caller.call("GET", "/me"))[0] for caller in (first, second)]
        return [*read, *[(await refresh(session, server, each.refresh_token))[0] for each in (mine, his)]]

    assert await answers() == [200, 200, 200, 200]
    server.expire_access_tokens(SECOND)
    assert await answers() == [200, 401, 200, 200]
    second.token = server.issue_tokens(user_id=SECOND).access_token
    server.revoke_all_tokens(SECOND)
    assert await answers() == [200, 401, 200, 400]
    server.revoke_all_tokens()
    assert await answers() == [401, 401, 400, 400]


async def test_the_same_number_in_too_many_orders_counts_across_sellers(session: aiohttp.ClientSession) -> None:
    async with AllegroServer(many_orders(1), AllegroOptions(orders_limit_per_number=1)) as server:
        server.add_seller(SECOND, "drugi_zuraw", many_orders(1, first_number=5000))
        first, second = AllegroCaller(server, session), AllegroCaller(server, session)
        second.token = server.issue_tokens(user_id=SECOND).access_token
        mine, his = server.orders
        assert (await first.call("POST", f"{FORMS}/{mine}/shipments", POST))[0] == 201
        assert (await second.call("POST", f"{FORMS}/{his}/shipments", POST))[0] == 409


def test_an_order_has_exactly_one_seller() -> None:
    [order] = many_orders(1)
    server = AllegroServer([order])
    server.add_seller(SECOND, "drugi_zuraw")
    with pytest.raises(ValueError, match=server.options.user_id):
        server.add_order(order, SECOND)
    assert server.seller_of(order["id"]) == server.options.user_id
    server.remove_order(order["id"])
    with pytest.raises(KeyError):
        server.seller_of(order["id"])
    server.add_order(order, SECOND)
    assert server.seller_of(order["id"]) == SECOND


def test_a_seller_is_added_once_and_must_be_known() -> None:
    server = AllegroServer()
    with pytest.raises(ValueError, match="already"):
        server.add_seller(server.options.user_id, "drugi_zuraw")
    for ask in (lambda: server.issue_tokens(user_id=SECOND), lambda: server.approve("abc", SECOND)):
        with pytest.raises(KeyError):
            ask()
    [order] = many_orders(1)
    with pytest.raises(KeyError):
        server.add_order(order, SECOND)
    assert server.orders == {}
