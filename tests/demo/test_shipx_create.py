import pytest

from agent.demo.allegro_orders import SHIPPABLE_MIX, OrderKind, build_order, demo_orders, many_orders
from agent.demo.allegro_server import AllegroServer
from agent.demo.shipx_options import ShipxOptions
from agent.demo.shipx_server import ShipxServer
from tests.demo.worlds import Json, ShipxCaller, courier, locker


def changed(body: Json, path: str, value: object) -> Json:
    """Return the body with one field replaced; `...` removes it."""
    *parents, leaf = path.split(".")
    level = body
    for parent in parents:
        level[parent] = dict(level.get(parent) or {})
        level = level[parent]
    if value is ...:
        level.pop(leaf, None)
    else:
        level[leaf] = value
    return body


def leaves(value: object, path: str = "") -> dict[str, object]:
    """Flatten nested details: {"receiver.email": "required"}."""
    if isinstance(value, dict):
        found: dict[str, object] = {}
        for key, each in value.items():
            found |= leaves(each, f"{path}.{key}".lstrip("."))
        return found
    if isinstance(value, list) and value and isinstance(value[0], dict):
        return leaves(value[0], path)
    return {path: value[0] if isinstance(value, list) else value}


async def test_a_good_request_is_taken(shipx: ShipxCaller) -> None:
    status, answer = await shipx.create(locker())
    assert (status, answer["status"], answer["tracking_number"]) == (201, "created", None)
    assert (answer["offers"], answer["sender"]["id"]) == ([], 0)
    assert answer["parcels"][0]["dimensions"] == {"length": 380, "width": 640, "height": 80, "unit": "mm"}
    assert (await shipx.create(courier()))[0] == 201


@pytest.mark.parametrize(
    ("path", "value", "where", "key"),
    [
        ("receiver", ..., "receiver", "required"),
        ("receiver.phone", ..., "receiver.phone", "required"),
        ("receiver.phone", "+48511222333", "receiver.phone", "invalid_format"),
        ("receiver.phone", "511 222 333", "receiver.phone", "invalid_format"),
        ("receiver.phone", "226213007", "receiver.phone", "invalid"),
        ("receiver.email", ..., "receiver.email", "required"),
        ("receiver.email", "nobody", "receiver.email", "invalid_format"),
        ("parcels", ..., "parcels", "required"),
        ("parcels.template", "xlarge", "parcels.template", "invalid"),
        ("parcels", [{"id": "1", "template": "small"}, {"id": "2", "template": "small"}], "parcels", "too_long"),
        ("custom_attributes.target_point", ..., "custom_attributes.target_point", "required"),
        ("custom_attributes.target_point", "XXX999", "custom_attributes.target_point", "does_not_exist"),
        ("custom_attributes.target_point", "SZC88S", "custom_attributes.target_point", "invalid_box_machine_function"),
        ("custom_attributes.sending_method", "pigeon", "custom_attributes.sending_method", "invalid"),
        ("custom_attributes.sending_method", "parcel_locker", "custom_attributes.dropoff_point", "required"),
        ("reference", "ab", "reference", "too_short"),
        ("reference", "x" * 101, "reference", "too_long"),
        ("cod", {"amount": 0.5, "currency": "PLN"}, "cod.amount", "too_small"),
        ("cod", {"amount": "12.50", "currency": "PLN"}, "cod.amount", "not_a_number"),
        ("insurance", {"amount": 10_000_000}, "insurance.amount", "too_big"),
        ("insurance", {"amount": 10, "currency": "EUR"}, "insurance.currency", "invalid"),
        ("service", "inpost_locker_allegro_smart", "service", "invalid"),
        ("service", ["inpost_locker_standard"], "service", "invalid"),
    ],
)
async def test_a_bad_locker_request_is_refused(shipx: ShipxCaller, path: str, value: object, where: str, key: str) -> None:
    status, answer = await shipx.create(changed(locker(), path, value))
    assert (status, answer["error"]) == (400, "validation_failed")
    assert leaves(answer["details"]) == {where: key}
    assert shipx.server.shipments == []


@pytest.mark.parametrize(
    ("path", "value", "where", "key"),
    [
        ("receiver.address", ..., "receiver.address", "required"),
        ("receiver.address.building_number", "", "receiver.address.building_number", "required"),
        ("receiver.address.post_code", "90361", "receiver.address.post_code", "invalid_format"),
        ("receiver.address.country_code", "CZ", "receiver.address.country_code", "invalid"),
        ("receiver.last_name", ..., "receiver.last_name", "required"),
        ("parcels.weight", ..., "parcels.weight", "required"),
        ("parcels.weight.amount", "51", "parcels.weight.amount", "too_big"),
        ("parcels.dimensions.width", "0", "parcels.dimensions.width", "too_small"),
        ("parcels.dimensions.width", "wide", "parcels.dimensions.width", "not_a_number"),
        ("parcels.dimensions.length", 3600, "parcels.dimensions.length", "too_big"),
        ("parcels.dimensions.unit", "cm", "parcels.dimensions.unit", "invalid"),
        ("cod", {"amount": 20, "currency": "PLN"}, "insurance", "required"),
    ],
)
async def test_a_bad_courier_request_is_refused(shipx: ShipxCaller, path: str, value: object, where: str, key: str) -> None:
    status, answer = await shipx.create(changed(courier(), path, value))
    assert status == 400
    assert leaves(answer["details"]) == {where: key}


async def test_insurance_must_cover_the_cash_on_delivery(shipx: ShipxCaller) -> None:
    body = locker(cod={"amount": 20.5, "currency": "PLN"}, insurance={"amount": 20, "currency": "PLN"})
    assert leaves((await shipx.create(body))[1]["details"]) == {"insurance.amount": "too_small"}
    body["insurance"] = {"amount": 20.5, "currency": "PLN"}
    assert (await shipx.create(body))[0] == 201


async def test_address_line1_and_company_are_enough(shipx: ShipxCaller) -> None:
    body = courier()
    body["receiver"] = {
        "company_name": "Zakład",
        "phone": "226213007",
        "address": {"line1": "3 Maja 12/5", "city": "Łódź", "post_code": "90-361"},
    }
    assert (await shipx.create(body))[0] == 201


async def test_several_parcels_need_ids_and_a_courier(shipx: ShipxCaller) -> None:
    parcel = courier()["parcels"]
    status, answer = await shipx.create(courier(parcels=[parcel, parcel | {"id": "2"}]))
    assert status == 400
    assert leaves(answer["details"]) == {"parcels.0.id": "required"}
    assert (await shipx.create(courier(parcels=[parcel | {"id": "1"}, parcel | {"id": "2"}])))[0] == 201


async def test_the_standard_courier_needs_a_contract(shipx: ShipxCaller) -> None:
    body = courier(service="inpost_courier_standard", custom_attributes={"sending_method": "dispatch_order"})
    status, answer = await shipx.create(body)
    assert (status, answer["error"], answer["details"]) == (400, "missing_trucker_id", None)
    async with ShipxServer(ShipxOptions(courier_contract=True)) as server:
        caller = ShipxCaller(server, shipx.session)
        assert (await caller.create(body))[0] == 201
        with_any_point = body | {"custom_attributes": {"sending_method": "any_point"}}
        details = (await caller.create(with_any_point))[1]["details"]
        assert leaves(details) == {"custom_attributes.sending_method": "unavailable"}
        template = leaves((await caller.create(body | {"parcels": {"template": "small"}}))[1]["details"])
        assert template == {"parcels.template": "invalid"}


async def test_a_service_the_account_has_not_got_is_refused(shipx: ShipxCaller) -> None:
    async with ShipxServer(ShipxOptions(services=("inpost_locker_standard",))) as server:
        caller = ShipxCaller(server, shipx.session)
        assert leaves((await caller.create(courier()))[1]["details"]) == {"service": "unavailable"}


async def test_allegro_services_need_the_masked_email_of_a_paid_order_of_their_kind(shipx: ShipxCaller) -> None:
    paid, unpaid = build_order(OrderKind.LOCKER, 1), build_order(OrderKind.UNPAID, 2)
    by_courier = build_order(OrderKind.COURIER, 3)
    market = AllegroServer([paid, unpaid, by_courier])
    async with ShipxServer(allegro_order=market.find_by_email) as server:
        caller = ShipxCaller(server, shipx.session)

        async def ask(email: str) -> tuple[int, Json]:
            body = changed(locker(service="inpost_locker_allegro"), "receiver.email", email)
            return await caller.create(body)

        masked = paid["buyer"]["email"]
        assert (await ask(masked))[0] == 201
        without_transaction = masked.split("+")[0] + "@allegromail.pl"
        for email in ("zaneta@example.com", without_transaction, unpaid["buyer"]["email"]):
            status, answer = await ask(email)
            assert status == 400
            assert answer["details"]["receiver"][0]["email"].startswith("Nie znaleziono zamówienia Allegro")
        _, answer = await ask(by_courier["buyer"]["email"])
        assert "innego rodzaju" in answer["details"]["receiver"][0]["email"]
        point = changed(locker(service="inpost_locker_allegro"), "receiver.email", masked)
        details = (await caller.create(changed(point, "custom_attributes.target_point", "GLI99X")))[1]["details"]
        assert leaves(details) == {"custom_attributes.target_point": "invalid_box_machine_function"}


async def test_inpost_renames_services(shipx: ShipxCaller) -> None:
    smart = build_order(OrderKind.LOCKER_SMART, 1)
    market = AllegroServer([smart])
    async with ShipxServer(allegro_order=market.find_by_email) as server:
        caller = ShipxCaller(server, shipx.session)
        body = changed(locker(service="inpost_locker_allegro"), "receiver.email", smart["buyer"]["email"])
        assert (await caller.create(body))[1]["service"] == "inpost_locker_allegro_smart"
        _, pop = await caller.create(changed(locker(), "custom_attributes.target_point", "POP-KRA228"))
        assert pop["service"] == "inpost_locker_customer_service_point"


async def test_letters_have_their_own_sizes_and_no_cash(shipx: ShipxCaller) -> None:
    letter = build_order(OrderKind.LETTER, 1)
    market = AllegroServer([letter])
    async with ShipxServer(allegro_order=market.find_by_email) as server:
        caller = ShipxCaller(server, shipx.session)
        body = courier(service="inpost_letter_allegro", parcels={"template": "letter_a"})
        changed(body, "receiver.email", letter["buyer"]["email"])
        assert (await caller.create(body))[0] == 201
        small = leaves((await caller.create(body | {"parcels": {"template": "small"}}))[1]["details"])
        assert small == {"parcels.template": "invalid"}
        money = {"amount": 10, "currency": "PLN"}
        cod = leaves((await caller.create(body | {"cod": money, "insurance": money}))[1]["details"])
        assert cod == {"cod.amount": "unavailable"}


async def test_polish_texts_catch_a_client_that_asks_for_them(shipx: ShipxCaller) -> None:
    body = changed(locker(), "custom_attributes.target_point", "XXX999")
    path = f"{shipx.home}/shipments"
    _, polish = await shipx.call("POST", path, body, headers={"Accept-Language": "pl_PL"})
    _, keys = await shipx.call("POST", path, body, headers={"Accept-Language": "keys"})
    assert leaves(polish["details"]) == {"custom_attributes.target_point": "Nie istnieje"}
    assert leaves(keys["details"]) == {"custom_attributes.target_point": "does_not_exist"}


async def test_a_body_that_is_no_object_is_refused(shipx: ShipxCaller) -> None:
    assert (await shipx.call("POST", f"{shipx.home}/shipments", [1]))[0] == 400


async def test_every_order_made_for_load_can_be_shipped(shipx: ShipxCaller) -> None:
    orders = many_orders(3 * len(SHIPPABLE_MIX)) + demo_orders()[:3]
    market = AllegroServer(orders)
    services = {"Paczkomaty": "inpost_locker_allegro", "Kurier24": "inpost_courier_allegro"}
    async with ShipxServer(allegro_order=market.find_by_email) as server:
        caller = ShipxCaller(server, shipx.session)
        for order in orders:
            address = order["delivery"]["address"]
            to_point = order["delivery"]["pickupPoint"]
            service = services.get(order["delivery"]["method"]["name"].split()[1], "inpost_letter_allegro")
            body = courier(service=service, custom_attributes={"sending_method": "any_point"})
            if to_point:
                body["custom_attributes"]["target_point"] = to_point["id"]
            if to_point or service == "inpost_letter_allegro":
                body["parcels"] = {"template": "small" if to_point else "letter_a"}
            body["receiver"] = {
                "first_name": address["firstName"],
                "last_name": address["lastName"],
                "email": order["buyer"]["email"],
                "phone": address["phoneNumber"].removeprefix("+48"),
                "address": {"line1": address["street"], "city": address["city"], "post_code": address["zipCode"]},
            }
            await caller.created(body)
    assert len(server.shipments) == len(orders)
