"""Carrier accounts as they are kept: what stands in the file, what in the key store, and in which order the two are written."""

import json
from collections.abc import Mapping

from pydantic import BaseModel

from agent.carriers.registry import CARRIERS, CarrierKind
from agent.config.edit import add_account, remove_account, replace_account
from agent.config.file import ConfigFile
from agent.config.home import prepare_home
from agent.config.model import AccountConfig, Config
from agent.connections import secret_name
from agent.password_change import drop_unfinished
from agent.shipping.model.points import FoundPoints
from agent.shipping.model.shipment import AccountReport
from agent.shipping.ports import PointSearch, SettingLists
from agent.vault import Vault


def free_id(config: Config, carrier: str) -> str:
    """An id for one more account of the carrier: its own id, then with a number behind it."""
    taken = {account.id for account in config.accounts}
    return next(name for name in (carrier, *(f"{carrier}-{number}" for number in range(2, 1000))) if name not in taken)


def settings_of(kind: CarrierKind, given: Mapping[str, object]) -> BaseModel:
    """The settings as the carrier's model takes them. Raises pydantic's ValidationError."""
    return kind.settings.model_validate_json(json.dumps(given, default=str))


async def tried(
    kind: CarrierKind, account: AccountConfig, secrets: Mapping[str, str], endpoints: Mapping[str, str]
) -> AccountReport:
    """Asks the carrier with these credentials, once. Raises ShippingError."""
    opened = kind.open(account.id, account.settings, secrets, endpoints)
    try:
        return await opened.check()
    finally:
        await opened.close()


async def setting_lists(
    kind: CarrierKind, account: AccountConfig, secrets: Mapping[str, str], endpoints: Mapping[str, str]
) -> Mapping[str, Mapping[int, str]]:
    """What the carrier says may stand in some settings, by name; empty when it tells nothing. Raises ShippingError."""
    opened = kind.open(account.id, account.settings, secrets, endpoints)
    try:
        return await opened.setting_lists() if isinstance(opened, SettingLists) else {}
    finally:
        await opened.close()


async def points_found(
    kind: CarrierKind, account: AccountConfig, secrets: Mapping[str, str], endpoints: Mapping[str, str], text: str, limit: int
) -> FoundPoints | None:
    """The carrier's points that fit the text; None when they cannot be searched. Raises ShippingError."""
    opened = kind.open(account.id, account.settings, secrets, endpoints)
    try:
        return await opened.search_points(text, limit) if isinstance(opened, PointSearch) else None
    finally:
        await opened.close()


async def stored_secrets(vault: Vault, account: AccountConfig) -> Mapping[str, str]:
    """The account's secrets, as far as they are there. Raises VaultError."""
    found = {name: await vault.get(secret_name(account.id, name)) for name in CARRIERS[account.carrier].secrets}
    return {name: value for name, value in found.items() if value is not None}


async def save(file: ConfigFile, vault: Vault, account: AccountConfig, secrets: Mapping[str, str]) -> None:
    """Writes the account, a new one or in place of the one with its id, and of the secrets those that are given.

    Secrets first: an account without them would be found by a running agent. When anything fails, everything is as it was.
    Raises VaultError, ConfigError, HomeUnusable.
    """
    prepare_home(file.home)
    known = file.read().account(account.id) is not None
    before = {name: await vault.get(secret_name(account.id, name)) for name in secrets}
    try:
        for name, value in secrets.items():
            await vault.set(secret_name(account.id, name), value)
        with file.edit() as document:
            (replace_account if known else add_account)(document, account)
    except BaseException:
        for name, earlier in before.items():
            where = secret_name(account.id, name)
            await (vault.delete(where) if earlier is None else vault.set(where, earlier))
        raise


async def forget(file: ConfigFile, vault: Vault, account: AccountConfig) -> None:
    """Takes the account out of the file, then its secrets out of the key store."""
    with file.edit() as document:
        remove_account(document, account.id)
    for name in CARRIERS[account.carrier].secrets:
        await vault.delete(secret_name(account.id, name))
    await drop_unfinished(vault, account.id)
