"""The daily comparison: once a day and ledger, whatever is restarted, with a report for people."""

import os
import stat
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from agent.client import connect
from agent.demo.faults import Fault
from agent.report_folder import KEPT, ReportFolder
from agent.shipping.ledger import history
from agent.shipping.ledger.database import Database
from agent.shipping.ledger.rounds import begin_round
from agent.shipping.ledger.rows import Station
from agent.shipping.ledger.store import Ledger
from agent.shipping.work import reconciler
from shared_schema.agent import AgentStatusResult
from shared_schema.request import NoParams
from tests.cli.conftest import Terminal
from tests.demo.worlds import wait_until
from tests.reconcile.conftest import Shop, open_world

DAY = timedelta(hours=24)


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[bool]:
    """Whether it was the time, each time the agent asked; it asks at once and often."""
    answers: list[bool] = []

    async def begin(database: Database, own: Station, what: str, every: timedelta) -> bool:
        answers.append(await begin_round(database, own, what, every))
        return answers[-1]

    monkeypatch.setattr(reconciler, "begin_round", begin)
    monkeypatch.setattr(reconciler, "FIRST_AFTER_S", 0.0)
    monkeypatch.setattr(reconciler, "AGAIN_AFTER_S", 0.05)
    monkeypatch.setenv("NADAJNIK_LANG", "pl")
    return answers


def reports(home: Path) -> list[Path]:
    return sorted((home / "reports").glob("reconcile-*.txt"))


@pytest.fixture
async def closed(terminal: Terminal, no_grace: None) -> AsyncIterator[Shop]:
    """Three orders shipped, the agent ended."""
    async with open_world(terminal) as it:
        async with it.living():
            shipped = await it.ship(*it.orders)
            assert shipped.exit_code == 0, shipped.output
        yield it


async def test_one_report_a_day_whatever_is_restarted(closed: Shop, asked: list[bool]) -> None:
    home = closed.terminal.home
    closed.world.allegro.remove_number(closed.orders[0], closed.number_of(closed.orders[0]))
    async with closed.living() as port, connect(port, closed.terminal.vault) as client:
        await wait_until(lambda: len(reports(home)) == 1 and len(asked) >= 3)
        assert (await client.call("agent.status", NoParams(), AgentStatusResult)).findings == 1
    [report] = reports(home)
    text = report.read_text(encoding="utf-8")
    assert closed.orders[0] in text
    assert "jej numeru nie ma przy zamówieniu na Allegro" in text
    if os.name == "posix":
        assert stat.S_IMODE(report.stat().st_mode) == 0o600
        assert stat.S_IMODE(report.parent.stat().st_mode) == 0o700
    asked.clear()
    async with closed.living() as port, connect(port, closed.terminal.vault) as client:
        await wait_until(lambda: len(asked) >= 3)
        assert (await client.call("agent.status", NoParams(), AgentStatusResult)).findings == 1
    assert not any(asked)
    assert reports(home) == [report]


async def test_nothing_is_mended_unasked(closed: Shop, asked: list[bool]) -> None:
    closed.world.allegro.remove_number(closed.orders[0], closed.number_of(closed.orders[0]))
    async with closed.living():
        await wait_until(lambda: reports(closed.terminal.home) != [])
    assert closed.world.allegro.numbers(closed.orders[0]) == []


async def test_a_day_that_could_not_be_compared_whole_is_compared_again(closed: Shop, asked: list[bool]) -> None:
    closed.world.shipx.faults.arm(Fault.HTML_OK, method="GET", path=r"/shipments$")
    async with closed.living():
        await wait_until(
            lambda: closed.world.shipx.count("GET", r"/shipments$", 200) >= 2 and reports(closed.terminal.home) != []
        )
        await wait_until(lambda: "Nie porównano" not in reports(closed.terminal.home)[-1].read_text(encoding="utf-8"))
    assert sum(asked) == 1


async def test_a_mended_finding_needs_no_look_any_more(shop: Shop) -> None:
    shop.world.allegro.remove_number(shop.orders[0], shop.number_of(shop.orders[0]))
    folder = ReportFolder(shop.terminal.home / "reports")
    await shop.reconcile()
    assert folder.to_look_at() == 1
    await shop.reconcile("--mend")
    assert ReportFolder(shop.terminal.home / "reports").to_look_at() == 0


async def test_of_two_stations_one_begins_the_day(tmp_path: Path) -> None:
    ledger = await Ledger.open(f"sqlite+aiosqlite:///{tmp_path / 'ledger.sqlite'}", Station("1", "pierwsze"))
    first, second = Station("1", "pierwsze"), Station("2", "drugie")
    assert await begin_round(ledger.database, first, "reconciled", DAY)
    assert not await begin_round(ledger.database, second, "reconciled", DAY)
    assert not await begin_round(ledger.database, first, "reconciled", DAY)
    assert await begin_round(ledger.database, second, "something else", DAY)
    assert await begin_round(ledger.database, second, "reconciled", timedelta(0))
    written = [(entry.what, entry.station) for _, entry in await history.read(ledger.database)]
    assert written == [("reconciled", "pierwsze"), ("something else", "drugie"), ("reconciled", "drugie")]
    await ledger.close()


def test_the_newest_reports_are_kept(tmp_path: Path) -> None:
    folder = ReportFolder(tmp_path / "reports")
    assert folder.to_look_at() == 0
    start = datetime(2026, 11, 1, 7, 0, tzinfo=UTC)
    written = [folder.keep(start + timedelta(days=day), day, f"dzień {day}") for day in range(KEPT + 5)]
    (tmp_path / "reports" / "notes.txt").write_text("the user's own")
    assert reports(tmp_path) == written[5:]
    assert folder.to_look_at() == KEPT + 4
    assert written[-1].read_text(encoding="utf-8") == f"dzień {KEPT + 4}"
