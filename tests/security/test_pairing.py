"""Rows 6 to 8 of the threat model: pairing by a code."""

import ast
import asyncio
import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import agent.server
from agent.server.pairing import ATTEMPTS, LIFETIME_S, Asker, PairingWindow, new_code, same_code
from tests.server.running import CODE, FIREFOX_ORIGIN, Clock, Json, Peer, Running, authenticate, pair, until

ASKER = Asker("0" * 16, "Firefox", FIREFOX_ORIGIN, "2026-01-01T00:00:00+00:00")


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def window(clock: Clock) -> PairingWindow:
    window = PairingWindow(clock, code=lambda: CODE)
    window.open()
    return window


def test_row_06_the_sixth_attempt_is_refused_even_with_the_right_code(window: PairingWindow) -> None:
    assert [window.ask("000000", ASKER) for _ in range(ATTEMPTS)] == ["wrong"] * ATTEMPTS
    assert ATTEMPTS == 5
    assert window.ask(CODE, ASKER) == "closed"


def test_row_06_the_fifth_attempt_may_be_right(window: PairingWindow) -> None:
    assert [window.ask("000000", ASKER) for _ in range(ATTEMPTS - 1)] == ["wrong"] * 4
    assert window.ask(CODE, ASKER) == "asking"


def test_row_06_the_window_closes_by_itself(window: PairingWindow, clock: Clock) -> None:
    assert LIFETIME_S == 120
    clock.now += 119.9
    assert window.phase == "open"
    clock.now += 0.1
    assert window.ask(CODE, ASKER) == "closed"


def test_row_06_one_success(window: PairingWindow) -> None:
    assert window.ask(CODE, ASKER) == "asking"
    assert window.ask(CODE, ASKER) == "closed"
    assert window.answer(allow=True) == ASKER
    assert window.phase == "paired"
    assert window.ask(CODE, ASKER) == "closed"
    assert window.answer(allow=True) is None


def test_row_06_an_answer_after_the_end_lets_nobody_in(window: PairingWindow, clock: Clock) -> None:
    window.ask(CODE, ASKER)
    clock.now += 120
    assert window.answer(allow=True) is None


def test_row_06_codes_are_random_digits() -> None:
    codes = {new_code() for _ in range(200)}
    assert len(codes) > 190
    assert all(len(code) == 6 and code.isdigit() for code in codes)


async def test_row_06_parallel_connections_share_the_attempts(agent: Running) -> None:
    agent.desk.open()
    peers = [await agent.open_socket() for _ in range(4)]
    for peer in peers:
        await peer.send(pair("000000"))
    assert [await peer.refused() for peer in peers] == [("pairing_code_wrong", 1008)] * 4
    assert agent.delays == [1.0] * 4, "each failure is delayed"

    assert await try_code(agent, "000000") == ("pairing_code_wrong", 1008)
    assert await try_code(agent, CODE) == ("pairing_closed", 1008)


async def try_code(agent: Running, code: str) -> tuple[str, int]:
    await until(lambda: agent.server.connections == 0)  # a closed one leaves its place a moment later
    peer = await agent.open_socket()
    await peer.send(pair(code))
    return await peer.refused()


@pytest.mark.parametrize("code", ["zażółć", "４９３０２８", " " + CODE, CODE + " ", "0x7859d4", "\x00", "é" * 32])
async def test_row_07_odd_codes_are_wrong_codes(agent: Running, code: str) -> None:
    agent.desk.open()
    assert await try_code(agent, code) == ("pairing_code_wrong", 1008)


@pytest.mark.parametrize("code", ["", "4" * 10_000, 493028, None, [CODE]])
async def test_row_07_impossible_codes_are_refused_cleanly(agent: Running, code: object) -> None:
    agent.desk.open()
    peer = await agent.open_socket()
    await peer.send(pair(code=code))  # type: ignore[arg-type]  # wrong types are the point
    assert await peer.refused() == ("invalid_message", 1008)
    assert agent.desk.window.phase == "open"


@given(st.text(st.characters(), max_size=100))
def test_row_07_comparing_never_raises(code: str) -> None:
    assert same_code(CODE, code) == (code == CODE)


def test_row_07_long_codes_are_not_compared() -> None:
    assert not same_code("4" * 10_000, "4" * 10_000)


def test_row_07_no_secret_is_compared_with_an_operator() -> None:
    """`==` on a proof, key or code tells by its duration how much of it was right."""
    secret_names = {"proof", "key", "code", "_code", "expected", "given", "data", "token"}
    root = Path(agent.server.__file__).parent
    for file in [root / "handshake.py", root / "pairing.py", root / "pairings.py", root.parent / "client.py"]:
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Compare) and any(isinstance(one, ast.Eq | ast.NotEq) for one in node.ops):
                for side in (node.left, *node.comparators):
                    name = side.id if isinstance(side, ast.Name) else side.attr if isinstance(side, ast.Attribute) else ""
                    assert name not in secret_names, f"{file.name}:{node.lineno}"


async def ask(agent: Running) -> Peer:
    """A Firefox that gave the right code and waits."""
    agent.desk.open()
    peer = await agent.open_socket(FIREFOX_ORIGIN)
    await peer.send(pair())
    await until(lambda: agent.desk.window.phase == "asking")
    return peer


async def test_row_08_the_user_sees_who_asks_and_decides(agent: Running) -> None:
    peer = await ask(agent)
    command_line = await agent.ready(agent.command_line())

    state = (await command_line.ask("pairing.state"))["result"]
    assert (state["state"], state["asking"]["browser"], state["asking"]["origin"]) == ("asking", "Firefox", FIREFOX_ORIGIN)
    assert len(agent.pairings.all()) == 1, "nobody is let in before the answer"

    await command_line.ask("pairing.answer", {"allow": True})
    paired = await peer.receive()
    assert paired["type"] == "paired"
    assert await peer.closing_code() == 1000
    assert (await command_line.ask("pairing.state"))["result"] == {"state": "paired", "asking": None}

    stored = agent.pairings.get(paired["pairing_id"])
    assert stored is not None
    assert stored.key == paired["key"]
    assert stored.pairing_id == state["asking"]["pairing_id"]
    again = await agent.open_socket(FIREFOX_ORIGIN)
    await again.send(authenticate(again, stored))
    assert (await again.receive())["type"] == "ready"


async def test_row_08_the_user_may_say_no(agent: Running) -> None:
    peer = await ask(agent)
    command_line = await agent.ready(agent.command_line())

    await command_line.ask("pairing.answer", {"allow": False})

    assert await peer.refused() == ("pairing_closed", 1008)
    assert (await command_line.ask("pairing.state"))["result"]["state"] == "refused"
    assert len(agent.pairings.all()) == 1


async def test_row_08_outside_an_open_window_nothing_is_shown(agent: Running) -> None:
    assert await try_code(agent, CODE) == ("pairing_closed", 1008)
    command_line = await agent.ready(agent.command_line())
    assert (await command_line.ask("pairing.state"))["result"] == {"state": "closed", "asking": None}
    answer = await command_line.ask("pairing.answer", {"allow": True})
    assert answer["error"]["code"] == "pairing_closed"


async def test_row_08_opening_again_turns_away_who_was_asking(agent: Running) -> None:
    peer = await ask(agent)
    command_line = await agent.ready(agent.command_line())

    opened = (await command_line.ask("pairing.open"))["result"]

    assert opened == {"code": CODE, "expires_in_s": 120.0}
    assert await peer.refused() == ("pairing_closed", 1008)
    await asyncio.sleep(0)  # one turn of the loop
    assert agent.desk.window.phase == "open"


async def test_row_08_who_leaves_or_talks_has_withdrawn(agent: Running) -> None:
    peer = await ask(agent)
    await peer.websocket.close()
    await until(lambda: agent.desk.window.phase == "closed")

    peer = await ask(agent)
    await peer.send(pair())
    assert await peer.refused() == ("invalid_message", 1008)
    assert agent.desk.window.phase == "closed"


async def test_row_08_a_browser_cannot_pair_others(agent: Running) -> None:
    peer = await agent.ready()
    assert not [method for method in peer.ready["methods"] if method.startswith("pairing.")]
    calls: dict[str, Json] = {
        "pairing.open": {},
        "pairing.state": {},
        "pairing.answer": {"allow": True},
        "pairing.list": {},
        "pairing.remove": {"pairing_id": "0" * 16},
    }
    for method, params in calls.items():
        answer = await peer.ask(method, params)
        assert answer["error"]["code"] == "not_allowed", json.dumps(answer)
    assert agent.desk.window.phase == "closed"


async def test_row_24_a_pairing_that_cannot_be_stored_is_none(agent: Running) -> None:
    peer = await ask(agent)
    command_line = await agent.ready(agent.command_line())
    agent.vault.locked = True

    answer = await command_line.ask("pairing.answer", {"allow": True})

    assert answer["error"]["code"] == "keyring_locked"
    assert await peer.refused() == ("keyring_locked", 1008)
    assert len(agent.pairings.all()) == 1
