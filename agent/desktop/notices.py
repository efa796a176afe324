"""What is worth a word beside the clock: decided from the agent's own answers. Decoration: everything is told elsewhere too."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from agent.cli.words import Words
from agent.shipping.ports import PASSWORD_WARN_DAYS
from shared_schema.agent import AgentStatusResult
from shared_schema.codes import ErrorCode
from shared_schema.jobs import JobSummary

PAUSE = timedelta(minutes=1)
"""Between two notices, whatever there is to tell."""
AGAIN_AFTER = timedelta(hours=24)
"""Before the same is told once more, if it is still so."""


@dataclass
class Notices:
    """Remembers what was told. No notice names a buyer or an order: anybody may look at the screen."""

    words: Words
    version_told: str | None = None
    """A newer version of the program is told of once, also by the icons of later days."""
    told_of_version: Callable[[str], None] = lambda version: None
    _working: set[str] = field(default_factory=set)
    _ended_badly: dict[str, int] = field(default_factory=dict)
    _told: dict[str, datetime] = field(default_factory=dict)
    _last: datetime | None = None

    def due(self, status: AgentStatusResult, jobs: Sequence[JobSummary], now: datetime) -> str | None:
        """The next notice, if there is one and its time has come."""
        self._follow(jobs)
        if self._last is not None and now - self._last < PAUSE:
            return None
        for key, text in self._reasons(status):
            told = self._told.get(key)
            if told is None or now - told >= AGAIN_AFTER:
                self._told[key] = self._last = now
                self._ended_badly.pop(key, None)
                if key == status.newer_version:
                    self.version_told = key
                    self.told_of_version(key)
                return text
        return None

    def _follow(self, jobs: Sequence[JobSummary]) -> None:
        """Only a job that was seen at work is told to have ended: after a start nobody wants to hear of yesterday's."""
        for job in jobs:
            if not job.working and job.job_id in self._working and job.to_fix:
                self._ended_badly[job.job_id] = job.to_fix
        self._working = {job.job_id for job in jobs if job.working}

    def _reasons(self, status: AgentStatusResult) -> Iterator[tuple[str, str]]:
        """The most urgent first, each with what it is remembered by."""
        for account in status.accounts:
            if account.enabled and account.state == "stopped":
                yield f"stopped {account.id}", self.words("notice_stopped", account=account.id)
        for job_id, count in self._ended_badly.items():
            yield job_id, self.words("notice_job", count=count)
        for problem in status.problems:
            if problem.code is ErrorCode.SETS_UNSENT:
                account_id, day = problem.data.get("account_id"), problem.data.get("day")
                yield f"set {account_id} {day}", self.words("notice_unsent", account=account_id, day=day)
        for account in status.accounts:
            days = account.expires_in_days
            if account.enabled and days is not None and days < PASSWORD_WARN_DAYS:
                yield f"password {account.id}", self.words("notice_password", account=account.id, days=days)
        newer = status.newer_version
        if newer is not None and newer != self.version_told:
            yield newer, self.words("notice_newer", version=newer, own=status.agent_version)
