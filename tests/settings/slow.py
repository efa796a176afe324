"""A program that is slow to answer one question: it is answered only when the test lets it."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field, replace

import pytest

from agent.demo.browser.polling import PATIENCE_S
from agent.settings import questions
from agent.settings.asked import Json, Question
from agent.settings.household import Household

Answer = Callable[..., Awaitable[Json]]


@dataclass(frozen=True, slots=True)
class Held:
    """An answer that is kept back."""

    asked: asyncio.Event = field(default_factory=asyncio.Event)
    may_answer: asyncio.Event = field(default_factory=asyncio.Event)


class SlowProgram:
    """Has to be there before the settings are opened first."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self._next: dict[str, Held] = {}
        self._held: dict[str, Held] = {}
        quick = questions.all_questions

        def slow(household: Household) -> Mapping[str, Question]:
            return {name: replace(each, answer=self._later(name, each.answer)) for name, each in quick(household).items()}

        monkeypatch.setattr(questions, "all_questions", slow)

    def hold(self, name: str) -> None:
        """Keeps the next answer to this question back, and none after it."""
        self._next[name] = self._held[name] = Held()

    async def asked(self, name: str) -> None:
        """Waits until it was asked."""
        async with asyncio.timeout(PATIENCE_S):
            await self._held[name].asked.wait()

    def let_go(self, name: str) -> None:
        """Answers what was asked."""
        self._held.pop(name).may_answer.set()

    def _later(self, name: str, answer: Answer) -> Answer:
        async def later(asked: object) -> Json:
            held = self._next.pop(name, None)
            if held is not None:
                held.asked.set()
                await held.may_answer.wait()
            return await answer(asked)

        return later
