"""The key store in a process of its own: whatever that process does, no answer is lost, mixed up or waited for for ever."""

import asyncio
import contextlib
import io
import json
import logging
import os
import signal
import sys
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import psutil
import pytest

from agent.vault import VaultError
from agent.vault.child import Child
from agent.vault.process import KeyStoreProcess
from agent.vault.served import serve
from tests.memory_vault import MemoryVault
from tests.vault.scripted import ASKED, DIES, GO, NONSENSE, SILENT, SLOW, STARTS, STAYS

only_linux = pytest.mark.skipif(sys.platform != "linux", reason="elsewhere the program asks its key store in its own process")
pytestmark = only_linux

DEADLINE_S = 60.0
SECRET = "the-secret-itself"


async def until(done: Callable[[], bool]) -> None:
    async with asyncio.timeout(DEADLINE_S):
        while not done():  # noqa: ASYNC110  # a process knows no subscribers
            await asyncio.sleep(0.01)


async def soon(vault: KeyStoreProcess, name: str) -> str | None:
    """Where little patience is part of the test, a process may not even have started within it."""
    async with asyncio.timeout(DEADLINE_S):
        while True:
            with contextlib.suppress(VaultError):
                return await vault.get(name)


@dataclass
class Scripted:
    """The vault, and what its process noted."""

    folder: Path
    vault: KeyStoreProcess

    def starts(self) -> list[int]:
        """Process ids."""
        return [int(line) for line in self._lines(STARTS)]

    def asked(self) -> list[str]:
        """What was asked, and the name."""
        return ["{do} {name}".format(**json.loads(line)) for line in self._lines(ASKED)]

    def answers_now(self) -> None:
        (self.folder / GO).touch()

    def _lines(self, name: str) -> list[str]:
        path = self.folder / name
        return path.read_text().splitlines() if path.exists() else []


@asynccontextmanager
async def scripted(
    folder: Path, trouble: str = "", bad_starts: int = 1, answer_s: float = DEADLINE_S, idle_s: float = DEADLINE_S
) -> AsyncIterator[Scripted]:
    command = [sys.executable, "-m", "tests.vault.scripted", str(folder), trouble, str(bad_starts)]
    vault = KeyStoreProcess(command, answer_s=answer_s, idle_s=idle_s)
    it = Scripted(folder, vault)
    try:
        yield it
    finally:
        await vault.close()
    assert not any(map(psutil.pid_exists, it.starts())), "a process was left behind"


@pytest.mark.parametrize("trouble", [DIES, *NONSENSE])
async def test_what_a_process_failed_to_answer_is_asked_of_another(tmp_path: Path, trouble: str) -> None:
    async with scripted(tmp_path, trouble) as it:
        assert await it.vault.get("a") == "a"
        assert await it.vault.get("b") == "b"
        assert it.asked() == ["get a", "get a", "get b"]
        assert len(it.starts()) == 2


@pytest.mark.parametrize("do", ["set", "delete"])
async def test_what_changes_the_key_store_is_asked_again_too(tmp_path: Path, do: str) -> None:
    async with scripted(tmp_path, DIES) as it:
        await (it.vault.set("a", SECRET) if do == "set" else it.vault.delete("a"))
        assert it.asked() == [f"{do} a"] * 2


@pytest.mark.parametrize("trouble", [DIES, "no JSON"])
async def test_a_second_failure_is_an_error_and_the_next_request_starts_anew(tmp_path: Path, trouble: str) -> None:
    async with scripted(tmp_path, trouble, bad_starts=2) as it:
        with pytest.raises(VaultError) as caught:
            await it.vault.set("a", SECRET)
        assert caught.value.reason == "locked"
        assert await it.vault.get("a") == "a", "a failed write is not remembered as stored"


async def test_a_program_that_is_not_there_is_an_error() -> None:
    vault = KeyStoreProcess(["/nowhere/nadajnik"])
    await vault.begin()
    with pytest.raises(VaultError):
        await vault.get("a")
    await vault.close()


async def test_a_key_store_that_never_answers_is_given_up(tmp_path: Path) -> None:
    async with scripted(tmp_path, SILENT, answer_s=1.0) as it:
        with pytest.raises(VaultError) as caught:
            await it.vault.get("a")
        assert caught.value.reason == "locked"
        await until(lambda: not any(map(psutil.pid_exists, it.starts())))
        assert await soon(it.vault, "b") == "b"


async def test_an_answer_that_came_too_late_is_nobodys(tmp_path: Path) -> None:
    async with scripted(tmp_path, SLOW, answer_s=1.0) as it:
        with pytest.raises(VaultError):
            await it.vault.get("a")
        it.answers_now()
        assert await soon(it.vault, "b") == "b"


@pytest.mark.parametrize("do", ["get", "set"])
async def test_a_cancelled_caller_leaves_its_request_to_come_to_its_end(tmp_path: Path, do: str) -> None:
    async with scripted(tmp_path, SLOW) as it:
        caller = asyncio.create_task(it.vault.get("a") if do == "get" else it.vault.set("a", SECRET))
        await until(lambda: it.asked() == [f"{do} a"])
        caller.cancel()
        with pytest.raises(asyncio.CancelledError):
            await caller
        asyncio.get_running_loop().call_later(0.1, it.answers_now)
        assert await it.vault.get("b") == "b"
        assert await it.vault.get("a") == ("a" if do == "get" else SECRET)
        assert it.asked() == [f"{do} a", "get b"]
        assert len(it.starts()) == 1


async def test_requests_take_turns(tmp_path: Path) -> None:
    names = [f"name{number}" for number in range(50)]
    async with scripted(tmp_path) as it:
        assert await asyncio.gather(*map(it.vault.get, names * 2)) == names * 2
        assert sorted(it.asked()) == sorted(f"get {name}" for name in names)
        assert len(it.starts()) == 1


async def test_a_value_read_before_it_was_to_be_forgotten_is_not_remembered(tmp_path: Path) -> None:
    async with scripted(tmp_path, SLOW) as it:
        caller = asyncio.create_task(it.vault.get("a"))
        await until(lambda: it.asked() == ["get a"])
        it.vault.forget()
        it.answers_now()
        assert await caller == "a"
        await it.vault.get("a")
        assert it.asked() == ["get a"] * 2


async def test_it_ends_when_nothing_was_asked_for_a_while_and_starts_when_needed(tmp_path: Path) -> None:
    async with scripted(tmp_path, idle_s=0.2) as it:
        await it.vault.begin()
        assert await it.vault.get("a") == "a"
        [first] = it.starts()
        await until(lambda: not psutil.pid_exists(first))
        assert await it.vault.get("a") == "a"
        assert len(it.starts()) == 1, "what is remembered needs no process"
        assert await it.vault.get("b") == "b"
        [_, second] = it.starts()
        await until(lambda: not psutil.pid_exists(second))


async def test_it_does_not_end_while_somebody_waits(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("agent.vault.child.END_S", 0.01)
    async with scripted(tmp_path, SLOW, idle_s=0.05) as it:
        await it.vault.begin()
        asyncio.get_running_loop().call_later(0.5, it.answers_now)
        assert await it.vault.get("a") == "a"
        assert it.asked() == ["get a"]


async def test_one_that_does_not_end_is_killed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("agent.vault.child.END_S", 0.1)
    async with scripted(tmp_path, STAYS, bad_starts=2, idle_s=0.1) as it:
        assert await it.vault.get("a") == "a"
        [first] = it.starts()
        await until(lambda: not psutil.pid_exists(first))
        assert await it.vault.get("b") == "b"


async def test_its_end_lets_a_write_under_way_come_to_its_end(tmp_path: Path) -> None:
    async with scripted(tmp_path, SLOW) as it:
        caller = asyncio.create_task(it.vault.set("a", SECRET))
        await until(lambda: it.asked() == ["set a"])
        asyncio.get_running_loop().call_later(0.1, it.answers_now)
        await it.vault.close()
        await caller


async def test_its_end_is_also_that_of_a_process_just_being_started(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    starting, closing = asyncio.Event(), asyncio.Event()
    start = Child.start

    async def started_late(command: Sequence[str]) -> Child:
        starting.set()
        await closing.wait()
        return await start(command)

    monkeypatch.setattr(Child, "start", started_late)
    async with scripted(tmp_path) as it:
        caller = asyncio.create_task(it.vault.get("a"))
        await starting.wait()
        asyncio.get_running_loop().call_soon(closing.set)
        others = len(psutil.Process().children())
        await it.vault.close()
        assert len(psutil.Process().children()) == others
        with pytest.raises(VaultError):
            await caller
        assert it.asked() == []


async def test_its_end_waits_for_nobody_for_ever(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("agent.vault.child.END_S", 0.1)
    async with scripted(tmp_path, SILENT) as it:
        callers = [asyncio.create_task(it.vault.get(name)) for name in "ab"]
        await until(lambda: it.asked() == ["get a"])
        await it.vault.close()
        for ended in await asyncio.gather(*callers, return_exceptions=True):
            assert isinstance(ended, VaultError)
        assert len(it.starts()) == 1
    with pytest.raises(VaultError):
        await it.vault.get("c")


@pytest.mark.parametrize("name", ["", "A", "../a", "a b", "a" * 101, "ą"])
async def test_names_are_checked_before_anything_is_sent(tmp_path: Path, name: str) -> None:
    async with scripted(tmp_path) as it:
        with pytest.raises(ValueError, match="name"):
            await it.vault.set(name, SECRET)
        assert it.asked() == []


async def test_a_secret_that_is_no_text_is_refused_without_telling_it(tmp_path: Path) -> None:
    async with scripted(tmp_path) as it:
        with pytest.raises(ValueError, match="Unicode") as caught:
            await it.vault.set("a", SECRET + "\ud800")
        assert SECRET not in str(caught.value)


@pytest.mark.parametrize("trouble", [DIES, *NONSENSE])
async def test_row_23_no_failure_tells_the_secret(tmp_path: Path, trouble: str, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    async with scripted(tmp_path, trouble, bad_starts=2) as it:
        with pytest.raises(VaultError) as caught:
            await it.vault.set("a", SECRET)
    assert SECRET not in f"{caught.value!r} {caught.value.__context__!r} {caplog.text}"


async def answered(*requests: object, vault: MemoryVault | None = None) -> list[object]:
    lines = [each if isinstance(each, bytes) else json.dumps(each).encode() for each in requests]
    answers = io.BytesIO()
    await serve(vault or MemoryVault(), io.BytesIO(b"\n".join(lines)), answers)
    return [json.loads(line) for line in answers.getvalue().splitlines()]


async def test_one_line_is_answered_with_one_line() -> None:
    asked = [{"do": "set", "name": "a", "value": "b\n😀"}, {"do": "get", "name": "a"}, {"do": "delete", "name": "a"}]
    assert await answered(*asked, asked[1]) == [{"value": None}, {"value": "b\n😀"}, {"value": None}, {"value": None}]


@pytest.mark.parametrize(
    "request_", [b"x", b"\xff", b"", [], {"do": "get"}, {"do": "set", "name": "a"}, {"do": "say", "name": "a"}]
)
async def test_a_request_that_makes_no_sense_is_told_so_and_the_next_one_answered(request_: object) -> None:
    assert await answered(request_, {"do": "get", "name": "a"}) == [{"error": "request"}, {"value": None}]


async def test_row_24_why_the_key_store_cannot_be_used_is_told() -> None:
    vault = MemoryVault()
    vault.locked = True
    assert await answered({"do": "get", "name": "a"}, vault=vault) == [{"error": "locked", "kind": ""}]


async def test_who_has_waited_too_long_for_the_key_store_is_ended() -> None:
    program = """
import asyncio, io
from agent.vault import served
from tests.memory_vault import MemoryVault
class Hanging(MemoryVault):
    async def get(self, name): await asyncio.sleep(600)
served.LONGEST_S = 1
asyncio.run(served.serve(Hanging(), io.BytesIO(b'{"do": "get", "name": "a"}\\n'), io.BytesIO()))
"""
    process = await asyncio.create_subprocess_exec(sys.executable, "-c", program)
    async with asyncio.timeout(DEADLINE_S):
        assert await process.wait() == -signal.SIGALRM


async def test_nobody_there_to_take_the_answer_is_the_end() -> None:
    read, write = os.pipe()
    os.close(read)
    with os.fdopen(write, "wb", buffering=0) as answers:
        await serve(MemoryVault(), io.BytesIO(b"{}\n{}\n"), answers)
    assert signal.alarm(0) == 0
