"""After an account was tested: what stopped it for refused credentials is over."""

import asyncio

from agent.ledger_access import ledger_exists, open_ledger
from agent.server.pairings import command_line_pairing
from agent.shipping.ledger.database import LedgerUnavailable

from .exit_codes import CommandFailed, ExitCode
from .session import Session


def let_ship(session: Session, account_id: str) -> None:
    """Lifts the account's stop, if there is one; a running agent notices within seconds."""
    try:
        resumed = asyncio.run(_resumed(session, account_id))
    except LedgerUnavailable:
        raise CommandFailed(ExitCode.UNAVAILABLE, "account_still_stopped", id=account_id) from None
    if resumed:
        session.say("account_resumed", id=account_id)


async def _resumed(session: Session, account_id: str) -> bool:
    config = session.config_file.read()
    if not ledger_exists(config, session.home):
        return False
    ledger = await open_ledger(config, session.home, session.vault)
    try:
        own = await command_line_pairing(session.vault)
        return await ledger.stops.resume(account_id, own.pairing_id if own else None)
    finally:
        await ledger.close()
