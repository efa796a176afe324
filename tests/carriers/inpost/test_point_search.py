"""Lockers and points looked for: with the stand-in, and what is asked of a service that does less than it says."""

from collections.abc import AsyncIterator

import pytest

from agent.carriers.inpost.account import InpostAccount
from agent.carriers.inpost.point_search import MOST_CALLS, PER_PAGE
from agent.demo.faults import Fault
from agent.demo.shipx_options import ShipxOptions
from agent.demo.shipx_server import ShipxServer
from agent.shipping.model.failure import ShippingError
from agent.shipping.ports import PointSearch
from shared_schema.codes import ErrorCode

from .scripted import NOW, ScriptedShipx, says
from .test_with_stand_in import account_of


@pytest.fixture
async def server() -> AsyncIterator[ShipxServer]:
    async with ShipxServer(ShipxOptions()) as running:
        yield running


@pytest.fixture
async def shipping(server: ShipxServer) -> AsyncIterator[InpostAccount]:
    opened = account_of(server)
    yield opened
    await opened.close()


async def codes(account: InpostAccount, text: str, limit: int = 10, near: str | None = None) -> list[str]:
    return [each.code for each in (await account.search_points(text, limit, near)).points]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("kra010", ["KRA010"]),
        ("pop-kra228", ["POP-KRA228"]),
        ("KRA99X", []),
        ("Kraków", ["KRA05M", "POP-KRA228", "KRA012", "KRA010"]),
        ("Pawia Kraków", ["KRA010"]),
        ("kraków, PAWIA 5", ["KRA010"]),
        ("Kraków krolewska", ["KRA012"]),
        ("Bielsko-Biała", ["BBI02A"]),
        ("Kraków nigdzie", []),
        ("31-154", ["KRA010", "KRA012", "KRA05M", "POP-KRA228"]),
        ("31154 dietla", ["POP-KRA228"]),
        ("99-999", []),
        ("", []),
    ],
)
async def test_by_name_town_street_and_post_code(shipping: InpostAccount, text: str, found: list[str]) -> None:
    got = await codes(shipping, text)
    assert got[: len(found)] == found
    assert len(got) == len(found) or text == "31-154", "the nearest to a post code go on into the next towns"


async def test_the_nearest_to_a_point_with_the_way(shipping: InpostAccount) -> None:
    found = (await shipping.search_points("", 2, near="WAW01M")).points
    assert [each.code for each in found] == ["WAW22N", "WAW390"]
    assert [each.distance_m for each in found] == [333, 666]
    assert await codes(shipping, "puławska", near="WAW01M") == ["WAW390"]
    with pytest.raises(ShippingError) as caught:
        await shipping.search_points("", 2, near="WAW99X")
    assert caught.value.failure.code is ErrorCode.POINT_NOT_FOUND


async def test_what_is_said_of_a_point(shipping: InpostAccount) -> None:
    assert isinstance(shipping, PointSearch)
    [locker] = (await shipping.search_points("KRA010", 5)).points
    assert (locker.name, locker.address) == ("przy dworcu", "Pawia 5, 31-154 Kraków")
    assert (locker.open, locker.full, locker.cash_on_delivery, locker.sends) == (True, None, True, True)


async def test_silence_is_told_and_nothing_is_sent(server: ShipxServer, account: InpostAccount, shipx: ScriptedShipx) -> None:
    shipx.answers = [says(200, {"what": "else"})]
    with pytest.raises(ShippingError) as caught:
        await account.search_points("Kraków", 5)
    assert caught.value.failure.code is ErrorCode.CARRIER_ANSWER_UNREADABLE
    shipping = account_of(server)
    server.faults.arm(Fault.RESET_BEFORE, path="/v1/points", times=None)
    shipping._client._clock = account._client._clock  # its pauses take no time
    with pytest.raises(ShippingError) as caught:
        await shipping.search_points("Kraków", 5)
    assert caught.value.failure.outcome == "not_sent"
    await shipping.close()


def locker(number: int, **changes: object) -> dict[str, object]:
    address = {"line1": f"Prosta {number}", "line2": "00-838 Warszawa"}
    body = {"name": f"WAW{number:03}", "status": "Operating", "distance": None, "address": address, "functions": ["parcel_send"]}
    return body | changes


async def test_a_distance_that_is_not_measured_is_not_believed(account: InpostAccount, shipx: ScriptedShipx) -> None:
    every, exact = [locker(1), locker(2)], [locker(3, status="Disabled", functions=["parcel_collect"], payment_available=None)]
    shipx.answers = [says(200, {"items": every, "count": 2}), says(200, {"items": exact, "count": 1})]
    found = await account.search_points("00-838", 5)
    assert [(each.code, each.open, each.sends, each.cash_on_delivery) for each in found.points] == [
        ("WAW003", False, False, None)
    ]
    assert found.read_at == NOW
    asked = [dict(each.query) for each in shipx.seen]
    assert asked == [
        {"relative_post_code": "00-838", "page": "1", "per_page": str(PER_PAGE)},
        {"post_code": "00-838", "page": "1", "per_page": str(PER_PAGE)},
    ]


async def test_a_street_is_looked_for_on_every_page_and_not_for_ever(account: InpostAccount, shipx: ScriptedShipx) -> None:
    pages = [says(200, {"items": [locker(page * 2), locker(page * 2 + 1)], "count": 6}) for page in range(3)]
    shipx.answers = [says(200, {"items": [], "count": 0}), *pages]
    found = await account.search_points("Warszawa Prosta 5", 1)
    assert [each.code for each in found.points] == ["WAW005"]
    assert [(each["city"], each["page"]) for each in (dict(each.query) for each in shipx.seen)] == [
        ("Warszawa Prosta", "1"),
        ("Warszawa", "1"),
        ("Warszawa", "2"),
        ("Warszawa", "3"),
    ]
    shipx.seen.clear()
    shipx.answers = [says(200, {"items": [locker(1)], "count": 1_000_000})]
    assert (await account.search_points("Warszawa nigdzie", 1)).points == ()
    assert len(shipx.seen) == MOST_CALLS


async def test_a_whole_town_takes_no_more_calls_than_it_needs(account: InpostAccount, shipx: ScriptedShipx) -> None:
    shipx.answers = [says(200, {"items": [locker(number) for number in range(100)], "count": 2_500})]
    assert len((await account.search_points("Warszawa", 10)).points) == 10
    assert len(shipx.seen) == 1
