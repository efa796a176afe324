"""A program that is slow to answer: what was asked is answered only when the test lets it."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace

import pytest

from agent.settings import questions
from agent.settings.asked import Json, Question
from agent.settings.household import Household

Answer = Callable[..., Awaitable[Json]]


class SlowProgram:
    """Has to be there before the settings are opened first."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self._held: dict[str, tuple[asyncio.Event, asyncio.Event]] = {}
        quick = questions.all_questions

        def slow(household: Household) -> Mapping[str, Question]:
            return {name: replace(each, answer=self._later(name, each.answer)) for name, each in quick(household).items()}

        monkeypatch.setattr(questions, "all_questions", slow)

    def hold(self, name: str) -> None:
        """Keeps the answers to this question back from now on."""
        self._held[name] = asyncio.Event(), asyncio.Event()

    async def asked(self, name: str) -> None:
        """Waits until it was asked."""
        await self._held[name][0].wait()

    def let_go(self, name: str) -> None:
        """Answers what was asked, and from now on at once."""
        self._held.pop(name)[1].set()

    def _later(self, name: str, answer: Answer) -> Answer:
        async def later(asked: object) -> Json:
            if name in self._held:
                was_asked, may_answer = self._held[name]
                was_asked.set()
                await may_answer.wait()
            return await answer(asked)

        return later
