"""What lies on the disk: the ledger, its copies, the lists of points."""

import os
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from agent.cache_folder import account_cache
from agent.carriers.registry import CARRIERS
from agent.config.model import Config
from agent.ledger_access import LedgerMissing, check_ledger, open_ledger
from agent.shipping.ledger import history
from agent.shipping.ledger.backup import copies
from agent.shipping.ledger.database import LedgerUnavailable
from agent.shipping.ledger.integrity import LedgerDamaged, LedgerTooNew
from agent.shipping.ledger.schema import CURRENT
from agent.shipping.ledger.store import Ledger
from agent.shipping.ledger.unsettled import held_by_station, unsettled
from agent.vault import Vault, VaultError

from .facts import BackupFacts, LedgerFacts, LedgerState, PointListFacts

ERRORS_OF = timedelta(days=14)


@dataclass(frozen=True, slots=True)
class LedgerReading:
    """How the ledger is; `content` when it can be read."""

    state: LedgerState
    reason: str = ""
    content: LedgerFacts | None = None

    @property
    def version(self) -> str | None:
        """Of its tables, when they are the program's own."""
        return CURRENT if self.content else None


async def read_ledger(config: Config, home: Path, vault: Vault) -> LedgerReading:
    """A ledger of an earlier version is not opened: that would bring it up to date."""
    try:
        version = await check_ledger(config, home)
        if config.ledger.url is None and version != CURRENT:
            return LedgerReading("old" if version else "none")
        ledger = await open_ledger(config, home, vault)
        try:
            return LedgerReading("good", content=await _content(ledger))
        finally:
            await ledger.close()
    except LedgerMissing as error:
        return LedgerReading("missing", error.reason)
    except LedgerTooNew as error:
        return LedgerReading("too_new", error.reason)
    except LedgerDamaged as error:
        return LedgerReading("damaged", error.reason)
    except LedgerUnavailable as error:
        return LedgerReading("unavailable", str(error))
    except VaultError:
        return LedgerReading("unavailable", "the key store has its password")


async def _content(ledger: Ledger) -> LedgerFacts:
    return LedgerFacts(
        stopped=tuple(await ledger.stops.all()),
        unsettled=tuple(await unsettled(ledger.database)),
        stations=tuple((await ledger.stations.others()).values()),
        held=await held_by_station(ledger.database),
        errors=tuple(await history.codes(ledger.database, datetime.now(UTC) - ERRORS_OF)),
    )


def backups(folder: Path) -> BackupFacts:
    """The copies of a ledger in a file."""
    newest = next(iter(copies(folder)), None)
    place = next((each for each in (folder, folder.parent) if each.exists()), None)
    writable = place is None or (place.is_dir() and os.access(place, os.W_OK))
    return BackupFacts(newest.made_at if newest else None, writable)


def point_lists(config: Config, home: Path) -> tuple[PointListFacts, ...]:
    """Of the enabled accounts that keep one."""
    return tuple(
        PointListFacts(each.id, account_cache(home, each.id).kept_at(name))
        for each in config.accounts
        if each.enabled and (name := CARRIERS[each.carrier].point_list)
    )
