"""`nadajnik unlock`: a person at this computer lets browsers spend money again after a break."""

import asyncio

from shared_schema.agent import AgentUnlockResult
from shared_schema.request import NoParams

from .base import command
from .session import Session
from .talk import agent_of, ask


@command("unlock")
def unlock(session: Session) -> None:
    """Exit code 0 too when it was not locked."""
    session.say("unlock_done" if asyncio.run(_unlocked(session)).was_locked else "unlock_none")


async def _unlocked(session: Session) -> AgentUnlockResult:
    async with agent_of(session) as agent:
        return await ask(agent, "agent.unlock", NoParams(), AgentUnlockResult)
