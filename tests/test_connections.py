"""The accounts as they are configured: a silent one keeps nobody waiting."""

import asyncio
from pathlib import Path

import pytest

from agent import connections
from agent.config.file import ConfigFile
from agent.connections import Connections
from agent.demo.faults import Fault
from agent.demo.memory_vault import MemoryVault
from agent.demo.setup import demo_secrets, write_config
from agent.demo.stand_ins import start_stand_ins
from shared_schema.codes import ErrorCode


async def test_a_silent_carrier_is_not_waited_for_beyond_its_patience(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connections, "PREPARE_PATIENCE_S", 0.05)
    async with start_stand_ins() as world:
        write_config(tmp_path, world)
        opened = Connections(ConfigFile(tmp_path), MemoryVault(demo_secrets(world)))
        silence = world.shipx.faults.arm(Fault.NEVER_ANSWERS, times=None)
        try:
            async with asyncio.timeout(5):
                accounts, unready = await opened.enabled(())
                assert [each.id for each in accounts] == ["inpost"]
                assert unready["inpost"].code is ErrorCode.CARRIER_TIMEOUT
                assert unready["inpost"].outcome == "not_sent"
            silence.disarm()
            silence.release()
            async with asyncio.timeout(5):
                while "inpost" in unready:
                    _, unready = await opened.enabled(())
        finally:
            world.shipx.faults.clear()
            await opened.close()


async def test_no_call_is_made_with_a_stopped_account(tmp_path: Path) -> None:
    async with start_stand_ins() as world:
        write_config(tmp_path, world)
        opened = Connections(ConfigFile(tmp_path), MemoryVault(demo_secrets(world)))
        try:
            await opened.enabled(["inpost"])
            assert world.shipx.calls == []
        finally:
            await opened.close()


async def test_nobody_is_told_late_because_somebody_else_asks_again(tmp_path: Path) -> None:
    """Whoever waited to the end has his answer, whatever is begun anew in the moment it comes."""
    async with start_stand_ins() as world:
        write_config(tmp_path, world)
        opened = Connections(ConfigFile(tmp_path), MemoryVault(demo_secrets(world)))
        try:
            first = asyncio.create_task(opened.enabled(()))
            others = []
            while not first.done():  # one in every turn of the loop, so one of them in the turn in which the answer is there
                others.append(asyncio.create_task(opened.enabled(())))
                await asyncio.sleep(0)
            assert [unready for _, unready in (await first, *await asyncio.gather(*others)) if unready] == []
        finally:
            await opened.close()
