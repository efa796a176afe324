"""`nadajnik stop`: ends the running agent in good order, and returns when it is gone. Installers call it first."""

import asyncio
import time
from pathlib import Path

from shared_schema.agent import AgentStopResult
from shared_schema.request import NoParams

from .base import command
from .exit_codes import CommandFailed, ExitCode
from .session import Session
from .talk import agent_of, ask

MOST_S = 60.0


@command("stop")
def stop(session: Session) -> None:
    """Exit code 0 too when none is running. What was under way is taken up at the next start."""
    if not _running(session.home):
        session.say("stop_none")
        return
    asyncio.run(_ask(session))
    deadline = time.monotonic() + MOST_S
    while _running(session.home):
        if time.monotonic() > deadline:
            raise CommandFailed(ExitCode.UNAVAILABLE, "stop_slow")
        time.sleep(0.1)
    session.say("stop_done")


async def _ask(session: Session) -> None:
    async with agent_of(session) as agent:
        await ask(agent, "agent.stop", NoParams(), AgentStopResult)


def _running(home: Path) -> bool:
    from agent.config.running import AlreadyRunning, single_instance

    if not home.is_dir():
        return False
    try:
        with single_instance(home):
            return False
    except AlreadyRunning:
        return True
