"""`nadajnik pair`: opens the pairing window, shows the code, and asks about the browser that gave it."""

import asyncio
import time

from agent.client import AgentClient
from shared_schema.pairing import PairingAnswerParams, PairingAnswerResult, PairingInfo, PairingOpenResult, PairingStateResult
from shared_schema.request import NoParams

from .base import command, option
from .exit_codes import CommandFailed, ExitCode
from .phrases import printable
from .questions import sure
from .session import Session
from .talk import agent_of, ask

PAUSE_S = 0.5
GRACE_S = 5.0


@command("pair")
@option("--yes", help="option_yes_pair", is_flag=True)
def pair(session: Session, yes: bool) -> None:
    """On a terminal the user is asked, with no as the default; without one the right code is enough, and that is said."""
    opened = asyncio.run(_opened(session))
    session.say("pair_code", code=opened.code, seconds=round(opened.expires_in_s))
    asking = asyncio.run(_asker(session, time.monotonic() + opened.expires_in_s + GRACE_S))
    session.say("pair_asking", browser=printable(asking.browser), origin=printable(asking.origin))
    if yes or not session.on_terminal():
        session.say("pair_allowed_unasked")
        allow = True
    else:
        allow = sure(session, "ask_pair")
    asyncio.run(_answered(session, allow))
    if not allow:
        raise CommandFailed(ExitCode.NOT_CONFIRMED, "pair_refused")
    session.say("pair_done", browser=printable(asking.browser))


async def _opened(session: Session) -> PairingOpenResult:
    async with agent_of(session) as agent:
        return await ask(agent, "pairing.open", NoParams(), PairingOpenResult)


async def _asker(session: Session, deadline: float) -> PairingInfo:
    """Waits for the right code. Raises `CommandFailed` when the window closes: time, or too many wrong codes."""
    async with agent_of(session) as agent:
        with session.err.status(session.words("pair_waiting")):
            while time.monotonic() < deadline:
                state = await _state(agent)
                if state.asking is not None:
                    return state.asking
                if state.state != "open":
                    break
                await asyncio.sleep(PAUSE_S)
    raise CommandFailed(ExitCode.NOT_CONFIRMED, "pair_expired")


async def _answered(session: Session, allow: bool) -> None:
    async with agent_of(session) as agent:
        await ask(agent, "pairing.answer", PairingAnswerParams(allow=allow), PairingAnswerResult)


async def _state(agent: AgentClient) -> PairingStateResult:
    return await ask(agent, "pairing.state", NoParams(), PairingStateResult)
