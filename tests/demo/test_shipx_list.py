from urllib.parse import parse_qs, urlsplit

import pytest

from agent.demo.shipx_options import ShipxOptions
from agent.demo.shipx_server import ShipxServer
from tests.demo.worlds import Json, ShipxCaller, locker, wait_until


async def listed(shipx: ShipxCaller, query: str) -> Json:
    status, answer = await shipx.call("GET", f"{shipx.home}/shipments?{query}")
    assert status == 200, answer
    return answer


async def ids(shipx: ShipxCaller, query: str = "") -> list[int]:
    return [each["id"] for each in (await listed(shipx, query))["items"]]


async def three(shipx: ShipxCaller) -> list[int]:
    made = []
    for number in range(3):
        body = locker(reference=f"nadajnik-{number}", external_customer_id=f"N{number}")
        body["receiver"] = body["receiver"] | {"email": f"kod+{number}@allegromail.pl"}
        made.append(await shipx.created(body))
    return made


async def test_the_youngest_comes_first_and_pages_are_cut(shipx: ShipxCaller) -> None:
    made = await three(shipx)
    assert await ids(shipx) == made[::-1]
    assert await ids(shipx, "sort_by=created_at&sort_order=asc") == made
    assert await ids(shipx, "per_page=2&page=2") == made[:1]
    assert (await listed(shipx, "per_page=500"))["per_page"] == 100


async def test_known_filters_filter(shipx: ShipxCaller) -> None:
    made = await three(shipx)
    assert await ids(shipx, "receiver_email=kod%2B1@allegromail.pl") == [made[1]]
    assert await ids(shipx, "external_customer_id=N2") == [made[2]]
    assert await ids(shipx, f"id={made[0]},{made[2]},999999") == [made[2], made[0]]
    assert await ids(shipx, "service=inpost_courier_c2c") == []
    await wait_until(lambda: all(each.status == "confirmed" for each in shipx.server.shipments))
    assert len(await ids(shipx, "status=confirmed")) == 3
    number = shipx.server.shipment(made[1]).tracking_number or ""
    assert await ids(shipx, f"tracking_number={number}") == [made[1]]
    assert await ids(shipx, f"tracking_number_cont={number[3:20]}") == [made[1]]
    second = int(shipx.server.shipment(made[0]).created_at.timestamp())
    assert len(await ids(shipx, f"created_at_gteq={second}")) == 3
    assert await ids(shipx, f"created_at_lteq={second - 10}") == []
    assert await ids(shipx, "created_at_gteq=2999-01-01T00:00:00%2B01:00") == []


async def test_an_unknown_filter_is_dropped_without_a_word(shipx: ShipxCaller) -> None:
    made = await three(shipx)
    answer = await listed(shipx, "reference=nadajnik-1&receiver_email=kod%2B1@allegromail.pl")
    assert [each["id"] for each in answer["items"]] == [made[1]]
    echoed = parse_qs(urlsplit(answer["href"]).query)
    assert "reference" not in echoed
    assert echoed["receiver_email"] == ["kod+1@allegromail.pl"]
    assert len(await ids(shipx, "reference=nadajnik-1")) == 3


@pytest.mark.parametrize("bad", ["0", "abc", str(2**63)])
async def test_one_bad_id_spoils_the_whole_list(shipx: ShipxCaller, bad: str) -> None:
    made = await three(shipx)
    status, answer = await shipx.call("GET", f"{shipx.home}/shipments?id={made[0]},{bad}")
    assert (status, answer["error"]) == (400, "validation_failed")
    assert answer["details"] == {"shipment": [f"id_{bad}_does_not_exist"]}


async def test_a_new_shipment_is_missing_from_every_list_for_a_while(shipx: ShipxCaller) -> None:
    async with ShipxServer(ShipxOptions(list_lag_s=3600, confirm_after_s=0.01)) as server:
        caller = ShipxCaller(server, shipx.session)
        made = await caller.created(locker())
        assert await ids(caller) == []
        assert await ids(caller, f"id={made}") == []
        assert (await caller.call("GET", f"/v1/shipments/{made}"))[0] == 200
        server.shipment(made).listed_at = 0  # the hour has passed
        assert await ids(caller, f"id={made}") == [made]
        assert await ids(caller) == [made]
