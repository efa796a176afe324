"""Reading many orders: each once, cheaply, and one bad order stops no other."""

import asyncio
from collections.abc import Iterable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.allegro.marketplace import AllegroMarketplace
from agent.allegro.order_reader import FEW, FURTHEST, PAGE, pages_to_read
from agent.shipping.model.failure import Failure
from agent.shipping.model.order import Order
from shared_schema.codes import ErrorCode

from .conftest import TOKENS, TestVault
from .scripted import Reply, ScriptedServer, Seen

LIST = "/order/checkout-forms"
PAGE_FOR_PEOPLE = Reply(403, b"<html>captcha</html>", content_type="text/html")


class Shop:
    """So many orders, `o-0` the newest; the list counts how many single calls stand open at once."""

    def __init__(self, server: ScriptedServer, size: int) -> None:
        self.server = server
        self.ids = [f"o-{number}" for number in range(size)]
        self.total: object = size
        server.by("GET", LIST, self.page)
        for order_id in self.ids:
            server.on("GET", f"{LIST}/{order_id}", Reply(200, {"id": order_id, "status": "READY_FOR_PROCESSING"}))

    def page(self, seen: Seen) -> Reply:
        offset, limit = int(seen.query["offset"]), int(seen.query["limit"])
        if not (1 <= limit <= 100 and offset + limit <= 10_000):
            return Reply(422, {"errors": [{"code": "RANGE"}]})
        forms = [{"id": order_id, "status": "CANCELLED"} for order_id in self.ids[offset : offset + limit]]
        return Reply(200, {"checkoutForms": forms, "count": len(forms), "totalCount": self.total})

    @property
    def pages(self) -> int:
        return len(self.server.calls("GET", LIST))

    @property
    def singles(self) -> int:
        return sum(seen.path.startswith(LIST + "/") for seen in self.server.seen)


async def read(market: AllegroMarketplace, ids: Iterable[str]) -> dict[str, Order | Failure]:
    """What came, by id; fails when something came twice."""
    got: dict[str, Order | Failure] = {}
    async for each in market.orders(list(ids)):
        order_id, value = (each.id, each) if isinstance(each, Order) else each
        assert order_id not in got
        got[order_id] = value
    return got


def orders_in(got: dict[str, Order | Failure]) -> set[str]:
    return {order_id for order_id, value in got.items() if isinstance(value, Order)}


async def test_a_few_are_read_one_by_one(market: AllegroMarketplace, server: ScriptedServer) -> None:
    shop = Shop(server, 50)
    got = await read(market, ["o-1", "o-40", "o-3"])
    assert orders_in(got) == {"o-1", "o-40", "o-3"}
    assert (shop.pages, shop.singles) == (0, 3)
    assert all(isinstance(each, Order) and each.seller_id == "77" for each in got.values())


@pytest.mark.parametrize(
    "wanted", [range(200), range(100, 300), [*range(100), *range(200, 300)], range(0, 300, 3), range(1, 300, 2)]
)
async def test_recent_orders_cost_three_pages_at_most(
    market: AllegroMarketplace, server: ScriptedServer, wanted: Iterable[int]
) -> None:
    shop = Shop(server, 5000)
    ids = [f"o-{number}" for number in wanted]
    assert orders_in(await read(market, ids)) == set(ids)
    assert shop.pages <= 3
    assert shop.singles == 0


async def test_two_hundred_newest_cost_two_pages(market: AllegroMarketplace, server: ScriptedServer) -> None:
    shop = Shop(server, 5000)
    await read(market, shop.ids[:200])
    assert (shop.pages, shop.singles) == (2, 0)


async def test_the_list_is_asked_for_every_status_newest_first(market: AllegroMarketplace, server: ScriptedServer) -> None:
    shop = Shop(server, 30)
    got = await read(market, shop.ids[:10])
    [seen] = server.calls("GET", LIST)
    assert seen.query == {"limit": "100", "offset": "0", "sort": "-lineItems.boughtAt"}
    assert all(isinstance(each, Order) and each.cancelled for each in got.values())


async def test_old_orders_are_read_one_by_one_after_three_pages(market: AllegroMarketplace, server: ScriptedServer) -> None:
    shop = Shop(server, 5000)
    ids = shop.ids[4000:4020]
    assert orders_in(await read(market, ids)) == set(ids)
    assert (shop.pages, shop.singles) == (3, 20)


async def test_a_small_shop_has_one_page(market: AllegroMarketplace, server: ScriptedServer) -> None:
    shop = Shop(server, 20)
    got = await read(market, [*shop.ids, *(f"gone-{number}" for number in range(5))])
    assert (len(orders_in(got)), shop.pages, shop.singles) == (20, 1, 5)


@pytest.mark.parametrize("total", [None, "20", -1, True, 10**9])
async def test_the_total_need_not_be_told(market: AllegroMarketplace, server: ScriptedServer, total: object) -> None:
    shop = Shop(server, 150)
    shop.total = total
    assert orders_in(await read(market, shop.ids)) == set(shop.ids)


async def test_ids_given_twice_come_once(market: AllegroMarketplace, server: ScriptedServer) -> None:
    Shop(server, 20)
    assert len(await read(market, ["o-1"] * 5)) == 1
    assert len(await read(market, [f"o-{number % 10}" for number in range(30)])) == 10


async def test_an_order_that_slips_to_the_next_page_comes_once(market: AllegroMarketplace, server: ScriptedServer) -> None:
    shop = Shop(server, 300)
    wanted = shop.ids[:250]

    def shifting(seen: Seen) -> Reply:
        reply = shop.page(seen)
        shop.ids.insert(0, f"new-{shop.pages}")
        return reply

    server.by("GET", LIST, shifting)
    assert orders_in(await read(market, wanted)) == set(wanted)


@pytest.mark.parametrize("status", [404, 422])
async def test_an_order_that_is_not_there(market: AllegroMarketplace, server: ScriptedServer, status: int) -> None:
    Shop(server, 3)
    server.on("GET", f"{LIST}/o-1", Reply(status, {"code": "ERROR", "message": "Order not found", "userMessage": None}))
    got = await read(market, ["o-0", "o-1", "o-2"])
    failure = got["o-1"]
    assert isinstance(failure, Failure)
    assert (failure.code, failure.outcome) == (ErrorCode.ORDER_NOT_FOUND, "not_sent")
    assert failure.words is not None
    assert orders_in(got) == {"o-0", "o-2"}


@pytest.mark.parametrize(
    "bad",
    [
        Reply(500),
        Reply(drop=True),
        Reply(403, {"errors": []}),
        Reply(200, []),
        Reply(200, {"id": None}),
        Reply(200, {"id": "o-5"}),
        Reply(200, b"\xff"),
    ],
)
async def test_one_bad_order_stops_no_other(market: AllegroMarketplace, server: ScriptedServer, bad: Reply) -> None:
    shop = Shop(server, 400)
    old = shop.ids[380:]
    server.on("GET", f"{LIST}/{old[3]}", bad)
    got = await read(market, old)
    assert isinstance(got[old[3]], Failure)
    assert orders_in(got) == set(old) - {old[3]}


async def test_what_is_no_id_never_reaches_an_address(market: AllegroMarketplace, server: ScriptedServer) -> None:
    Shop(server, 3)
    got = await read(market, ["../me", "", "o-1", "a?b"])
    assert orders_in(got) == {"o-1"}
    assert {each.code for each in got.values() if isinstance(each, Failure)} == {ErrorCode.ORDER_NOT_FOUND}
    assert {seen.path for seen in server.seen} == {"/me", f"{LIST}/o-1"}


@pytest.mark.parametrize(
    "bad", [Reply(500), Reply(422, {"errors": []}), Reply(200, []), Reply(200, {"checkoutForms": [None, 7, {}]})]
)
async def test_a_bad_list_leaves_the_single_calls(market: AllegroMarketplace, server: ScriptedServer, bad: Reply) -> None:
    shop = Shop(server, 20)
    server.on("GET", LIST, bad)
    assert orders_in(await read(market, shop.ids)) == set(shop.ids)


async def test_one_bad_page_does_not_hide_the_other(market: AllegroMarketplace, server: ScriptedServer) -> None:
    shop = Shop(server, 200)
    server.by("GET", LIST, lambda seen: shop.page(seen) if seen.query["offset"] == "0" else Reply(500))
    assert orders_in(await read(market, shop.ids)) == set(shop.ids)
    assert shop.singles == 100


async def test_a_firewall_page_ends_the_reading_at_once(market: AllegroMarketplace, server: ScriptedServer) -> None:
    shop = Shop(server, 100)
    server.on("GET", LIST, PAGE_FOR_PEOPLE)
    got = await read(market, shop.ids)
    assert len(got) == 100
    assert {each.code for each in got.values() if isinstance(each, Failure)} == {ErrorCode.ALLEGRO_BLOCKED}
    assert (shop.pages, shop.singles) == (1, 0)


async def test_a_firewall_page_among_single_calls_ends_them(market: AllegroMarketplace, server: ScriptedServer) -> None:
    shop = Shop(server, 600)
    old = shop.ids[500:]
    for order_id in old:
        server.on("GET", f"{LIST}/{order_id}", PAGE_FOR_PEOPLE)
    got = await read(market, old)
    assert {each.code for each in got.values() if isinstance(each, Failure)} == {ErrorCode.ALLEGRO_BLOCKED}
    assert shop.singles <= 8


async def test_without_an_answer_to_the_list_no_single_call_is_made(market: AllegroMarketplace, server: ScriptedServer) -> None:
    shop = Shop(server, 100)
    server.on("GET", LIST, Reply(drop=True))
    got = await read(market, shop.ids)
    assert {each.code for each in got.values() if isinstance(each, Failure)} == {ErrorCode.ALLEGRO_UNAVAILABLE}
    assert (shop.pages, shop.singles) == (3, 0)


async def test_nobody_signed_in_is_every_orders_failure(
    market: AllegroMarketplace, server: ScriptedServer, vault: TestVault
) -> None:
    del vault.secrets[TOKENS]
    got = await read(market, ["o-1", "o-2"])
    assert [each.code for each in got.values() if isinstance(each, Failure)] == [ErrorCode.CREDENTIALS_MISSING] * 2
    assert server.seen == []


async def test_no_ids_cost_nothing(market: AllegroMarketplace, server: ScriptedServer) -> None:
    assert await read(market, []) == {}
    assert server.seen == []


async def test_single_calls_run_eight_at_once(market: AllegroMarketplace, server: ScriptedServer) -> None:
    shop = Shop(server, 400)
    old = shop.ids[350:]
    full = asyncio.Event()
    waiting = 0

    def answer(seen: Seen) -> Reply:
        nonlocal waiting
        waiting += 1
        if waiting == 8:
            full.set()
        return Reply(200, {"id": seen.path.rsplit("/", 1)[1]}, wait_for=full)

    for order_id in old:
        server.by("GET", f"{LIST}/{order_id}", answer)
    got = await asyncio.wait_for(read(market, old), 20)
    assert orders_in(got) == set(old)
    assert server.most_open == 8


async def test_a_reader_that_is_left_early_makes_no_more_calls(market: AllegroMarketplace, server: ScriptedServer) -> None:
    shop = Shop(server, 400)
    reading = market.orders(shop.ids[300:])
    assert isinstance(await anext(reading), Order)
    await reading.aclose()
    assert [task for task in asyncio.all_tasks() if "OrderReader" in repr(task.get_coro())] == []
    assert shop.singles < 100


@given(st.integers(0, 100), st.integers(0, 3000), st.integers(0, 100), st.none() | st.integers(0, 20_000), st.integers(1, 32))
def test_the_walk_never_goes_too_far(pages: int, missing: int, found: int, total: int | None, at_once: int) -> None:
    count = pages_to_read(pages, missing, found, total, at_once)
    assert 0 <= count <= at_once
    assert (pages + count) * PAGE <= FURTHEST or count == 0
    if missing <= FEW or (total is not None and pages * PAGE >= total):
        assert count == 0


@pytest.mark.parametrize(
    ("pages", "missing", "found", "expected"),
    [(0, 4, 0, 1), (1, 4, 0, 1), (2, 4, 1, 1), (3, 4, 1, 0), (3, 4, 2, 1), (0, 250, 0, 3), (0, 3, 0, 0)],
)
def test_the_walk_goes_on_while_it_pays(pages: int, missing: int, found: int, expected: int) -> None:
    assert pages_to_read(pages, missing, found, 10_000, 8) == expected
