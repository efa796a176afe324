"""`nadajnik key-store` itself over a real Secret Service, asked as the running program asks it, and by the running program."""

import asyncio
import logging
import os
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import psutil
import pytest

from agent.desktop.children import command_that_tells
from agent.server.pairings import COMMAND_LINE
from agent.vault import VaultError, vault_service
from agent.vault.keyring_vault import KeyringVault
from agent.vault.process import KeyStoreProcess
from tests.faults.processes import AgentProcess, nadajnik_run
from tests.secret_service import needs_secret_service, secret_service, secret_service_environment
from tests.vault.noisy import NOISE
from tests.vault.test_key_store_process import DEADLINE_S, only_linux, until

__all__ = ["secret_service_environment"]

pytestmark = [needs_secret_service, only_linux]

SECRET = "kanarek-the-secret-itself"


@asynccontextmanager
async def key_store_of(home: Path) -> AsyncIterator[KeyStoreProcess]:
    vault = KeyStoreProcess(command_that_tells("key-store", "--home", str(home)))
    try:
        yield vault
    finally:
        await vault.close()
    assert key_stores() == []


def key_stores(of: int | None = None) -> list[psutil.Process]:
    """The processes of that program's key store (of this one's)."""
    return [each for each in psutil.Process(of).children() if "key-store" in arguments(each)]


def arguments(process: psutil.Process) -> list[str]:
    try:
        return process.cmdline()
    except (psutil.NoSuchProcess, psutil.ZombieProcess):
        return []


@pytest.mark.usefixtures("secret_service_environment")
@pytest.mark.parametrize("secret", ["a", "", "two\nlines\r\n", "zażółć 😀 " * 800, "😀" * 6000, "\x00\u2028\ufeff"])
async def test_a_secret_goes_there_and_back(tmp_path: Path, secret: str) -> None:
    async with key_store_of(tmp_path) as vault:
        await vault.set("allegro/token", secret)
        vault.forget()
        assert await vault.get("allegro/token") == secret
        assert await KeyringVault(vault_service(tmp_path)).get("allegro/token") == secret
        await vault.delete("allegro/token")
        assert await vault.get("allegro/token") is None
        await vault.delete("allegro/token")


@pytest.mark.usefixtures("secret_service_environment")
async def test_what_another_process_wrote_is_read_once_forgotten(tmp_path: Path) -> None:
    async with key_store_of(tmp_path) as vault:
        await vault.set("a", "1")
        await KeyringVault(vault_service(tmp_path)).set("a", "2")
        assert await vault.get("a") == "1"
        vault.forget()
        assert await vault.get("a") == "2"


@pytest.mark.usefixtures("secret_service_environment")
async def test_a_process_that_was_begun_is_the_one_that_is_asked_and_a_killed_one_is_replaced(tmp_path: Path) -> None:
    async with key_store_of(tmp_path) as vault:
        await vault.begin()
        [begun] = key_stores()
        await vault.set("a", SECRET)
        assert key_stores() == [begun]
        begun.kill()
        vault.forget()
        assert await vault.get("a") == SECRET
        [another] = key_stores()
        assert another.pid != begun.pid


@pytest.mark.usefixtures("secret_service_environment")
@pytest.mark.parametrize("do", ["get", "set", "delete"])
async def test_a_process_killed_in_the_middle_is_replaced(tmp_path: Path, do: str) -> None:
    async with key_store_of(tmp_path) as vault:
        await vault.set("a", "before")
        vault.forget()
        [first] = key_stores()
        first.suspend()
        under_way = asyncio.create_task(ask(vault, do))
        await asyncio.wait({under_way}, timeout=0.2)  # nobody can be asked when it has been sent
        assert not under_way.done()
        first.kill()
        await under_way
        vault.forget()
        assert await vault.get("a") == {"get": "before", "set": SECRET, "delete": None}[do]


async def ask(vault: KeyStoreProcess, do: str) -> None:
    if do == "get":
        assert await vault.get("a") == "before"
    elif do == "set":
        await vault.set("a", SECRET)
    else:
        await vault.delete("a")


async def test_row_24_the_key_store_locked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with secret_service(tmp_path / "locked", unlocked=False) as environment:
        for name, value in environment.items():
            monkeypatch.setenv(name, value)
        async with key_store_of(tmp_path) as vault:
            with pytest.raises(VaultError) as caught:
                await vault.set("a", SECRET)
            assert caught.value.reason == "locked"
            with pytest.raises(VaultError):
                await vault.get("a")


@pytest.mark.parametrize("backend", ["fail", "null"])
async def test_row_24_the_key_store_missing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, backend: str) -> None:
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", f"keyring.backends.{backend}.Keyring")
    async with key_store_of(tmp_path) as vault:
        with pytest.raises(VaultError) as caught:
            await vault.get("a")
        assert caught.value.reason == "missing"
        assert await vault.backend() == f"keyring.backends.{backend}.Keyring", "a report is to tell which was refused"


async def test_a_back_end_that_cannot_be_loaded_is_an_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", "nowhere.Keyring")
    async with key_store_of(tmp_path) as vault:
        for asking in (vault.get("a"), vault.backend()):
            with pytest.raises(VaultError):
                await asking


@pytest.mark.usefixtures("secret_service_environment")
async def test_the_folder_one_works_in_lends_it_no_modules(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "agent").mkdir()
    (tmp_path / "agent" / "__main__.py").write_text("raise SystemExit('a stranger')")
    monkeypatch.chdir(tmp_path)
    async with key_store_of(tmp_path / "home") as vault:
        await vault.set("a", SECRET)


async def test_what_a_library_prints_is_no_answer(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", "tests.vault.noisy.Keyring")
    async with key_store_of(tmp_path) as vault:
        assert await vault.get("a") is None
    out, err = capfd.readouterr()
    assert err.splitlines() == [NOISE] * 2
    assert out == ""


@pytest.mark.usefixtures("secret_service_environment")
async def test_row_23_the_secret_is_in_the_pipe_alone(
    tmp_path: Path, capfd: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    async with key_store_of(tmp_path / "home") as vault:
        await vault.set("a", SECRET)
        vault.forget()
        assert await vault.get("a") == SECRET
        [process] = key_stores()
        for file in ("cmdline", "environ"):
            assert SECRET.encode() not in Path(f"/proc/{process.pid}/{file}").read_bytes()
    out, err = capfd.readouterr()
    assert SECRET not in out + err + caplog.text
    assert not (tmp_path / "home").exists(), "it writes no file there, its log neither"


@pytest.fixture
def agent(tmp_path: Path, secret_service_environment: dict[str, str]) -> AgentProcess:
    """The program as users have it, not started."""
    return nadajnik_run(tmp_path / "home")


async def test_the_running_program_has_nothing_of_the_key_store_in_its_memory(agent: AgentProcess) -> None:
    await agent.start()
    try:
        async with agent.client():
            assert agent.process is not None
            assert await agent.vault.get(COMMAND_LINE)
            mapped = Path(f"/proc/{agent.process.pid}/maps").read_text()
            assert "pydantic_core" in mapped
            assert "cryptography" not in mapped
    finally:
        await agent.stop()


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGKILL])
async def test_no_process_outlives_the_program(agent: AgentProcess, how: signal.Signals) -> None:
    await agent.start()
    async with agent.client():
        assert agent.process is not None
        [key_store] = key_stores(agent.process.pid)
    await (agent.kill() if how is signal.SIGKILL else agent.stop())
    await until(lambda: not key_store.is_running())


async def test_ctrl_c_ends_both_without_a_word_of_the_key_store(agent: AgentProcess, tmp_path: Path) -> None:
    words = tmp_path / "words"
    with words.open("wb") as file:
        # A job of its own, as a terminal has it.
        process = await asyncio.create_subprocess_exec(sys.executable, *agent.command, stderr=file, process_group=0)
    agent.process = process
    async with agent.client():
        [key_store] = key_stores(process.pid)
        assert os.getpgid(key_store.pid) != process.pid
    os.killpg(process.pid, signal.SIGINT)
    async with asyncio.timeout(DEADLINE_S):
        assert await process.wait() == 0
    await until(lambda: not key_store.is_running())
    assert "Traceback" not in words.read_text()
