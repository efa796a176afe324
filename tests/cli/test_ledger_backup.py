"""Copies, a destroyed ledger, and the way back: ship, copy, ship more, lose the file, restore, and double nothing."""

import asyncio
import json
import re
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from agent.app import running
from agent.cli.exit_codes import ExitCode
from agent.cli.ledger_backup import DAYS_WHEN_UNKNOWN, reconcile_days
from agent.config.file import ConfigFile
from agent.config.running import note_port, single_instance
from agent.demo.setup import demo_secrets, write_config
from agent.demo.stand_ins import StandIns, start_stand_ins
from agent.ledger_access import LedgerMissing, backup_folder, ledger_file
from agent.shipping.ledger.backup import copies
from agent.shipping.ledger.integrity import LedgerDamaged
from tests.cli.conftest import Terminal
from tests.shipping.test_backup import overwrite


@asynccontextmanager
async def agent_of(terminal: Terminal) -> AsyncIterator[None]:
    """The agent, from its start to its orderly end."""
    async with running(terminal.home, terminal.vault, port=0, patience=0.05) as server:
        note_port(terminal.home, server.port)
        yield


@pytest.fixture
async def world(terminal: Terminal) -> AsyncIterator[StandIns]:
    async with start_stand_ins() as world:
        write_config(terminal.home, world)
        terminal.vault.secrets.update(demo_secrets(world))
        yield world


async def ship(terminal: Terminal, *orders: str, code: ExitCode = ExitCode.OK) -> None:
    result = await terminal.run("ship", *orders, "--yes")
    assert result.exit_code == code, result.output


async def row_of(terminal: Terminal, order: str) -> dict[str, object]:
    result = await terminal.run("plan", order, "--json")
    row = json.loads(result.stdout)["plan"][0]
    assert isinstance(row, dict)
    return row


async def run_to_its_end(home: Path) -> tuple[int | None, str]:
    """`nadajnik run` as a process that is expected to end by itself; its exit code and what it said."""
    command = [sys.executable, "-m", "agent", "run", "--home", str(home), "--lang", "en"]
    process = await asyncio.create_subprocess_exec(*command, stderr=asyncio.subprocess.PIPE)
    try:
        _, said = await asyncio.wait_for(process.communicate(), 30)
    finally:
        if process.returncode is None:
            process.kill()
    return process.returncode, said.decode()


async def test_a_destroyed_ledger_is_restored_and_nothing_is_shipped_twice(terminal: Terminal, world: StandIns) -> None:
    earlier, later, new = list(world.allegro.orders)[:3]
    async with agent_of(terminal):
        await ship(terminal, earlier)
        made = await terminal.run("ledger", "backup", "--json")
        assert made.exit_code == ExitCode.OK, made.output
        copy = json.loads(made.stdout)["backups"][0]["file"]
        await ship(terminal, later)
    path = ledger_file(terminal.home)
    overwrite(path, 4)
    overwrite(path, 3)
    broken = path.read_bytes()

    with pytest.raises(LedgerDamaged):
        async with agent_of(terminal):
            raise AssertionError("an agent must not start on this")
    code, said = await run_to_its_end(terminal.home)
    assert code == ExitCode.LEDGER, said
    assert "nadajnik ledger restore" in said
    assert "Traceback" not in said
    assert path.read_bytes() == broken

    restored = await terminal.run("ledger", "restore", copy, "--json")
    assert restored.exit_code == ExitCode.OK, restored.output
    told = json.loads(restored.stdout)
    assert Path(told["aside"]).read_bytes() == broken
    assert re.fullmatch(r"ledger\.before-restore-.*\.sqlite", Path(told["aside"]).name)
    assert f"nadajnik reconcile --days {told['reconcile_days']}" in restored.output
    assert told["reconcile_days"] == 2

    async with agent_of(terminal):
        [number] = [each.waybill for each in world.allegro.numbers(earlier)]
        status = await terminal.run("status", earlier, later, "--json")
        known, forgotten = json.loads(status.stdout)["orders"]
        assert (known["state"], known["tracking_number"]) == ("created", number)
        assert forgotten["state"] == "on_allegro"
        for order, source in ((earlier, "ledger"), (later, "allegro")):
            row = await row_of(terminal, order)
            assert row["status"] == "attention"
            assert source in json.dumps(row["earlier"])
            await ship(terminal, order, code=ExitCode.SOME_NEED_FIXING)
        await ship(terminal, new)
    assert len(world.shipx.shipments) == 3
    assert world.allegro.doubled_numbers() == []


async def test_nothing_is_restored_under_a_working_agent(terminal: Terminal, world: StandIns) -> None:
    async with agent_of(terminal):
        await terminal.run("ledger", "backup")
        before = ledger_file(terminal.home).stat().st_ino
        with single_instance(terminal.home):
            refused = await terminal.run("ledger", "restore", "latest")
    assert refused.exit_code == ExitCode.ALREADY_RUNNING, refused.output
    assert ledger_file(terminal.home).stat().st_ino == before
    assert list(terminal.home.glob("*before-restore*")) == []


async def test_a_ledger_that_is_gone_is_missed(terminal: Terminal, world: StandIns) -> None:
    """Beginning a new one would forget every order that was shipped; a crash while restoring leaves the same."""
    async with agent_of(terminal):
        await terminal.run("ledger", "backup")
    ledger_file(terminal.home).unlink()
    with pytest.raises(LedgerMissing):
        async with agent_of(terminal):
            raise AssertionError("an agent must not begin a new ledger")
    assert not ledger_file(terminal.home).exists()
    assert (await terminal.run("ledger", "restore", "latest")).exit_code == ExitCode.OK
    async with agent_of(terminal):
        pass


async def until_copied(terminal: Terminal, count: int) -> None:
    async with asyncio.timeout(20):
        while len(copies(backup_folder(terminal.home))) < count:  # noqa: ASYNC110  # a folder knows no subscribers
            await asyncio.sleep(0.02)


async def test_the_agent_copies_at_its_start_when_the_newest_is_a_day_old(terminal: Terminal, world: StandIns) -> None:
    async with agent_of(terminal):
        await until_copied(terminal, 1)
    [first] = copies(backup_folder(terminal.home))
    async with agent_of(terminal):
        await ship(terminal, next(iter(world.allegro.orders)))
    assert copies(backup_folder(terminal.home)) == [first]
    old = datetime.now(UTC) - timedelta(hours=25)
    first.path.rename(first.path.with_name(f"ledger-{old:%Y-%m-%dT%H-%M-%SZ}.sqlite"))
    async with agent_of(terminal):
        await until_copied(terminal, 2)


async def test_a_folder_that_cannot_be_written_stops_no_shipping(
    terminal: Terminal, world: StandIns, caplog: pytest.LogCaptureFixture
) -> None:
    backup_folder(terminal.home).write_text("a file in the way")
    async with agent_of(terminal):
        await ship(terminal, next(iter(world.allegro.orders)))
        diagnosis = await terminal.run("doctor")
        now = await terminal.run("ledger", "backup")
    assert "no copy of the ledger" in caplog.text
    assert "The folder of copies cannot be written" in diagnosis.output
    assert now.exit_code == ExitCode.UNAVAILABLE, now.output
    assert len(world.shipx.shipments) == 1


async def test_copies_are_listed_newest_first(terminal: Terminal, world: StandIns) -> None:
    async with agent_of(terminal):
        await until_copied(terminal, 1)
    [only] = copies(backup_folder(terminal.home))
    only.path.rename(only.path.with_name("ledger-2026-01-01T08-00-00Z.sqlite"))
    await terminal.run("ledger", "backup")
    listed = json.loads((await terminal.run("ledger", "backups", "--json")).stdout)["backups"]
    assert len(listed) == 2
    assert listed[1]["made_at"] == "2026-01-01T08:00:00+00:00"
    assert "ledger-2026-01-01T08-00-00Z.sqlite" in (await terminal.run("ledger", "backups")).output


@pytest.mark.parametrize("command", [("backup",), ("backups",), ("restore", "latest")], ids=" ".join)
def test_a_ledger_on_a_server_is_copied_there(terminal: Terminal, command: tuple[str, ...]) -> None:
    terminal.home.mkdir()
    (terminal.home / "config.toml").write_text('[ledger]\nurl = "postgresql://shop@db.local:5432/nadajnik"\n')
    assert ConfigFile(terminal.home).read().ledger.url
    result = terminal.call("ledger", *command)
    assert result.exit_code == ExitCode.USAGE
    assert re.search(r"pg_(dump|restore) .*postgresql://shop@db\.local:5432/nadajnik", result.output), result.output


def test_without_a_ledger_there_is_nothing_to_copy(terminal: Terminal) -> None:
    terminal.home.mkdir()
    assert terminal.call("ledger", "backup").exit_code == ExitCode.NOT_CONFIGURED
    assert terminal.call("ledger", "restore", "latest").exit_code == ExitCode.USAGE
    assert terminal.call("ledger", "restore", "nothing.sqlite").exit_code == ExitCode.USAGE
    assert list(terminal.home.iterdir()) == []


@pytest.mark.parametrize(("hours", "days"), [(0, 2), (23, 2), (24, 3), (24 * 9 + 1, 11), (-5, 2)])
def test_the_comparison_reaches_over_everything_the_copy_does_not_know(hours: int, days: int) -> None:
    now = datetime(2026, 11, 24, 8, 0, tzinfo=UTC)
    assert reconcile_days(now - timedelta(hours=hours), now) == days
    assert reconcile_days(None, now) == DAYS_WHEN_UNKNOWN
