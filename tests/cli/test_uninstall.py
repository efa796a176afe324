"""Taking the program off: what goes, what stays, and what has to be settled before."""

import asyncio
import os
import subprocess
import sys
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import pytest
import secretstorage
import tomlkit
from keyring.backends.SecretService import Keyring

from agent.allegro.tokens import tokens_of
from agent.app import running
from agent.cli.exit_codes import ExitCode
from agent.cli.words import Words
from agent.config.running import LOCK_NAME, note_port, single_instance
from agent.demo.en.options import EnOptions
from agent.demo.faults import Fault
from agent.demo.setup import POCZTA, demo_secrets, write_config
from agent.demo.stand_ins import start_stand_ins
from agent.ledger_access import ledger_file
from agent.vault import vault_service
from agent.vault.keyring_vault import KeyringVault
from tests.cli.conftest import Shop, Terminal
from tests.desktop.screen import until
from tests.secret_service import needs_secret_service, secret_service_environment

__all__ = ["secret_service_environment"]

WORDS = Words("en")
WAIT_S = 60
SECOND = "76093512"
"""Another Allegro account of the seller."""


@dataclass
class Computer:
    """A real program with a real key store; `environment` is what its processes need."""

    home: Path
    environment: dict[str, str]

    def call(self, *words: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "agent", "--lang", "en", *words]
        return subprocess.run(command, env=self.environment, capture_output=True, text=True, check=False, timeout=WAIT_S)

    def start(self) -> subprocess.Popen[bytes]:
        command = [sys.executable, "-m", "agent", "run"]
        quiet = subprocess.DEVNULL
        process = subprocess.Popen(command, env=self.environment, stdout=quiet, stderr=quiet)
        until(lambda: self.call("status", "--json").returncode == ExitCode.OK, "the program", WAIT_S)
        return process

    def entries(self) -> list[str]:
        """What the key store has of this home, by name."""
        connection = secretstorage.dbus_init()
        try:
            items = secretstorage.get_default_collection(connection).get_all_items()
            services = (item.get_attributes().get("service", "") for item in items)
            own = vault_service(self.home) + "/"
            return sorted({each.removeprefix(own) for each in services if each.startswith(own)})
        finally:
            connection.close()


@pytest.fixture
async def computer(tmp_path: Path, secret_service_environment: dict[str, str]) -> AsyncIterator[Computer]:
    home = tmp_path / "data"
    async with start_stand_ins([], en=EnOptions()) as world:
        world.allegro.add_seller(SECOND, "zuraw_outlet")
        write_config(home, world)
        config = home / "config.toml"
        config.write_text(config.read_text() + f"\n[server]\nport = {_free_port()}\n")
        vault = KeyringVault(vault_service(home), Keyring())  # type: ignore[no-untyped-call] # it has no types
        for name, secret in {**demo_secrets(world), "accounts/poczta/password_next": "maybe"}.items():
            if not name.startswith("accounts/orlen"):  # no such account here
                await vault.set(name, secret)
        own = {"NADAJNIK_HOME": str(home), "COVERAGE_PROCESS_START": ""}
        yield Computer(home, {**os.environ, **secret_service_environment, **own})


@needs_secret_service
async def test_everything_goes_when_everything_is_to_go(computer: Computer) -> None:
    def told() -> subprocess.CompletedProcess[str]:
        program = computer.start()
        assert computer.call("autostart", "on").returncode == ExitCode.OK
        done = computer.call("uninstall", "--yes", "--delete-data", "--delete-credentials")
        assert program.wait(WAIT_S) == 0
        return done

    done = await asyncio.to_thread(told)
    assert done.returncode == ExitCode.OK, done.stdout + done.stderr
    assert computer.entries() == []
    assert not computer.home.exists()
    assert list((Path(computer.environment["XDG_CONFIG_HOME"]) / "autostart").iterdir()) == []
    removed, _, left = done.stdout.partition(WORDS("uninstall_left"))
    for key in ("stopped", "autostart", "pairings"):
        assert WORDS(f"uninstall_{key}") in removed
    assert left.split() == WORDS("uninstall_program").split()


@needs_secret_service
async def test_credentials_and_data_stay_unless_they_are_named(computer: Computer) -> None:
    def told() -> subprocess.CompletedProcess[str]:
        program = computer.start()
        assert "pairings/command-line" in computer.entries()
        done = computer.call("uninstall", "--yes")
        assert program.wait(WAIT_S) == 0
        return done

    done = await asyncio.to_thread(told)
    assert done.returncode == ExitCode.OK, done.stdout + done.stderr
    entries = computer.entries()
    assert not [each for each in entries if each.startswith("pairings")]
    assert tokens_of(SECOND) in entries
    assert {"allegro/client_secret", "accounts/inpost/token", "accounts/poczta/password_next"} <= set(entries)
    assert ledger_file(computer.home).exists()
    assert str(computer.home) in done.stdout.partition(WORDS("uninstall_left"))[2]


@pytest.fixture
def own_desktop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Nothing of the person who runs the tests is switched off."""
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    return tmp_path / "config"


async def lost(shop: Shop) -> str:
    """An order whose parcel is uncertain."""
    shop.world.shipx.faults.arm(Fault.LOST_ANSWER, method="POST", path=r"/shipments$")
    shop.world.shipx.faults.arm(Fault.ERROR_BEFORE, method="GET", path=r"/shipments", times=1000)
    job = asyncio.create_task(asyncio.to_thread(shop.terminal.call, "ship", shop.orders[0], "--yes"))
    while '"unknown"' not in (await shop.terminal.run("status", shop.orders[0], "--json")).stdout:
        pass
    job.cancel()
    return shop.orders[0]


@pytest.mark.usefixtures("own_desktop")
async def test_an_uncertain_parcel_is_in_the_way(shop: Shop) -> None:
    del shop.terminal.vault.secrets["accounts/orlen/partner_key"]  # no such account here
    order = await lost(shop)
    before = dict(shop.terminal.vault.secrets)
    result = await shop.terminal.run("uninstall", "--yes", "--delete-data", "--delete-credentials")
    assert result.exit_code == ExitCode.NOT_CONFIRMED
    assert order in result.output
    assert WORDS("uninstall_still_open") in result.output
    assert shop.terminal.vault.secrets == before
    assert ledger_file(shop.terminal.home).exists()
    shop.terminal.on_terminal = True
    assert (await shop.terminal.run("uninstall", text="n\n")).exit_code == ExitCode.NOT_CONFIRMED
    assert shop.terminal.vault.secrets == before
    done = await shop.terminal.run("uninstall", "--yes", "--despite-open", "--delete-credentials")
    assert done.exit_code == ExitCode.OK, done.output
    assert shop.terminal.vault.secrets == {}


@pytest.mark.usefixtures("own_desktop")
async def test_a_set_that_was_not_handed_over_is_in_the_way(terminal: Terminal) -> None:
    async with start_stand_ins(en=EnOptions()) as world:
        write_config(terminal.home, world)
        terminal.vault.secrets.update(demo_secrets(world))
        async with running(terminal.home, terminal.vault, port=0, patience=0.05) as server:
            note_port(terminal.home, server.port)
            await terminal.run("ship", *world.allegro.orders, "--yes", "--accept")
            refused = await terminal.run("uninstall", "--yes")
            assert refused.exit_code == ExitCode.NOT_CONFIRMED, refused.output
            assert f"{POCZTA}: the set of" in refused.output
            handed = await terminal.run("handover", "--yes", "-o", str(terminal.home))
            assert handed.exit_code == ExitCode.OK, handed.output
            done = await terminal.run("uninstall", "--yes")
            assert done.exit_code == ExitCode.OK, done.output


@pytest.mark.usefixtures("own_desktop")
def test_it_asks_and_no_is_the_default(terminal: Terminal) -> None:
    terminal.home.mkdir()
    accounts = [{"id": "1", "login": "zuraw"}, {"id": SECOND, "login": "zuraw_outlet"}]
    (terminal.home / "config.toml").write_text(tomlkit.dumps({"allegro": {"accounts": accounts}}))
    tokens = {tokens_of("1"): "t", tokens_of(SECOND): "u"}
    terminal.vault.secrets.update(tokens)
    assert terminal.call("uninstall").exit_code == ExitCode.NOT_CONFIRMED  # no terminal, no answer
    terminal.on_terminal = True
    assert terminal.call("uninstall", text="\n").exit_code == ExitCode.NOT_CONFIRMED
    kept = terminal.call("uninstall", text="y\n\n\n")
    assert kept.exit_code == ExitCode.OK, kept.output
    assert (terminal.home / "config.toml").exists()
    assert terminal.vault.secrets == tokens
    gone = terminal.call("uninstall", text="y\ny\ny\n")
    assert gone.exit_code == ExitCode.OK, gone.output
    assert not terminal.home.exists()
    assert terminal.vault.secrets == {}


@pytest.mark.usefixtures("own_desktop")
def test_a_file_of_somebody_else_stays(terminal: Terminal) -> None:
    terminal.home.mkdir()
    (terminal.home / "labels").mkdir()
    (terminal.home / "labels" / "1.pdf").touch()
    (terminal.home / "faktury.xlsx").touch()
    done = terminal.call("uninstall", "--yes", "--delete-data")
    assert done.exit_code == ExitCode.OK, done.output
    assert [each.name for each in terminal.home.iterdir()] == ["faktury.xlsx"]
    assert "faktury.xlsx" in done.stdout


@pytest.mark.usefixtures("own_desktop")
def test_a_locked_key_store_is_told_and_the_rest_goes(terminal: Terminal) -> None:
    terminal.home.mkdir()
    (terminal.home / "config.toml").touch()
    terminal.vault.locked = True
    done = terminal.call("uninstall", "--yes", "--delete-data", "--delete-credentials")
    assert done.exit_code == ExitCode.SOME_NEED_FIXING
    assert vault_service(terminal.home) in done.stdout
    assert not terminal.home.exists()


@pytest.mark.usefixtures("own_desktop")
def test_settings_that_cannot_be_read_keep_nobody_and_what_is_left_is_told(terminal: Terminal) -> None:
    terminal.home.mkdir()
    (terminal.home / "config.toml").write_text("[[accounts\n")
    done = terminal.call("uninstall", "--yes", "--delete-data", "--delete-credentials")
    assert done.exit_code == ExitCode.OK, done.output
    assert WORDS("uninstall_ledger_unread") in done.output
    assert vault_service(terminal.home) in done.stdout


@pytest.mark.usefixtures("own_desktop")
async def test_accounts_that_were_taken_out_of_the_settings_leave_no_password(shop: Shop) -> None:
    del shop.terminal.vault.secrets["accounts/orlen/partner_key"]  # never used, never in the settings
    await shop.terminal.run("ship", shop.orders[0], "--yes")
    config = shop.terminal.home / "config.toml"
    config.write_text(config.read_text().partition("[[accounts]]")[0])
    assert "accounts/inpost/token" in shop.terminal.vault.secrets
    done = await shop.terminal.run("uninstall", "--yes", "--delete-credentials")
    assert done.exit_code == ExitCode.OK, done.output
    assert shop.terminal.vault.secrets == {}


@pytest.mark.usefixtures("own_desktop")
def test_a_program_that_does_not_end_keeps_everything(terminal: Terminal, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("agent.cli.uninstall.STOP_WITHIN_S", 0.2)
    terminal.home.mkdir()
    (terminal.home / "config.toml").touch()
    with single_instance(terminal.home):
        result = terminal.call("uninstall", "--yes", "--delete-data")
    assert result.exit_code == ExitCode.ALREADY_RUNNING
    assert (terminal.home / "config.toml").exists()
    assert (terminal.home / LOCK_NAME).exists()


def _free_port() -> int:
    import socket

    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])
