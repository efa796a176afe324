"""Talking to the running agent: where it is, and asking at the pace it takes."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import TypeVar

from agent.client import AgentClient, CallFailed, connect
from agent.config.running import noted_port
from shared_schema.base import WireModel
from shared_schema.codes import ErrorCode

from .session import Session

R = TypeVar("R", bound=WireModel)

FIRST_PAUSE_S = 0.1
MIN_PAUSE_S = 0.5
MAX_PAUSE_S = 2.0


@asynccontextmanager
async def agent_of(session: Session) -> AsyncIterator[AgentClient]:
    """A connection to the agent of this home. Raises `ClientError`."""
    async with connect(port_of(session), session.vault) as client:
        yield client


def port_of(session: Session) -> int:
    """Where the agent of this home listens: as it noted itself, else as configured."""
    return noted_port(session.home) or session.config_file.read().server.port


async def ask(agent: AgentClient, method: str, params: WireModel, result: type[R], timeout_s: float = 30.0) -> R:
    """One request; asked again after the pause the agent names when there were too many, which it then has not carried out."""
    while True:
        try:
            return await agent.call(method, params, result, timeout_s=timeout_s)
        except CallFailed as failed:
            if failed.error.code is not ErrorCode.RATE_LIMITED:
                raise
            await asyncio.sleep(min(failed.error.retry_after_s or 1.0, 10.0))


async def follow(agent: AgentClient, look: Callable[[], Awaitable[bool]]) -> None:
    """Looks until `look` says it is over: soon after each event, and every two seconds without any.

    What takes a moment is found soon, what takes longer is asked for at the agent's pace.
    """
    news = asyncio.Event()
    pause_s = FIRST_PAUSE_S

    async def listen() -> None:
        async for _ in agent.events():
            news.set()

    listener = asyncio.create_task(listen())
    try:
        while not await look():
            await asyncio.sleep(pause_s)
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(news.wait(), MAX_PAUSE_S - pause_s)
            news.clear()
            pause_s = min(2 * pause_s, MIN_PAUSE_S)
    finally:
        listener.cancel()
        await asyncio.gather(listener, return_exceptions=True)
