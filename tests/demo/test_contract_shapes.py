"""The answers of the stand-ins have the keys, the nesting and the kinds of values of recorded answers."""

import json
from pathlib import Path

import pytest

from agent.demo.shipx_options import PurchaseResult
from tests.demo.worlds import AllegroCaller, Json, ShipxCaller, locker, wait_until

CONTRACTS = Path(__file__).parents[3] / "shared" / "contracts"
ALLEGRO, SHIPX = "allegro-api/samples", "inpost-shipx"

pytestmark = [
    pytest.mark.contract,
    pytest.mark.skipif(not CONTRACTS.is_dir(), reason="../shared/contracts is not there"),
]


def sample(folder: str, name: str) -> Json:
    loaded: Json = json.loads((CONTRACTS / folder / name).read_text(encoding="utf-8"))
    return loaded


def differences(recorded: object, ours: object, path: str = "$") -> list[str]:
    """Return where the shapes differ. Null fits anything; a list is compared by its first entries."""
    if recorded is None or ours is None:
        return []
    if isinstance(recorded, dict) and isinstance(ours, dict):
        odd = [f"{path}.{key}" for key in set(recorded) ^ set(ours)]
        return odd + [
            each for key in set(recorded) & set(ours) for each in differences(recorded[key], ours[key], f"{path}.{key}")
        ]
    if isinstance(recorded, list) and isinstance(ours, list):
        return differences(recorded[0], ours[0], f"{path}[]") if recorded and ours else []
    numbers = (int, float)
    same = isinstance(ours, type(recorded)) or (isinstance(recorded, numbers) and isinstance(ours, numbers))
    return [] if same else [f"{path}: {type(recorded).__name__} is {type(ours).__name__}"]


def test_differences_are_seen() -> None:
    assert differences({"a": [{"b": 1}]}, {"a": [{"b": "1"}]}) == ["$.a[].b: int is str"]
    assert differences({"a": 1}, {"a": 1, "c": 1}) == ["$.c"]


async def test_a_new_locker_shipment(shipx: ShipxCaller) -> None:
    _, ours = await shipx.create(locker())
    assert differences(sample(SHIPX, "create-locker.response-201.json"), ours) == []


async def test_a_list_of_confirmed_shipments(shipx: ShipxCaller) -> None:
    await shipx.create(locker())
    await wait_until(lambda: shipx.server.shipments[0].status == "confirmed")
    _, ours = await shipx.call("GET", f"{shipx.home}/shipments?created_at_gteq=1&sort_by=created_at&sort_order=asc")
    assert differences(sample(SHIPX, "list-by-created-at.locker-confirmed.response-200.json"), ours) == []
    _, empty = await shipx.call("GET", f"{shipx.home}/shipments?id=5")
    recorded = sample(SHIPX, "list-by-created-at.empty.response-200.json")
    assert differences(recorded, empty) == []
    assert empty["items"] == recorded["items"]


@pytest.mark.parametrize(
    ("result", "name"),
    [
        (PurchaseResult.COMPANY_DATA_MISSING, "shipment.purchase-failed-cod-company-data-missing.json"),
        (PurchaseResult.OFFER_UNAVAILABLE, "shipment.offer-unavailable.json"),
    ],
)
async def test_failed_purchases(shipx: ShipxCaller, result: PurchaseResult, name: str) -> None:
    shipx.server.plan_purchase(result)
    made = await shipx.created(locker())
    shipx.server.confirm(made)
    _, ours = await shipx.call("GET", f"/v1/shipments/{made}")
    recorded = sample(SHIPX, name)
    assert differences(recorded, ours) == []
    assert ours["status"] == recorded["status"]
    assert [each["status"] for each in ours["offers"]] == [each["status"] for each in recorded["offers"]]
    assert [each["details"] for each in ours["transactions"]] == [
        each["details"] | {"details": {"owner_email": "sprzedawca@example.com"}} for each in recorded["transactions"]
    ]


async def test_refusals_of_shipx_are_equal_to_the_recorded_ones(shipx: ShipxCaller) -> None:
    bad = locker()
    bad["custom_attributes"] = {"target_point": "XXX999"}
    assert (await shipx.create(bad))[1] == sample(SHIPX, "create.response-400-unknown-point.json")
    contract = locker(service="inpost_courier_standard")
    assert (await shipx.create(contract))[1] == sample(SHIPX, "create.response-400-missing-trucker-id.json")
    wrong = {"Authorization": "Bearer x"}
    assert (await shipx.call("GET", shipx.home, headers=wrong))[1] == sample(SHIPX, "error-401-token-invalid.json")
    assert (await shipx.call("GET", "/v1/organizations/1"))[1] == sample(SHIPX, "error-403-forbidden.json")
    assert (await shipx.call("GET", "/v1/shipments/1"))[1] == sample(SHIPX, "error-404-resource-not-found.json")
    both = bad | {"service": "inpost_locker_allegro"}
    polish = {"Accept-Language": "pl_PL"}
    _, ours = await shipx.call("POST", f"{shipx.home}/shipments", both, headers=polish)
    assert ours == sample(SHIPX, "create.response-400-allegro-order-not-found.json")
    shipx.server.plan_purchase(PurchaseResult.NEVER)
    stuck = await shipx.created(locker())
    shipx.server.confirm(stuck)
    recorded = sample(SHIPX, "label.response-400-too-early.json")
    recorded["details"]["shipment_id"] = stuck
    ours = (await shipx.call("GET", f"/v1/shipments/{stuck}/label"))[1]
    assert {key: ours[key] for key in recorded} == recorded


async def test_points_and_organizations(shipx: ShipxCaller) -> None:
    _, ours = await shipx.call("GET", "/v1/points")
    assert differences(sample(SHIPX, "points.list.one-locker.response-200.json"), ours) == []
    _, ours = await shipx.call("GET", "/v1/points?name=XXX")
    assert differences(sample(SHIPX, "points.list.empty.response-200.json"), ours) == []
    _, ours = await shipx.call("GET", "/v1/organizations")
    recorded = sample(SHIPX, "organizations.list.doc-excerpt.json")
    # The document is cut there; the sheet names what follows.
    assert sorted(differences(recorded, ours)) == [f"$.items[].{name}" for name in ("contact_person", "created_at", "updated_at")]


async def test_pickup_orders(shipx: ShipxCaller) -> None:
    made = await shipx.created(locker())
    shipx.server.confirm(made)
    address = {"street": "Złota", "building_number": "7", "city": "Łódź", "post_code": "90-361", "country_code": "PL"}
    _, ours = await shipx.call("POST", f"{shipx.home}/dispatch_orders", {"shipments": [made], "address": address})
    recorded = sample(SHIPX, "dispatch-order-create.response-201.json")
    recorded["address"]["id"] = 123  # quoted in the documentation, a number in every recording
    assert differences(recorded, ours) == []


def test_status_names_are_real(shipx: ShipxCaller) -> None:
    from agent.demo.shipx_services import STATUS_NAMES

    names = (CONTRACTS / SHIPX / "statuses.names.txt").read_text(encoding="utf-8").split()
    assert set(STATUS_NAMES) <= set(names)


async def test_numbers_on_orders(allegro: AllegroCaller) -> None:
    path = f"/order/checkout-forms/{next(iter(allegro.server.orders))}/shipments"
    request = sample(ALLEGRO, "shipments-post-request.json")
    _, ours = await allegro.call("POST", path, request)
    recorded = sample(ALLEGRO, "shipments-post-response.json")
    assert differences(recorded, ours) == []
    assert (ours["id"], ours["waybill"]) == (recorded["id"], recorded["waybill"])
    _, ours = await allegro.call("GET", path)
    assert differences(sample(ALLEGRO, "shipments-get-response.json"), ours) == []


async def test_refusals_of_allegro(allegro: AllegroCaller) -> None:
    path = f"/order/checkout-forms/{next(iter(allegro.server.orders))}/shipments"
    polish: dict[str, str | None] = {"Accept-Language": "pl-PL"}
    for body, name in (
        ({"carrierId": "INPOST", "waybill": "a*b"}, "error-400-waybill-format.json"),
        ({"carrierId": "nobody", "waybill": "1"}, "error-carrier-id-unknown.json"),
        ({"carrierId": "INPOST", "waybill": {}}, "error-400-bad-request-generic.json"),
    ):
        assert (await allegro.call("POST", path, body, headers=polish))[1] == sample(ALLEGRO, name)
    _, ours = await allegro.call("POST", path, {"carrierId": "INPOST", "waybill": "1"})
    assert differences(sample(ALLEGRO, "error-400-waybill-not-for-carrier-2026.json"), ours) == []
    unknown = "/order/checkout-forms/29738e61-0000-11f1-ac45-09db60ede9d6/shipments"
    _, ours = await allegro.call("GET", unknown)
    assert ours == sample(ALLEGRO, "error-404-order-not-found-old-shape.json")
    _, ours = await allegro.call("PUT", path.replace("shipments", "fulfillment"), {"status": "RETURNED"})
    assert differences(sample(ALLEGRO, "error-422-fulfillment.json"), ours) == []


async def test_checkout_forms_have_no_key_that_the_specification_has_not(allegro: AllegroCaller) -> None:
    recorded = sample(ALLEGRO, "checkout-form.spec-example.json")
    _, page = await allegro.call("GET", "/order/checkout-forms")
    assert page["totalCount"] > 10
    for form in page["checkoutForms"]:
        assert differences(recorded, form) == []


async def test_cash_on_delivery_payment(allegro: AllegroCaller) -> None:
    recorded = sample(ALLEGRO, "checkout-form-cod-payment-fragment.json")["payment"]
    payments = [form["payment"] for form in allegro.server.orders.values()]
    ours = next(each for each in payments if each["type"] == "CASH_ON_DELIVERY")
    changing = ("id", "finishedAt")
    assert {key: ours[key] for key in ours if key not in changing} == {
        key: recorded[key] for key in recorded if key not in changing
    }


async def test_oauth(allegro: AllegroCaller) -> None:
    import aiohttp

    good = {"Authorization": aiohttp.encode_basic_auth("demo-client", "demo-secret")}
    oauth = f"{allegro.server.auth_url}/auth/oauth"

    async def post(path: str, form: dict[str, str]) -> Json:
        async with allegro.session.post(f"{oauth}/{path}", data=form, headers=good) as answer:
            body: Json = await answer.json()
            return body

    device = await post("device", {"client_id": "demo-client"})
    assert differences(sample(ALLEGRO, "oauth-device-response.json"), device) == []
    grant = "urn:ietf:params:oauth:grant-type:device_code"
    pending = await post("token", {"grant_type": grant, "device_code": device["device_code"]})
    assert pending == sample(ALLEGRO, "oauth-device-pending.json")
    refresh = await post("token", {"grant_type": "refresh_token", "refresh_token": "eyJhbGciOi"})
    assert refresh == sample(ALLEGRO, "oauth-invalid-grant.json")
    good_pair = allegro.server.issue_tokens()
    tokens = await post("token", {"grant_type": "refresh_token", "refresh_token": good_pair.refresh_token})
    assert differences(sample(ALLEGRO, "oauth-token-response.json"), tokens) == []
