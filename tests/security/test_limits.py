"""Rows 18 and 19 of the threat model: hostile sizes and hostile contents, and a server that still answers afterwards."""

import asyncio
import contextlib
import json
import socket as sockets
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from agent.server.dispatch import Client
from agent.server.errors import ApiError, error_info
from agent.server.limits import QUEUED_MESSAGES, SlidingWindow
from agent.server.reading import Unreadable, read_opening, read_request
from shared_schema import MAX_MESSAGE_BYTES
from shared_schema.agent import AgentPing, AgentPingResult, AgentStatus
from shared_schema.codes import ErrorCode
from shared_schema.methods import METHODS
from shared_schema.page import PageReportResult
from shared_schema.plans import PlanEvent, PlanProgress, PlansGet
from tests.server.running import Clock, Json, Running, request, running, until

EXAMPLES = Path(__file__).parents[2] / "shared_schema" / "examples" / "good"
PLAN = "0e8a2f4c-6b1d-4c3e-9f57-1a2b3c4d5e6f"


async def test_row_18_an_oversized_frame_closes_with_1009(agent: Running) -> None:
    peer = await agent.ready()
    await peer.send(" " * (MAX_MESSAGE_BYTES + 1))
    assert await peer.closing_code() == 1009


async def test_row_18_a_frame_within_the_limit_is_read(agent: Running) -> None:
    peer = await agent.ready()
    await peer.send(json.dumps(request("agent.ping")).ljust(MAX_MESSAGE_BYTES - 1))
    assert (await peer.receive())["type"] == "result"


@pytest.mark.parametrize("phase", ["before ready", "after ready"])
async def test_row_18_a_binary_frame_closes_with_1003(agent: Running, phase: str) -> None:
    peer = await agent.open_socket() if phase == "before ready" else await agent.ready()
    await peer.websocket.send_bytes(json.dumps(request("agent.ping")).encode())
    assert await peer.closing_code() == 1003
    assert agent.calls == []


@pytest.mark.parametrize("opening", ["[", '{"a":'])
async def test_row_18_deep_nesting_is_a_clean_error(agent: Running, opening: str) -> None:
    peer = await agent.ready()
    await peer.send(opening * 40_000)
    answer = await peer.receive()
    assert (answer["id"], answer["error"]["code"]) == (None, "invalid_message")
    assert (await peer.ask("agent.ping"))["type"] == "result"


def test_row_18_the_depth_is_limited_also_where_the_parser_would_manage() -> None:
    with pytest.raises(Unreadable, match="JSON"):
        read_request("[" * 17 + "]" * 17)
    brackets_in_text = json.dumps({**request("agent.ping"), "id": '[[[[[[[[[[[[[[[[[[[[\\"[[['})
    assert read_request(brackets_in_text).method == "agent.ping"


async def test_row_18_thirty_requests_in_ten_seconds(agent: Running) -> None:
    peer = await agent.ready()
    answers = [await peer.ask("agent.ping") for _ in range(31)]

    assert [answer["type"] for answer in answers] == ["result"] * 30 + ["error"]
    assert answers[-1]["error"]["code"] == "rate_limited"
    assert answers[-1]["error"]["retry_after_s"] == 10.0
    assert len(agent.calls) == 30

    agent.clock.now += 10
    assert (await peer.ask("agent.ping"))["type"] == "result"
    other = await agent.ready()
    assert (await other.ask("agent.ping"))["type"] == "result"


async def test_row_18_unreadable_frames_count_too(agent: Running) -> None:
    peer = await agent.ready()
    for _ in range(30):
        await peer.send("?")
        assert (await peer.receive())["error"]["code"] == "invalid_message"
    assert (await peer.ask("agent.ping"))["error"]["code"] == "rate_limited"


@given(st.lists(st.floats(0, 3), max_size=60), st.integers(1, 5))
@example(
    [
        2.4729774851197117,
        1.1875229093917135,
        1.1875229093917135,
        1.6272063213993588,
        2.4729774851197117,
        2.776001077848213,
        2.870996166677552,
        0.0,
    ],
    1,
)
def test_row_18_never_more_than_the_limit_in_any_window(pauses: list[float], limit: int) -> None:
    clock = Clock()
    window = SlidingWindow(limit, 10, clock)
    taken: list[float] = []
    for pause in pauses:
        clock.now += pause
        wait_s = window.take()
        if wait_s == 0:
            taken.append(clock.now)
        else:
            assert 0 < wait_s <= 10
    for start in taken:
        assert sum(0 <= time - start < 10 for time in taken) <= limit


async def test_row_18_requests_running_at_once_are_limited() -> None:
    release = asyncio.Event()
    started: list[str] = []

    async def slow(client: Client, message: AgentStatus) -> AgentPingResult:
        started.append(message.id)
        await release.wait()
        raise ApiError(error_info(ErrorCode.NOT_FOUND, "late"))

    async with running({"agent.status": slow}) as agent:
        peer = await agent.ready()
        for number in range(32):
            await peer.send(request("agent.status"))
            await until(lambda count=number + 1: len(started) == count)  # type: ignore[misc]  # bound now, not later
            agent.clock.now += 1
        assert (await peer.ask("agent.status"))["error"]["code"] == "rate_limited"
        release.set()
        assert {(await peer.receive())["error"]["code"] for _ in range(32)} == {"not_found"}


async def test_row_18_a_client_that_never_reads_is_dropped(agent: Running, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its own buffers and the system's are filled; then events pass it by; then it goes, and the others do not notice."""
    monkeypatch.setattr("agent.server.socket.SEND_TIMEOUT_S", 0.5)
    lazy = await agent.ready()
    reading = await agent.ready()
    transport = lazy.websocket._response.connection.transport  # type: ignore[union-attr]  # there is no public way
    assert transport is not None
    transport.pause_reading()
    transport.get_extra_info("socket").setsockopt(sockets.SOL_SOCKET, sockets.SO_RCVBUF, 4096)

    events = 0
    async with asyncio.timeout(30):
        while agent.server.connections == 2:
            for _ in range(QUEUED_MESSAGES // 4):
                agent.server.broadcast(an_event(events))
                events += 1
            for _ in range(QUEUED_MESSAGES // 4):
                await reading.receive()

    assert (await reading.ask("agent.ping"))["type"] == "result"


def an_event(seq: int) -> PlanEvent:
    return PlanEvent(type="event", topic="plan", seq=seq, data=PlanProgress(plan_id=PLAN, done=1, total=2))


async def test_row_18_an_answer_too_large_is_an_error(agent: Running) -> None:
    async def large(client: Client, message: AgentPing) -> AgentPingResult:
        return AgentPingResult(time="x" * MAX_MESSAGE_BYTES)

    async with running({"agent.ping": large}) as one:
        peer = await one.ready()
        assert (await peer.ask("agent.ping"))["error"]["code"] == "too_large"


BROKEN: dict[str, tuple[str, str]] = {
    "nothing": ("", "invalid_message"),
    "no JSON": ("hello", "invalid_message"),
    "half": ('{"type":"request"', "invalid_message"),
    "number": ("1", "invalid_message"),
    "list": ("[]", "invalid_message"),
    "NaN": ('{"type":"request","id":"a","method":"agent.ping","params":NaN}', "invalid_message"),
    "repeated key": ('{"type":"request","id":"a","id":"b","method":"agent.ping","params":{}}', "invalid_message"),
    "huge number": ('{"type":"request","id":"a","method":"agent.ping","params":' + "9" * 5000 + "}", "invalid_message"),
    "lone surrogate": ('{"type":"request","id":"\\ud800","method":"agent.ping","params":{}}', "invalid_message"),
    "no id": ('{"type":"request","method":"agent.ping","params":{}}', "invalid_message"),
    "empty id": ('{"type":"request","id":"","method":"agent.ping","params":{}}', "invalid_message"),
    "long id": ('{"type":"request","id":"' + "a" * 65 + '","method":"agent.ping","params":{}}', "invalid_message"),
    "no method": ('{"type":"request","id":"a","params":{}}', "invalid_message"),
    "method is no text": ('{"type":"request","id":"a","method":["agent.ping"],"params":{}}', "invalid_message"),
    "unknown method": ('{"type":"request","id":"a","method":"agent.stop","params":{}}', "unknown_method"),
    "no params": ('{"type":"request","id":"a","method":"agent.ping"}', "invalid_params"),
    "unknown param": ('{"type":"request","id":"a","method":"agent.ping","params":{"cod":1}}', "invalid_params"),
    "unknown field": ('{"type":"request","id":"a","method":"agent.ping","params":{},"cod":1}', "invalid_params"),
    "wrong type": ('{"type":"event","id":"a","method":"agent.ping","params":{}}', "invalid_params"),
    "known, without a handler": (json.dumps(request("agent.status")), "unknown_method"),
}


@pytest.mark.parametrize(("text", "code"), BROKEN.values(), ids=BROKEN.keys())
async def test_row_19_a_broken_message_is_a_typed_error(agent: Running, text: str, code: str) -> None:
    peer = await agent.ready()

    await peer.send(text)
    answer = await peer.receive()

    assert (answer["type"], answer["error"]["code"], answer["error"]["outcome"]) == ("error", code, "not_sent")
    assert (await peer.ask("agent.ping"))["type"] == "result"


def test_row_19_errors_name_the_path_and_never_the_value() -> None:
    items = [{"order_id": PLAN, "size": None, "receiver": None}] * 3 + [
        {"order_id": "Jan Kowalski", "size": 5, "receiver": None, "x" * 50: "secret"}
    ]
    text = json.dumps(request("plans.create", {"seller_id": "not digits", "items": items}, "a"))

    with pytest.raises(Unreadable) as caught:
        read_request(text)

    assert caught.value.request_id == "a"
    assert {field.path for field in caught.value.info.fields} == {
        "params.seller_id",
        "params.items[3].order_id",
        "params.items[3].size",
        "params.items[3].*",
    }
    told = caught.value.info.model_dump_json() + str(caught.value)
    assert not [value for value in ("Kowalski", "not digits", "secret", "xxx") if value in told]


def test_row_19_many_problems_are_not_all_told() -> None:
    items = [{"order_id": "x", "size": None}] * 1000
    with pytest.raises(Unreadable) as caught:
        read_request(json.dumps(request("plans.create", {"seller_id": None, "items": items})))
    assert len(caught.value.info.fields) == 20


async def test_row_19_a_failing_handler_is_an_internal_error_and_no_more() -> None:
    async def fails(client: Client, message: AgentStatus) -> AgentPingResult:
        raise RuntimeError("the password is hunter2")

    async def wrong_model(client: Client, message: PlansGet) -> PageReportResult:
        return PageReportResult()

    async with running({"agent.status": fails, "plans.get": wrong_model}) as agent:
        peer = await agent.ready()
        for method, params in (("agent.status", {}), ("plans.get", {"plan_id": PLAN, "offset": 0, "limit": 1})):
            answer = await peer.ask(method, params)
            assert (answer["error"]["code"], answer["error"]["outcome"]) == ("internal", "not_sent")
            assert "hunter2" not in json.dumps(answer)
        assert (await peer.ask("agent.ping"))["type"] == "result"


async def test_row_19_a_handlers_own_error_arrives_unchanged() -> None:
    info = error_info(ErrorCode.CARRIER_TIMEOUT, "no answer", outcome="unknown", retry_after_s=5.0, data={"a": 1})

    async def fails(client: Client, message: AgentStatus) -> AgentPingResult:
        raise ApiError(info)

    async with running({"agent.status": fails}) as agent:
        peer = await agent.ready()
        assert (await peer.ask("agent.status"))["error"] == info.model_dump(mode="json")


async def test_row_19_a_client_that_leaves_does_not_stop_its_request() -> None:
    started, release, finished = asyncio.Event(), asyncio.Event(), asyncio.Event()

    async def slow(client: Client, message: AgentStatus) -> AgentPingResult:
        started.set()
        await release.wait()
        finished.set()
        raise ApiError(error_info(ErrorCode.NOT_FOUND, "nobody hears this"))

    async with running({"agent.status": slow}) as agent:
        peer = await agent.ready()
        await peer.send(request("agent.status"))
        await started.wait()
        await peer.websocket.close()
        await until(lambda: agent.server.connections == 0)
        release.set()
        async with asyncio.timeout(10):
            await finished.wait()


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=10), inner, max_size=3),
    max_leaves=8,
)


def samples() -> list[Json]:
    return [json.loads(file.read_text(encoding="utf-8")) for file in sorted(EXAMPLES.glob("*.json"))]


@st.composite
def damaged(draw: st.DrawFn) -> str:
    """A good message of any kind with a few places replaced, removed or added, or cut short."""
    message: Json = json.loads(json.dumps(draw(st.sampled_from(samples()))))
    for _ in range(draw(st.integers(1, 3))):
        node: Json | list[object] = message
        while True:
            keys = list(node) if isinstance(node, dict) else list(range(len(node)))
            if not keys:
                break
            key = draw(st.sampled_from(keys))
            inner = node[key]  # type: ignore[index,call-overload]  # the key comes from the node itself
            if isinstance(inner, dict | list) and inner and draw(st.booleans()):
                node = inner
                continue
            if draw(st.booleans()):
                node[key] = draw(json_values)  # type: ignore[index,call-overload]  # as above
            elif isinstance(node, dict):
                node.pop(str(key))
            break
        if isinstance(node, dict) and draw(st.booleans()):
            node[draw(st.text(max_size=10))] = draw(json_values)
    text = json.dumps(message)
    return text[: draw(st.integers(0, len(text)))] if draw(st.integers(0, 9)) == 0 else text


@settings(max_examples=400, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(damaged() | st.text(max_size=200) | json_values.map(json.dumps))
def test_row_19_fuzz_reading_gives_a_message_or_a_typed_error(text: str) -> None:
    for read in (read_request, read_opening):
        with contextlib.suppress(Unreadable):
            assert read(text).model_dump_json()


def test_row_19_fuzz_over_the_socket() -> None:
    """Whatever is sent, one typed answer comes back, and the same server answers a good request afterwards."""

    @settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
    @given(st.lists(damaged() | st.text(max_size=50), min_size=1, max_size=10))
    def attack(texts: list[str]) -> None:
        asyncio.run(exchange(texts))

    async def exchange(texts: list[str]) -> None:
        async with running() as agent:
            peer = await agent.ready()
            for text in texts:
                await peer.send(text)
                answer = await peer.receive()
                assert answer["type"] in ("result", "error")
                if answer["type"] == "error":
                    assert answer["error"]["code"] in set(ErrorCode)
            assert (await peer.ask("agent.ping", request_id="last"))["type"] == "result"

    attack()


def test_row_19_the_fuzz_starts_from_every_request() -> None:
    assert {one["method"] for one in samples() if one.get("type") == "request"} == set(METHODS)
