"""Joining a shared ledger by command: tried before anything is saved, and the password nowhere but in the key store."""

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from click.testing import Result

from agent.app import running
from agent.cli.exit_codes import ExitCode
from agent.client import AgentClient, CallFailed, connect
from agent.config.file import ConfigFile
from agent.config.running import single_instance
from agent.demo.setup import demo_secrets, write_config
from agent.demo.stand_ins import start_stand_ins
from agent.ledger_access import PASSWORD, file_url, ledger_file, open_ledger
from agent.shipping.ledger.rows import Station
from agent.shipping.ledger.schema import CURRENT
from agent.shipping.ledger.store import Ledger
from shared_schema.agent import AgentStatusResult
from shared_schema.jobs import JobsListResult
from shared_schema.request import NoParams
from tests.cli.conftest import Terminal
from tests.postgres import PostgresDatabase
from tests.shipping.test_backup import overwrite
from tests.shipping.test_move import JOBS, NOW, SELLER, items


async def fill(home: Path) -> None:
    """A ledger of this station's own, with three orders asked for."""
    home.mkdir(exist_ok=True)
    ledger = await Ledger.open(file_url(ledger_file(home)), Station("s1", "s1"))
    await ledger.add_job(JOBS[0], "browser", SELLER, items(1, 2, 3), NOW)
    await ledger.close()


async def test_a_station_joins_and_sees_the_others(terminal: Terminal, postgres: PostgresDatabase) -> None:
    other = await Ledger.open(postgres.url, Station("s2", "stanowisko 2"))
    await other.stations.beat()
    await other.close()
    joined = await terminal.run("ledger", "connect", postgres.address, "--password-stdin", text=postgres.password + "\n")
    assert joined.exit_code == ExitCode.OK, joined.output
    assert ConfigFile(terminal.home).read().ledger.url == postgres.address
    assert terminal.vault.secrets[PASSWORD] == postgres.password
    shown = await terminal.run("ledger", "show")
    assert shown.exit_code == ExitCode.OK, shown.output
    assert postgres.address in shown.output
    assert "stanowisko 2" in shown.output
    assert postgres.password not in joined.output + shown.output + ConfigFile(terminal.home).path.read_text()


@pytest.mark.parametrize("language", ["pl", "en"])
@pytest.mark.parametrize(
    ("wrong", "code", "says"),
    [
        ("password", ExitCode.NOT_CONFIGURED, "pg_hba.conf"),
        ("database", ExitCode.NOT_CONFIGURED, "CREATE DATABASE"),
        ("rights", ExitCode.NOT_CONFIGURED, "ALTER DATABASE"),
        ("port", ExitCode.UNAVAILABLE, "PostgreSQL|sieć|network"),
    ],
)
@pytest.mark.parametrize("command", ["connect", "move"])
async def test_a_server_that_cannot_be_used_is_told_and_nothing_is_saved(
    terminal: Terminal, postgres: PostgresDatabase, wrong: str, code: ExitCode, says: str, command: str, language: str
) -> None:
    if command == "move":
        await fill(terminal.home)
    terminal.language = language
    address, canary = postgres.address, postgres.password
    if wrong == "password":
        canary = "canary-7f3a"
    elif wrong == "database":
        address = address.replace(postgres.name, "nowhere", 2).replace("nadajnik_nowhere", postgres.user)
    elif wrong == "rights":
        postgres.sql(f"ALTER DATABASE {postgres.name} OWNER TO postgres")
    else:
        address = address.replace(str(postgres.server.port), "1")
    told = await terminal.run("ledger", command, address, "--password-stdin", text=canary + "\n")
    assert told.exit_code == code, told.output
    assert any(each in told.output for each in says.split("|")), told.output
    assert ConfigFile(terminal.home).read().ledger.url is None
    assert PASSWORD not in terminal.vault.secrets
    assert canary not in told.output + written(terminal.home)
    assert ledger_file(terminal.home).exists() == (command == "move")


def written(home: Path) -> str:
    """Everything the program has written in the home folder, logs included."""
    files = [path for path in home.rglob("*") if path.is_file() and ".sqlite" not in path.name]
    return "".join(path.read_text(encoding="utf-8", errors="replace") for path in files)


async def test_a_password_in_the_address_is_refused_and_not_repeated(terminal: Terminal, postgres: PostgresDatabase) -> None:
    address = postgres.address.replace("@", ":canary-7f3a@")
    told = await terminal.run("ledger", "connect", address, "--password-stdin", text="x\n")
    assert told.exit_code == ExitCode.USAGE
    assert "canary-7f3a" not in told.output


async def test_the_ledger_is_moved_once_and_kept_under_another_name(terminal: Terminal, postgres: PostgresDatabase) -> None:
    await fill(terminal.home)

    async def move() -> Result:
        return await terminal.run("ledger", "move", postgres.address, "--password-stdin", text=postgres.password + "\n")

    first = await move()
    assert first.exit_code == ExitCode.OK, first.output
    assert not ledger_file(terminal.home).exists()
    [kept] = terminal.home.glob("ledger.moved-*.sqlite")
    assert kept.name in first.output
    config = ConfigFile(terminal.home).read()
    ledger = await open_ledger(config, terminal.home, terminal.vault)
    assert len(await ledger.open_attempts()) == 3, "the work that was open is this station's"
    await ledger.close()
    second = await move()
    assert second.exit_code == ExitCode.OK, second.output
    assert list(terminal.home.glob("ledger*.sqlite")) == [kept]
    old = await Ledger.open(file_url(kept), Station("s1", "s1"))
    assert len(await old.items(JOBS[0])) == 3
    await old.close()


async def test_a_station_with_a_ledger_of_its_own_does_not_forget_it(terminal: Terminal, postgres: PostgresDatabase) -> None:
    await fill(terminal.home)
    told = await terminal.run("ledger", "connect", postgres.address, "--password-stdin", text=postgres.password + "\n")
    assert told.exit_code == ExitCode.USAGE
    assert "ledger move" in told.output
    assert ConfigFile(terminal.home).read().ledger.url is None


async def test_a_damaged_ledger_is_not_moved(terminal: Terminal, postgres: PostgresDatabase) -> None:
    await fill(terminal.home)
    overwrite(ledger_file(terminal.home), page=3)
    told = await terminal.run("ledger", "move", postgres.address, "--password-stdin", text=postgres.password + "\n")
    assert told.exit_code == ExitCode.LEDGER, told.output
    assert ledger_file(terminal.home).exists()
    assert ConfigFile(terminal.home).read().ledger.url is None


@pytest.mark.parametrize("command", ["connect", "move"])
async def test_nothing_is_moved_under_a_running_agent(terminal: Terminal, postgres: PostgresDatabase, command: str) -> None:
    await fill(terminal.home)
    with single_instance(terminal.home):
        told = await terminal.run("ledger", command, postgres.address, "--password-stdin", text=postgres.password + "\n")
    assert told.exit_code == ExitCode.ALREADY_RUNNING
    assert ledger_file(terminal.home).exists()


async def test_a_ledger_in_a_file_is_shown(terminal: Terminal) -> None:
    nothing = await terminal.run("ledger", "show")
    assert str(ledger_file(terminal.home)) in nothing.output
    assert not ledger_file(terminal.home).exists()
    await fill(terminal.home)
    assert CURRENT in (await terminal.run("ledger", "show")).output


@asynccontextmanager
async def agent_on(terminal: Terminal, postgres: PostgresDatabase, password: str) -> AsyncIterator[AgentClient]:
    """The agent of this home on the shared ledger, and a client of it."""
    async with start_stand_ins() as world:
        write_config(terminal.home, world)
        terminal.vault.secrets.update(demo_secrets(world) | {PASSWORD: password})
        with ConfigFile(terminal.home).edit() as document:
            document["ledger"] = {"url": postgres.address}
        agent = running(terminal.home, terminal.vault, port=0, patience=0.05)
        async with asyncio.timeout(30), agent as server, connect(server.port, terminal.vault) as client:
            yield client


async def test_an_agent_whose_server_is_away_starts_says_so_and_joins_when_it_is_back(
    terminal: Terminal, postgres: PostgresDatabase
) -> None:
    with postgres.server.away():
        async with agent_on(terminal, postgres, postgres.password) as client:
            status = await client.call("agent.status", NoParams(), AgentStatusResult)
            assert [each.code for each in status.problems] == ["ledger_unavailable"]
            postgres.server.start()
            async with asyncio.timeout(60):
                while status.problems:
                    status = await client.call("agent.status", NoParams(), AgentStatusResult)
                    await asyncio.sleep(0.05)
            assert [each.this for each in status.stations] == [True]


async def test_an_agent_with_a_wrong_password_says_so_and_logs_it_nowhere(
    terminal: Terminal, postgres: PostgresDatabase, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    async with agent_on(terminal, postgres, "canary-7f3a") as client:
        status = await client.call("agent.status", NoParams(), AgentStatusResult)
        with pytest.raises(CallFailed) as refused:
            await client.call("jobs.list", NoParams(), JobsListResult)
    assert [each.code for each in status.problems] == ["ledger_unavailable"]
    assert refused.value.error.code == "ledger_unavailable"
    assert "InvalidPasswordError" in caplog.text
    assert "canary-7f3a" not in caplog.text + status.model_dump_json() + str(refused.value)
