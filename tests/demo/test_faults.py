"""Every fault does to a real connection what it says, and does or does not do the work, as it says."""

import asyncio

import aiohttp
import pytest

from agent.demo.faults import ArmedFault, Fault
from tests.demo.worlds import AllegroCaller, ShipxCaller, locker, wait_until


def arm(shipx: ShipxCaller, fault: Fault, **options: object) -> ArmedFault:
    return shipx.server.faults.arm(fault, method="POST", path=r"/shipments$", **options)  # type: ignore[arg-type]  # by name


@pytest.mark.parametrize(("fault", "parcels"), [(Fault.LOST_ANSWER, 1), (Fault.HALF_ANSWER, 1), (Fault.RESET_BEFORE, 0)])
async def test_a_cut_connection_looks_alike_with_and_without_a_parcel(shipx: ShipxCaller, fault: Fault, parcels: int) -> None:
    arm(shipx, fault)
    with pytest.raises(aiohttp.ClientError):
        await shipx.create(locker())
    assert len(shipx.server.shipments) == parcels
    assert [call.status for call in shipx.server.calls] == [None]
    assert (shipx.server.calls[0].handled_status == 201) is bool(parcels)
    assert (await shipx.create(locker()))[0] == 201, "the fault was armed once"


@pytest.mark.parametrize(("fault", "parcels"), [(Fault.ERROR_BEFORE, 0), (Fault.ERROR_AFTER, 1)])
async def test_an_error_says_nothing_about_the_parcel(shipx: ShipxCaller, fault: Fault, parcels: int) -> None:
    arm(shipx, fault, status=502)
    status, answer = await shipx.create(locker())
    assert (status, answer["error"]) == (502, "internal_server_error")
    assert len(shipx.server.shipments) == parcels


@pytest.mark.parametrize(("fault", "parcels"), [(Fault.HTML_OK, 0), (Fault.HTML_OK_AFTER, 1)])
async def test_a_page_with_200_is_not_an_answer(shipx: ShipxCaller, fault: Fault, parcels: int) -> None:
    arm(shipx, fault)
    with pytest.raises(ValueError, match="Expecting value"):
        await shipx.create(locker())
    assert len(shipx.server.shipments) == parcels


async def test_each_service_limits_in_its_own_shape(shipx: ShipxCaller, allegro: AllegroCaller) -> None:
    headers = {"Authorization": f"Bearer {shipx.server.options.token}"}
    shipx.server.faults.arm(Fault.RATE_LIMITED, retry_after_s=7)
    async with shipx.session.get(shipx.server.url + shipx.home, headers=headers) as answer:
        assert (answer.status, answer.headers["Retry-After"]) == (429, "7")
        assert await answer.text() == "error code: 1015"
    allegro.server.faults.arm(Fault.RATE_LIMITED)
    status, body = await allegro.call("GET", "/me")
    assert (status, body["errors"][0]["code"]) == (429, "TooManyRequestsException")


async def test_other_pages_and_empty_bodies(shipx: ShipxCaller) -> None:
    shipx.server.faults.arm(Fault.HTML_ERROR, status=403)
    shipx.server.faults.arm(Fault.EMPTY_ERROR, status=500)
    headers = {"Authorization": f"Bearer {shipx.server.options.token}"}
    async with shipx.session.get(shipx.server.url + shipx.home, headers=headers) as answer:
        assert (answer.status, answer.content_type) == (403, "text/html")
    async with shipx.session.get(shipx.server.url + shipx.home, headers=headers) as answer:
        assert (answer.status, await answer.read()) == (500, b"")


async def test_a_redirected_post_is_seen_in_the_log_when_it_is_followed(shipx: ShipxCaller) -> None:
    arm(shipx, Fault.REDIRECT)
    async with shipx.session.post(f"{shipx.server.url}{shipx.home}/shipments", json=locker(), allow_redirects=False) as answer:
        assert answer.status == 307
    assert shipx.server.shipments == []
    arm(shipx, Fault.REDIRECT)
    assert (await shipx.create(locker()))[0] == 201
    assert shipx.server.calls[-1].query == (("redirected", "1"),)


@pytest.mark.parametrize(("fault", "parcels"), [(Fault.NEVER_ANSWERS, 0), (Fault.NEVER_ANSWERS_AFTER, 1)])
async def test_silence_lasts_until_the_client_leaves(shipx: ShipxCaller, fault: Fault, parcels: int) -> None:
    armed = arm(shipx, fault)
    posting = asyncio.create_task(shipx.create(locker()))
    await armed.wait_hit()
    assert len(shipx.server.shipments) == parcels
    assert not posting.done()
    posting.cancel()
    await wait_until(lambda: len(shipx.server.calls) == 1)
    assert shipx.server.calls[0].status is None
    assert len(shipx.server.shipments) == parcels


@pytest.mark.parametrize("fault", [Fault.NEVER_ANSWERS, Fault.NEVER_ANSWERS_AFTER])
async def test_a_held_call_can_be_released(shipx: ShipxCaller, fault: Fault) -> None:
    armed = arm(shipx, fault)
    posting = asyncio.create_task(shipx.create(locker()))
    await armed.wait_hit()
    armed.release()
    assert (await posting)[0] == 201
    assert len(shipx.server.shipments) == 1


@pytest.mark.parametrize("fault", [Fault.SLOW, Fault.SLOW_AFTER])
async def test_slow_answers_come_after_the_client_gave_up_and_the_work_is_done(shipx: ShipxCaller, fault: Fault) -> None:
    armed = arm(shipx, fault, seconds=0.2)
    posting = asyncio.create_task(shipx.create(locker()))
    await armed.wait_hit()
    posting.cancel()
    await wait_until(lambda: len(shipx.server.shipments) == 1)


async def test_faults_by_path_by_turn_and_by_chance(shipx: ShipxCaller) -> None:
    faults = shipx.server.faults
    faults.arm(Fault.ERROR_BEFORE, method="GET", path="/v1/statuses", times=None, every=3)
    statuses = [(await shipx.call("GET", "/v1/statuses"))[0] for _ in range(6)]
    assert statuses == [200, 200, 503, 200, 200, 503]
    faults.clear()
    assert (await shipx.call("GET", "/v1/statuses"))[0] == 200

    async def draw() -> list[int]:
        faults.clear()
        faults.seed(4)
        faults.arm(Fault.ERROR_BEFORE, times=None, probability=0.5)
        return [(await shipx.call("GET", "/v1/statuses"))[0] for _ in range(12)]

    first = await draw()
    assert first == await draw()
    assert set(first) == {200, 503}


async def test_a_stopped_server_refuses_and_comes_back_on_its_port_with_its_state(shipx: ShipxCaller) -> None:
    await shipx.created(locker())
    url = shipx.server.url
    await shipx.server.stop()
    with pytest.raises(aiohttp.ClientConnectorError):
        await shipx.create(locker())
    await shipx.server.start()
    assert shipx.server.url == url
    assert (await shipx.call("GET", f"{shipx.home}/shipments"))[1]["count"] == 1


async def test_the_log_holds_no_secret(shipx: ShipxCaller, allegro: AllegroCaller) -> None:
    await shipx.created(locker())
    await allegro.call("GET", "/me")
    written = repr(shipx.server.calls) + repr(allegro.server.calls)
    assert shipx.server.options.token not in written
    assert allegro.token not in written
    assert shipx.server.count("POST", r"/shipments$", status=201) == 1
