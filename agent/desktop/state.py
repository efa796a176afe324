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


def away(words: Words) -> TrayState:
    """The agent does not answer."""
    return TrayState("away", words("tray_away"))


def tray_state(words: Words, status: AgentStatusResult, jobs: Sequence[JobSummary]) -> TrayState:
    """What needs a person comes before what is under way, and that before nothing in particular."""
    if status.paused:
        return TrayState("paused", words("tray_paused"))
    running = [each for each in jobs if each.working]
    total = sum(each.total for each in running)
    done = total - sum(each.working for each in running)
    if status.problems or status.findings:
        return TrayState("attention", words("tray_attention", count=len(status.problems) + (1 if status.findings else 0)))
    if running:
        return TrayState("working", words("tray_working", done=done, total=total))
    return TrayState("ok", words("tray_ok"))
