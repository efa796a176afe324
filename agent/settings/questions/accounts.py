"""Carrier accounts: saved after they were tried, tried again, switched, removed."""

import logging
from collections.abc import Awaitable, Callable, Mapping
from functools import partial
from typing import TypeVar, cast

from pydantic import ValidationError

from agent import accounts
from agent.carriers.registry import CARRIERS, CarrierKind
from agent.cli.phrases import note_text
from agent.config.edit import set_enabled
from agent.config.home import HomeUnusable
from agent.config.model import AccountConfig, AccountId
from agent.config.problems import ConfigError
from agent.password_change import drop_unfinished
from agent.settings.asked import Asked, Json, NotDone, Question
from agent.settings.forms import words_of
from agent.settings.household import Household
from agent.shipping.ledger.database import LedgerUnavailable
from agent.shipping.model.failure import ShippingError
from agent.shipping.model.shipment import AccountReport
from agent.shipping.ports import PASSWORD_WARN_DAYS
from agent.vault import VaultError

from .drafts import REFUSALS, Draft, drafted, not_taken

log = logging.getLogger(__name__)

COD_ACCOUNT = "cod_account"


class Save(Draft):
    """An account to be kept.

    `untested`: save it although the carrier did not answer. `cod_account` repeats the bank account when it is another than
    before, which is the person's second confirmation (threat model, row 17).
    """

    untested: bool = False
    cod_account: str | None = None


class Named(Asked):
    """Names an account."""

    id: AccountId


class Switch(Named):
    """On or off."""

    enabled: bool


OfAccount = TypeVar("OfAccount", bound=Draft | Named)


def questions(household: Household) -> Mapping[str, Question]:
    """`accounts.*`."""
    return {
        "accounts.save": Question(Save, in_turn(household, _save)),
        "accounts.test": Question(Named, in_turn(household, _test)),
        "accounts.switch": Question(Switch, partial(_switch, household)),
        "accounts.remove": Question(Named, in_turn(household, _remove)),
    }


def in_turn(
    household: Household, answer: Callable[[Household, OfAccount], Awaitable[Json]]
) -> Callable[[OfAccount], Awaitable[Json]]:
    """One question at a time about an account: a test must not settle a change of password that is under way."""

    async def answered(asked: OfAccount) -> Json:
        async with household.turns[asked.id or ""]:
            return await answer(household, asked)

    return answered


async def _save(household: Household, asked: Save) -> Json:
    """`report` is what the carrier says; `ask` instead of it is what a person has to answer first, and nothing is saved."""
    kind = CARRIERS[asked.carrier]
    file = household.file
    try:
        config = file.read()
        before, account, secrets = await drafted(household, config, asked)
        chosen = account.id
        bank_account = getattr(account.settings, COD_ACCOUNT, "")
        changed = bool(bank_account) and bank_account != getattr(before and before.settings, COD_ACCOUNT, "")
        if changed and asked.cod_account != bank_account:
            return {"ask": "cod_account", "cod_account": bank_account}
        report = None
        try:
            report = await accounts.tried(kind, account, secrets, config.endpoints)
        except ShippingError as error:
            if error.failure.code in REFUSALS:
                raise
            if not asked.untested:
                return {"ask": "untested", "text": household.not_done(error).text}
        await accounts.save(file, household.vault, account, asked.secrets)
        if changed:
            log.warning("account %s: cash on delivery now goes to the bank account ending with %s", chosen, bank_account[-4:])
        if report is not None and report.unanswered is None:
            await drop_unfinished(household.vault, chosen)
            await household.let_ship(chosen)
    except ValidationError as error:
        raise household.wrong(error, "settings.") from None
    except (ConfigError, HomeUnusable, VaultError, ShippingError, LedgerUnavailable) as error:
        raise not_taken(household, kind, error) from None
    return {"id": chosen, "report": told(household, kind, report)}


async def _test(household: Household, asked: Named) -> Json:
    """An account that was stopped for refused credentials ships again when they are accepted."""
    try:
        config = household.file.read()
        account = known(household, config.account(asked.id))
        kind = CARRIERS[account.carrier]
        secrets = await accounts.stored_secrets(household.vault, account)
        if len(secrets) < len(kind.secrets):
            raise NotDone(household.words("account_without_secret", id=asked.id))
        report = await accounts.tried(kind, account, secrets, config.endpoints)
        if report.unanswered is None:
            await drop_unfinished(household.vault, asked.id)
        resumed = report.unanswered is None and await household.let_ship(asked.id)
    except (ConfigError, HomeUnusable, VaultError, ShippingError, LedgerUnavailable) as error:
        raise household.not_done(error) from None
    return {"report": told(household, kind, report), "resumed": resumed}


async def _switch(household: Household, asked: Switch) -> Json:
    try:
        known(household, household.file.read().account(asked.id))
        with household.file.edit() as document:
            set_enabled(document, asked.id, asked.enabled)
    except (ConfigError, HomeUnusable) as error:
        raise household.not_done(error) from None
    return {}


async def _remove(household: Household, asked: Named) -> Json:
    try:
        account = known(household, household.file.read().account(asked.id))
        await accounts.forget(household.file, household.vault, account)
    except (ConfigError, HomeUnusable, VaultError) as error:
        raise household.not_done(error) from None
    return {}


def known(household: Household, account: AccountConfig | None) -> AccountConfig:
    """The account. Raises NotDone when it is not there any more."""
    if account is None:
        raise NotDone(household.words("settings_account_gone"))
    return account


def told(household: Household, kind: CarrierKind, report: AccountReport | None) -> Json | None:
    """The carrier's answer for people: of the services those that are ours, by name; of the bank account four digits."""
    if report is None:
        return None
    words = household.words
    days = report.password_days
    names = cast("Mapping[str, str]", words_of(kind.settings, household.language)["methods"]["labels"])
    return {
        "name": report.name,
        "services": [names[each] for each in report.services if each in names],
        "cod_account_last4": report.cod_account_last4,
        "password_days": days if days is not None and days > PASSWORD_WARN_DAYS else None,  # sooner is a warning
        "warnings": [note_text(words, str(each.code), each.path, each.data) for each in report.warnings],
        "unanswered": None if report.unanswered is None else household.not_done(ShippingError(report.unanswered)).text,
    }
