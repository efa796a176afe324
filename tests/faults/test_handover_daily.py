"""The time at which the program hands over by itself, and sets that nobody handed over, told until they are sent."""

import asyncio
import json
from collections.abc import Awaitable, Callable
from datetime import time, timedelta
from pathlib import Path

import pytest

from agent.cli.exit_codes import ExitCode
from agent.config.edit import set_handover_at
from agent.config.file import ConfigFile
from agent.config.running import note_port
from agent.connections import Connections
from agent.demo.allegro_orders import OrderKind
from agent.demo.faults import Fault
from agent.demo.setup import POCZTA
from agent.shipping.ledger import handovers
from agent.shipping.work import daily_handover
from shared_schema.agent import AgentStatusResult
from shared_schema.codes import ErrorCode
from shared_schema.errors import ErrorInfo
from shared_schema.handover import HandoverListResult
from shared_schema.request import NoParams
from tests.cli.conftest import Terminal
from tests.faults.test_handover import SEND, send, waiting
from tests.faults.test_poczta import Running, shop

TURN_S = 0.05
SECONDS = 20


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(daily_handover, "TURN_S", TURN_S)


def hand_over_at(it: Running, moment: str) -> None:
    with ConfigFile(it.home).edit() as document:
        set_handover_at(document, POCZTA, moment)


async def until(condition: Callable[[], Awaitable[bool]]) -> None:
    async with asyncio.timeout(SECONDS):
        while True:
            if await condition():
                return
            await asyncio.sleep(0.4)


async def problems(it: Running) -> list[ErrorInfo]:
    return (await it.client.call("agent.status", NoParams(), AgentStatusResult)).problems


def make_old(it: Running) -> None:
    """Our bufor, as it stands a day later."""
    [bufor] = [each for each in it.en.bufors.bufors.values() if (each.description or "").startswith("Nadajnik")]
    bufor.day -= timedelta(days=1)


async def turned(monkeypatch: pytest.MonkeyPatch) -> None:
    """Waits until two turns that began after now have come to their end."""
    done = asyncio.Queue[None]()
    turn = daily_handover.DailyHandover._turn

    async def counted(self: daily_handover.DailyHandover) -> None:
        await turn(self)
        done.put_nowait(None)

    with monkeypatch.context() as patched:
        patched.setattr(daily_handover.DailyHandover, "_turn", counted)
        async with asyncio.timeout(SECONDS):
            await done.get()
            await done.get()


async def test_todays_set_is_handed_over_once_and_what_comes_later_waits(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async with shop(tmp_path, OrderKind.POCZTEX, OrderKind.POCZTEX) as it:
        first, second = it.world.allegro.orders
        hand_over_at(it, "00:00")
        await turned(monkeypatch)
        await it.ship(first)

        async def sent() -> bool:
            return it.en.called("sendEnvelope") == 1

        await until(sent)
        await until(lambda: _handed(it))
        listed = await it.client.call("handover.list", NoParams(), HandoverListResult)
        assert [(each.account_id, each.parcels, each.daily) for each in listed.handed] == [(POCZTA, 1, True)]
        await it.ship(second)
        await turned(monkeypatch)
        assert it.en.called("sendEnvelope") == 1
        assert [each.parcels for each in await waiting(it)] == [1]


async def _handed(it: Running) -> bool:
    return bool((await it.client.call("handover.list", NoParams(), HandoverListResult)).handed)


def test_not_before_its_time() -> None:
    times = {"a": "15:30", "b": "08:00"}
    assert daily_handover.due_accounts(times, time(15, 29, 59)) == ["b"]
    assert daily_handover.due_accounts(times, time(15, 30)) == ["a", "b"]


async def test_never_a_set_of_an_earlier_day(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async with shop(tmp_path, OrderKind.POCZTEX) as it:
        await it.ship()
        make_old(it)
        hand_over_at(it, "00:00")
        await turned(monkeypatch)
        assert it.en.called("sendEnvelope") == 0


async def test_not_while_orders_are_still_being_created(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    busy = True

    async def being_created(*_: object) -> bool:
        return busy

    monkeypatch.setattr(handovers, "being_created", being_created)
    async with shop(tmp_path, OrderKind.POCZTEX) as it:
        await it.ship()
        hand_over_at(it, "00:00")
        await turned(monkeypatch)
        assert it.en.called("sendEnvelope") == 0
        busy = False
        await until(lambda: _handed(it))


async def test_not_where_another_station_has_begun(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async def begun_elsewhere(*_: object) -> bool:
        return False

    monkeypatch.setattr(daily_handover, "begin_round", begun_elsewhere)
    async with shop(tmp_path, OrderKind.POCZTEX) as it:
        await it.ship()
        hand_over_at(it, "00:00")
        await turned(monkeypatch)
        assert it.en.called("sendEnvelope") == 0


async def test_a_failure_is_told_until_a_person_has_handed_over(tmp_path: Path) -> None:
    async with shop(tmp_path, OrderKind.POCZTEX) as it:
        await it.ship()
        it.en.faults.arm(Fault.RESET_BEFORE, method="POST", path=SEND)
        hand_over_at(it, "00:00")

        async def told() -> bool:
            return [each.code for each in await problems(it)] == [ErrorCode.DAILY_HAND_OVER_FAILED]

        await until(told)
        assert it.en.called("sendEnvelope") == 1
        [each] = await waiting(it)
        assert (await send(it, each)).parcels == 1
        assert await problems(it) == []


async def test_a_set_of_an_earlier_day_is_told_until_it_is_sent(tmp_path: Path) -> None:
    async with shop(tmp_path, OrderKind.POCZTEX) as it:
        await it.ship()
        make_old(it)
        [each] = await waiting(it)
        assert each.earlier
        [problem] = await problems(it)
        assert (problem.code, problem.data["account_id"], problem.data["parcels"]) == (ErrorCode.SETS_UNSENT, POCZTA, 1)
        note_port(it.home, it.port)
        terminal = Terminal(it.home)
        terminal.vault.secrets.update(it.vault.secrets)
        status = await asyncio.to_thread(terminal.call, "status")
        assert status.exit_code == ExitCode.SOME_NEED_FIXING
        assert "handover --list" in status.output
        doctor = await asyncio.to_thread(terminal.call, "doctor", "--json")
        [found] = [row for row in json.loads(doctor.stdout)["findings"] if row["check"] == "handover"]
        assert found["state"] == "attention"
        await send(it, each)
        assert await problems(it) == []


async def test_the_time_is_set_at_the_command_line(tmp_path: Path) -> None:
    async with shop(tmp_path, OrderKind.POCZTEX) as it:
        terminal = Terminal(it.home)
        wrong = await asyncio.to_thread(terminal.call, "account", "handover-at", POCZTA, "25:00")
        assert wrong.exit_code == ExitCode.USAGE
        set_to = await asyncio.to_thread(terminal.call, "account", "handover-at", POCZTA, "15:30")
        assert set_to.exit_code == ExitCode.OK, set_to.output
        assert Connections(ConfigFile(it.home), it.vault).handover_times() == {POCZTA: "15:30"}
        await asyncio.to_thread(terminal.call, "account", "handover-at", POCZTA, "off")
        assert Connections(ConfigFile(it.home), it.vault).handover_times() == {}
