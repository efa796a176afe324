"""Rows 5, 9, 11, 12 and 26 of the threat model: who is who, proven afresh on each connection."""

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import replace

import aiohttp
import pytest
from aiohttp import web

from agent.client import AgentNotRunning, ConnectionLost, NotPaired, VersionMismatch, WrongProof, connect
from agent.server.address import CHROMIUM_ORIGIN, COMMAND_LINE_ORIGIN
from agent.server.errors import PortInUse
from agent.server.pairings import PairingStore, new_pairing
from shared_schema import PROTOCOL
from shared_schema.agent import AgentPingResult
from shared_schema.methods import METHODS
from shared_schema.plans import PlanEvent, PlanProgress
from shared_schema.proof import AGENT_ROLE, EXTENSION_ROLE, proof
from shared_schema.request import NoParams
from tests.memory_vault import MemoryVault
from tests.server.running import FIREFOX_ORIGIN, Running, authenticate, pair, request, running, until


@pytest.mark.parametrize("method", METHODS)
async def test_row_05_no_method_works_before_ready(agent: Running, method: str) -> None:
    peer = await agent.open_socket()

    await peer.send(request(method))

    assert await peer.closing_code() == 1008
    assert agent.calls == []
    assert agent.desk.window.phase == "closed"


@pytest.mark.parametrize("text", ["", "{", "[]", '"ready"', '{"type":"ready"}', '{"type":"challenge"}', "[" * 5000])
async def test_row_05_anything_else_before_ready_ends_the_connection(agent: Running, text: str) -> None:
    peer = await agent.open_socket()

    await peer.send(text)

    assert await peer.refused() == ("invalid_message", 1008)


async def test_row_05_a_silent_client_is_closed() -> None:
    async with running(handshake_timeout_s=0.05) as agent:
        peer = await agent.open_socket()
        assert await peer.closing_code() == 1008


async def test_row_05_the_limit_ends_with_the_handshake() -> None:
    async with running(handshake_timeout_s=0.5) as agent:
        peer = await agent.ready()
        silent_and_younger = await agent.open_socket()
        assert await silent_and_younger.closing_code() == 1008
        assert (await peer.ask("agent.ping"))["type"] == "result"


async def test_row_05_before_ready_no_event_is_sent(agent: Running) -> None:
    peer = await agent.open_socket()
    agent.server.broadcast(an_event())
    ready = await agent.ready()
    agent.server.broadcast(an_event())

    assert (await ready.receive())["topic"] == "plan"
    await peer.send("x")
    assert (await peer.receive())["type"] == "error"


def an_event() -> PlanEvent:
    data = PlanProgress(plan_id="0e8a2f4c-6b1d-4c3e-9f57-1a2b3c4d5e6f", done=1, total=2)
    return PlanEvent(type="event", topic="plan", seq=1, data=data)


async def test_row_09_both_sides_prove_the_key(agent: Running) -> None:
    pairing = await agent.paired()
    peer = await agent.open_socket()
    opening = authenticate(peer, pairing)

    await peer.send(opening)
    ready = await peer.receive()

    key = bytes.fromhex(pairing.key)
    expected = proof(key, AGENT_ROLE, PROTOCOL, CHROMIUM_ORIGIN, peer.challenge["nonce"], opening["nonce"])
    assert ready["proof"] == expected
    assert pairing.key not in json.dumps(ready)


async def test_row_09_ready_names_the_methods_of_this_client(agent: Running) -> None:
    browser = await agent.ready()
    command_line = await agent.ready(agent.command_line())

    assert browser.ready["methods"] == ["agent.ping"]
    assert "pairing.open" in command_line.ready["methods"]


async def wrong(agent: Running, kind: str) -> dict[str, object]:
    """Changes to a right `authenticate` that make it wrong."""
    pairing = await agent.paired()
    other = await agent.paired(FIREFOX_ORIGIN)
    peer = await agent.open_socket()
    right = authenticate(peer, pairing)
    agent_nonce = peer.challenge["nonce"]
    changes: dict[str, dict[str, object]] = {
        "another key": {"proof": authenticate(peer, other)["proof"]},
        "unknown pairing": {"pairing_id": "0" * 16},
        "a pairing of another origin": authenticate(peer, other),
        "the agent's role": {
            "proof": proof(bytes.fromhex(pairing.key), AGENT_ROLE, PROTOCOL, peer.origin, agent_nonce, right["nonce"])
        },
        "another origin": {
            "proof": proof(bytes.fromhex(pairing.key), EXTENSION_ROLE, PROTOCOL, FIREFOX_ORIGIN, agent_nonce, right["nonce"])
        },
        "another protocol": {
            "proof": proof(bytes.fromhex(pairing.key), EXTENSION_ROLE, PROTOCOL + 1, peer.origin, agent_nonce, right["nonce"])
        },
        "another nonce": {"nonce": "0" * 64},
        "no proof": {"proof": "0" * 64},
    }
    await peer.send({**right, **changes[kind]})
    return {"refused": await peer.refused()}


@pytest.mark.parametrize(
    "kind",
    [
        "another key",
        "unknown pairing",
        "a pairing of another origin",
        "the agent's role",
        "another origin",
        "another protocol",
        "another nonce",
        "no proof",
    ],
)
async def test_row_09_a_wrong_proof_is_refused_and_tells_nothing(agent: Running, kind: str) -> None:
    assert await wrong(agent, kind) == {"refused": ("not_paired", 1008)}


async def test_row_09_a_taken_port_is_said_clearly_and_not_left() -> None:
    async with running() as first, running() as other:
        taken = first.server.port
        other.server._wanted_port = taken  # the port is chosen at start
        await other.server.stop()
        with pytest.raises(PortInUse, match=str(taken)):
            await other.server.start()
        assert other.server.addresses == []


async def test_row_09_our_client_asks_nothing_of_an_impostor() -> None:
    """An agent without the key: it may see our opening, and nothing after its wrong proof."""
    vault = MemoryVault()
    await PairingStore(vault).load()
    heard: list[str] = []

    async def impostor(http: web.Request) -> web.WebSocketResponse:
        websocket = web.WebSocketResponse()
        await websocket.prepare(http)
        await websocket.send_json(
            {"type": "challenge", "protocol": PROTOCOL, "min_protocol": PROTOCOL, "agent_version": "1", "nonce": "0" * 64}
        )
        heard.append(await websocket.receive_str())
        limits = {"max_message_bytes": 1, "max_orders": 1, "page_rows": 1, "requests_per_10_s": 1}
        await websocket.send_json({"type": "ready", "proof": "0" * 64, "methods": [], "limits": limits})
        heard.extend([message.data async for message in websocket])
        return websocket

    async with listening(impostor) as port:
        with pytest.raises(WrongProof):
            async with connect(port, vault):
                pass

    assert [json.loads(text)["type"] for text in heard] == ["authenticate"]
    assert all(secret not in "".join(heard) for secret in keys_in(vault))


def keys_in(vault: MemoryVault) -> list[str]:
    return [json.loads(vault.secrets["pairings/command-line"])["key"]]


@asynccontextmanager
async def listening(handler: Callable[[web.Request], Awaitable[web.WebSocketResponse]]) -> AsyncIterator[int]:
    """A server that is not the agent; gives its port."""
    app = web.Application()
    app.router.add_get("/socket", handler)
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    try:
        yield runner.addresses[0][1]
    finally:
        await runner.cleanup()


async def test_row_09_our_client_and_the_agent_know_each_other(agent: Running) -> None:
    async with connect(agent.server.port, agent.vault) as client:
        assert (await client.call("agent.ping", NoParams(), AgentPingResult)).time
        assert client.agent_version == "0.1.0"


async def test_row_09_our_client_says_why_it_cannot_connect(agent: Running) -> None:
    with pytest.raises(NotPaired):
        async with connect(agent.server.port, MemoryVault()):
            pass
    foreign = MemoryVault()
    await PairingStore(foreign).load()
    with pytest.raises(NotPaired):
        async with connect(agent.server.port, foreign):
            pass
    async with running() as stopped:
        port = stopped.server.port
    with pytest.raises(AgentNotRunning):
        async with connect(port, agent.vault):
            pass


@pytest.mark.parametrize(("protocol", "minimum", "side"), [(0, 0, "agent"), (9, 9, "client")])
async def test_versions_our_client_names_the_side_to_update(protocol: int, minimum: int, side: str) -> None:
    vault = MemoryVault()
    await PairingStore(vault).load()

    async def stranger(http: web.Request) -> web.WebSocketResponse:
        websocket = web.WebSocketResponse()
        await websocket.prepare(http)
        await websocket.send_json(
            {
                "type": "challenge",
                "protocol": protocol,
                "min_protocol": minimum,
                "agent_version": "1",
                "nonce": "0" * 64,
            }
        )
        await websocket.receive()
        return websocket

    async with listening(stranger) as port:
        with pytest.raises(VersionMismatch) as caught:
            async with connect(port, vault):
                pass
    assert caught.value.side == side


async def test_versions_the_agent_is_too_old(agent: Running) -> None:
    peer = await agent.open_socket()
    await peer.send(pair(protocol=PROTOCOL + 8, min_protocol=PROTOCOL + 1))
    assert await peer.refused() == ("protocol_too_new", 1008)


async def test_versions_an_old_extension_is_told(agent: Running, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("agent.server.handshake.MIN_PROTOCOL", PROTOCOL + 1)
    peer = await agent.open_socket()
    await peer.send(pair(protocol=PROTOCOL))
    assert await peer.refused() == ("protocol_too_old", 1008)


async def test_versions_a_newer_extension_that_still_speaks_ours_is_welcome(agent: Running) -> None:
    pairing = await agent.paired()
    peer = await agent.open_socket()
    nonce = "ab" * 32
    key = bytes.fromhex(pairing.key)
    newer = proof(key, EXTENSION_ROLE, 7, peer.origin, peer.challenge["nonce"], nonce)

    await peer.send(authenticate(peer, pairing, protocol=7, min_protocol=1, nonce=nonce, proof=newer))

    assert (await peer.receive())["type"] == "ready"


async def test_row_11_removing_a_pairing_closes_its_sockets_and_ends_its_key(agent: Running) -> None:
    doomed, kept = await agent.paired(FIREFOX_ORIGIN), await agent.paired()
    doomed_peer, kept_peer = await agent.ready(doomed), await agent.ready(kept)
    path = agent.files.offer(b"%PDF-1.7", "application/pdf", "label.pdf", owner=doomed.pairing_id)

    command_line = await agent.ready(agent.command_line())
    answer = await command_line.ask("pairing.remove", {"pairing_id": doomed.pairing_id})

    assert answer["result"] == {"removed": True}
    assert await doomed_peer.closing_code() == 1008
    assert (await kept_peer.ask("agent.ping"))["type"] == "result"
    async with agent.http.get(agent.url + path) as reply:
        assert reply.status == 404
    with pytest.raises(aiohttp.WSServerHandshakeError):
        await agent.open_socket(FIREFOX_ORIGIN)

    again = await agent.open_socket()
    await again.send(authenticate(again, doomed))
    assert await again.refused() == ("not_paired", 1008)
    fresh = PairingStore(agent.vault)
    await fresh.load()
    assert fresh.get(doomed.pairing_id) is None


async def test_row_11_a_removed_client_that_goes_on_talking_is_not_heard(agent: Running) -> None:
    pairing = await agent.paired()
    peer = await agent.ready(pairing)

    await agent.pairings.remove(pairing.pairing_id)
    for _ in range(5):
        await peer.send(request("agent.ping"))

    assert await peer.closing_code() == 1008
    assert agent.calls == []


async def test_row_11_the_command_line_cannot_lock_itself_out(agent: Running) -> None:
    command_line = await agent.ready(agent.command_line())
    answer = await command_line.ask("pairing.remove", {"pairing_id": agent.command_line().pairing_id})
    assert answer["error"]["code"] == "not_allowed"


async def test_row_11_keys_are_in_the_vault_only(agent: Running) -> None:
    pairing = await agent.paired()
    command_line = await agent.ready(agent.command_line())

    listed = await command_line.ask("pairing.list")

    assert {one["pairing_id"] for one in listed["result"]["pairings"]} == {pairing.pairing_id, agent.command_line().pairing_id}
    assert pairing.key not in json.dumps(listed)
    assert pairing.key not in repr(pairing)
    assert pairing.key in agent.vault.secrets["pairings"]


async def test_row_11_the_command_lines_key_is_kept_between_starts(agent: Running) -> None:
    again = PairingStore(agent.vault)
    await again.load()
    assert again.all() == agent.pairings.all()
    assert again.all()[0].origin == COMMAND_LINE_ORIGIN


async def test_row_12_a_recorded_authenticate_is_worth_nothing(agent: Running) -> None:
    pairing = await agent.paired()
    first = await agent.open_socket()
    recorded = authenticate(first, pairing)
    await first.send(recorded)
    assert (await first.receive())["type"] == "ready"

    second = await agent.open_socket()
    await second.send(recorded)

    assert await second.refused() == ("not_paired", 1008)
    assert first.challenge["nonce"] != second.challenge["nonce"]


async def test_row_12_the_same_id_twice_is_done_once(agent: Running) -> None:
    peer = await agent.ready()

    assert (await peer.ask("agent.ping", request_id="a"))["type"] == "result"
    repeated = await peer.ask("agent.ping", request_id="a")

    assert repeated["id"] == "a"
    assert repeated["error"]["code"] == "duplicate_id"
    assert agent.calls == ["agent.ping"]


async def test_row_12_an_id_used_by_a_refused_message_is_used(agent: Running) -> None:
    peer = await agent.ready()
    assert (await peer.ask("agent.ping", {"x": 1}, request_id="a"))["error"]["code"] == "invalid_params"
    assert (await peer.ask("agent.ping", request_id="a"))["error"]["code"] == "duplicate_id"


async def test_row_12_identifiers_are_remembered_within_limits(agent: Running, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("agent.server.connection.REMEMBERED_IDS", 3)
    peer = await agent.ready()
    for _ in range(3):
        await peer.send(request("agent.ping"))
    assert await peer.closing_code() == 1013
    assert len(agent.calls) == 3


@pytest.mark.parametrize("tries", ["the command line", "a browser", "a pairing of his own"])
async def test_row_26_another_user_of_the_computer_gets_the_challenge_and_nothing_more(agent: Running, tries: str) -> None:
    """He reaches the port with any origin and knows the protocol and the names; the keys are in the seller's own vault."""
    seller = await agent.paired()
    connected = await agent.ready(seller)
    known = agent.command_line() if tries == "the command line" else seller
    own = new_pairing("browser", "Chromium", CHROMIUM_ORIGIN)
    claimed = own if tries == "a pairing of his own" else replace(known, key=own.key)
    stranger = await agent.open_socket(known.origin)
    assert stranger.challenge.keys() == {"type", "protocol", "min_protocol", "agent_version", "nonce"}

    agent.server.broadcast(an_event())
    assert (await connected.receive())["topic"] == "plan"
    await stranger.send(authenticate(stranger, claimed))

    assert await stranger.refused() == ("not_paired", 1008), "no event came before it"
    assert agent.calls == []
    assert (await connected.ask("agent.ping"))["type"] == "result"


async def test_row_26_strangers_hold_four_places_and_no_longer_than_the_handshake() -> None:
    async with running(handshake_timeout_s=0.5) as agent:
        seller = await agent.paired()
        strangers = [await agent.open_socket() for _ in range(4)]
        with pytest.raises(aiohttp.WSServerHandshakeError) as refused:
            await agent.open_socket()
        assert refused.value.status == 403
        assert {await stranger.closing_code() for stranger in strangers} == {1008}
        await until(lambda: agent.server.connections == 0)
        assert (await (await agent.ready(seller)).ask("agent.ping"))["type"] == "result"


async def test_our_client_notices_the_end_of_the_connection() -> None:
    async with running() as agent, connect(agent.server.port, agent.vault) as client:
        await agent.server.stop()
        async with asyncio.timeout(10):
            assert [event async for event in client.events()] == []
        with pytest.raises(ConnectionLost):
            await client.call("agent.ping", NoParams(), AgentPingResult)
