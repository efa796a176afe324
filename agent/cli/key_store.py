"""`nadajnik key-store`: the key store of this home for the running program, which asks through a pipe. No person calls it."""

import asyncio
import logging
import os
import sys

from .base import command
from .session import Session


@command("key-store", "help_key_store")
def key_store(session: Session) -> None:
    """Answers from the standard input to the standard output, and keeps the latter for that alone."""
    from agent.vault.served import serve

    logging.getLogger("agent.vault").setLevel(logging.ERROR)  # the answers say what failed, and who asked logs it
    with os.fdopen(os.dup(1), "wb") as answers:
        os.dup2(2, 1)  # whatever a library prints
        asyncio.run(serve(session.vault, sys.stdin.buffer, answers))
