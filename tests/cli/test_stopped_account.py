"""A wrong password: one refusal, then silence, over restarts and changed settings, until a person has tested the account."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace

import pytest

from agent.app import running
from agent.cli.exit_codes import ExitCode
from agent.client import connect
from agent.config.edit import set_section
from agent.config.file import ConfigFile
from agent.config.running import note_port, noted_port
from agent.demo.allegro_orders import OrderKind, build_order
from agent.demo.setup import demo_secrets, write_config
from agent.demo.stand_ins import StandIns, start_stand_ins
from shared_schema.agent import AgentStatusResult
from shared_schema.codes import ErrorCode
from shared_schema.request import NoParams
from tests.cli.conftest import Terminal


@pytest.fixture
async def world(terminal: Terminal) -> AsyncIterator[StandIns]:
    async with start_stand_ins([build_order(OrderKind.LOCKER, number) for number in range(24)]) as world:
        write_config(terminal.home, world)
        terminal.vault.secrets.update(demo_secrets(world))
        yield world


@asynccontextmanager
async def agent_of(terminal: Terminal, patience: float = 0.05) -> AsyncIterator[None]:
    async with running(terminal.home, terminal.vault, port=0, patience=patience) as server:
        note_port(terminal.home, server.port)
        yield


def refusals(world: StandIns) -> int:
    """Of the account; a look at a point is another service's, and says nothing of it."""
    return len([call for call in world.shipx.calls if call.status == 401 and "/v1/points/" not in call.path])


async def ship(terminal: Terminal, *orders: str) -> list[str]:
    """The error codes of what was not created."""
    result = await terminal.run("ship", *orders, "--yes", "--json")
    told = json.loads(result.stdout)
    return [each["error"]["code"] for each in [*told["items"], *told["not_sent"]] if each["error"]]


async def state_of(terminal: Terminal) -> str:
    port = noted_port(terminal.home)
    assert port is not None
    async with connect(port, terminal.vault) as client:
        status = await client.call("agent.status", NoParams(), AgentStatusResult)
    return status.accounts[0].state


async def until_it_ships(terminal: Terminal) -> None:
    async with asyncio.timeout(20):
        while await state_of(terminal) == "stopped":  # noqa: ASYNC110  # a command that looks, as a person would
            await asyncio.sleep(0.1)


async def test_one_refusal_then_silence_until_the_account_was_tested(terminal: Terminal, world: StandIns) -> None:
    orders = list(world.allegro.orders)
    token = world.shipx.options.token
    async with agent_of(terminal):
        assert await ship(terminal, orders[0]) == []
        world.shipx.options = replace(world.shipx.options, token="changed")
        codes = await ship(terminal, *orders[1:10])
        assert set(codes) <= {ErrorCode.CREDENTIALS_REFUSED, ErrorCode.ACCOUNT_STOPPED}
        assert len(codes) == 9
        known = refusals(world)
        assert 1 <= known <= 4  # as many as were being created at that moment
        assert await ship(terminal, *orders[10:12]) == [ErrorCode.ACCOUNT_STOPPED] * 2
        assert await state_of(terminal) == "stopped"
    async with agent_of(terminal):
        assert await state_of(terminal) == "stopped"
        with ConfigFile(terminal.home).edit() as document:
            set_section(document, "station", {"name": "stanowisko 2"})
        assert await ship(terminal, *orders[12:14]) == [ErrorCode.ACCOUNT_STOPPED] * 2
        for command in ("disable", "enable"):
            await terminal.run("account", command, "inpost")
        assert await ship(terminal, *orders[12:14]) == [ErrorCode.ACCOUNT_STOPPED] * 2
        assert refusals(world) == known

        refused = await terminal.run("account", "test", "inpost")
        assert refused.exit_code == ExitCode.REFUSED, refused.output
        assert refusals(world) == known + 1
        assert await ship(terminal, orders[14]) == [ErrorCode.ACCOUNT_STOPPED]
        assert refusals(world) == known + 1

        world.shipx.options = replace(world.shipx.options, token=token)
        tested = await terminal.run("account", "test", "inpost")
        assert tested.exit_code == ExitCode.OK, tested.output
        assert "works again" in tested.output
        await until_it_ships(terminal)
        assert await ship(terminal, *orders[1:15]) == []
        again = await terminal.run("account", "test", "inpost")
        assert "works again" not in again.output
    assert len(world.shipx.shipments) == 15
    told = json.loads((await terminal.run("history", "--json")).stdout)["history"]
    changes = [(row["what"], row["client_name"], row["account_id"]) for row in told if str(row["what"]).startswith("account_")]
    assert changes == [("account_stopped", None, "inpost"), ("account_resumed", "command line", "inpost")]


async def test_credentials_wrong_from_the_start_are_tried_once(terminal: Terminal, world: StandIns) -> None:
    world.shipx.options = replace(world.shipx.options, token="changed")
    async with agent_of(terminal):
        assert len(await ship(terminal, *world.allegro.orders)) == 24
        assert refusals(world) == 1
    async with agent_of(terminal):
        assert len(await ship(terminal, *world.allegro.orders)) == 24
    assert refusals(world) == 1


async def test_what_was_remembered_before_the_test_does_not_stop_it_again(
    terminal: Terminal, world: StandIns, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("agent.connections._REFUSED_FOR_S", 0.0)  # the test is faster than a person
    order, token = next(iter(world.allegro.orders)), world.shipx.options.token
    world.shipx.options = replace(world.shipx.options, token="changed")
    async with agent_of(terminal):
        assert await ship(terminal, order) == [ErrorCode.ACCOUNT_STOPPED]
        known = refusals(world)
        world.shipx.options = replace(world.shipx.options, token=token)
        await terminal.run("account", "test", "inpost")
        await until_it_ships(terminal)
        assert await ship(terminal, order) == []
    assert refusals(world) == known


async def test_an_account_added_anew_ships_at_once(terminal: Terminal, world: StandIns) -> None:
    """The usual way to a new token: remove the account, add it again under its name."""
    order = next(iter(world.allegro.orders))
    world.shipx.options = replace(world.shipx.options, token="a-new-token")
    async with agent_of(terminal):
        assert await ship(terminal, order) == [ErrorCode.ACCOUNT_STOPPED]
        await terminal.run("account", "remove", "inpost", "--yes")
        organization = str(world.shipx.options.organization_id)
        arguments = ("account", "add", "inpost", "--organization-id", organization, "--token-stdin")
        added = await terminal.run(*arguments, text="a-new-token\n")
        assert added.exit_code == ExitCode.OK, added.output
        assert "works again" in added.output
        await until_it_ships(terminal)
        assert await ship(terminal, order) == []
    assert refusals(world) == 1


async def test_a_fresh_home_gets_no_ledger_by_testing(terminal: Terminal, world: StandIns) -> None:
    assert (await terminal.run("account", "test", "inpost")).exit_code == ExitCode.OK
    assert not (terminal.home / "ledger.sqlite").exists()
