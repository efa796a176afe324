"""What the running program says of itself and of the browsers that talk to it."""

import asyncio
from dataclasses import dataclass

from agent.client import AgentNotRunning, ClientError, NotPaired, VersionMismatch, WrongProof, connect
from agent.server.address import COMMAND_LINE_ORIGIN
from agent.vault import Vault
from shared_schema.agent import AgentStatusResult
from shared_schema.pairing import PairedInfo, PairingListResult
from shared_schema.request import NoParams

from .facts import AgentState

ANSWER_S = 10.0


@dataclass(frozen=True, slots=True)
class ProgramFacts:
    """`browsers`: those that are paired."""

    state: AgentState
    status: AgentStatusResult | None = None
    browsers: tuple[PairedInfo, ...] | None = None


async def ask_program(port: int, vault: Vault) -> ProgramFacts:
    """Asks over the socket, as a browser would."""
    try:
        async with asyncio.timeout(ANSWER_S), connect(port, vault) as client:
            status = await client.call("agent.status", NoParams(), AgentStatusResult)
            paired = (await client.call("pairing.list", NoParams(), PairingListResult)).pairings
        return ProgramFacts("running", status, tuple(each for each in paired if each.origin != COMMAND_LINE_ORIGIN))
    except AgentNotRunning:
        return ProgramFacts("not_running")
    except NotPaired:
        return ProgramFacts("other_home" if await _answers(port) else "not_running")
    except WrongProof:
        return ProgramFacts("stranger")
    except VersionMismatch:
        return ProgramFacts("version")
    except (ClientError, TimeoutError):
        return ProgramFacts("silent")


async def _answers(port: int) -> bool:
    try:
        _, writer = await asyncio.open_connection("127.0.0.1", port)
    except OSError:
        return False
    writer.close()
    return True
