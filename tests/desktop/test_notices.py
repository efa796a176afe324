"""What is told beside the clock, how often, and that nothing of it can do harm."""

import asyncio
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Literal

import pytest

from agent.app import running
from agent.cli.session import Session
from agent.cli.words import LANGUAGES, Language, Words
from agent.config.running import note_port
from agent.desktop.notices import AGAIN_AFTER, PAUSE, Notices
from agent.desktop.watcher import Watcher
from agent.newest_version import SEEN_FILE
from shared_schema.agent import AccountInfo, AgentStatusResult
from shared_schema.codes import ErrorCode
from shared_schema.errors import ErrorInfo
from tests.desktop.screen import until
from tests.desktop.test_state import job, status
from tests.memory_vault import MemoryVault

NOW = datetime(2026, 11, 25, 8, 0, tzinfo=UTC)
UNSENT = ErrorInfo(
    code=ErrorCode.SETS_UNSENT,
    message="",
    outcome="not_sent",
    data={"account_id": "poczta", "day": "2026-11-24", "parcels": 3},
    carrier=None,
    fields=[],
    retry_after_s=None,
)


def with_account(state: Literal["ok", "stopped"] = "ok", days: int | None = None, *, enabled: bool = True) -> AgentStatusResult:
    account = AccountInfo(
        id="poczta",
        carrier="poczta_polska",
        name="Zofia Kowalska",
        enabled=enabled,
        state=state,
        next_try_at=None,
        withdraws=True,
        expires_in_days=days,
    )
    return status().model_copy(update={"accounts": [account]})


@pytest.fixture(params=LANGUAGES)
def notices(request: pytest.FixtureRequest) -> Notices:
    language: Language = request.param
    return Notices(Words(language))


def test_nothing_is_told_when_all_is_well(notices: Notices) -> None:
    assert notices.due(status(), [job(20, 0)], NOW) is None
    assert notices.due(with_account(days=7), [], NOW) is None
    assert notices.due(with_account("stopped", 1, enabled=False), [], NOW) is None


@pytest.mark.parametrize(
    ("told", "named"),
    [(with_account("stopped"), "poczta"), (with_account(days=6), "6"), (status([UNSENT]), "2026-11-24")],
)
def test_what_needs_a_person_is_told_once_a_day(notices: Notices, told: AgentStatusResult, named: str) -> None:
    first = notices.due(told, [], NOW)
    assert first is not None
    assert named in first
    assert "Kowalska" not in first
    assert notices.due(told, [], NOW + AGAIN_AFTER - timedelta(seconds=1)) is None
    assert notices.due(told, [], NOW + AGAIN_AFTER) == first


def test_a_job_that_was_seen_at_work_and_ended_with_something_to_fix(notices: Notices) -> None:
    ended = job(20, 0).model_copy(update={"to_fix": 3})
    assert notices.due(status(), [ended], NOW) is None
    notices.due(status(), [job(20, 5)], NOW)
    text = notices.due(status(), [ended], NOW)
    assert text is not None
    assert "3" in text
    assert notices.due(status(), [ended], NOW + AGAIN_AFTER) is None
    notices.due(status(), [job(20, 5)], NOW)
    assert notices.due(status(), [job(20, 0)], NOW + AGAIN_AFTER) is None


def test_there_is_a_pause_between_two_and_none_is_lost(notices: Notices) -> None:
    ended = job(20, 0).model_copy(update={"to_fix": 1})
    both = with_account("stopped").model_copy(update={"problems": [UNSENT]})
    notices.due(status(), [job(20, 5)], NOW)
    told = [notices.due(both, [ended], NOW + each * PAUSE / 2) for each in range(6)]
    assert [each is None for each in told] == [False, True, False, True, False, True]
    assert len(set(told)) == 4


def test_a_newer_version_is_told_once_after_what_is_urgent(notices: Notices) -> None:
    told: list[str] = []
    notices.told_of_version = told.append
    newer = with_account("stopped").model_copy(update={"newer_version": "1.4.0"})
    assert "poczta" in str(notices.due(newer, [], NOW))
    assert told == []
    text = str(notices.due(newer, [], NOW + PAUSE))
    assert "1.4.0" in text
    assert "0.1.0" in text
    assert told == ["1.4.0"]
    calm = status().model_copy(update={"newer_version": "1.4.0"})
    assert notices.due(calm, [], NOW + 2 * AGAIN_AFTER) is None
    assert Notices(notices.words, version_told="1.4.0").due(calm, [], NOW) is None
    next_one = calm.model_copy(update={"newer_version": "1.5.0"})
    assert "1.5.0" in str(notices.due(next_one, [], NOW + 2 * AGAIN_AFTER))


async def test_a_version_that_was_told_is_not_told_by_the_icon_of_another_day(tmp_path: Path) -> None:
    (tmp_path / "config.toml").touch()
    (tmp_path / SEEN_FILE).write_text("1.4.0\n", encoding="utf-8")
    vault = MemoryVault()
    session = Session(home_option=tmp_path, open_vault=lambda _: vault)
    async with running(tmp_path, vault, port=0) as server:
        note_port(tmp_path, server.port)
        told: list[str] = []
        watcher = Watcher(session, lambda _: None, lambda: None, told.append)
        watcher.start()
        await asyncio.to_thread(until, lambda: told, "a notice")
        await asyncio.to_thread(watcher.close)
    assert "1.4.0" in told[0]
    another_day = Watcher(session, lambda _: None, lambda: None)._notices
    assert another_day.due(status().model_copy(update={"newer_version": "1.4.0"}), [], NOW) is None


@pytest.mark.parametrize("harm", [False, True])
async def test_the_tray_goes_on_whatever_becomes_of_a_notice(tmp_path: Path, harm: bool) -> None:
    (tmp_path / "config.toml").touch()
    vault = MemoryVault()
    session = Session(home_option=tmp_path, open_vault=lambda _: vault)
    looks: list[object] = []
    tried: list[str] = []

    class Many(Notices):
        def due(self, *_: object) -> str | None:
            looks.append(None)
            return "!"

    def notify(text: str) -> None:
        tried.append(text)
        if harm:
            raise RuntimeError("no notification service")

    async with running(tmp_path, vault, port=0) as server:
        note_port(tmp_path, server.port)
        gone: list[None] = []
        watcher = Watcher(session, lambda _: None, lambda: gone.append(None), notify)
        watcher._notices = Many(session.words)
        watcher.start()
        await asyncio.to_thread(until, lambda: len(tried) >= 2, "two notices")
        (tmp_path / "config.toml").write_text("[interface]\nnotifications = false\n")
        before = len(looks)
        await asyncio.to_thread(until, lambda: len(looks) >= before + 3, "more looks")
        assert len(tried) <= before + 1
        assert not gone
        await asyncio.to_thread(watcher.close)
