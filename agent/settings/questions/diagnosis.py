"""The diagnosis, in the words `nadajnik doctor` has: begun, looked at while it goes on, and as a report to give away."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field

from agent.doctor.checks import examine
from agent.doctor.facts import Facts
from agent.doctor.read import read_facts
from agent.doctor.report import report
from agent.doctor.words import finding_text
from agent.settings.asked import Json, NotDone, Nothing, Question
from agent.settings.household import Household


def questions(household: Household) -> Mapping[str, Question]:
    """`diagnosis.*`."""
    desk = _Desk(household)
    return {
        "diagnosis.begin": Question(Nothing, desk.begin),
        "diagnosis.state": Question(Nothing, desk.state),
        "diagnosis.report": Question(Nothing, desk.report),
    }


@dataclass
class _Looking:
    """One look at everything: what is known by now, and how far it has come."""

    facts: Facts | None = None
    done: int = 0
    of: int = 0
    task: asyncio.Task[None] | None = field(default=None, repr=False)

    @property
    def finished(self) -> bool:
        """Whether there is nothing more to come."""
        return self.task is not None and self.task.done()


class _Desk:
    def __init__(self, household: Household) -> None:
        self._household = household
        self._now = _Looking()

    async def begin(self, _: Nothing) -> Json:
        """Two windows look together: one look at a time is enough for the carriers."""
        if self._now.task is None or self._now.finished:
            self._now = now = _Looking()
            now.task = asyncio.create_task(self._look(now))
        return {}

    async def state(self, _: Nothing) -> Json:
        """What was found by now."""
        words, now = self._household.words, self._now
        findings = [
            {"check": words(f"doctor_check_{each.check}"), "state": each.state, "text": finding_text(words, each)}
            for each in (examine(now.facts) if now.facts else [])
        ]
        return {"findings": findings, "done": now.done, "of": now.of, "finished": now.finished}

    async def report(self, _: Nothing) -> Json:
        """Of the last look, which has to be over."""
        facts = self._now.facts
        if facts is None or not self._now.finished:
            raise NotDone(self._household.words("report_not_yet"))
        return {"text": report(self._household.words, self._household.home, facts, examine(facts))}

    async def _look(self, now: _Looking) -> None:
        def told(facts: Facts, done: int, of: int) -> None:
            now.facts, now.done, now.of = facts, done, of

        now.facts = await read_facts(self._household.home, self._household.vault, told)
