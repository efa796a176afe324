"""What would be lost sight of when the program goes: parcels without an outcome, and sets that were not handed over."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from agent.accounts import stored_secrets
from agent.carriers.registry import CARRIERS
from agent.config.model import AccountConfig, Config
from agent.ledger_access import check_ledger, open_ledger, station_of
from agent.shipping.ledger.database import LedgerUnavailable
from agent.shipping.ledger.integrity import LedgerUnusable
from agent.shipping.ledger.schema import CURRENT
from agent.shipping.ledger.states import UNSENT, State
from agent.shipping.ledger.unsettled import used_accounts, without_outcome
from agent.shipping.model.failure import ShippingError
from agent.shipping.model.handover import OpenSet
from agent.shipping.ports import HandOver
from agent.vault import Vault, VaultError

ANSWER_S = 20.0


@dataclass(frozen=True, slots=True)
class OpenWork:
    """Orders whose parcel may exist, orders of which nothing was sent, sets by account; and what could not be looked at.

    `accounts` are all the ledger knows of, those taken out of the settings included.
    """

    uncertain: tuple[str, ...] = ()
    waiting: tuple[str, ...] = ()
    sets: tuple[tuple[str, OpenSet], ...] = ()
    ledger_unread: bool = False
    silent_accounts: tuple[str, ...] = ()
    accounts: tuple[str, ...] = ()

    @property
    def is_open(self) -> bool:
        """Whether a person has to decide before the program goes."""
        return bool(self.uncertain or self.waiting or self.sets)


@dataclass(frozen=True, slots=True)
class _Ledger:
    states: Mapping[str, State] = field(default_factory=dict)
    stopped: tuple[str, ...] = ()
    accounts: tuple[str, ...] = ()
    unread: bool = False


async def open_work(config: Config, home: Path, vault: Vault) -> OpenWork:
    """Reads the ledger and asks the carriers; never raises for what cannot be reached."""
    ledger = await _ledger(config, home, vault)
    asked = [each for each in config.accounts if each.enabled and each.id not in ledger.stopped]
    answers = await asyncio.gather(*(_sets(each, config, vault) for each in asked))
    told = list(zip(asked, answers, strict=True))
    return OpenWork(
        uncertain=tuple(order for order, state in ledger.states.items() if state not in UNSENT),
        waiting=tuple(order for order, state in ledger.states.items() if state in UNSENT),
        sets=tuple((account.id, each) for account, sets in told for each in sets or ()),
        ledger_unread=ledger.unread,
        silent_accounts=tuple(account.id for account, sets in told if sets is None),
        accounts=ledger.accounts,
    )


async def _ledger(config: Config, home: Path, vault: Vault) -> _Ledger:
    try:
        version = await check_ledger(config, home)
        if config.ledger.url is None and version != CURRENT:
            return _Ledger(unread=version is not None)
        ledger = await open_ledger(config, home, vault)
        try:
            states = await without_outcome(ledger.database, station_of(config, home).id)
            return _Ledger(states, tuple(await ledger.stops.all()), tuple(await used_accounts(ledger.database)))
        finally:
            await ledger.close()
    except (LedgerUnusable, LedgerUnavailable, VaultError):
        return _Ledger(unread=True)


async def _sets(account: AccountConfig, config: Config, vault: Vault) -> tuple[OpenSet, ...] | None:
    """None when the carrier cannot tell."""
    kind = CARRIERS[account.carrier]
    try:
        secrets = await stored_secrets(vault, account)
        if len(secrets) < len(kind.secrets):
            return ()
        opened = kind.open(account.id, account.settings, secrets, config.endpoints)
        try:
            async with asyncio.timeout(ANSWER_S):
                return tuple(await opened.open_sets()) if isinstance(opened, HandOver) else ()
        finally:
            await opened.close()
    except (ShippingError, VaultError, TimeoutError):
        return None
