"""`nadajnik account list|test|remove|enable|disable`."""

import asyncio
from collections.abc import Mapping

import click
from pydantic import ValidationError
from rich.table import Table

from agent.accounts import forget, stored_secrets, tried
from agent.carriers.registry import CARRIERS
from agent.client import ClientError
from agent.config.edit import set_enabled, set_handover_at
from agent.config.model import AccountConfig, AccountHeader
from agent.password_change import drop_unfinished, unfinished
from agent.shipping.ports import PASSWORD_WARN_DAYS
from agent.vault import VaultError
from shared_schema.agent import AgentStatusResult
from shared_schema.request import NoParams

from .account_add import show_report
from .base import command, option
from .exit_codes import CommandFailed, ExitCode
from .let_ship import let_ship
from .output import AccountRow, AccountsOutput, emit
from .questions import sure
from .screen import plain
from .session import Session
from .talk import agent_of, ask

AGENT_PATIENCE_S = 3.0


@command("list", "help_account_list")
@option("--json", "as_json", help="option_json", is_flag=True)
def list_accounts(session: Session, as_json: bool) -> None:
    """What is configured, and whether its secrets are there."""
    accounts = session.config_file.read().accounts
    rows = asyncio.run(_rows(session, accounts, asyncio.run(_password_days(session))))
    if as_json:
        emit(AccountsOutput(accounts=rows))
        return
    if not rows:
        session.say("no_accounts")
        return
    words = session.words
    table = Table(*(words(f"column_{name}") for name in ("account", "carrier", "name", "enabled", "credentials", "password")))
    for row in rows:
        enabled, credentials = words("yes" if row.enabled else "no"), words("yes" if row.credentials else "no")
        days = "" if row.expires_in_days is None else words("password_column", days=row.expires_in_days)
        soon = row.expires_in_days is not None and row.expires_in_days <= PASSWORD_WARN_DAYS
        ends = plain(days, "yellow" if soon else "")
        table.add_row(row.id, CARRIERS[row.carrier].name, plain(row.name), enabled, credentials, ends)
    session.out.print(table)


async def _password_days(session: Session) -> Mapping[str, int | None]:
    """By account id, as far as the running agent knows it."""
    try:
        async with asyncio.timeout(AGENT_PATIENCE_S), agent_of(session) as agent:
            status = await ask(agent, "agent.status", NoParams(), AgentStatusResult)
    except (ClientError, TimeoutError, VaultError):
        return {}
    return {each.id: each.expires_in_days for each in status.accounts}


async def _rows(session: Session, accounts: tuple[AccountConfig, ...], days: Mapping[str, int | None]) -> list[AccountRow]:
    rows = []
    for each in accounts:
        whole = len(await stored_secrets(session.vault, each)) == len(CARRIERS[each.carrier].secrets)
        rows.append(
            AccountRow(
                id=each.id,
                carrier=each.carrier,
                name=each.name,
                enabled=each.enabled,
                credentials=whole,
                expires_in_days=days.get(each.id),
            )
        )
    return rows


@command("test", "help_account_test")
@click.argument("account_id", metavar="ID")
def test(session: Session, account_id: str) -> None:
    """Tries the stored credentials; an account that was stopped for refused ones ships again when they are accepted."""
    config = session.config_file.read()
    account = _known(config.account(account_id), account_id)
    kind = CARRIERS[account.carrier]

    found = asyncio.run(stored_secrets(session.vault, account))
    if asyncio.run(unfinished(session.vault, account_id)):
        session.say("password_unfinished_test", id=account_id)
    if len(found) < len(kind.secrets):
        raise CommandFailed(ExitCode.NOT_CONFIGURED, "account_without_secret", id=account_id)
    show_report(session, kind, asyncio.run(tried(kind, account, found, config.endpoints)))
    asyncio.run(drop_unfinished(session.vault, account_id))
    let_ship(session, account_id)


@command("remove", "help_account_remove")
@click.argument("account_id", metavar="ID")
@option("--yes", help="option_yes_remove", is_flag=True)
def remove(session: Session, account_id: str, yes: bool) -> None:
    """Takes the account out of the file and its secrets out of the key store."""
    file = session.config_file
    account = _known(file.read().account(account_id), account_id)
    if not yes and not sure(session, "ask_remove_account", id=account_id, name=account.name):
        raise CommandFailed(ExitCode.NOT_CONFIRMED, "not_confirmed")
    asyncio.run(forget(file, session.vault, account))
    session.say("account_removed", id=account_id)


@command("enable", "help_account_enable")
@click.argument("account_id", metavar="ID")
def enable(session: Session, account_id: str) -> None:
    """Lets the account ship again."""
    _switch(session, account_id, True)


@command("disable", "help_account_disable")
@click.argument("account_id", metavar="ID")
def disable(session: Session, account_id: str) -> None:
    """Keeps the account, but ships nothing with it."""
    _switch(session, account_id, False)


@command("handover-at", "help_account_handover_at")
@click.argument("account_id", metavar="ID")
@click.argument("moment", metavar="HH:MM|off")
def handover_at(session: Session, account_id: str, moment: str) -> None:
    """From this time on the program hands the account's sets of the day over by itself, once a day."""
    file = session.config_file
    account = _known(file.read().account(account_id), account_id)
    off = moment == "off"
    if not off:
        try:
            # The same rule as in the file.
            AccountHeader(id=account.id, carrier=account.carrier, name=account.name, handover_at=moment)
        except ValidationError:
            raise CommandFailed(ExitCode.USAGE, "handover_at_wrong", moment=moment) from None
    with file.edit() as document:
        set_handover_at(document, account_id, None if off else moment)
    session.say("handover_at_off" if off else "handover_at_set", id=account_id, moment=moment)


def _switch(session: Session, account_id: str, enabled: bool) -> None:
    file = session.config_file
    _known(file.read().account(account_id), account_id)
    with file.edit() as document:
        set_enabled(document, account_id, enabled)
    session.say("account_enabled" if enabled else "account_disabled", id=account_id)


def _known(account: AccountConfig | None, account_id: str) -> AccountConfig:
    if account is None:
        raise CommandFailed(ExitCode.NOT_CONFIGURED, "no_such_account", id=account_id)
    return account
