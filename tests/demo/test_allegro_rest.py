from datetime import UTC, datetime

import pytest

from agent.demo.allegro_options import ORDERS_READ, AllegroOptions
from agent.demo.allegro_orders import OrderKind, build_order, demo_orders, many_orders
from agent.demo.allegro_server import AllegroServer
from tests.demo.worlds import USER_AGENT, AllegroCaller, answered

FORMS = "/order/checkout-forms"
NUMBER = "6" * 24
POST = {"carrierId": "INPOST", "waybill": NUMBER}


def first_order(allegro: AllegroCaller) -> str:
    return next(iter(allegro.server.orders))


@pytest.mark.parametrize(
    ("header", "value", "status"),
    [
        ("Authorization", None, 401),
        ("Authorization", "Bearer wrong", 401),
        ("Accept", None, 406),
        ("Accept", "application/json", 406),
        ("Accept", "*/*", 406),
        ("User-Agent", None, 403),
        ("User-Agent", "python-httpx/0.28", 403),
        ("User-Agent", "Nadajnik/1.2.3", 403),
        ("User-Agent", USER_AGENT + " httpx/0.28", 403),
        ("User-Agent", USER_AGENT.replace("Nadajnik", "Inny"), 403),
    ],
)
async def test_wrong_headers_are_refused(allegro: AllegroCaller, header: str, value: str | None, status: int) -> None:
    assert (await allegro.call("GET", "/me", headers={header: value}))[0] == status
    assert (await allegro.call("GET", "/me"))[0] == 200


async def test_a_wrong_content_type_is_refused(allegro: AllegroCaller) -> None:
    path = f"{FORMS}/{first_order(allegro)}/shipments"
    assert (await allegro.call("POST", path, POST, headers={"Content-Type": "application/json"}))[0] == 415
    assert allegro.server.numbers(first_order(allegro)) == []


async def test_the_user_agent_follows_the_registered_name(allegro: AllegroCaller) -> None:
    async with AllegroServer(options=AllegroOptions(application_name="Moja Paczka")) as server:
        caller = AllegroCaller(server, allegro.session)
        assert (await caller.call("GET", "/me"))[0] == 403
        agent = USER_AGENT.replace("Nadajnik", "Moja-Paczka")
        assert (await caller.call("GET", "/me", headers={"User-Agent": agent}))[0] == 200


async def test_a_missing_scope_is_forbidden(allegro: AllegroCaller) -> None:
    allegro.token = allegro.server.issue_tokens([ORDERS_READ]).access_token
    assert (await allegro.call("GET", FORMS))[0] == 200
    assert (await allegro.call("GET", "/me"))[0] == 403
    assert (await allegro.call("POST", f"{FORMS}/{first_order(allegro)}/shipments", POST))[0] == 403


async def test_one_order(allegro: AllegroCaller) -> None:
    order_id = first_order(allegro)
    status, order = await allegro.call("GET", f"{FORMS}/{order_id}")
    assert (status, order["id"]) == (200, order_id)
    assert allegro.trace_id
    assert isinstance(order["summary"]["totalToPay"]["amount"], str)
    assert (await allegro.call("GET", f"{FORMS}/{order_id[:-1]}0"))[0] == 404
    assert (await allegro.call("GET", f"{FORMS}/not-a-uuid"))[0] == 422


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("limit=0", 422),
        ("limit=101", 422),
        ("offset=-1", 422),
        ("offset=9950&limit=51", 422),
        ("offset=9950&limit=50", 200),
        ("limit=ten", 422),
        ("status=PAID", 400),
        ("sort=price", 400),
        ("updatedAt.gte=yesterday", 400),
    ],
)
async def test_the_list_refuses_what_is_out_of_range(allegro: AllegroCaller, query: str, status: int) -> None:
    assert (await allegro.call("GET", f"{FORMS}?{query}"))[0] == status


async def test_the_list_filters_sorts_and_pages(allegro: AllegroCaller) -> None:
    async def ids(query: str) -> list[str]:
        _, page = await allegro.call("GET", f"{FORMS}?{query}")
        assert page["count"] == len(page["checkoutForms"])
        return [order["id"] for order in page["checkoutForms"]]

    everything = list(allegro.server.orders)
    assert await ids("") == everything, "the youngest comes first"
    assert await ids("sort=lineItems.boughtAt") == everything[::-1]
    assert await ids("limit=2&offset=1") == everything[1:3]
    allegro.server.touch(everything[5])
    assert (await ids("sort=-updatedAt"))[0] == everything[5]
    assert (await ids("sort=updatedAt"))[-1] == everything[5]
    assert await ids("sort=-lineItems.boughtAt") == everything
    cancelled = [order["id"] for order in demo_orders() if order["status"] == "CANCELLED"]
    assert await ids("status=CANCELLED") == cancelled
    assert set(await ids("fulfillment.provider.id=ALLEGRO")) < set(everything)
    assert len(await ids("fulfillment.shipmentSummary.lineItemsSent=ALL")) == 1
    middle = allegro.server.orders[everything[3]]["lineItems"][0]["boughtAt"]
    assert await ids(f"lineItems.boughtAt.gte={middle}") == everything[:4]
    assert await ids(f"lineItems.boughtAt.lte={middle}") == everything[3:]


async def test_a_number_is_added_once_and_a_second_post_is_seen_as_a_double(allegro: AllegroCaller) -> None:
    order_id = first_order(allegro)
    path = f"{FORMS}/{order_id}/shipments"
    status, added = await allegro.call("POST", path, POST)
    assert status == 201
    assert added["lineItems"], "without line items all of them are meant"
    assert (await allegro.call("GET", path))[1] == {"shipments": [added]}
    summary = (await allegro.call("GET", f"{FORMS}/{order_id}"))[1]["fulfillment"]["shipmentSummary"]
    assert summary == {"lineItemsSent": "ALL"}
    assert allegro.server.doubled_numbers() == []
    assert (await allegro.call("POST", path, POST))[0] == 201
    assert allegro.server.doubled_numbers() == [(order_id, "INPOST", NUMBER)]
    assert [each.waybill for each in allegro.server.numbers(order_id)] == [NUMBER, NUMBER]


async def test_the_carrier_adds_a_number_without_doubling_it(allegro: AllegroCaller) -> None:
    order_id = first_order(allegro)
    allegro.server.add_number_by_carrier(order_id, "INPOST", NUMBER)
    allegro.server.add_number_by_carrier(order_id, "INPOST", NUMBER)
    _, listed = await allegro.call("GET", f"{FORMS}/{order_id}/shipments")
    assert [each["waybill"] for each in listed["shipments"]] == [NUMBER]
    assert allegro.server.numbers(order_id)[0].by_carrier


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        ({"carrierId": "2488f7b7-5d1c-4d65-b85c-4cbcf253fd93", "waybill": NUMBER}, 400, "CarrierIdValidationException"),
        ({"carrierId": "INPOST", "waybill": "123"}, 400, "CarrierWaybillValidationException"),
        ({"carrierId": "INPOST", "waybill": "24XI00743314*001001"}, 400, "WaybillValidationException"),
        ({"carrierId": "OTHER", "waybill": "1" * 65}, 400, "WaybillValidationException"),
        ({"carrierId": "INPOST", "waybill": {"number": NUMBER}}, 400, "ERROR"),
        ({"carrierId": "OTHER", "waybill": "1", "carrierName": "x" * 31}, 422, "VALIDATION_ERROR"),
        (POST | {"lineItems": [{"id": "of-another-order"}]}, 422, "VALIDATION_ERROR"),
    ],
)
async def test_bad_numbers_are_refused(allegro: AllegroCaller, body: dict[str, object], status: int, code: str) -> None:
    path = f"{FORMS}/{first_order(allegro)}/shipments"
    got, answer = await allegro.call("POST", path, body)
    assert (got, answer["errors"][0]["code"]) == (status, code)
    assert (await allegro.call("GET", path))[1] == {"shipments": []}


async def test_the_carrier_name_is_kept_for_other_only(allegro: AllegroCaller) -> None:
    path = f"{FORMS}/{first_order(allegro)}/shipments"
    other = {"carrierId": "OTHER", "waybill": "ABC-1", "carrierName": "Kurier Rowerowy"}
    assert (await allegro.call("POST", path, other))[1]["carrierName"] == "Kurier Rowerowy"
    assert "carrierName" not in (await allegro.call("POST", path, POST | {"carrierName": "x"}))[1]


async def test_the_user_message_is_polish_when_asked(allegro: AllegroCaller) -> None:
    path = f"{FORMS}/{first_order(allegro)}/shipments"
    bad = {"carrierId": "INPOST", "waybill": "123"}
    _, polish = await allegro.call("POST", path, bad, headers={"Accept-Language": "pl-PL"})
    _, english = await allegro.call("POST", path, bad)
    assert "przewoźnika" in polish["errors"][0]["userMessage"]
    assert polish["errors"][0]["message"] == english["errors"][0]["userMessage"]


async def test_numbers_on_unknown_orders_and_beyond_the_limit(allegro: AllegroCaller) -> None:
    status, body = await allegro.call("GET", f"{FORMS}/29738e61-0000-11f1-ac45-09db60ede9d6/shipments")
    assert (status, body["message"]) == (404, "Order not found")
    path = f"{FORMS}/{first_order(allegro)}/shipments"
    for digit in range(10):
        assert (await allegro.call("POST", path, POST | {"waybill": str(digit) * 24}))[0] == 201
    _, body = await allegro.call("POST", path, POST | {"waybill": "12" * 12})
    assert body["errors"][0]["code"] == "WaybillsAssignedToOrderLimitReached"


async def test_posted_numbers_may_appear_late(allegro: AllegroCaller) -> None:
    async with AllegroServer(many_orders(1), AllegroOptions(numbers_lag_s=1)) as server:
        caller = AllegroCaller(server, allegro.session)
        path = f"{FORMS}/{first_order(caller)}/shipments"
        assert (await caller.call("POST", path, POST))[0] == 201
        assert (await caller.call("GET", path))[1]["shipments"] == []
        assert len(server.numbers(first_order(caller))) == 1
        await answered(lambda: caller.call("GET", path), lambda answer: len(answer[1]["shipments"]) == 1)


async def test_the_status_can_be_set_but_not_to_everything(allegro: AllegroCaller) -> None:
    order_id = first_order(allegro)
    path = f"{FORMS}/{order_id}/fulfillment"
    revision = allegro.server.orders[order_id]["revision"]
    assert (await allegro.call("PUT", f"{path}?checkoutForm.revision={revision}", {"status": "SENT"}))[0] == 204
    assert allegro.server.orders[order_id]["fulfillment"]["status"] == "SENT"
    assert (await allegro.call("PUT", f"{path}?checkoutForm.revision={revision}", {"status": "NEW"}))[0] == 409
    assert (await allegro.call("PUT", path, {"status": "RETURNED"}))[0] == 422


async def test_carriers_and_methods_are_listed(allegro: AllegroCaller) -> None:
    _, carriers = await allegro.call("GET", "/order/carriers")
    assert {"id": "INPOST", "name": "InPost"} in carriers["carriers"]
    assert {"id": "OTHER"} in carriers["carriers"]
    _, methods = await allegro.call("GET", "/sale/delivery-methods")
    policies = {each["name"]: each["paymentPolicy"] for each in methods["deliveryMethods"]}
    assert policies["Allegro Kurier24 InPost pobranie"] == "CASH_ON_DELIVERY"
    assert policies["Allegro Kurier24 InPost"] == "IN_ADVANCE"


async def test_a_seller_action_changes_what_clients_read(allegro: AllegroCaller) -> None:
    order_id = first_order(allegro)
    allegro.server.cancel_order(order_id)
    assert (await allegro.call("GET", f"{FORMS}/{order_id}"))[1]["status"] == "CANCELLED"
    allegro.server.remove_order(order_id)
    assert (await allegro.call("GET", f"{FORMS}/{order_id}"))[0] == 404


def test_orders_are_deterministic_and_look_real() -> None:
    orders = many_orders(300)
    assert len({order["id"] for order in orders}) == 300
    assert len({order["buyer"]["email"] for order in orders}) == 300
    assert {order["id"][14] for order in orders} == {"1"}, "version 1"
    cod = build_order(OrderKind.LOCKER_COD, 5)
    assert cod["payment"]["type"] == "CASH_ON_DELIVERY"
    assert (cod["payment"]["provider"], cod["payment"]["paidAmount"]) == (None, None)
    assert cod["payment"]["finishedAt"]
    assert build_order(OrderKind.UNPAID)["delivery"]["address"] is None
    assert build_order(OrderKind.BOUGHT)["delivery"] is None
    assert build_order(OrderKind.COURIER)["delivery"]["pickupPoint"] is None
    now = datetime(2026, 9, 1, 12, tzinfo=UTC)
    for kind in OrderKind:
        assert build_order(kind, 7, now=now) == build_order(kind, 7, now=now)
