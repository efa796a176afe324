"""Reads the facts. Whatever cannot be read is a fact too; nothing is created or changed by looking."""

import asyncio
import os
import shutil
from datetime import UTC, datetime
from pathlib import Path

from agent.cache_folder import account_cache
from agent.carriers.registry import CARRIERS
from agent.client import AgentNotRunning, ClientError, NotPaired, VersionMismatch, WrongProof, connect
from agent.config.file import ConfigFile
from agent.config.home import HomeUnusable
from agent.config.model import Config
from agent.config.problems import ConfigError
from agent.config.running import noted_port
from agent.ledger_access import LedgerMissing, backup_folder, check_ledger, open_ledger
from agent.server.pairings import stored_pairings
from agent.shipping.ledger.backup import copies
from agent.shipping.ledger.database import LedgerUnavailable
from agent.shipping.ledger.integrity import LedgerDamaged, LedgerTooNew
from agent.shipping.ledger.schema import CURRENT
from agent.shipping.ledger.store import Ledger
from agent.shipping.ledger.unsettled import held_by_station, unsettled
from agent.vault import Vault, VaultError
from shared_schema.incoming import NoParams
from shared_schema.outgoing import AgentStatusResult

from .facts import AgentState, BackupFacts, Facts, LedgerFacts, LedgerState, PointListFacts, WrongPlace

ANSWER_S = 10.0


async def read_facts(home: Path, vault: Vault) -> Facts:
    """Everything the checks need; never raises for what is only wrong."""
    config, wrong = _config(home)
    keyring = await _keyring(vault)
    now = datetime.now(UTC)
    free_bytes = shutil.disk_usage(_existing(home)).free
    if config is None:
        return Facts(now, wrong, keyring, free_bytes)
    state, reason, ledger = await _ledger(config, home, vault)
    agent, status = await _agent(noted_port(home) or config.server.port, vault) if keyring is None else (None, None)
    return Facts(
        now=now,
        config=None,
        keyring=keyring,
        free_bytes=free_bytes,
        ledger_state=state,
        ledger_reason=reason,
        ledger_version=CURRENT if ledger else None,
        ledger=ledger,
        backups=None if config.ledger.url is not None else _backups(backup_folder(home)),
        agent=agent,
        status=status,
        point_lists=_point_lists(config, home),
    )


def _config(home: Path) -> tuple[Config | None, WrongPlace | None]:
    try:
        return ConfigFile(home).read(), None
    except ConfigError as error:
        first = error.problems[0]
        return None, WrongPlace(error.file, first.line or 1, first.field_name or "-")
    except HomeUnusable as error:
        return None, WrongPlace(error.path, reason=error.reason)


async def _keyring(vault: Vault) -> str | None:
    try:
        await stored_pairings(vault)
    except VaultError as error:
        return error.reason
    return None


async def _ledger(config: Config, home: Path, vault: Vault) -> tuple[LedgerState, str, LedgerFacts | None]:
    try:
        version = await check_ledger(config, home)
        if config.ledger.url is None and version != CURRENT:
            return "old" if version else "none", "", None
        ledger = await open_ledger(config, home, vault)
        try:
            return "good", "", await _content(ledger)
        finally:
            await ledger.close()
    except LedgerMissing as error:
        return "missing", error.reason, None
    except LedgerTooNew as error:
        return "too_new", error.reason, None
    except LedgerDamaged as error:
        return "damaged", error.reason, None
    except LedgerUnavailable as error:
        return "unavailable", str(error), None
    except VaultError:
        return "unavailable", "the key store has its password", None


async def _content(ledger: Ledger) -> LedgerFacts:
    return LedgerFacts(
        stopped=tuple(await ledger.stops.all()),
        unsettled=tuple(await unsettled(ledger.database)),
        stations=tuple((await ledger.stations.others()).values()),
        held=await held_by_station(ledger.database),
    )


def _backups(folder: Path) -> BackupFacts:
    newest = next(iter(copies(folder)), None)
    place = next((each for each in (folder, folder.parent) if each.exists()), None)
    writable = place is None or (place.is_dir() and os.access(place, os.W_OK))
    return BackupFacts(newest.made_at if newest else None, writable)


def _point_lists(config: Config, home: Path) -> tuple[PointListFacts, ...]:
    return tuple(
        PointListFacts(each.id, account_cache(home, each.id).kept_at(name))
        for each in config.accounts
        if each.enabled and (name := CARRIERS[each.carrier].point_list)
    )


async def _agent(port: int, vault: Vault) -> tuple[AgentState, AgentStatusResult | None]:
    try:
        async with asyncio.timeout(ANSWER_S), connect(port, vault) as client:
            return "running", await client.call("agent.status", NoParams(), AgentStatusResult)
    except AgentNotRunning:
        return "not_running", None
    except NotPaired:
        return ("other_home" if await _answers(port) else "not_running"), None
    except WrongProof:
        return "stranger", None
    except VersionMismatch:
        return "version", None
    except (ClientError, TimeoutError):
        return "silent", None


async def _answers(port: int) -> bool:
    try:
        _, writer = await asyncio.open_connection("127.0.0.1", port)
    except OSError:
        return False
    writer.close()
    return True


def _existing(path: Path) -> Path:
    return path if path.exists() else _existing(path.parent)
