"""What the tray shows: decided from the agent's own answers, without any screen."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from agent.cli.words import Words
from shared_schema.agent import AgentStatusResult
from shared_schema.jobs import JobSummary

Look = Literal["ok", "working", "attention", "paused", "away"]


@dataclass(frozen=True, slots=True)
class TrayState:
    """The look of the icon, and the line that says it in words."""

    look: Look
    line: str
    locked: bool = False
    """Whether the menu offers to unlock sending."""


def away(words: Words) -> TrayState:
    """The agent does not answer."""
    return TrayState("away", words("tray_away"))


def tray_state(words: Words, status: AgentStatusResult, jobs: Sequence[JobSummary]) -> TrayState:
    """What needs a person comes before what is under way, and that before nothing in particular."""
    look, line = _look(words, status, jobs)
    return TrayState(look, line, status.locked)


def _look(words: Words, status: AgentStatusResult, jobs: Sequence[JobSummary]) -> tuple[Look, str]:
    if status.paused:
        return "paused", words("tray_paused")
    running = [each for each in jobs if each.working]
    total = sum(each.total for each in running)
    done = total - sum(each.working for each in running)
    if status.problems or status.findings:
        return "attention", words("tray_attention", count=len(status.problems) + (1 if status.findings else 0))
    if running:
        return "working", words("tray_working", done=done, total=total)
    return "ok", words("tray_locked" if status.locked else "tray_ok")
