"""Keeps copies of the ledger while the agent works: one at the start when the newest is a day old, then one a day."""

import asyncio
import logging
from datetime import UTC, datetime
from pathlib import Path
from typing import NoReturn

from agent.shipping.ledger.backup import BackupFailed, copies, due, make

log = logging.getLogger(__name__)

LOOK_EVERY_S = 600.0
"""Looked at often, by the clock on the wall: a computer that slept is late by minutes, not by its night."""
RETRY_S = 3600.0


async def keep_copies(ledger: Path, folder: Path) -> NoReturn:
    """Endless. A copy that fails is logged and tried again in an hour; shipping goes on."""
    while True:
        pause_s = LOOK_EVERY_S
        try:
            made = await asyncio.to_thread(_copy_if_due, ledger, folder)
            if made is not None:
                log.info("the ledger was copied to %s", made)
        except (BackupFailed, OSError) as error:
            log.warning("no copy of the ledger could be made: %s", error)
            pause_s = RETRY_S
        await asyncio.sleep(pause_s)


def _copy_if_due(ledger: Path, folder: Path) -> str | None:
    now = datetime.now(UTC)
    newest = next(iter(copies(folder)), None)
    return make(ledger, folder, now).path.name if due(newest, now) else None
