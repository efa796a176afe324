"""zeep, imported when it is needed first: only those who ship with a SOAP carrier pay for it."""

import asyncio
import importlib
import logging


async def load_zeep() -> None:
    """Imports zeep in a thread, since that takes a quarter of a second. Afterwards it is used where the answers are read.

    Only the import leaves the event loop's thread: lxml's documents share the names of the thread that parsed them, without a
    lock, and a search in one while that thread parses another ends the process.
    """
    await asyncio.to_thread(importlib.import_module, "zeep")
    for talkative in ("zeep.transports", "zeep.wsdl"):
        # At DEBUG they print whole messages, keys and addresses included.
        logging.getLogger(talkative).setLevel(logging.INFO)
