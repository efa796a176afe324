"""Rows 1 to 4 and 27 of the threat model: what happens before the upgrade."""

import asyncio
import re
from pathlib import Path

import pytest

from agent.server import address, gate
from agent.server.address import CHROMIUM_ORIGIN, COMMAND_LINE_ORIGIN
from agent.server.gate import Doorkeeper, Knock, Refusal, refuse
from tests.server.raw import HANDSHAKE, Reply, knock, send, send_bytes
from tests.server.running import FIREFOX_ORIGIN, Running, pair

BAD_ORIGINS: dict[str, list[str]] = {
    "missing": [],
    "null": ["null"],
    "empty": [""],
    "a page": ["https://evil.example"],
    "the page we work on": ["https://salescenter.allegro.com"],
    "plain http": ["http://127.0.0.1:47615"],
    "file": ["file://"],
    "twice": [CHROMIUM_ORIGIN, CHROMIUM_ORIGIN],
    "ours and a page": [CHROMIUM_ORIGIN, "https://evil.example"],
    "list in one header": [f"{CHROMIUM_ORIGIN}, https://evil.example"],
    "upper case": [CHROMIUM_ORIGIN.upper()],
    "upper case scheme": [CHROMIUM_ORIGIN.replace("chrome", "Chrome")],
    "trailing slash": [CHROMIUM_ORIGIN + "/"],
    "prefix": [CHROMIUM_ORIGIN[:-1]],
    "suffix": [CHROMIUM_ORIGIN + "a"],
    "subdomain": [CHROMIUM_ORIGIN + ".evil.example"],
    "other Chromium extension": ["chrome-extension://" + "a" * 32],
    "our id as Firefox": [CHROMIUM_ORIGIN.replace("chrome", "moz")],
    "Firefox, not paired": [FIREFOX_ORIGIN],
    "command line, other case": [COMMAND_LINE_ORIGIN.upper()],
}


def is_bare(reply: Reply) -> bool:
    """No body, nothing that names us or opens CORS."""
    names = reply.headers.keys()
    telling = [name for name in names if name == "server" or name.startswith("access-control-")]
    return reply.body == b"" and not telling


@pytest.mark.parametrize("origins", BAD_ORIGINS.values(), ids=BAD_ORIGINS.keys())
async def test_row_01_a_foreign_origin_gets_403_before_the_upgrade(agent: Running, origins: list[str]) -> None:
    await agent.paired("moz-extension://11111111-2222-3333-4444-555555555555")

    reply = await knock(agent.server.port, origins)

    assert reply.status == 403
    assert is_bare(reply)


@pytest.mark.parametrize("origin", [CHROMIUM_ORIGIN, COMMAND_LINE_ORIGIN, FIREFOX_ORIGIN])
async def test_row_01_a_pinned_origin_is_let_in(agent: Running, origin: str) -> None:
    await agent.paired(FIREFOX_ORIGIN)

    reply = await knock(agent.server.port, [origin])

    assert reply.status == 101
    assert "server" not in reply.headers
    assert "sec-websocket-extensions" not in reply.headers


async def test_row_01_firefox_may_knock_while_the_pairing_window_is_open(agent: Running) -> None:
    agent.desk.open()
    assert (await knock(agent.server.port, [FIREFOX_ORIGIN])).status == 101
    assert (await knock(agent.server.port, ["moz-extension://evil"])).status == 403
    assert (await knock(agent.server.port, ["https://evil.example"])).status == 403

    agent.clock.now += 120
    assert (await knock(agent.server.port, [FIREFOX_ORIGIN])).status == 403


async def test_row_01_a_stranger_while_the_window_is_open_can_only_pair(agent: Running) -> None:
    known = await agent.paired()
    agent.desk.open()
    stranger = await agent.open_socket(FIREFOX_ORIGIN)

    await stranger.send({**pair(), "type": "authenticate", "pairing_id": known.pairing_id, "nonce": "0" * 64, "proof": "0" * 64})

    assert await stranger.closing_code() == 1008


def bad_hosts(port: int) -> list[str | None]:
    return [
        None,
        "",
        "127.0.0.1",
        f"127.0.0.1:{port + 1}",
        f"localhost:{port}",
        f"LOCALHOST:{port}",
        f"0.0.0.0:{port}",
        f"[::1]:{port}",
        f"127.0.0.2:{port}",
        f"127.1:{port}",
        f"evil.example:{port}",
        f"127.0.0.1.evil.example:{port}",
        f"127.0.0.1:{port}.",
        f"127.0.0.1:0{port}",
    ]


async def test_row_02_every_route_refuses_a_foreign_host(agent: Running) -> None:
    """Walks the router, so that a new route is covered by itself."""
    port = agent.server.port
    token_path = agent.files.offer(b"%PDF-1.7", "application/pdf", "label.pdf")
    paths = [
        token_path if resource.canonical == "/labels/{token}" else resource.canonical
        for resource in agent.server.app.router.resources()
    ]
    assert len(paths) == 2

    for path in paths:
        for host in bad_hosts(port):
            headers = [*HANDSHAKE, ("Origin", CHROMIUM_ORIGIN)] + ([("Host", host)] if host is not None else [])
            reply = await send(port, f"GET {path} HTTP/1.1", headers)
            assert (reply.status, reply.body) == (400, b""), (path, host)
            assert is_bare(reply)

    assert len(agent.files) == 1, "no handler ran"


async def test_row_02_two_host_headers_are_refused(agent: Running) -> None:
    port = agent.server.port
    headers = [("Host", f"127.0.0.1:{port}"), ("Host", "evil.example"), *HANDSHAKE, ("Origin", CHROMIUM_ORIGIN)]

    reply = await send(port, "GET /socket HTTP/1.1", headers)

    assert reply.status == 400
    assert is_bare(reply)


async def test_row_03_only_the_loopback_address_is_bound(agent: Running) -> None:
    assert agent.server.addresses == [("127.0.0.1", agent.server.port)]
    assert address.HOST == "127.0.0.1"


@pytest.mark.parametrize("peer", ["192.168.1.7", "10.0.0.1", "::ffff:192.168.1.7", "", "no address", None])
def test_row_03_a_peer_from_elsewhere_is_refused(peer: str | None) -> None:
    keeper = Doorkeeper("127.0.0.1:1", frozenset(), pairing_open=False)

    assert refuse(Knock(peer, "socket", ["127.0.0.1:1"], [CHROMIUM_ORIGIN]), keeper) is Refusal.PEER
    assert refuse(Knock("127.0.0.1", "socket", ["127.0.0.1:1"], [CHROMIUM_ORIGIN]), keeper) is None


async def test_row_03_the_peer_that_is_judged_is_the_real_one(agent: Running, monkeypatch: pytest.MonkeyPatch) -> None:
    peers: list[str | None] = []
    monkeypatch.setattr(gate, "is_loopback", lambda peer: peers.append(peer))

    assert (await knock(agent.server.port, [CHROMIUM_ORIGIN])).status == 403
    assert peers == ["127.0.0.1"]


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH", "HEAD", "OPTIONS", "TRACE"])
async def test_row_04_http_changes_nothing(agent: Running, method: str) -> None:
    port = agent.server.port
    path = agent.files.offer(b"%PDF-1.7", "application/pdf", "label.pdf")
    for origin in (CHROMIUM_ORIGIN, "https://evil.example"):
        for target in (path, "/socket", "/", "*" if method == "OPTIONS" else "/x"):
            headers = [
                ("Host", f"127.0.0.1:{port}"),
                ("Origin", origin),
                ("Access-Control-Request-Method", "GET"),
                ("Access-Control-Request-Private-Network", "true"),
                ("Content-Length", "0"),
            ]
            reply = await send(port, f"{method} {target} HTTP/1.1", headers)
            assert reply.status == 403, (method, target)
            assert is_bare(reply)
    assert len(agent.files) == 1


async def test_row_04_a_refused_page_runs_no_handler(agent: Running) -> None:
    """Even when it sends its commands right behind the handshake, without waiting for the answer."""
    port = agent.server.port
    head = [f"Host: 127.0.0.1:{port}", "Origin: https://evil.example", *(f"{name}: {value}" for name, value in HANDSHAKE)]
    text = b'{"type":"request","id":"1","method":"agent.ping","params":{}}'
    frame = bytes([0x81, 0x80 | len(text), 0, 0, 0, 0]) + text

    reply = await send_bytes(port, ("GET /socket HTTP/1.1\r\n" + "\r\n".join(head) + "\r\n\r\n").encode() + frame)

    assert reply.status == 403
    assert agent.calls == []


async def test_row_27_all_refusals_have_the_same_shape(agent: Running) -> None:
    port = agent.server.port
    ours = [("Host", f"127.0.0.1:{port}"), ("Origin", CHROMIUM_ORIGIN)]
    replies = {
        "bad origin": await knock(port, ["https://evil.example"]),
        "bad host": await knock(port, [CHROMIUM_ORIGIN], host="evil.example"),
        "unknown route": await send(port, "GET /unknown HTTP/1.1", ours),
        "unknown route, bad host": await send(port, "GET /unknown HTTP/1.1", [("Host", "evil.example")]),
        "root": await send(port, "GET / HTTP/1.1", ours),
        "no upgrade": await send(port, "GET /socket HTTP/1.1", ours),
        "no version": await send(port, "GET /socket HTTP/1.1", [*ours, ("Connection", "Upgrade"), ("Upgrade", "websocket")]),
        "unknown label": await send(port, "GET /labels/" + "0" * 64 + " HTTP/1.1", ours),
        "unknown expectation": await send(port, "GET /socket HTTP/1.1", [*ours, ("Expect", "a miracle")]),
        "not HTTP": await send_bytes(port, b"\x16\x03\x01 hello\r\n\r\n"),
        "huge header": await send(port, "GET /socket HTTP/1.1", [*ours, ("X", "y" * 70_000)]),
    }

    for name, reply in replies.items():
        assert is_bare(reply), name
        assert reply.headers.keys() - {"date", "connection"} == {"content-length"}, name
    assert {name for name, reply in replies.items() if reply.status == 400} == {"bad host", "not HTTP", "huge header"}
    assert {name for name, reply in replies.items() if reply.status == 404} == {"unknown label"}


def test_row_10_the_name_localhost_does_not_occur() -> None:
    """Another program can hold the same port on the address the name resolves to."""
    root = Path(address.__file__).parents[1]
    for file in [*(root / "server").glob("*.py"), root / "client.py"]:
        assert not re.search("localhost", file.read_text(encoding="utf-8"), re.IGNORECASE), file.name


async def test_row_18_more_connections_than_allowed_are_refused(agent: Running) -> None:
    held = [await agent.open_socket() for _ in range(4)]

    assert (await knock(agent.server.port, [CHROMIUM_ORIGIN])).status == 403

    held += [await agent.open_socket(COMMAND_LINE_ORIGIN) for _ in range(2)]  # it has places of its own
    assert (await knock(agent.server.port, [COMMAND_LINE_ORIGIN])).status == 403

    await held[0].websocket.close()
    async with asyncio.timeout(10):
        while (await knock(agent.server.port, [CHROMIUM_ORIGIN])).status != 101:
            agent.clock.now += 1


async def test_row_18_connecting_too_often_is_refused(agent: Running) -> None:
    for _ in range(60):
        await send(agent.server.port, "GET /labels/0 HTTP/1.1", [("Host", f"127.0.0.1:{agent.server.port}")])

    assert (await knock(agent.server.port, [CHROMIUM_ORIGIN])).status == 403
    agent.clock.now += 10
    assert (await knock(agent.server.port, [CHROMIUM_ORIGIN])).status == 101
