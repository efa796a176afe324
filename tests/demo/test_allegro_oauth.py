import aiohttp
import pytest

from agent.demo.allegro_options import AllegroOptions
from agent.demo.allegro_server import AllegroServer
from tests.demo.worlds import AllegroCaller, Json

GRANT = "urn:ietf:params:oauth:grant-type:device_code"
GOOD = {"Authorization": aiohttp.encode_basic_auth("demo-client", "demo-secret")}


async def post(session: aiohttp.ClientSession, url: str, form: dict[str, str], auth: dict[str, str] = GOOD) -> tuple[int, Json]:
    async with session.post(url, data=form, headers=auth) as answer:
        return answer.status, await answer.json()


async def device(session: aiohttp.ClientSession, server: AllegroServer) -> Json:
    status, body = await post(session, f"{server.auth_url}/auth/oauth/device", {"client_id": "demo-client"})
    assert status == 200
    return body


async def poll(session: aiohttp.ClientSession, server: AllegroServer, code: str) -> tuple[int, Json]:
    form = {"grant_type": GRANT, "device_code": code}
    return await post(session, f"{server.auth_url}/auth/oauth/token", form)


async def refresh(session: aiohttp.ClientSession, server: AllegroServer, token: str) -> tuple[int, Json]:
    form = {"grant_type": "refresh_token", "refresh_token": token}
    return await post(session, f"{server.auth_url}/auth/oauth/token", form)


async def test_the_whole_device_flow(session: aiohttp.ClientSession) -> None:
    async with AllegroServer(options=AllegroOptions(device_interval_s=0)) as server:
        started = await device(session, server)
        assert started["verification_uri_complete"].endswith(f"?code={started['user_code']}")
        assert (await poll(session, server, started["device_code"]))[1]["error"] == "authorization_pending"
        assert server.pending_user_codes() == [started["user_code"]]
        assert server.approve(" ".join(started["user_code"][i : i + 3] for i in (0, 3, 6)).upper())
        status, tokens = await poll(session, server, started["device_code"])
        assert (status, tokens["token_type"]) == (200, "bearer")
        assert (await poll(session, server, started["device_code"]))[1] == {
            "error": "invalid_request",
            "error_description": "Invalid device code",
        }
        assert (await poll(session, server, "never-issued"))[1]["error_description"] == "Invalid device code"
        caller = AllegroCaller(server, session)
        caller.token = tokens["access_token"]
        assert (await caller.call("GET", "/me"))[1]["login"] == "sklep_zuraw"


async def test_polling_too_often_refusing_and_expiring(session: aiohttp.ClientSession) -> None:
    async with AllegroServer(options=AllegroOptions(device_interval_s=60)) as server:
        started = await device(session, server)
        await poll(session, server, started["device_code"])
        assert (await poll(session, server, started["device_code"]))[1]["error"] == "slow_down"
        refused = await device(session, server)
        assert server.deny(refused["user_code"])
        assert (await poll(session, server, refused["device_code"]))[1]["error"] == "access_denied"
    async with AllegroServer(options=AllegroOptions(device_lifetime_s=0)) as server:
        started = await device(session, server)
        assert (await poll(session, server, started["device_code"]))[0] == 400


async def test_it_can_approve_by_itself(session: aiohttp.ClientSession) -> None:
    options = AllegroOptions(device_interval_s=0, auto_approve_after_polls=3)
    async with AllegroServer(options=options) as server:
        code = (await device(session, server))["device_code"]
        statuses = [(await poll(session, server, code))[0] for _ in range(3)]
        assert statuses == [400, 400, 200]


async def test_the_consent_page_approves(session: aiohttp.ClientSession) -> None:
    async with AllegroServer(options=AllegroOptions(device_interval_s=0)) as server:
        started = await device(session, server)
        async with session.get(started["verification_uri_complete"]) as page:
            assert started["user_code"] in await page.text()
        form = {"code": started["user_code"], "answer": "allow"}
        async with session.post(started["verification_uri"], data=form) as answer:
            assert answer.status == 200
        assert (await poll(session, server, started["device_code"]))[0] == 200


@pytest.mark.parametrize("auth", [{}, {"Authorization": aiohttp.encode_basic_auth("demo-client", "wrong")}])
async def test_the_client_must_prove_itself(session: aiohttp.ClientSession, auth: dict[str, str]) -> None:
    async with AllegroServer() as server:
        for path in ("device", "token"):
            status, _ = await post(session, f"{server.auth_url}/auth/oauth/{path}", {"client_id": "demo-client"}, auth)
            assert status == 400


async def test_what_must_not_exist(allegro: AllegroCaller) -> None:
    auth_url = allegro.server.auth_url
    async with allegro.session.get(f"{auth_url}/auth/oauth/token?grant_type=refresh_token", headers=GOOD) as answer:
        assert answer.status == 405
    assert (await allegro.call("POST", "/auth/oauth/token", {}))[0] == 404
    form = {"client_id": "demo-client"}
    status, _ = await post(allegro.session, f"{auth_url}/auth/oauth/token?grant_type={GRANT}", form)
    assert status == 400, "parameters of the token endpoint belong in the body"


async def test_refresh_tokens_are_single_use_with_an_overlap(session: aiohttp.ClientSession) -> None:
    async with AllegroServer() as server:
        old = server.issue_tokens().refresh_token
        status, first = await refresh(session, server, old)
        assert status == 200
        assert first["refresh_token"] != old
        assert (await refresh(session, server, old))[0] == 200, "the old one still works for a while"
    async with AllegroServer(options=AllegroOptions(refresh_overlap_s=0)) as server:
        old = server.issue_tokens().refresh_token
        _, first = await refresh(session, server, old)
        status, refused = await refresh(session, server, old)
        assert (status, refused["error"]) == (400, "invalid_grant")
        assert (await refresh(session, server, first["refresh_token"]))[0] == 200
        assert (await refresh(session, server, "unknown"))[1]["error"] == "invalid_grant"


async def test_tokens_die(allegro: AllegroCaller, session: aiohttp.ClientSession) -> None:
    server = allegro.server
    tokens = server.issue_tokens()
    server.expire_access_tokens()
    status, body = await allegro.call("GET", "/me")
    assert (status, body["error"]) == (401, "invalid_token")
    assert (await refresh(session, server, tokens.refresh_token))[0] == 200
    server.revoke_all_tokens()
    assert (await refresh(session, server, tokens.refresh_token))[0] == 400
