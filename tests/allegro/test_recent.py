"""Orders of the last days with their numbers: each once, only those that can have some, and never half of them as all."""

from datetime import UTC, datetime, timedelta

import pytest

from agent.allegro.marketplace import AllegroMarketplace
from agent.shipping.model.failure import ShippingError
from agent.shipping.model.shipment import RecentOrder, TrackingNumber

from .scripted import Reply, ScriptedServer, Seen

FORMS = "/order/checkout-forms"
SINCE = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
CHANGED = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)


def an_id(number: int) -> str:
    return f"{number:08x}-7f6a-11e8-ac45-09db60ede9d6"


def form(number: int, lines_sent: object = "NONE", status: object = "NEW", provider: str = "SELLER") -> dict[str, object]:
    fulfillment = {"status": status, "shipmentSummary": {"lineItemsSent": lines_sent}, "provider": {"id": provider}}
    return {"id": an_id(number), "fulfillment": fulfillment, "updatedAt": "2026-11-23T09:30:00.000Z"}


def listing(server: ScriptedServer, forms: list[dict[str, object]]) -> None:
    def answer(seen: Seen) -> Reply:
        offset, limit = int(seen.query["offset"]), int(seen.query["limit"])
        page = forms[offset : offset + limit]
        return Reply(200, {"checkoutForms": page, "count": len(page), "totalCount": len(forms)})

    server.by("GET", FORMS, answer)


def numbers(server: ScriptedServer, number: int, *waybills: str) -> None:
    entries = [{"carrierId": "INPOST", "waybill": each} for each in waybills]
    server.on("GET", f"{FORMS}/{an_id(number)}/shipments", Reply(200, {"shipments": entries}))


async def read(market: AllegroMarketplace) -> list[RecentOrder]:
    return [each async for each in market.recent(SINCE)]


async def test_only_orders_that_can_have_numbers_are_asked_for_them(market: AllegroMarketplace, server: ScriptedServer) -> None:
    listing(server, [form(1), form(2, "ALL"), form(3, "SOME"), form(4, status="SENT"), form(5, "ALL", provider="ALLEGRO"), {}])
    numbers(server, 2, "620")
    numbers(server, 3, "630", "631")
    numbers(server, 4)
    assert await read(market) == [
        RecentOrder(an_id(2), False, (TrackingNumber("INPOST", "620"),), CHANGED),
        RecentOrder(an_id(3), False, (TrackingNumber("INPOST", "630"), TrackingNumber("INPOST", "631")), CHANGED),
        RecentOrder(an_id(4), True, (), CHANGED),
    ]
    assert len([seen for seen in server.seen if seen.path.endswith("/shipments")]) == 3
    [page] = server.calls("GET", FORMS)
    assert page.query["lineItems.boughtAt.gte"] == "2026-11-20T12:00:00.000Z"
    assert page.query["sort"] == "lineItems.boughtAt"


async def test_every_page_is_read_and_every_order_given_once(market: AllegroMarketplace, server: ScriptedServer) -> None:
    forms = [form(number, "ALL") for number in range(150)]
    forms.insert(100, form(99, "ALL"))  # moved over the edge of the page while it was read
    listing(server, forms)
    for number in range(150):
        numbers(server, number, f"6{number}")
    assert [each.order_id for each in await read(market)] == [an_id(number) for number in range(150)]


async def test_an_order_that_vanished_is_left_out(market: AllegroMarketplace, server: ScriptedServer) -> None:
    listing(server, [form(1, "ALL"), form(2, "ALL")])
    numbers(server, 2, "620")
    assert [each.order_id for each in await read(market)] == [an_id(2)]


@pytest.mark.parametrize(
    "reply",
    [
        Reply(200, {"checkoutForms": [], "totalCount": 10_001}),
        Reply(200, {"count": 0}),
        Reply(200, {"checkoutForms": None, "totalCount": 1}),
        Reply(503),
    ],
    ids=["more than can be listed", "no list", "null", "away"],
)
async def test_half_a_list_is_no_list(market: AllegroMarketplace, server: ScriptedServer, reply: Reply) -> None:
    server.on("GET", FORMS, reply)
    with pytest.raises(ShippingError):
        await read(market)


async def test_numbers_that_cannot_be_read_end_the_reading(market: AllegroMarketplace, server: ScriptedServer) -> None:
    listing(server, [form(1, "ALL")])
    server.on("GET", f"{FORMS}/{an_id(1)}/shipments", Reply(200, {"something": "else"}))
    with pytest.raises(ShippingError):
        await read(market)


async def test_the_window_follows_the_moment(market: AllegroMarketplace, server: ScriptedServer) -> None:
    listing(server, [])
    assert [each async for each in market.recent(SINCE + timedelta(hours=5, minutes=1))] == []
    assert server.calls("GET", FORMS)[0].query["lineItems.boughtAt.gte"] == "2026-11-20T17:01:00.000Z"
