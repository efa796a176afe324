"""Looking for points at the command line, through the agent; online, after a start without the carrier, and refused."""

import gzip
import json
import os
from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from agent.app import running
from agent.cli.exit_codes import ExitCode
from agent.config.running import note_port
from agent.connections import secret_name
from agent.demo.en.options import EnOptions
from agent.demo.faults import Fault
from agent.demo.setup import ORLEN_ACCOUNT, POCZTA, demo_secrets, write_config
from agent.demo.stand_ins import StandIns, start_stand_ins
from tests.cli.conftest import Terminal

LIST = "GiveMeAllRUCHWithFilled"


@pytest.fixture
async def world(terminal: Terminal) -> AsyncIterator[StandIns]:
    async with start_stand_ins(en=EnOptions()) as stand_ins:
        write_config(terminal.home, stand_ins, orlen={})
        terminal.vault.secrets.update(demo_secrets(stand_ins))
        yield stand_ins


async def diagnosis(terminal: Terminal) -> list[str]:
    findings = json.loads((await terminal.run("doctor", "--json")).stdout)["findings"]
    return [each["state"] for each in findings if each["check"] == "points"]


async def test_a_point_is_found_and_the_list_of_an_earlier_day_says_its_age(terminal: Terminal, world: StandIns) -> None:
    kept = terminal.home / "cache" / ORLEN_ACCOUNT / "points"
    assert await diagnosis(terminal) == ["attention"]
    async with running(terminal.home, terminal.vault, port=0) as server:
        note_port(terminal.home, server.port)
        result = await terminal.run("points", ORLEN_ACCOUNT, "krolewska", "KRAKÓW", "--json")
        assert result.exit_code == ExitCode.OK, result.output
        [point] = json.loads(result.stdout)["points"]
        assert (point["code"], point["open"], point["full"]) == ("KR-155002-K2-11", True, False)
        shown = await terminal.run("points", ORLEN_ACCOUNT, "łódź")
        assert shown.exit_code == ExitCode.OK
        assert "LD-204418-L1-06" in shown.stdout
        assert "closed" in shown.stdout
        assert "list of points" not in shown.output
        nothing = await terminal.run("points", ORLEN_ACCOUNT, "nigdzie")
        assert nothing.exit_code == ExitCode.SOME_NEED_FIXING
        nearest = await terminal.run("points", ORLEN_ACCOUNT, "lodz", "--near", "LD-204417-L1-05", "--limit", "1", "--json")
        assert [each["code"] for each in json.loads(nearest.stdout)["points"]] == ["LD-204418-L1-06"]
    assert await diagnosis(terminal) == ["good"]
    assert kept.stat().st_mode & 0o777 == 0o600
    world.pwr.faults.arm(Fault.ERROR_BEFORE, path=LIST, times=None)
    made_older(kept, timedelta(days=4))
    async with running(terminal.home, terminal.vault, port=0) as server:
        note_port(terminal.home, server.port)
        shown = await terminal.run("points", ORLEN_ACCOUNT, "łódź")
        assert shown.exit_code == ExitCode.OK, shown.output
        assert "LD-204418-L1-06" in shown.stdout
        assert "The list of points was read" in shown.output
        assert await diagnosis(terminal) == ["attention"]


def made_older(kept: Path, by: timedelta) -> None:
    """As if it had been read so much earlier."""
    content = json.loads(gzip.decompress(kept.read_bytes()))
    read_at = datetime.fromisoformat(content["read_at"]) - by
    kept.write_bytes(gzip.compress(json.dumps({**content, "read_at": read_at.isoformat()}).encode()))
    os.utime(kept, (read_at.timestamp(), read_at.timestamp()))


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        ((ORLEN_ACCOUNT, "--near", "KRA01M"), ExitCode.USAGE),
        (("inpost", "--near", "KRA99X"), ExitCode.USAGE),
        (("nobody", "x"), ExitCode.NOT_CONFIGURED),
        ((POCZTA, "Łódź"), ExitCode.USAGE),
        ((ORLEN_ACCOUNT, "x" * 101), ExitCode.USAGE),
        ((ORLEN_ACCOUNT, "x", "--near", "../x"), ExitCode.USAGE),
    ],
)
async def test_what_cannot_be_looked_for(terminal: Terminal, world: StandIns, arguments: tuple[str, ...], code: ExitCode) -> None:
    async with running(terminal.home, terminal.vault, port=0) as server:
        note_port(terminal.home, server.port)
        assert (await terminal.run("points", *arguments)).exit_code == code


async def test_a_refused_key_is_tried_once_and_stops_the_account(terminal: Terminal, world: StandIns) -> None:
    terminal.vault.secrets[secret_name(ORLEN_ACCOUNT, "partner_key")] = "another"
    async with running(terminal.home, terminal.vault, port=0) as server:
        note_port(terminal.home, server.port)
        for _ in range(2):
            result = await terminal.run("points", ORLEN_ACCOUNT, "łódź")
            assert result.exit_code != ExitCode.OK
            assert "nadajnik account test" in result.output
        assert (world.pwr.count("POST", LIST), world.pwr.refused_credentials) == (1, 1)


async def test_inpost_s_points_and_what_they_refuse_keep_no_parcel_from_being_sent(terminal: Terminal, world: StandIns) -> None:
    async with running(terminal.home, terminal.vault, port=0, patience=0.05) as server:
        note_port(terminal.home, server.port)
        found = await terminal.run("points", "inpost", "Kraków", "pawia")
        assert found.exit_code == ExitCode.OK, found.output
        assert "KRA010" in found.stdout
        for fault, status in ((Fault.ERROR_BEFORE, 401), (Fault.ERROR_BEFORE, 503)):
            armed = world.shipx.faults.arm(fault, path="/v1/points", times=None, status=status)
            assert (await terminal.run("points", "inpost", "Kraków")).exit_code != ExitCode.OK
            armed.disarm()
        locker = next(iter(world.allegro.orders))
        shipped = await terminal.run("ship", locker, "--yes", "--json")
        assert [each["state"] for each in json.loads(shipped.stdout)["items"]] == ["created"], shipped.output
