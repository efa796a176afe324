"""Reads the facts, side by side and each within its time. Whatever cannot be read is a fact too; looking changes nothing."""

import asyncio
import logging
import shutil
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Literal

from agent.config.file import ConfigFile
from agent.config.home import HomeUnusable
from agent.config.model import AccountConfig, Config
from agent.config.problems import ConfigError
from agent.config.rules_file import RulesFile
from agent.config.running import noted_port
from agent.ledger_access import backup_folder
from agent.server.pairings import stored_pairings
from agent.vault import Vault, VaultError

from .accounts import ANSWER_S as CARRIER_S
from .accounts import allegro_facts, carrier_facts
from .facts import Facts, WrongPlace
from .printer import printer_facts
from .program import ask_program
from .services import ANSWER_S as SERVICE_S
from .services import ask_services
from .storage import LedgerReading, backups, point_lists, read_ledger

log = logging.getLogger(__name__)

QUICK_S = 10.0
LEDGER_S = 30.0
PROGRAM_S = 20.0

Change = Callable[[Facts], Facts]
Told = Callable[[Facts, int, int], None]
"""`(what is known by now, parts read, parts in all)`."""


@dataclass(frozen=True, slots=True)
class _Part:
    """`check` is the one that does without when it fails; `read` says what is known then."""

    check: str
    within_s: float
    read: Callable[[], Awaitable[Change]]


async def read_facts(home: Path, vault: Vault, told: Told = lambda facts, done, of: None) -> Facts:
    """Everything the checks need; never raises for what is only wrong. `told` is called after each part."""
    config, wrong = _config(home)
    backend = await _backend(vault)
    facts = Facts(datetime.now(UTC), wrong, await _keyring(vault), shutil.disk_usage(_existing(home)).free, backend)
    if config is None:
        return facts
    facts = replace(
        facts,
        accounts={each.id: each.carrier for each in config.accounts},
        sellers={each.id: each.login for each in config.allegro.accounts},
        rules=RulesFile(home).current(),
    )
    ledger = asyncio.create_task(read_ledger(config, home, vault))
    try:
        parts = _parts(home, config, vault, ledger, usable=facts.keyring is None)
        told(facts, 0, len(parts))
        for done, finished in enumerate(asyncio.as_completed([_within_its_time(each) for each in parts]), 1):
            facts = (await finished)(facts)
            told(facts, done, len(parts))
    finally:
        ledger.cancel()
        await asyncio.gather(ledger, return_exceptions=True)
    return facts


def _parts(home: Path, config: Config, vault: Vault, ledger: "asyncio.Task[LedgerReading]", *, usable: bool) -> list[_Part]:
    """What needs the key store is left out where that is not usable: it would say the same many times over."""

    async def database() -> Change:
        read = await asyncio.shield(ledger)
        return lambda facts: replace(
            facts, ledger_state=read.state, ledger_reason=read.reason, ledger_version=read.version, ledger=read.content
        )

    async def files() -> Change:
        lists = await asyncio.to_thread(point_lists, config, home)
        kept = None if config.ledger.url is not None else await asyncio.to_thread(backups, backup_folder(home))
        return lambda facts: replace(facts, point_lists=lists, backups=kept)

    async def printer() -> Change:
        found = await printer_facts(config.printing.printer)
        return lambda facts: replace(facts, printer=found)

    async def services() -> Change:
        asked = await ask_services(config)
        return lambda facts: replace(facts, services=asked)

    async def program() -> Change:
        found = await ask_program(noted_port(home) or config.server.port, vault)
        return lambda facts: replace(facts, agent=found.state, status=found.status, browsers=found.browsers)

    async def allegro() -> Change:
        found = await allegro_facts(config, vault)
        return lambda facts: replace(facts, allegro=found)

    async def carrier(account: AccountConfig) -> Change:
        known = await asyncio.shield(ledger)
        stopped = known.content.stopped if known.content else () if known.state == "none" else None
        found = await carrier_facts(account, config, vault, stopped)
        return lambda facts: replace(facts, carriers=(*facts.carriers, found))

    parts = [
        _Part("ledger", LEDGER_S, database),
        _Part("backups", QUICK_S, files),
        _Part("printer", QUICK_S, printer),
        _Part("services", SERVICE_S + QUICK_S, services),
    ]
    if usable:
        parts += [_Part("agent", PROGRAM_S, program), _Part("allegro", QUICK_S, allegro)]
        asked = [each for each in config.accounts if each.enabled]
        parts += [_Part("carriers", LEDGER_S + CARRIER_S + QUICK_S, partial(carrier, each)) for each in asked]
    return parts


async def _within_its_time(part: _Part) -> Change:
    try:
        async with asyncio.timeout(part.within_s):
            return await part.read()
    except TimeoutError:
        return _without(part, "late")
    except Exception:  # one part that fails must not hide the others
        log.exception("a part of the diagnosis failed: %s", part.check)
        return _without(part, "failed")


def _without(part: _Part, why: Literal["late", "failed"]) -> Change:
    return lambda facts: replace(facts, unread={**facts.unread, part.check: why})


def _config(home: Path) -> tuple[Config | None, WrongPlace | None]:
    try:
        return ConfigFile(home).read(), None
    except ConfigError as error:
        first = error.problems[0]
        return None, WrongPlace(error.file, first.line or 1, first.field_name or "-")
    except HomeUnusable as error:
        return None, WrongPlace(error.path, reason=error.reason)


async def _backend(vault: Vault) -> str:
    try:
        async with asyncio.timeout(QUICK_S):
            return await vault.backend()
    except (VaultError, TimeoutError):
        return "?"


async def _keyring(vault: Vault) -> str | None:
    """Why it cannot be used; a key store that asks the person something nobody sees is silent."""
    try:
        async with asyncio.timeout(QUICK_S):
            await stored_pairings(vault)
    except VaultError as error:
        return error.reason
    except TimeoutError:
        return "silent"
    return None


def _existing(path: Path) -> Path:
    return path if path.exists() else _existing(path.parent)
