import re
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

import pytest

from agent.demo.allegro_orders import OrderKind, build_order
from agent.demo.shipx_options import PurchaseResult, ShipxOptions
from agent.demo.shipx_server import ShipxServer
from agent.demo.stand_ins import start_stand_ins
from tests.demo.worlds import Json, ShipxCaller, courier, locker, wait_until

COD = {"amount": 20, "currency": "PLN"}


async def shown(shipx: ShipxCaller, shipment_id: int) -> Json:
    status, answer = await shipx.call("GET", f"/v1/shipments/{shipment_id}")
    assert status == 200
    return answer


async def confirmed(shipx: ShipxCaller, body: Json) -> Json:
    shipment_id = await shipx.created(body)
    await wait_until(lambda: shipx.server.shipment(shipment_id).status == "confirmed")
    return await shown(shipx, shipment_id)


async def test_the_number_comes_later(shipx: ShipxCaller) -> None:
    answer = await confirmed(shipx, locker())
    assert re.fullmatch(r"6\d{23}", answer["tracking_number"])
    assert answer["parcels"][0]["tracking_number"] == answer["tracking_number"]
    assert answer["transactions"][-1]["status"] == "success"
    assert answer["custom_attributes"]["customer_delivering_code"]
    by_courier = await confirmed(shipx, courier())
    assert re.fullmatch(r"52\d{22}", by_courier["tracking_number"])


async def test_the_stages_between(shipx: ShipxCaller) -> None:
    async with ShipxServer(ShipxOptions(confirm_after_s=1.0, list_lag_s=0)) as server:
        caller = ShipxCaller(server, shipx.session)
        shipment_id = await caller.created(locker())
        seen = []
        while (status := (await shown(caller, shipment_id))["status"]) != "confirmed":
            if status not in seen:
                seen.append(status)
        # A busy computer may miss a stage; it never sees them in another order.
        assert seen == [each for each in ("created", "offers_prepared", "offer_selected") if each in seen]
        assert seen


async def test_confirming_by_hand(shipx: ShipxCaller) -> None:
    async with ShipxServer(ShipxOptions(confirm_after_s=None)) as server:
        caller = ShipxCaller(server, shipx.session)
        shipment_id = await caller.created(locker())
        assert (await shown(caller, shipment_id))["tracking_number"] is None
        server.confirm(shipment_id)
        assert (await shown(caller, shipment_id))["status"] == "confirmed"


async def test_without_money_it_stays_selected_for_ever(shipx: ShipxCaller) -> None:
    async with ShipxServer(ShipxOptions(confirm_after_s=None, balance_grosze=2000)) as server:
        caller = ShipxCaller(server, shipx.session)
        first, second = await caller.created(locker()), await caller.created(locker())
        server.confirm(first)
        server.confirm(second)
        assert (await shown(caller, first))["status"] == "confirmed"
        stuck = await shown(caller, second)
        assert (stuck["status"], stuck["tracking_number"]) == ("offer_selected", None)
        assert stuck["transactions"][-1]["details"]["error"] == "debt_collection"
        server.top_up(10_000)
        assert (await shown(caller, second))["status"] == "offer_selected", "InPost does not try again"


async def test_cash_on_delivery_without_a_bank_account_stalls(shipx: ShipxCaller) -> None:
    shipx.server.set_bank_account(None)
    assert (await shipx.call("GET", shipx.home))[1]["bank_account_number"] is None
    shipment_id = await shipx.created(locker(cod=COD, insurance=COD))
    await wait_until(lambda: shipx.server.shipment(shipment_id).failure is not None)
    details = (await shown(shipx, shipment_id))["transactions"][-1]["details"]
    assert (details["status"], details["error"]) == (422, "company_data_missing")
    assert details["message"] == "customer_lack_of_address_data"


@pytest.mark.parametrize(
    ("result", "status"),
    [
        (PurchaseResult.DEBT_COLLECTION, "offer_selected"),
        (PurchaseResult.OFFER_UNAVAILABLE, "offers_prepared"),
        (PurchaseResult.NEVER, "offer_selected"),
    ],
)
async def test_planned_endings(shipx: ShipxCaller, result: PurchaseResult, status: str) -> None:
    shipx.server.plan_purchase(result)
    stuck = await shipx.created(locker())
    await confirmed(shipx, locker())
    shipx.server.confirm(stuck)
    answer = await shown(shipx, stuck)
    assert (answer["status"], answer["tracking_number"]) == (status, None)
    if result is PurchaseResult.OFFER_UNAVAILABLE:
        assert answer["offers"][0]["unavailability_reasons"][0]["key"] == "parcels_size_invalid"
    assert bool(answer["transactions"]) is (result is PurchaseResult.DEBT_COLLECTION)


async def test_cancelling_works_only_early_and_may_be_undone(shipx: ShipxCaller) -> None:
    shipment_id = (await confirmed(shipx, locker()))["id"]
    status, answer = await shipx.call("DELETE", f"/v1/shipments/{shipment_id}")
    assert (status, answer["error"], answer["details"]["shipment_status"]) == (400, "invalid_action", "confirmed")
    for undone in (True, False):
        options = ShipxOptions(confirm_after_s=None, list_lag_s=0, cancel_is_undone=undone)
        async with ShipxServer(options) as server:
            caller = ShipxCaller(server, shipx.session)
            early = await caller.created(locker())
            assert (await caller.call("DELETE", f"/v1/shipments/{early}"))[0] == 204
            assert (await caller.call("GET", f"{caller.home}/shipments"))[1]["count"] == 0
            assert (await shown(caller, early))["status"] == "canceled"
            server.confirm(early)
            assert (await shown(caller, early))["status"] == ("confirmed" if undone else "canceled")
    assert (await shipx.call("PUT", f"/v1/shipments/{shipment_id}", {}))[0] == 400


async def test_tokens_organizations_and_unknown_ids(shipx: ShipxCaller) -> None:
    async with shipx.session.get(shipx.server.url + shipx.home) as answer:
        assert answer.status == 401
        assert 'error="invalid_token"' in answer.headers["WWW-Authenticate"]
        assert (await answer.json())["error"] == "token_invalid"
    assert (await shipx.call("GET", "/v1/organizations/1"))[1]["error"] == "forbidden"
    assert (await shipx.call("GET", "/v1/shipments/5"))[1]["error"] == "resource_not_found"
    assert (await shipx.call("GET", "/v1/nothing"))[0] == 404
    _, organizations = await shipx.call("GET", "/v1/organizations")
    assert organizations["items"][0]["id"] == shipx.server.options.organization_id
    assert "inpost_courier_standard" not in organizations["items"][0]["services"]


async def test_open_dictionaries_prove_no_token(shipx: ShipxCaller) -> None:
    wrong = {"Authorization": "Bearer wrong"}
    for path in ("/v1/statuses", "/v1/services", "/v1/points/KRA010", "/v1/points?functions=allegro_parcel_collect"):
        assert (await shipx.call("GET", path, headers=wrong))[0] == 200
    _, methods = await shipx.call("GET", "/v1/sending_methods?service=inpost_courier_standard")
    assert {each["id"] for each in methods} == {"dispatch_order", "pop", "branch"}  # type: ignore[index]  # JSON
    status, lost = await shipx.call("GET", "/v1/tracking/1")
    assert (status, set(lost)) == (404, {"timestamp", "status", "error", "path"})
    async with shipx.session.get(f"{shipx.server.points_url}/v1/points/KRA010", headers=wrong) as answer:
        assert answer.status == 401
    good = {"Authorization": f"Bearer {shipx.server.options.token}"}
    async with shipx.session.get(f"{shipx.server.points_url}/v1/points/XXX", headers=good) as answer:
        assert answer.status == 404


async def test_the_rate_limit_and_the_wrong_clock(shipx: ShipxCaller) -> None:
    options = ShipxOptions(requests_per_minute=2, clock_offset_s=3600)
    async with ShipxServer(options) as server:
        caller = ShipxCaller(server, shipx.session)
        status, answer = await caller.create(locker())
        assert status == 201
        ahead = datetime.fromisoformat(answer["created_at"]) - datetime.now(UTC)
        assert timedelta(minutes=55) < ahead < timedelta(minutes=65)
        good = {"Authorization": f"Bearer {options.token}", "X-Request-ID": "abc"}
        async with shipx.session.get(server.url + caller.home, headers=good) as response:
            assert response.headers["X-Request-ID"] == "abc"
            ahead = parsedate_to_datetime(response.headers["Date"]) - datetime.now(UTC)
            assert ahead > timedelta(minutes=55)
        async with shipx.session.get(server.url + caller.home, headers=good) as response:
            assert (response.status, await response.text()) == (429, "error code: 1015")
            assert int(response.headers["Retry-After"]) > 0


@pytest.mark.parametrize("itself", [True, False])
async def test_inpost_may_report_the_number_itself(shipx: ShipxCaller, itself: bool) -> None:
    order = build_order(OrderKind.LOCKER, 1)
    options = ShipxOptions(confirm_after_s=0.02)
    async with start_stand_ins([order], shipx=options, inpost_reports_itself=itself, inpost_report_delay_s=0.02) as world:
        caller = ShipxCaller(world.shipx, shipx.session)
        body = locker(service="inpost_locker_allegro")
        body["receiver"] = body["receiver"] | {"email": order["buyer"]["email"]}
        answer = await confirmed(caller, body)
        if itself:
            await wait_until(lambda: len(world.allegro.numbers(order["id"])) == 1)
            assert world.allegro.numbers(order["id"])[0].waybill == answer["tracking_number"]
        else:
            await confirmed(caller, locker())
            assert world.allegro.numbers(order["id"]) == []


async def test_a_pickup_can_be_ordered_for_confirmed_shipments_only(shipx: ShipxCaller) -> None:
    early = await shipx.created(locker())
    path = f"{shipx.home}/dispatch_orders"
    address = {"street": "Złota", "building_number": "7", "city": "Łódź", "post_code": "90-361", "country_code": "PL"}
    done = (await confirmed(shipx, locker()))["id"]
    status, order = await shipx.call("POST", path, {"shipments": [done], "address": address})
    assert (status, order["status"], order["shipments"][0]["id"]) == (201, "new", done)
    assert (await shown(shipx, done))["custom_attributes"]["dispatch_order_id"] == order["id"]
    shipx.server.plan_purchase(PurchaseResult.NEVER)
    stuck = await shipx.created(locker())
    assert (await shipx.call("POST", path, {"shipments": [stuck], "address": address}))[0] == 400
    assert early != done
